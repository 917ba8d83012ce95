//! What happens to a report: approved, returned, withdrawn, handed in again (MODEL §4.3); and how those at work read it.

use std::collections::HashMap;

use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{MilestoneId, ReportId};
use shared::milestones::MilestoneStatus;
use shared::permissions::{Action, Denied};
use shared::progress_reports::staff::{ReportCommand, StaffReport};
use shared::progress_reports::{REPORT_TRANSITIONS, ReportEvent, ReportReview};
use shared::work_items::WorkItemStatus;
use shared::workflow::{Command, allowed, needed_text};

use super::change::{REASON, before};
use super::store::{self, MilestoneRow, ReportRow};
use super::{carry, change, needs_photo, photographs};
use crate::auth::denied;
use crate::catalog::step;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::projects::staff::desk::Desk;
use crate::schema::{project_work_items, role_grants, work_item_catalog};
use crate::workflow::{Noun, Step, advance, not_now, store as workflow};

/// Does to `report` what is commanded.
///
/// # Errors
/// 403, 409 or 422 with what stands in the way; those of the database.
pub fn change(conn: &mut Conn, desk: &Desk<'_>, report: ReportRow, command: Command<ReportCommand>) -> Result<()> {
    let event = command.what.event();
    let milestone = store::get(conn, report.milestone_id)?;
    let (to, role) = advance(REPORT_TRANSITIONS, report.review.0, event, &desk.roles)?;
    is_yours(conn, desk, &milestone, &report, event)?.map_err(denied)?;
    if report.version != command.version {
        return Err(Error::stale());
    }
    let written = Step {
        noun: Noun::Report,
        id: report.id,
        shown_id: ReportId(report.id).to_string(),
        project: Some(desk.project.id),
        event: event.into(),
        from: report.review.0.into(),
        to: to.into(),
        role,
        note: None,
        token: &command.client_token,
        action: AuditAction::ChangeState,
    };
    let now = desk.now.naive_utc();
    let mut row = ReportRow { review: Code(to), version: report.version + 1, updated_at: now, ..report };
    let note = match command.what {
        ReportCommand::Approve { photographs_checked } => {
            if photographs::count(conn, row.id)? > 0 && !photographs_checked {
                let (zh, en) = (
                    "请先看过照片里有没有人脸和车牌，再打勾。",
                    "Look for faces and number plates first, then tick the box.",
                );
                return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs_checked", zh, en)));
            }
            (row.reviewer_id, row.reviewed_at) = (Some(desk.caller.id().0), Some(now));
            approve(conn, desk, milestone, &row)?;
            Some(format!("{}%", row.progress_bp / 100))
        }
        ReportCommand::Return { reason } => {
            let reason = needed_text(&reason, "reason", REASON).map_err(Error::bad_field)?;
            (row.reviewer_id, row.reviewed_at) = (Some(desk.caller.id().0), Some(now));
            row.review_reason = Some(reason.clone());
            Some(reason)
        }
        ReportCommand::Withdraw => {
            // They may be handed in again.
            photographs::attach(conn, desk, row.id, &[])?;
            None
        }
        ReportCommand::Resubmit { mended, report } => {
            let mended = needed_text(&mended, "mended", REASON).map_err(Error::bad_field)?;
            let needs = needs_photo(conn, &desk.project.kind_code, &milestone)?;
            let report = report.checked(&before(conn, desk, &milestone, needs)?).map_err(Error::bad_field)?;
            row.reported_on = report.reported_on;
            row.progress_bp = report.progress_bp;
            row.quantity_done = report.quantity_done;
            row.note = report.note;
            row.issue = report.issue;
            row.weather_stop = report.weather_stop;
            row.correction_reason = report.correction_reason;
            photographs::attach(conn, desk, row.id, &report.photographs)?;
            Some(mended)
        }
    };
    store::update_report(conn, &row)?;
    desk.record(conn, Step { note, ..written })?;
    if to == ReportReview::Approved { crate::live::store::tell(conn, &[desk.topic()]) } else { Ok(()) }
}

/// Carries an approved report into its milestone, the quantities and the project.
fn approve(conn: &mut Conn, desk: &Desk<'_>, milestone: MilestoneRow, report: &ReportRow) -> Result<()> {
    if milestone.status.0 != MilestoneStatus::InProgress {
        return Err(not_now(
            "这个节点现在不在进行中，这份上报不能通过，请退回。",
            "The milestone is not under way: the report cannot be approved, return it.",
        ));
    }
    if report.progress_bp < milestone.progress_bp && report.correction_reason.is_none() {
        return Err(not_now(
            "这份上报的进度低于后来已公开的进度，又没有写更正原因，请退回。",
            "It is lower than what was published since, and says no reason: return it.",
        ));
    }
    let now = desk.now.naive_utc();
    let steps: Vec<_> = store::of_project(conn, desk.project.id)?.iter().map(step).collect();
    let mut row =
        MilestoneRow { progress_bp: report.progress_bp, version: milestone.version + 1, updated_at: now, ..milestone };
    if row.progress_bp == 10_000 {
        row.status = Code(change::completed(&row)?);
        row.actual_finish = Some(report.reported_on);
    }
    store::update(conn, &row)?;
    photographs::publish(conn, desk, report.id)?;
    if let (Some(quantity), [item]) = (report.quantity_done, items_of(conn, &row)?.as_slice()) {
        use project_work_items as i;
        let change = (i::quantity_done.eq(quantity), i::updated_at.eq(now), i::version.eq(i::version + 1));
        diesel::update(i::table.find(item)).set(change).execute(conn)?;
    }
    mark_items(conn, &row, now)?;
    carry(conn, desk.project.id, &steps, now)?;
    Ok(())
}

