//! What belongs to a project, written as the form has it: compounds and buildings, works, members, money, days.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::id::MilestoneId;
use shared::permissions::Action;
use shared::projects::MemberType;
use shared::projects::form::{FormCompound, FormFund, ProjectForm};
use shared::work_items::WorkItemStatus;

use super::{planned, read};
use crate::compounds::store::{self as compounds_store, BuildingRow};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::milestones::store as milestones;
use crate::organizations::store::{self as organizations_store, OrganizationRow};
use crate::projects::staff::desk::Desk;
use crate::projects::store::{self, MemberRow, ProjectRow, PromisedRow, TreatedBuildingRow, TreatedRow};
use crate::schema::{
    buildings, compounds, fund_records, organizations, project_buildings, project_compounds, project_members,
    project_work_items, work_item_catalog,
};
use crate::{each_backend, ids};

fn wrong(field: &str, zh: &str, en: &str) -> Error {
    Error::bad_field(ApiError::field(ErrorCode::InvalidValue, field, zh, en))
}

/// Writes all of it; answers the project's row with its client as the members name it.
///
/// # Errors
/// 422 for what is not there; those of the database.
pub(super) fn write(conn: &mut Conn, desk: &Desk<'_>, form: &ProjectForm, row: ProjectRow) -> Result<ProjectRow> {
    treat(conn, desk, &row, &form.compounds)?;
    promise(conn, desk, &row, form)?;
    days(conn, desk, &row, form)?;
    if let Some(funds) = &form.funds {
        pay(conn, desk, &row, funds)?;
    }
    members(conn, desk, form, row)
}

/// Who may only read the money sends it back as it was.
fn pay(conn: &mut Conn, desk: &Desk<'_>, row: &ProjectRow, funds: &[FormFund]) -> Result<()> {
    use fund_records as f;
    if read::funds(conn, row.id)? == funds {
        return Ok(());
    }
    desk.must(Action::WriteFunds, None)?;
    diesel::delete(f::table.filter(f::project_id.eq(row.id))).execute(conn)?;
    for fund in funds {
        let (source, record_type): (&'static str, &'static str) = (fund.source.into(), fund.record_type.into());
        let values = (
            f::id.eq(ids::next()),
            f::project_id.eq(row.id),
            f::source.eq(source),
            f::record_type.eq(record_type),
            f::amount_fen.eq(fund.amount_fen),
            f::on_date.eq(fund.on),
            f::doc_no.eq(&fund.doc_no),
            f::note.eq(&fund.note),
            f::created_at.eq(row.updated_at),
            f::updated_at.eq(row.updated_at),
            f::created_by.eq(desk.caller.id().0),
            f::version.eq(1),
        );
        each_backend!(conn, c => diesel::insert_into(f::table).values(values).execute(c))?;
    }
    Ok(())
}

fn treat(conn: &mut Conn, desk: &Desk<'_>, row: &ProjectRow, wanted: &[FormCompound]) -> Result<()> {
    use project_buildings as pb;
    use project_compounds as pc;
    let ids: Vec<i64> = wanted.iter().map(|c| c.id.0).collect();
    let known: HashSet<i64> = compounds::table
        .filter(compounds::id.eq_any(&ids))
        .select(compounds::id)
        .load::<i64>(conn)?
        .into_iter()
        .collect();
    if !ids.iter().all(|id| known.contains(id)) {
        return Err(wrong("compounds", "有一个小区找不到，请重新选。", "A compound is not there: choose it anew."));
    }
    diesel::delete(pb::table.filter(pb::project_id.eq(row.id))).execute(conn)?;
    diesel::delete(pc::table.filter(pc::project_id.eq(row.id))).execute(conn)?;
    for compound in wanted {
        let treated = TreatedRow {
            project_id: row.id,
            compound_id: compound.id.0,
            building_count: compound.building_count,
            household_count: compound.household_count,
            floor_area_m2: compound.floor_area_m2,
        };
        store::insert_compounds(conn, &[treated])?;
        for building_id in labelled(conn, desk, compound)? {
            store::insert_buildings(conn, &[TreatedBuildingRow { project_id: row.id, building_id }])?;
        }
    }
    Ok(())
}

/// Keys of the buildings with these labels; those that the compound does not have yet are added.
fn labelled(conn: &mut Conn, desk: &Desk<'_>, compound: &FormCompound) -> Result<Vec<i64>> {
    use buildings as b;
    let rows: Vec<(i64, String, i16)> =
        b::table.filter(b::compound_id.eq(compound.id.0)).select((b::id, b::label, b::seq)).load(conn)?;
    let mut last = rows.iter().map(|(_, _, seq)| *seq).max().unwrap_or(0);
    let mut found = Vec::new();
    for label in &compound.buildings {
        if let Some((id, ..)) = rows.iter().find(|(_, known, _)| known == label) {
            found.push(*id);
            continue;
        }
        last += 1;
        let now = desk.now.naive_utc();
        let row = BuildingRow {
            id: ids::next(),
            compound_id: compound.id.0,
            label: label.clone(),
            seq: last,
            built_year: None,
            floors: None,
            units: None,
            household_count: None,
            floor_area_m2: None,
            structure: None,
            has_lift: None,
            facade_state: None,
            roof_state: None,
            pipe_state: None,
            wire_state: None,
            fire_state: None,
            danger_grade: "none".to_owned(),
            graded_on: None,
            created_at: now,
            updated_at: now,
            created_by: Some(desk.caller.id().0),
            version: 1,
        };
        found.push(row.id);
        compounds_store::insert_buildings(conn, &[row])?;
    }
    Ok(found)
}

