//! Everything a project's page shows, whitelisted field by field.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::milestones::Milestone;
use shared::plan_changes::{PlanChange, PlanChangeStatus};
use shared::progress::Works;
use shared::progress_reports::{ProgressReport, ReportReview};
use shared::projects::{Member, Project, ProjectStatus, StatusGroup, TreatedCompound};
use shared::work_items::ProjectWorkItem;

use super::store::{ProjectRow, PromisedRow, TreatedRow};
use crate::catalog::{Catalog, step};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::milestones::plan;
use crate::milestones::store::{MilestoneRow, PlanChangeRow};
use crate::schema::{
    buildings, milestones, organizations, plan_changes, progress_reports, project_buildings, project_compounds,
    project_members, project_work_items, projects,
};
use crate::work_items;

/// Reads the published project `number`, whose key is `id`.
///
/// # Errors
/// 404 when it went meanwhile; those of the database.
pub fn load(conn: &mut Conn, catalog: &Catalog, number: &str, id: i64) -> Result<Project> {
    let entry = catalog.project(number).ok_or_else(Error::not_found)?;
    let row: ProjectRow = projects::table.find(id).select(ProjectRow::as_select()).first(conn)?;
    let rows: Vec<MilestoneRow> = milestones::table
        .filter(milestones::project_id.eq(id))
        .order((milestones::seq, milestones::id))
        .select(MilestoneRow::as_select())
        .load(conn)?;
    let steps: Vec<_> = rows.iter().map(step).collect();
    let status = entry.summary.status;
    let works = Works {
        status,
        steps: &steps,
        updated_on: None,
        entered_on: None,
        planned_finish: row.planned_finish,
        actual_finish: None,
    };
    // What was ended is not late from day to day; where nobody told its day, it is not late at all.
    let until = match status.map(ProjectStatus::group) {
        Some(StatusGroup::Ended) => row.status_since.unwrap_or(NaiveDate::MIN).min(catalog.today),
        _ => catalog.today,
    };
    let baseline_finish = works.promised_finish().filter(|_| status.is_some());
    Ok(Project {
        summary: entry.summary.shown(),
        text: row.summary,
        geometry: entry.shape.clone(),
        work_items: promised(conn, id)?,
        compounds: treated(conn, catalog, id)?,
        members: members(conn, id)?,
        reports: reports(conn, id, &rows)?,
        plan_changes: changes(conn, id, &rows)?,
        milestones: shown(conn, until, rows)?,
        complaint_phone: row.complaint_phone,
        approval_no: row.approval_no,
        approval_date: row.approval_date,
        currency: row.currency.0,
        total_investment_fen: row.total_investment_fen,
        contract_fen: row.contract_fen,
        final_account_fen: row.final_account_fen,
        baseline_finish,
        actual_start: row.actual_start,
        accepted_on: row.accepted_on,
        benefit_households: row.benefit_households,
        source_note: row.source_note,
    })
}

/// The milestones; what is open counts as late until `until`.
fn shown(conn: &mut Conn, until: NaiveDate, rows: Vec<MilestoneRow>) -> Result<Vec<Milestone>> {
    let ids: Vec<i64> = rows.iter().filter_map(|m| m.building_id).collect();
    let labels: HashMap<i64, String> = buildings::table
        .filter(buildings::id.eq_any(ids))
        .select((buildings::id, buildings::label))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    let milestone = |m: MilestoneRow| Milestone {
        days_late: step(&m).days_late(until),
        building: m.building_id.and_then(|b| labels.get(&b).cloned()),
        code: m.code,
        zh: m.zh,
        en: m.en,
        seq: m.seq,
        weight_bp: m.weight_bp,
        is_physical: m.is_physical,
        status: m.status.0,
        progress_bp: m.progress_bp,
        baseline_start: m.baseline_start,
        baseline_finish: m.baseline_finish,
        planned_start: m.planned_start,
        planned_finish: m.planned_finish,
        actual_start: m.actual_start,
        actual_finish: m.actual_finish,
        reason: m.reason,
    };
    Ok(rows.into_iter().map(milestone).collect())
}