/// Keys of the work items that the milestone is about, those that were dropped left out.
fn items_of(conn: &mut Conn, milestone: &MilestoneRow) -> Result<Vec<i64>> {
    use project_work_items as i;
    Ok(i::table
        .inner_join(work_item_catalog::table.on(work_item_catalog::code.eq(i::item_code)))
        .filter(i::project_id.eq(milestone.project_id))
        .filter(i::status.ne(Code(WorkItemStatus::Dropped)))
        .filter(work_item_catalog::milestone_code.eq(&milestone.code))
        .select(i::id)
        .load(conn)?)
}

/// What was promised of a milestone stands as the milestone does.
pub(super) fn mark_items(conn: &mut Conn, milestone: &MilestoneRow, now: chrono::NaiveDateTime) -> Result<()> {
    use project_work_items as i;
    let status = match milestone.status.0 {
        MilestoneStatus::Completed => WorkItemStatus::Done,
        MilestoneStatus::InProgress => WorkItemStatus::InProgress,
        MilestoneStatus::NotStarted | MilestoneStatus::Waived => return Ok(()),
    };
    let ids = items_of(conn, milestone)?;
    let change = (i::status.eq(Code(status)), i::updated_at.eq(now), i::version.eq(i::version + 1));
    let stale = i::table.filter(i::id.eq_any(ids)).filter(i::status.ne(Code(status)));
    diesel::update(stale).set(change).execute(conn)?;
    Ok(())
}

/// Whether this event of this report is the caller's, beyond what the table of states says: works are judged by the
/// supervision engineer and papers by the district, never one's own; what came back is mended by who filed it or by his
/// organisation.
fn is_yours(
    conn: &mut Conn,
    desk: &Desk<'_>,
    milestone: &MilestoneRow,
    report: &ReportRow,
    event: ReportEvent,
) -> Result<std::result::Result<(), Denied>> {
    let judge = if milestone.is_physical { Action::ApproveWorks } else { Action::ApprovePaper };
    let is_reporter = report.created_by == Some(desk.caller.id().0);
    Ok(match event {
        ReportEvent::Approve | ReportEvent::Return => desk.may(judge, report.created_by).map(drop),
        ReportEvent::Withdraw if is_reporter => Ok(()),
        ReportEvent::Resubmit if is_reporter || same_organization(conn, desk, report)? => Ok(()),
        ReportEvent::Withdraw | ReportEvent::Resubmit => Err(Denied::NotYou),
    })
}

/// Whether the caller reports for an organisation for which the reporter does.
fn same_organization(conn: &mut Conn, desk: &Desk<'_>, report: &ReportRow) -> Result<bool> {
    use role_grants as g;
    let Some(reporter) = report.created_by else { return Ok(false) };
    let mine: Vec<i64> = desk
        .caller
        .person
        .grants
        .iter()
        .filter_map(|grant| match grant.scope {
            shared::people::Scope::Organization(id) => Some(id.0),
            _ => None,
        })
        .collect();
    let shared = g::table
        .filter(g::user_id.eq(reporter))
        .filter(g::scope_type.eq(Code(shared::people::ScopeType::Organization)))
        .filter(g::scope_id.is_not_null())
        .filter(g::scope_id.assume_not_null().eq_any(mine))
        .filter(g::valid_from.le(desk.today))
        .filter(g::valid_until.is_null().or(g::valid_until.ge(desk.today)));
    Ok(diesel::select(diesel::dsl::exists(shared)).get_result(conn)?)
}

/// These reports as those at work read them, in the order given.
///
/// # Errors
/// Those of the database.
pub fn shown(
    conn: &mut Conn,
    desk: &Desk<'_>,
    milestones: &[MilestoneRow],
    rows: Vec<ReportRow>,
) -> Result<Vec<StaffReport>> {
    let people = rows.iter().flat_map(|row| [row.created_by, row.reviewer_id]).flatten();
    let names: HashMap<i64, String> = workflow::names(conn, people)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut photographs = photographs::of_reports(conn, &ids)?;
    let mut all = Vec::new();
    for row in rows {
        let Some(milestone) = milestones.iter().find(|m| m.id == row.milestone_id) else { continue };
        let mut events = Vec::new();
        for event in allowed(REPORT_TRANSITIONS, row.review.0, &desk.roles) {
            if is_yours(conn, desk, milestone, &row, event)?.is_ok() {
                events.push(event);
            }
        }
        all.push(StaffReport {
            id: ReportId(row.id),
            milestone: MilestoneId(row.milestone_id),
            milestone_zh: milestone.zh.clone(),
            milestone_en: milestone.en.clone(),
            reported_on: row.reported_on,
            filed_at: row.created_at.and_utc(),
            filed_by: row.created_by.and_then(|id| names.get(&id).cloned()),
            progress_bp: row.progress_bp,
            quantity_done: row.quantity_done,
            note: row.note,
            issue: row.issue,
            weather_stop: row.weather_stop,
            correction_reason: row.correction_reason,
            review: row.review.0,
            review_reason: row.review_reason,
            reviewed_by: row.reviewer_id.and_then(|id| names.get(&id).cloned()),
            photographs: photographs.remove(&row.id).unwrap_or_default(),
            version: row.version,
            allowed_events: events,
        });
    }
    Ok(all)
}
