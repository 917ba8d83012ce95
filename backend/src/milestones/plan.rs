//! Changes of the plan of a published project: asked for by its manager, decided by the district; the baseline stays
//! (MODEL §4.4).

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::PlanChangeId;
use shared::permissions::{Action, Denied};
use shared::plan_changes::staff::{NewPlanChange, PlanChangeCommand, PlanField};
use shared::plan_changes::{PLAN_CHANGE_TRANSITIONS, PlanChange, PlanChangeEvent, PlanChangeStatus};
use shared::workflow::{Command, needed_text};

use super::change::REASON;
use super::store::{self, MilestoneRow, PlanChangeRow};
use crate::auth::denied;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::projects::staff::desk::Desk;
use crate::projects::store::{self as projects_store, ProjectRow};
use crate::workflow::{Noun, Step, advance, not_now};

/// Files a request.
///
/// # Errors
/// 403, 409 or 422 with what stands in the way; those of the database.
pub fn ask(conn: &mut Conn, desk: &Desk<'_>, asked: NewPlanChange) -> Result<()> {
    let role = desk.must(Action::AskReplan, None)?;
    let asked = asked.checked().map_err(Error::bad_field)?;
    if !desk.project.is_published {
        return Err(not_now(
            "项目还没有公布，计划可以直接修改，不用申请。",
            "The project is not public yet: change its plan as it is, nobody needs to be asked.",
        ));
    }
    let milestone = match asked.milestone {
        None => None,
        Some(id) => Some(store::get(conn, id.0)?).filter(|m| m.project_id == desk.project.id),
    };
    if asked.milestone.is_some() && milestone.is_none() {
        return Err(Error::bad_field(wrong(
            "milestone",
            "这个项目没有这个节点。",
            "The project has no such milestone.",
        )));
    }
    let old = value(&desk.project, milestone.as_ref(), asked.field);
    if old.as_deref() == Some(&asked.new) {
        return Err(Error::bad_field(wrong("new", "和现在的计划一样。", "That is the plan already.")));
    }
    apply(&mut desk.project.clone(), &mut milestone.clone(), asked.field, &asked.new).map_err(Error::bad_field)?;
    let now = desk.now.naive_utc();
    let code: &'static str = asked.field.into();
    let row = PlanChangeRow {
        id: ids::next(),
        project_id: desk.project.id,
        field: code.to_owned(),
        old_value: old,
        new_value: Some(asked.new),
        reason: asked.reason.clone(),
        asked_on: desk.today,
        decided_on: None,
        asked_by: Some(desk.caller.id().0),
        decided_by: None,
        status: Code(PlanChangeStatus::INITIAL),
        is_public: false,
        created_at: now,
        updated_at: now,
        created_by: Some(desk.caller.id().0),
        version: 1,
        milestone_id: milestone.map(|m| m.id),
        decision_reason: None,
    };
    store::insert_plan_changes(conn, std::slice::from_ref(&row))?;
    let written = Step {
        noun: Noun::PlanChange,
        id: row.id,
        shown_id: PlanChangeId(row.id).to_string(),
        project: Some(desk.project.id),
        event: "ask",
        from: "",
        to: PlanChangeStatus::INITIAL.into(),
        role,
        note: Some(asked.reason),
        token: &asked.client_token,
        action: AuditAction::AskPlanChange,
    };
    desk.record(conn, written)
}

/// Does to the request `row` what is commanded.
///
/// # Errors
/// The same.
pub fn change(conn: &mut Conn, desk: &Desk<'_>, row: PlanChangeRow, command: Command<PlanChangeCommand>) -> Result<()> {
    let event = command.what.event();
    let (to, role) = advance(PLAN_CHANGE_TRANSITIONS, row.status.0, event, &desk.roles)?;
    is_yours(desk, &row, event).map_err(denied)?;
    if row.version != command.version {
        return Err(Error::stale());
    }
    let note = match &command.what {
        PlanChangeCommand::Approve => {
            take_over(conn, desk, &row)?;
            None
        }
        PlanChangeCommand::Reject { reason } => Some(needed_text(reason, "reason", REASON).map_err(Error::bad_field)?),
        PlanChangeCommand::Withdraw => None,
    };
    let decides = event != PlanChangeEvent::Withdraw;
    let from: &'static str = row.status.0.into();
    let row = PlanChangeRow {
        status: Code(to),
        is_public: to == PlanChangeStatus::Approved,
        decided_on: decides.then_some(desk.today),
        decided_by: decides.then_some(desk.caller.id().0),
        decision_reason: note.clone(),
        updated_at: desk.now.naive_utc(),
        version: row.version + 1,
        ..row
    };
    store::update_plan_change(conn, &row)?;
    let written = Step {
        noun: Noun::PlanChange,
        id: row.id,
        shown_id: PlanChangeId(row.id).to_string(),
        project: Some(desk.project.id),
        event: event.into(),
        from,
        to: to.into(),
        role,
        note,
        token: &command.client_token,
        action: AuditAction::ChangeState,
    };
    desk.record(conn, written)?;
    if row.is_public { crate::live::store::tell(conn, &[desk.topic()]) } else { Ok(()) }
}