/// What was done of an item stays; an item that is gone from the form goes unless something was done of it.
fn promise(conn: &mut Conn, desk: &Desk<'_>, row: &ProjectRow, form: &ProjectForm) -> Result<()> {
    use project_work_items as i;
    let codes: Vec<&str> = form.work_items.iter().map(|item| item.code.as_str()).collect();
    let known: i64 =
        work_item_catalog::table.filter(work_item_catalog::code.eq_any(&codes)).count().get_result(conn)?;
    if usize::try_from(known).ok() != Some(codes.len()) {
        return Err(wrong("work_items", "有一项改造内容不在目录里。", "A work item is not in the catalogue."));
    }
    let had: Vec<PromisedRow> =
        i::table.filter(i::project_id.eq(row.id)).select(PromisedRow::as_select()).load(conn)?;
    let mut had: HashMap<String, PromisedRow> = had.into_iter().map(|r| (r.item_code.clone(), r)).collect();
    for item in &form.work_items {
        let before = had.remove(&item.code);
        let status = match (&item.drop_reason, &before) {
            (Some(_), _) => WorkItemStatus::Dropped,
            (None, Some(before)) if before.status.0 != WorkItemStatus::Dropped => before.status.0,
            (None, _) => WorkItemStatus::Planned,
        };
        let fresh = PromisedRow {
            id: before.as_ref().map_or_else(ids::next, |b| b.id),
            project_id: row.id,
            item_code: item.code.clone(),
            quantity_planned: item.quantity_planned,
            quantity_done: before.as_ref().and_then(|b| b.quantity_done),
            budget_fen: item.budget_fen,
            status: Code(status),
            votes_for: before.as_ref().map_or(0, |b| b.votes_for),
            drop_reason: item.drop_reason.clone(),
            warranty_until: before.as_ref().and_then(|b| b.warranty_until),
            created_at: before.as_ref().map_or(row.updated_at, |b| b.created_at),
            updated_at: row.updated_at,
            created_by: before.as_ref().map_or(Some(desk.caller.id().0), |b| b.created_by),
            version: before.as_ref().map_or(1, |b| b.version + 1),
        };
        match before {
            None => store::insert_work_items(conn, &[fresh])?,
            Some(_) => drop(diesel::update(i::table.find(fresh.id)).set(&fresh).execute(conn)?),
        }
    }
    if had.values().any(|gone| gone.quantity_done.is_some() || gone.status.0 != WorkItemStatus::Planned) {
        let (zh, en) =
            ("已经动工的改造内容不能删，请写明不做的原因。", "What has begun is not deleted: say why it is dropped.");
        return Err(wrong("work_items", zh, en));
    }
    let gone: Vec<i64> = had.values().map(|r| r.id).collect();
    diesel::delete(i::table.filter(i::id.eq_any(gone))).execute(conn)?;
    Ok(())
}

fn days(conn: &mut Conn, desk: &Desk<'_>, row: &ProjectRow, form: &ProjectForm) -> Result<()> {
    for step in milestones::of_project(conn, row.id)? {
        let Some(wanted) = form.milestones.iter().find(|m| m.id == MilestoneId(step.id)) else { continue };
        if (wanted.planned_start, wanted.planned_finish) == (step.planned_start, step.planned_finish) {
            continue;
        }
        if desk.project.is_published {
            return Err(Error::bad_field(planned("milestones")));
        }
        let step = milestones::MilestoneRow {
            planned_start: wanted.planned_start,
            planned_finish: wanted.planned_finish,
            updated_at: row.updated_at,
            version: step.version + 1,
            ..step
        };
        milestones::update(conn, &step)?;
    }
    Ok(())
}

fn members(conn: &mut Conn, desk: &Desk<'_>, form: &ProjectForm, row: ProjectRow) -> Result<ProjectRow> {
    use project_members as m;
    let mut client = None;
    diesel::delete(m::table.filter(m::project_id.eq(row.id))).execute(conn)?;
    for member in &form.members {
        let known: Option<i64> = organizations::table
            .filter(organizations::name.eq(&member.organization))
            .select(organizations::id)
            .first(conn)
            .optional()?;
        let org_id = match known {
            Some(id) => id,
            None => organization(conn, desk, &member.organization, member.member_type, &row)?,
        };
        if member.member_type == MemberType::Client {
            client = client.or(Some(org_id));
        }
        let code: &'static str = member.member_type.into();
        let line = MemberRow {
            id: ids::next(),
            project_id: row.id,
            org_id,
            member_type: code.to_owned(),
            duty_phone: member.duty_phone.clone(),
            shown_publicly: member.shown_publicly,
            created_at: row.updated_at,
            updated_at: row.updated_at,
            created_by: Some(desk.caller.id().0),
            version: 1,
        };
        store::insert_members(conn, &[line])?;
    }
    Ok(ProjectRow { client_org_id: client.or(row.client_org_id), ..row })
}

fn organization(conn: &mut Conn, desk: &Desk<'_>, name: &str, part: MemberType, row: &ProjectRow) -> Result<i64> {
    let new = OrganizationRow {
        id: ids::next(),
        name: name.to_owned(),
        org_type: part.org_type().to_owned(),
        area_id: None,
        public_phone: None,
        credit_code: None,
        is_demo: row.is_demo,
        created_at: row.updated_at,
        updated_at: row.updated_at,
        created_by: Some(desk.caller.id().0),
        version: 1,
    };
    let id = new.id;
    organizations_store::insert(conn, &[new])?;
    Ok(id)
}
