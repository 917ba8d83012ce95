//! A project as those at work on it see it: what they may, what waits, and what happened.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::id::{MilestoneId, PlanChangeId};
use shared::milestones::Milestone;
use shared::milestones::staff::StaffMilestone;
use shared::permissions::Action;
use shared::plan_changes::staff::StaffPlanChange;
use shared::plan_changes::{PLAN_CHANGE_TRANSITIONS, PlanChangeEvent};
use shared::projects::staff::StaffProjectPage;
use shared::workflow::allowed;

use super::desk::Desk;
use super::shown;
use crate::areas::tree::AreaTree;
use crate::catalog::step;
use crate::db::Conn;
use crate::error::Result;
use crate::milestones::store::{self as milestones_store, MilestoneRow, PlanChangeRow, ReportRow};
use crate::milestones::{change, has_concealed, needs_photo, plan, reports};
use crate::projects::events;
use crate::schema::{
    buildings, plan_changes, progress_reports, project_buildings, project_work_items, work_item_catalog,
};
use crate::workflow::store as workflow;

/// Reports of a page.
const REPORTS: i64 = 100;

/// What of MODEL §5 concerns a project and what belongs to it.
const ACTIONS: [Action; 11] = [
    Action::WriteProject,
    Action::ReadFunds,
    Action::WriteFunds,
    Action::EditDraft,
    Action::PublishProject,
    Action::ChangeProjectStatus,
    Action::ReportProgress,
    Action::AskReplan,
    Action::DecideReplan,
    Action::UploadMedia,
    Action::WriteOutage,
];

/// The whole page.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn, desk: &Desk<'_>) -> Result<StaffProjectPage> {
    let project = desk.project.id;
    let tree = AreaTree::load(conn)?;
    let steps = milestones_store::of_project(conn, project)?;
    let rows: Vec<ReportRow> = progress_reports::table
        .filter(progress_reports::project_id.eq(project))
        .order((progress_reports::reported_on.desc(), progress_reports::id.desc()))
        .limit(REPORTS)
        .select(ReportRow::as_select())
        .load(conn)?;
    Ok(StaffProjectPage {
        project: shown(&desk.project, &tree),
        version: desk.project.version,
        planned_start: desk.project.planned_start,
        planned_finish: desk.project.planned_finish,
        total_investment_fen: desk.project.total_investment_fen,
        may: ACTIONS.into_iter().filter(|action| desk.may(*action, None).is_ok()).collect(),
        events: events::offered(conn, desk)?,
        status_reason: desk.project.status_reason.clone(),
        buildings: treated(conn, project)?,
        reports: reports::shown(conn, desk, &steps, rows)?,
        plan_changes: changes(conn, desk, &steps)?,
        history: workflow::history(conn, project)?,
        milestones: milestones(conn, desk, &steps)?,
    })
}

/// The same after something was done to it.
///
/// # Errors
/// Those of the database.
pub fn again(conn: &mut Conn, desk: &Desk<'_>) -> Result<StaffProjectPage> {
    let desk = Desk::by_id(conn, desk.caller, desk.project.id, desk.now)?;
    load(conn, &desk)
}

/// Labels of the buildings that a project treats.
fn treated(conn: &mut Conn, project: i64) -> Result<Vec<String>> {
    Ok(project_buildings::table
        .inner_join(buildings::table.on(buildings::id.eq(project_buildings::building_id)))
        .filter(project_buildings::project_id.eq(project))
        .order((buildings::compound_id, buildings::seq, buildings::id))
        .select(buildings::label)
        .load(conn)?)
}

fn milestones(conn: &mut Conn, desk: &Desk<'_>, rows: &[MilestoneRow]) -> Result<Vec<StaffMilestone>> {
    let amounts = amounts(conn, desk.project.id)?;
    let mut all = Vec::new();
    for row in rows {
        let amount = one_amount(&amounts, &row.code);
        let (unit, quantity_planned, quantity_done) = amount.map_or((None, None, None), |(u, p, d)| (Some(u), p, d));
        all.push(StaffMilestone {
            id: MilestoneId(row.id),
            needs_photo: needs_photo(conn, &desk.project.kind_code, row)?,
            has_concealed: has_concealed(conn, row.id)?,
            unit,
            quantity_planned,
            quantity_done,
            version: row.version,
            waits_for: change::waits_for(rows, row).map(|m| m.zh.clone()),
            allowed_events: change::allowed_events(desk, rows, row),
            milestone: Milestone {
                code: row.code.clone(),
                zh: row.zh.clone(),
                en: row.en.clone(),
                seq: row.seq,
                weight_bp: row.weight_bp,
                is_physical: row.is_physical,
                status: row.status.0,
                progress_bp: row.progress_bp,
                baseline_start: row.baseline_start,
                baseline_finish: row.baseline_finish,
                planned_start: row.planned_start,
                planned_finish: row.planned_finish,
                actual_start: row.actual_start,
                actual_finish: row.actual_finish,
                days_late: step(row).days_late(desk.today),
                reason: row.reason.clone(),
                building: None,
            },
        });
    }
    Ok(all)
}

/// Unit, quantity planned and quantity done of a work item.
pub type Amount = (String, Option<i64>, Option<i64>);

/// Quantities of a milestone are told where one work item is meant.
pub fn one_amount(amounts: &HashMap<String, Vec<Amount>>, milestone_code: &str) -> Option<Amount> {
    match amounts.get(milestone_code)?.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// By the code of the milestone that a work item belongs to.
///
/// # Errors
/// Those of the database.
pub fn amounts(conn: &mut Conn, project: i64) -> Result<HashMap<String, Vec<Amount>>> {
    use project_work_items as i;
    use shared::work_items::WorkItemStatus;
    type Row = (Option<String>, String, Option<i64>, Option<i64>);
    let rows: Vec<Row> = i::table
        .inner_join(work_item_catalog::table.on(work_item_catalog::code.eq(i::item_code)))
        .filter(i::project_id.eq(project))
        .filter(i::status.ne(crate::db::Code(WorkItemStatus::Dropped)))
        .order(i::id)
        .select((work_item_catalog::milestone_code, work_item_catalog::unit, i::quantity_planned, i::quantity_done))
        .load(conn)?;
    let mut found: HashMap<String, Vec<Amount>> = HashMap::new();
    for (code, unit, planned, done) in rows {
        if let Some(code) = code {
            found.entry(code).or_default().push((unit, planned, done));
        }
    }
    Ok(found)
}

fn changes(conn: &mut Conn, desk: &Desk<'_>, steps: &[MilestoneRow]) -> Result<Vec<StaffPlanChange>> {
    let rows: Vec<PlanChangeRow> = plan_changes::table
        .filter(plan_changes::project_id.eq(desk.project.id))
        .order((plan_changes::asked_on.desc(), plan_changes::id.desc()))
        .select(PlanChangeRow::as_select())
        .load(conn)?;
    let names = workflow::names(conn, rows.iter().filter_map(|row| row.asked_by))?;
    let shown = |row: PlanChangeRow| {
        let mut events = allowed(PLAN_CHANGE_TRANSITIONS, row.status.0, &desk.roles);
        events.retain(|event: &PlanChangeEvent| plan::is_yours(desk, &row, *event).is_ok());
        StaffPlanChange {
            id: PlanChangeId(row.id),
            asked_by: row.asked_by.and_then(|id| names.get(&id).cloned()),
            decision_reason: row.decision_reason.clone(),
            version: row.version,
            allowed_events: events,
            change: plan::told(row, steps),
        }
    };
    let told: Vec<StaffPlanChange> = rows.into_iter().map(shown).collect();
    Ok(told)
}
