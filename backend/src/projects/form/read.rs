//! A project as its form shows it.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::geo::{Crs, Point, Shape};
use shared::id::{AreaId, CompoundId, MilestoneId};
use shared::permissions::Action;
use shared::projects::form::{FormCompound, FormFund, FormItem, FormMember, FormMilestone, FormPlace, ProjectForm};
use shared::projects::{FundRecordType, FundSource, MemberType};

use crate::db::{Code, Conn};
use crate::error::Result;
use crate::milestones::store as milestones;
use crate::projects::staff::desk::Desk;
use crate::projects::store::{PromisedRow, TreatedRow};
use crate::schema::{
    buildings, compounds, fund_records, organizations, project_buildings, project_compounds, project_members,
    project_work_items,
};

/// The whole form; money only for those who may read it.
///
/// # Errors
/// Those of the database.
pub(super) fn form(conn: &mut Conn, desk: &Desk<'_>) -> Result<ProjectForm> {
    let row = &desk.project;
    let point = row.lng.zip(row.lat).map(|(lng, lat)| Point { lng, lat });
    let drawn = row.geometry.as_deref().and_then(|json| Shape::parse(json).ok());
    let shape = drawn.or(point.map(|p| Shape::Point([p.lng, p.lat])));
    let funds = if desk.may(Action::ReadFunds, None).is_ok() { Some(funds(conn, row.id)?) } else { None };
    Ok(ProjectForm {
        name: row.name.clone(),
        area: AreaId(row.area_id),
        plan_year: row.plan_year,
        summary: row.summary.clone(),
        place: shape.map(|shape| FormPlace { shape, crs: Crs::Wgs84 }),
        planned_start: row.planned_start,
        planned_finish: row.planned_finish,
        total_investment_fen: row.total_investment_fen,
        benefit_households: row.benefit_households,
        complaint_phone: row.complaint_phone.clone(),
        compounds: treated(conn, row.id)?,
        work_items: items(conn, row.id)?,
        members: members(conn, row.id)?,
        funds,
        milestones: days(conn, row.id)?,
    })
}

fn treated(conn: &mut Conn, id: i64) -> Result<Vec<FormCompound>> {
    use project_compounds as pc;
    let rows: Vec<(TreatedRow, String)> = pc::table
        .inner_join(compounds::table.on(compounds::id.eq(pc::compound_id)))
        .filter(pc::project_id.eq(id))
        .order(pc::compound_id)
        .select((TreatedRow::as_select(), compounds::name))
        .load(conn)?;
    let labels: Vec<(i64, String)> = project_buildings::table
        .inner_join(buildings::table.on(buildings::id.eq(project_buildings::building_id)))
        .filter(project_buildings::project_id.eq(id))
        .order((buildings::seq, buildings::id))
        .select((buildings::compound_id, buildings::label))
        .load(conn)?;
    let mut by: HashMap<i64, Vec<String>> = HashMap::new();
    for (compound, label) in labels {
        by.entry(compound).or_default().push(label);
    }
    let shown = |(row, name): (TreatedRow, String)| FormCompound {
        id: CompoundId(row.compound_id),
        name,
        building_count: row.building_count,
        household_count: row.household_count,
        floor_area_m2: row.floor_area_m2,
        buildings: by.remove(&row.compound_id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn items(conn: &mut Conn, id: i64) -> Result<Vec<FormItem>> {
    use project_work_items as i;
    let rows: Vec<PromisedRow> =
        i::table.filter(i::project_id.eq(id)).order(i::item_code).select(PromisedRow::as_select()).load(conn)?;
    let shown = |row: PromisedRow| FormItem {
        code: row.item_code,
        quantity_planned: row.quantity_planned,
        budget_fen: row.budget_fen,
        drop_reason: row.drop_reason,
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn members(conn: &mut Conn, id: i64) -> Result<Vec<FormMember>> {
    use project_members as m;
    type Row = (String, Code<MemberType>, Option<String>, bool);
    let rows: Vec<Row> = m::table
        .inner_join(organizations::table.on(organizations::id.eq(m::org_id)))
        .filter(m::project_id.eq(id))
        .order(m::id)
        .select((organizations::name, m::member_type, m::duty_phone, m::shown_publicly))
        .load(conn)?;
    let shown = |(organization, member_type, duty_phone, shown_publicly): Row| FormMember {
        organization,
        member_type: member_type.0,
        duty_phone,
        shown_publicly,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The money in the order of its days.
///
/// # Errors
/// Those of the database.
pub(super) fn funds(conn: &mut Conn, id: i64) -> Result<Vec<FormFund>> {
    use fund_records as f;
    type Row = (Code<FundSource>, Code<FundRecordType>, i64, NaiveDate, Option<String>, Option<String>);
    let rows: Vec<Row> = f::table
        .filter(f::project_id.eq(id))
        .order((f::on_date, f::id))
        .select((f::source, f::record_type, f::amount_fen, f::on_date, f::doc_no, f::note))
        .load(conn)?;
    let shown = |(source, record_type, amount_fen, on, doc_no, note): Row| FormFund {
        source: source.0,
        record_type: record_type.0,
        amount_fen,
        on,
        doc_no,
        note,
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn days(conn: &mut Conn, id: i64) -> Result<Vec<FormMilestone>> {
    let shown = |row: milestones::MilestoneRow| FormMilestone {
        id: MilestoneId(row.id),
        name: row.zh,
        planned_start: row.planned_start,
        planned_finish: row.planned_finish,
    };
    Ok(milestones::of_project(conn, id)?.into_iter().map(shown).collect())
}
