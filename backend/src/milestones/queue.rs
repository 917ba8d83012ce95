//! Reports that wait for somebody's judgement: the oldest first, with what was planned beside what is said.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::permissions::Action;
use shared::progress::planned_progress;
use shared::progress_reports::staff::QueuedReport;
use shared::progress_reports::{ReportEvent, ReportReview};

use super::reports;
use super::store::{self, ReportRow};
use crate::areas::tree::AreaTree;
use crate::auth::SignedIn;
use crate::catalog::step;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::projects::staff::desk::Desk;
use crate::projects::staff::page;
use crate::projects::staff::scope::{Reach, reached};
use crate::schema::{milestones, progress_reports as r, projects};

/// Reports of a queue at most.
const LONGEST: i64 = 200;

/// The queue of `caller`.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, caller: &SignedIn, now: DateTime<Utc>) -> Result<Vec<QueuedReport>> {
    let tree = AreaTree::load(conn)?;
    let mut rows: Vec<ReportRow> = Vec::new();
    for (action, is_physical) in [(Action::ApproveWorks, true), (Action::ApprovePaper, false)] {
        let reach = Reach::of(&caller.person, action, &tree);
        // Bounded after the sort that is his: what waits for others would crowd it out.
        let query = r::table
            .inner_join(milestones::table.on(milestones::id.eq(r::milestone_id)))
            .filter(milestones::is_physical.eq(is_physical))
            .filter(r::review.eq(Code(ReportReview::Pending)))
            .filter(r::project_id.eq_any(projects::table.filter(reached!(&reach)).select(projects::id)));
        rows.extend(
            query
                .order((r::created_at, r::id))
                .limit(LONGEST)
                .select(ReportRow::as_select())
                .load::<ReportRow>(conn)?,
        );
    }
    rows.sort_by_key(|row| (row.created_at, row.id));
    rows.dedup_by_key(|row| row.id);
    let mut by_project: HashMap<i64, Vec<ReportRow>> = HashMap::new();
    for row in rows {
        by_project.entry(row.project_id).or_default().push(row);
    }
    let mut queue = Vec::new();
    for (project, rows) in by_project {
        let desk = Desk::by_id(conn, caller, project, now)?;
        let steps = store::of_project(conn, project)?;
        let amounts = page::amounts(conn, project)?;
        for report in reports::shown(conn, &desk, &steps, rows)? {
            let milestone = steps.iter().find(|m| m.id == report.milestone.0);
            let Some(milestone) = milestone.filter(|_| report.allowed_events.contains(&ReportEvent::Approve)) else {
                continue;
            };
            let amount = page::one_amount(&amounts, &milestone.code);
            queue.push(QueuedReport {
                project: desk.project.number.clone(),
                project_name: desk.project.name.clone(),
                approved_bp: milestone.progress_bp,
                planned_bp: planned_progress(&[step(milestone)], desk.today),
                planned_finish: milestone.planned_finish,
                quantity_planned: amount.as_ref().and_then(|(_, planned, _)| *planned),
                unit: amount.map(|(unit, ..)| unit),
                report,
            });
        }
    }
    queue.sort_by_key(|one| (one.report.filed_at, one.report.id));
    Ok(queue)
}
