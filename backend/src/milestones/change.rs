//! What happens to a milestone: it begins, is left out, is opened again, or a report is filed on it (MODEL §4.2).

use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::MilestoneId;
use shared::milestones::staff::MilestoneCommand;
use shared::milestones::{MILESTONE_TRANSITIONS, MilestoneEvent, MilestoneStatus};
use shared::people::Role;
use shared::progress_reports::{Before, ReportReview};
use shared::projects::ProjectStatus;
use shared::workflow::{Command, needed_text};

use super::store::{self, MilestoneRow, ReportRow};
use super::{carry, has_concealed, needs_photo, photographs};
use crate::catalog::step;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::projects::staff::desk::Desk;
use crate::workflow::{Noun, Step, advance, not_now};

/// Characters of a reason at most.
pub(super) const REASON: usize = 500;

/// Does to `milestone` what is commanded.
///
/// # Errors
/// 403, 409 or 422 with what stands in the way; those of the database.
pub fn change(
    conn: &mut Conn,
    desk: &Desk<'_>,
    milestone: MilestoneRow,
    command: Command<MilestoneCommand>,
) -> Result<()> {
    let event = command.what.event();
    let (to, role) = advance(MILESTONE_TRANSITIONS, milestone.status.0, event, &desk.roles)?;
    if let Some((zh, en)) = hindrance(desk, &store::of_project(conn, desk.project.id)?, &milestone, event) {
        return Err(not_now(&zh, &en));
    }
    // A report moves nothing yet: several may be on their way.
    if event != MilestoneEvent::Report && milestone.version != command.version {
        return Err(Error::stale());
    }
    let from: &'static str = milestone.status.0.into();
    let written = Step {
        noun: Noun::Milestone,
        id: milestone.id,
        shown_id: MilestoneId(milestone.id).to_string(),
        project: Some(desk.project.id),
        event: event.into(),
        from,
        to: to.into(),
        role,
        note: None,
        token: &command.client_token,
        action: AuditAction::ChangeState,
    };
    let now = desk.now.naive_utc();
    match command.what {
        MilestoneCommand::Start { on } => {
            if on > desk.today {
                return Err(Error::bad_field(future("on")));
            }
            let row = MilestoneRow { status: Code(to), actual_start: Some(on), ..newer(milestone, desk) };
            store::update(conn, &row)?;
            desk.record(conn, Step { note: Some(on.to_string()), ..written })?;
        }
        MilestoneCommand::Waive { reason } => {
            let reason = needed_text(&reason, "reason", REASON).map_err(Error::bad_field)?;
            let row = MilestoneRow { status: Code(to), reason: Some(reason.clone()), ..newer(milestone, desk) };
            replace(conn, desk, &row, &reason)?;
            desk.record(conn, Step { note: Some(reason), ..written })?;
        }
        MilestoneCommand::Reopen { reason, progress_bp } => {
            let reason = needed_text(&reason, "reason", REASON).map_err(Error::bad_field)?;
            if !(0..10_000).contains(&progress_bp) {
                let (zh, en) = ("重新打开后的进度应低于 100%。", "Opened again it stands below 100 %.");
                return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "progress_bp", zh, en)));
            }
            let row = MilestoneRow { status: Code(to), progress_bp, actual_finish: None, ..newer(milestone, desk) };
            replace(conn, desk, &row, &reason)?;
            super::reports::mark_items(conn, &row, now)?;
            desk.record(conn, Step { note: Some(reason), ..written })?;
        }
        MilestoneCommand::Report(report) => {
            let needs = needs_photo(conn, &desk.project.kind_code, &milestone)?;
            let before = before(conn, desk, &milestone, needs)?;
            let report = report.checked(&before).map_err(Error::bad_field)?;
            let row = ReportRow {
                id: ids::next(),
                project_id: desk.project.id,
                milestone_id: milestone.id,
                reported_on: report.reported_on,
                progress_bp: report.progress_bp,
                quantity_done: report.quantity_done,
                note: report.note,
                issue: report.issue,
                weather_stop: report.weather_stop,
                review: Code(ReportReview::INITIAL),
                reviewer_id: None,
                reviewed_at: None,
                correction_reason: report.correction_reason,
                client_token: Some(command.client_token.clone()),
                created_at: now,
                updated_at: now,
                created_by: Some(desk.caller.id().0),
                version: 1,
                review_reason: None,
            };
            store::insert_progress_reports(conn, std::slice::from_ref(&row))?;
            photographs::attach(conn, desk, row.id, &report.photographs)?;
            let note = Some(format!("{}%", row.progress_bp / 100));
            desk.record(conn, Step { note, action: AuditAction::ReportProgress, ..written })?;
        }
    }
    Ok(())
}