fn promised(conn: &mut Conn, id: i64) -> Result<Vec<ProjectWorkItem>> {
    let mut rows: HashMap<String, PromisedRow> = project_work_items::table
        .filter(project_work_items::project_id.eq(id))
        .select(PromisedRow::as_select())
        .load::<PromisedRow>(conn)?
        .into_iter()
        .map(|r| (r.item_code.clone(), r))
        .collect();
    let catalog = work_items::load(conn)?;
    let item = |item: shared::work_items::WorkItem| {
        let row = rows.remove(&item.code)?;
        Some(ProjectWorkItem {
            item,
            status: row.status.0,
            quantity_planned: row.quantity_planned,
            quantity_done: row.quantity_done,
            drop_reason: row.drop_reason,
            warranty_until: row.warranty_until,
        })
    };
    Ok(catalog.into_iter().filter_map(item).collect())
}

fn treated(conn: &mut Conn, catalog: &Catalog, id: i64) -> Result<Vec<TreatedCompound>> {
    let rows: Vec<TreatedRow> = project_compounds::table
        .filter(project_compounds::project_id.eq(id))
        .order(project_compounds::compound_id)
        .select(TreatedRow::as_select())
        .load(conn)?;
    let labels: Vec<(i64, String)> = project_buildings::table
        .inner_join(buildings::table.on(buildings::id.eq(project_buildings::building_id)))
        .filter(project_buildings::project_id.eq(id))
        .order((buildings::seq, buildings::id))
        .select((buildings::compound_id, buildings::label))
        .load(conn)?;
    let part = |row: TreatedRow| {
        Some(TreatedCompound {
            compound: catalog.compound(row.compound_id)?.summary.clone(),
            building_count: row.building_count,
            household_count: row.household_count,
            floor_area_m2: row.floor_area_m2,
            buildings: labels.iter().filter(|(c, _)| *c == row.compound_id).map(|(_, l)| l.clone()).collect(),
        })
    };
    Ok(rows.into_iter().filter_map(part).collect())
}

fn members(conn: &mut Conn, id: i64) -> Result<Vec<Member>> {
    let rows: Vec<(String, String, Option<String>)> = project_members::table
        .inner_join(organizations::table.on(organizations::id.eq(project_members::org_id)))
        .filter(project_members::project_id.eq(id))
        .filter(project_members::shown_publicly)
        .order(project_members::id)
        .select((project_members::member_type, organizations::name, project_members::duty_phone))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(member_type, organization, duty_phone)| Member { member_type, organization, duty_phone })
        .collect())
}

fn reports(conn: &mut Conn, id: i64, milestones: &[MilestoneRow]) -> Result<Vec<ProgressReport>> {
    use progress_reports as r;
    type Row = (i64, chrono::NaiveDate, i32, Option<String>, Option<String>, bool);
    let rows: Vec<Row> = r::table
        .filter(r::project_id.eq(id))
        .filter(r::review.eq(Code(ReportReview::Approved)))
        .order((r::reported_on.desc(), r::id.desc()))
        .limit(50)
        .select((r::milestone_id, r::reported_on, r::progress_bp, r::note, r::correction_reason, r::weather_stop))
        .load(conn)?;
    let report = |(milestone_id, reported_on, progress_bp, note, correction_reason, weather_stop): Row| {
        let milestone_code = milestones.iter().find(|m| m.id == milestone_id)?.code.clone();
        Some(ProgressReport { milestone_code, reported_on, progress_bp, note, correction_reason, weather_stop })
    };
    Ok(rows.into_iter().filter_map(report).collect())
}

fn changes(conn: &mut Conn, id: i64, steps: &[MilestoneRow]) -> Result<Vec<PlanChange>> {
    let rows: Vec<PlanChangeRow> = plan_changes::table
        .filter(plan_changes::project_id.eq(id))
        .filter(plan_changes::is_public)
        // What was only asked for may never come: the public reads decisions (MODEL §4.4).
        .filter(plan_changes::status.eq(Code(PlanChangeStatus::Approved)))
        .order((plan_changes::asked_on.desc(), plan_changes::id.desc()))
        .select(PlanChangeRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| plan::told(row, steps)).collect())
}