/// Whether this event of this request is the caller's: nobody decides on his own, and only who asked withdraws.
///
/// # Errors
/// Why not.
pub fn is_yours(desk: &Desk<'_>, row: &PlanChangeRow, event: PlanChangeEvent) -> std::result::Result<(), Denied> {
    match event {
        PlanChangeEvent::Approve | PlanChangeEvent::Reject => desk.may(Action::DecideReplan, row.asked_by).map(drop),
        PlanChangeEvent::Withdraw if row.asked_by == Some(desk.caller.id().0) => Ok(()),
        PlanChangeEvent::Withdraw => Err(Denied::NotYou),
    }
}

/// The value asked for becomes the plan in force.
fn take_over(conn: &mut Conn, desk: &Desk<'_>, row: &PlanChangeRow) -> Result<()> {
    let (Ok(field), Some(new)) = (row.field.parse::<PlanField>(), &row.new_value) else { return Ok(()) };
    let mut milestone = row.milestone_id.map(|id| store::get(conn, id)).transpose()?;
    let mut project = desk.project.clone();
    if value(&project, milestone.as_ref(), field) != row.old_value {
        return Err(not_now(
            "申请之后计划又变了，请让项目负责人重新申请。",
            "The plan has changed since it was asked: let the manager ask anew.",
        ));
    }
    let refused = |why: ApiError| Error::Api(StatusCode::CONFLICT, ApiError { code: ErrorCode::NotAllowedNow, ..why });
    apply(&mut project, &mut milestone, field, new).map_err(refused)?;
    let now = desk.now.naive_utc();
    match milestone {
        Some(milestone) => {
            store::update(conn, &MilestoneRow { version: milestone.version + 1, updated_at: now, ..milestone })
        }
        None => projects_store::update(conn, &ProjectRow { version: project.version + 1, updated_at: now, ..project }),
    }
}

/// The plan in force, as a request writes it.
fn value(project: &ProjectRow, milestone: Option<&MilestoneRow>, field: PlanField) -> Option<String> {
    let day = |of_milestone: Option<Option<NaiveDate>>, of_project: Option<NaiveDate>| {
        of_milestone.unwrap_or(of_project).map(|day| day.to_string())
    };
    match field {
        PlanField::PlannedStart => day(milestone.map(|m| m.planned_start), project.planned_start),
        PlanField::PlannedFinish => day(milestone.map(|m| m.planned_finish), project.planned_finish),
        PlanField::TotalInvestmentFen => project.total_investment_fen.map(|fen| fen.to_string()),
        PlanField::Scope => None,
    }
}

/// Puts the value into the plan, where it fits with the rest of it.
fn apply(
    project: &mut ProjectRow,
    milestone: &mut Option<MilestoneRow>,
    field: PlanField,
    new: &str,
) -> std::result::Result<(), ApiError> {
    let (start, finish) = match milestone {
        Some(m) => (&mut m.planned_start, &mut m.planned_finish),
        None => (&mut project.planned_start, &mut project.planned_finish),
    };
    let unreadable = || wrong("new", "日期读不懂。", "The day cannot be read.");
    match field {
        PlanField::PlannedStart => *start = Some(new.parse().map_err(|_| unreadable())?),
        PlanField::PlannedFinish => *finish = Some(new.parse().map_err(|_| unreadable())?),
        PlanField::TotalInvestmentFen => project.total_investment_fen = new.parse().ok(),
        PlanField::Scope => {}
    }
    let (start, finish) = match milestone {
        Some(m) => (m.planned_start, m.planned_finish),
        None => (project.planned_start, project.planned_finish),
    };
    if start.zip(finish).is_some_and(|(start, finish)| start > finish) {
        return Err(wrong("new", "完工日期早于开工日期，请核对。", "The last day is before the first: check it."));
    }
    Ok(())
}

fn wrong(field: &str, zh: &str, en: &str) -> ApiError {
    ApiError::field(ErrorCode::InvalidValue, field, zh, en)
}

/// As people read it.
pub fn told(row: PlanChangeRow, steps: &[MilestoneRow]) -> PlanChange {
    let milestone = steps.iter().find(|m| Some(m.id) == row.milestone_id);
    PlanChange {
        field: row.field,
        milestone: milestone.map(|m| (m.zh.clone(), m.en.clone())),
        old: row.old_value,
        new: row.new_value,
        reason: row.reason,
        status: row.status.0,
        asked_on: row.asked_on,
        decided_on: row.decided_on,
    }
}