/// What a report on `milestone` is held against.
pub(super) fn before(
    conn: &mut Conn,
    desk: &Desk<'_>,
    milestone: &MilestoneRow,
    needs_photo: shared::progress_reports::NeedsPhoto,
) -> Result<Before> {
    Ok(Before {
        is_physical: milestone.is_physical,
        needs_photo,
        approved_bp: milestone.progress_bp,
        started_on: milestone.actual_start,
        has_concealed: has_concealed(conn, milestone.id)?,
        today: desk.today,
    })
}

/// Writes `row`, and where the public progress falls by it, the correction note that everybody reads.
fn replace(conn: &mut Conn, desk: &Desk<'_>, row: &MilestoneRow, reason: &str) -> Result<()> {
    let steps: Vec<_> = store::of_project(conn, row.project_id)?.iter().map(step).collect();
    store::update(conn, row)?;
    let now = desk.now.naive_utc();
    let (was, is) = carry(conn, row.project_id, &steps, now)?;
    if is < was {
        let note = ReportRow {
            id: ids::next(),
            project_id: row.project_id,
            milestone_id: row.id,
            reported_on: desk.today,
            progress_bp: row.progress_bp,
            quantity_done: None,
            note: None,
            issue: None,
            weather_stop: false,
            review: Code(ReportReview::Approved),
            reviewer_id: Some(desk.caller.id().0),
            reviewed_at: Some(now),
            correction_reason: Some(reason.to_owned()),
            client_token: None,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
            review_reason: None,
        };
        store::insert_progress_reports(conn, &[note])?;
    }
    crate::live::store::tell(conn, &[desk.topic()])
}

fn newer(row: MilestoneRow, desk: &Desk<'_>) -> MilestoneRow {
    MilestoneRow { version: row.version + 1, updated_at: desk.now.naive_utc(), ..row }
}

pub(super) fn future(field: &str) -> ApiError {
    ApiError::field(ErrorCode::InvalidValue, field, "日期还没到，请核对。", "That day has not come: check it.")
}

/// What stands in the way of `event` in Chinese and English, where the table of states does not know it.
pub fn hindrance(
    desk: &Desk<'_>,
    all: &[MilestoneRow],
    milestone: &MilestoneRow,
    event: MilestoneEvent,
) -> Option<(String, String)> {
    let Some(status) = desk.project.status.map(|s| s.0) else {
        return Some((
            "这个项目只有公开报道，没有在管的节点。".to_owned(),
            "This project is known from a published account only.".to_owned(),
        ));
    };
    if ProjectStatus::TERMINAL.contains(&status) {
        return Some(("项目已经结束。".to_owned(), "The project has ended.".to_owned()));
    }
    let runs = matches!(status, ProjectStatus::UnderConstruction | ProjectStatus::Rectifying);
    if milestone.is_physical && event != MilestoneEvent::Waive && !runs {
        return Some((
            "项目不在施工中，工程节点不能开始、上报或重新打开。".to_owned(),
            "The project is not under construction: its works cannot begin, be reported or opened again.".to_owned(),
        ));
    }
    if event != MilestoneEvent::Start {
        return None;
    }
    waits_for(all, milestone)
        .map(|before| (format!("要先完成“{}”。", before.zh), format!("\"{}\" must be done before.", before.en)))
}

/// The milestone that must be done or left out before this one begins: all papers that come before it; before works, the
/// first of the works as well; before papers, everything.
pub fn waits_for<'a>(all: &'a [MilestoneRow], milestone: &MilestoneRow) -> Option<&'a MilestoneRow> {
    let is_open = |m: &&MilestoneRow| !matches!(m.status.0, MilestoneStatus::Completed | MilestoneStatus::Waived);
    let first = all.iter().filter(|m| m.is_physical).map(|m| m.seq).min();
    let blocks = |m: &&MilestoneRow| !m.is_physical || !milestone.is_physical || Some(m.seq) == first;
    all.iter().filter(|m| m.seq < milestone.seq).filter(blocks).find(is_open)
}

/// What of the table `roles` may cause now.
pub fn allowed_events(desk: &Desk<'_>, all: &[MilestoneRow], milestone: &MilestoneRow) -> Vec<MilestoneEvent> {
    let mut events = shared::workflow::allowed(MILESTONE_TRANSITIONS, milestone.status.0, &desk.roles);
    events.retain(|event| hindrance(desk, all, milestone, *event).is_none());
    events
}

/// The program finishes a milestone by itself, when a report of all of it is approved.
pub(super) fn completed(milestone: &MilestoneRow) -> Result<MilestoneStatus> {
    advance(MILESTONE_TRANSITIONS, milestone.status.0, MilestoneEvent::Complete, &[Role::System]).map(|(to, _)| to)
}
