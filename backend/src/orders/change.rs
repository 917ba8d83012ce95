//! One event of an order: table, guard, the row after it, and what is written down, all in the transaction of the caller.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{MediaId, UserId};
use shared::orders::callback::{Satisfied, Solved};
use shared::orders::category::Pool;
use shared::orders::clock::Measure;
use shared::orders::command::{Assignee, OrderCommand};
use shared::orders::{AnsweredBy, NO_TO_STREET, ORDER_TRANSITIONS, OrderEvent, OrderStatus, OwnerLevel, Urgency};
use shared::people::Role;
use shared::permissions::Denied;

use super::desk::Desk;
use super::store::{self, EventRow, OrderRow};
use super::{assignee, deeds, escalations, extensions, media, notes, owner, rehome, timers};
use crate::audit::{Entry, Origin};
use crate::auth::denied;
use crate::catalog::Catalog;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::schema::callbacks;
use crate::workflow::{advance, not_now};

/// Who acts, and what his request brings.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    /// Account; none with the secret alone.
    pub user: Option<UserId>,
    /// Role in which it is done.
    pub role: Role,
    /// Organisation.
    pub office: Option<String>,
    /// For the audit record.
    pub origin: &'a Origin,
    /// The same token does it once.
    pub token: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// What somebody at work does.
///
/// # Errors
/// 403, 404 and 409 as the table and its guards say, 422 naming the field.
pub(crate) fn by_staff(
    conn: &mut Conn,
    desk: Desk<'_>,
    command: OrderCommand,
    version: i32,
    token: &str,
) -> Result<()> {
    let event = command.event();
    let (to, role) = desk.acting(event)?;
    if event == OrderEvent::Take {
        // Two orders taken by one person at the same moment are counted one after the other.
        db::lock(conn, &format!("takes {}", desk.caller.id().0))?;
    }
    desk.check(conn, event)?;
    if desk.order.version != version {
        return Err(Error::stale());
    }
    let command = command.checked().map_err(Error::bad_field)?;
    if let OrderCommand::Confirm { rating: Some(_), .. } | OrderCommand::Confirm { words: Some(_), .. } = &command {
        let (zh, en) =
            ("回访的结果已经记下，这里不打星。", "What was said in the callback is kept: no stars are given here.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "rating", zh, en)));
    }
    let row = match (&command, event) {
        (OrderCommand::Confirm { .. } | OrderCommand::Reject { .. }, _) => told_by_callback(conn, &desk)?,
        (_, OrderEvent::Finish) => {
            let sent = photographs(&command).len();
            let has = desk.result_photographs(conn)? > 0 || sent > 0;
            if desk.category().is_some_and(|category| category.needs_result_photo) && !has {
                let (zh, en) =
                    ("这一类办结要有至少一张照片。", "In this category a photograph of the result is needed.");
                return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en)));
            }
            desk.order.clone()
        }
        _ => desk.order.clone(),
    };
    let deed = Deed {
        user: Some(desk.caller.id()),
        role,
        office: Some(desk.office_of(role)),
        origin: &desk.caller.origin,
        token,
        now: desk.now,
    };
    if let OrderCommand::AcceptAndAssign { assignee, .. } | OrderCommand::Assign { assignee, .. } = &command {
        assignee::check(conn, &desk, *assignee)?;
    }
    apply(conn, desk.catalog, row, &command, to, &deed)
}

/// What who asked does.
///
/// # Errors
/// The same.
pub(crate) fn by_asker(
    conn: &mut Conn,
    catalog: &Catalog,
    order: OrderRow,
    command: OrderCommand,
    version: i32,
    deed: &Deed<'_>,
) -> Result<()> {
    let (to, _) = advance(ORDER_TRANSITIONS, order.status.0, command.event(), &[Role::Resident])?;
    if order.version != version {
        return Err(Error::stale());
    }
    // Nobody judges his own work, not even that which he asked for himself.
    let judges = matches!(command, OrderCommand::Confirm { .. } | OrderCommand::Reject { .. });
    if judges && deed.user.is_some() && order.assignee_user_id == deed.user.map(|id| id.0) {
        return Err(denied(Denied::OwnSubmission));
    }
    let command = command.checked().map_err(Error::bad_field)?;
    let row = match &command {
        OrderCommand::Confirm { rating: None, .. } => {
            let (zh, en) = ("请给 1 到 5 颗星。", "Give one to five stars.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "rating", zh, en)));
        }
        OrderCommand::Confirm { rating: Some(stars), words } => OrderRow {
            is_solved: Some(true),
            is_satisfied: Some(*stars >= 4),
            rating: Some(i16::from(*stars)),
            rating_words: words.clone(),
            answered_by: Some(Code(AnsweredBy::Resident)),
            ..order
        },
        // A "no" is an answer too; the next one takes its place.
        OrderCommand::Reject { .. } => OrderRow {
            is_solved: Some(false),
            is_satisfied: Some(false),
            rating: None,
            rating_words: None,
            answered_by: Some(Code(AnsweredBy::Resident)),
            ..order
        },
        _ => order,
    };
    apply(conn, catalog, row, &command, to, deed)
}

/// The answer of the last callback that reached somebody, which the order takes over.
fn told_by_callback(conn: &mut Conn, desk: &Desk<'_>) -> Result<OrderRow> {
    use callbacks as c;
    type Heard = (Option<Code<Solved>>, Option<Code<Satisfied>>, Option<String>);
    let heard: Heard = c::table
        .filter(c::order_id.eq(desk.order.id))
        .filter(c::reached)
        .order(c::id.desc())
        .select((c::solved, c::satisfied, c::words))
        .first(conn)?;
    let (solved, satisfied, words) = heard;
    let mut row = desk.order.clone();
    row.answer_by_callback(solved.map(|code| code.0), satisfied.map(|code| code.0), words);
    Ok(row)
}

fn photographs(command: &OrderCommand) -> &[MediaId] {
    match command {
        OrderCommand::GiveInfo { photographs, .. }
        | OrderCommand::Log { photographs, .. }
        | OrderCommand::Finish { photographs, .. } => photographs,
        _ => &[],
    }
}

/// Writes the row after `command`, what happened, and what follows from it.
fn apply(
    conn: &mut Conn,
    catalog: &Catalog,
    row: OrderRow,
    command: &OrderCommand,
    to: OrderStatus,
    deed: &Deed<'_>,
) -> Result<()> {
    let (now, from, before) = (deed.now, row.status.0, row.clone());
    let was_escalated = row.escalation_count > 0;
    let at = now.naive_utc();
    let event: &'static str = command.event().into();
    let mut row = OrderRow { status: Code(to), version: row.version + 1, updated_at: at, ..row };
    match command {
        OrderCommand::AskInfo { .. } => {
            let stopped = row.clock().stopped(now, row.measure(&catalog.calendar));
            row.set_clock(stopped, &catalog.calendar);
        }
        OrderCommand::GiveInfo { .. } => {
            let on = row.clock().running(now);
            row.set_clock(on, &catalog.calendar);
            // What the question used up of the time for accepting is given back.
            if let (None, Some(category)) = (row.accepted_at, catalog.category(&row.category_code)) {
                let left = i64::from(category.limits(row.urgency.0).intake) * 60 - row.used_seconds;
                row.intake_due_at = row.measure(&catalog.calendar).after(now, left).naive_utc();
            }
        }
        OrderCommand::Decline { reason, instead, .. } => {
            row.decline_reason = Some(Code(*reason));
            row.decline_instead = Some(instead.clone());
            end(&mut row, deed);
        }
        OrderCommand::AcceptToPool { category, urgency } => {
            accept(&mut row, catalog, category.as_deref(), *urgency, now)?;
            if catalog.category(&row.category_code).is_some_and(|category| category.pool == Pool::None) {
                return Err(not_now(
                    "这一类不放接单池，请直接派单。",
                    "This category goes to no pool: give it to somebody.",
                ));
            }
        }
        OrderCommand::AcceptAndAssign { category, urgency, assignee } => {
            accept(&mut row, catalog, category.as_deref(), *urgency, now)?;
            assign(&mut row, *assignee);
        }
        OrderCommand::Take => {
            row.assignee_user_id = deed.user.map(|id| id.0);
            row.handler_office.clone_from(&deed.office);
            row.handler_role = Some(Code(deed.role));
            row.taken_at = row.taken_at.or(Some(at));
        }
        OrderCommand::Assign { assignee, reason } => {
            if from == OrderStatus::Assigned && reason.is_none() {
                let (zh, en) = ("改派要写原因。", "Say why it is given to somebody else.");
                return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "reason", zh, en)));
            }
            extensions::void(conn, &row, now)?;
            assign(&mut row, *assignee);
            row.take_anew(catalog, now);
        }
        OrderCommand::Refuse { .. } | OrderCommand::GiveBack { .. } => {
            extensions::void(conn, &row, now)?;
            row.unassign();
            row.back_count += 1;
            row.take_anew(catalog, now);
        }
        OrderCommand::Start { .. } => row.contacted_at = row.contacted_at.or(Some(at)),
        OrderCommand::Log { .. } => handled(&mut row, deed),
        OrderCommand::Finish { outcome, result, .. } => {
            handled(&mut row, deed);
            extensions::void(conn, &row, now)?;
            row.outcome = Some(Code(*outcome));
            row.result_text = Some(result.clone());
            row.finished_at = Some(at);
        }
        OrderCommand::Confirm { .. } => end(&mut row, deed),
        OrderCommand::Reject { .. } => {
            row.reopen_count += 1;
            row.finished_at = None;
            // The calendar may have changed while it was done.
            row.set_clock(row.clock(), &catalog.calendar);
            let is_below = row.owner_level.0 < OwnerLevel::Street;
            if row.reopen_count == NO_TO_STREET
                && is_below
                && let Some((_, street)) = owner::at_level(&catalog.areas, row.area_id, OwnerLevel::Street)
            {
                let up = owner::owner_of(conn, &catalog.areas, street, shared::time::date_of(now))?;
                row.owner_level = Code(up.level);
                row.owner_area_id = up.owner;
                row.escalation_count += 1;
                row.unassign();
            }
        }
        OrderCommand::Escalate { .. } => {
            if row.accepted_at.is_none() {
                accept(&mut row, catalog, None, None, now)?;
            }
            let up = owner::above(conn, &catalog.areas, row.owner_area_id, shared::time::date_of(now))?;
            let up = up.ok_or_else(|| {
                not_now("已经在区里了，没有再上一级。", "It is with the district: there is no level above.")
            })?;
            row.owner_level = Code(up.level);
            row.owner_area_id = up.owner;
            row.escalation_count += 1;
            row.take_anew(catalog, now);
            extensions::void(conn, &row, now)?;
            row.unassign();
        }
        OrderCommand::Extend => extensions::grant(conn, &mut row, catalog, deed)?,
        OrderCommand::Cancel { .. } => end(&mut row, deed),
    }
    store::update(conn, &row)?;
    let id = ids::next();
    let happened = EventRow {
        id,
        order_id: row.id,
        event: event.to_owned(),
        from_status: Code(from),
        to_status: row.status,
        actor_id: deed.user.map(|id| id.0),
        role: Code(deed.role),
        office: deed.office.clone(),
        at,
        note: notes::of(conn, catalog, command, &before, &row)?,
        is_visible: notes::is_visible(command),
        client_token: Some(deed.token.to_owned()),
    };
    store::insert_event(conn, &happened)?;
    media::attach(conn, deed.token, row.id, Some(id), photographs(command))?;
    let states = (<&'static str>::from(from), <&'static str>::from(to));
    let entry = Entry::new(deed.origin, Some(deed.role), AuditAction::HandleOrder).on("order", &row.number);
    entry.changed(format!("{event}: {} → {}", states.0, states.1)).write_at(conn, at)?;
    let row = match command {
        OrderCommand::Reject { .. } if rehome::is_stranded(&row) => {
            rehome::to_office(conn, catalog, row, rehome::TO_DISTRICT, now)?
        }
        _ => row,
    };
    match command {
        OrderCommand::Escalate { reason, tried } => escalations::open(conn, &before, &row, reason, tried, now)?,
        OrderCommand::Take | OrderCommand::Assign { .. } if was_escalated => escalations::answer(conn, &row, now)?,
        OrderCommand::Reject { .. } if row.reopen_count == NO_TO_STREET => {
            let due_on = timers::next_workday(&catalog.calendar, shared::time::date_of(now));
            let text = "居民第三次表示没有解决，请街道督促办理并答复。";
            deeds::open_chase_up(conn, catalog, &row, None, text, due_on, now)?;
        }
        _ => {}
    }
    timers::plan(conn, &row, &catalog.calendar, now, false)?;
    notes::tell(conn, catalog, &before, &row, command, now)
}

/// It is over.
fn end(row: &mut OrderRow, deed: &Deed<'_>) {
    row.closed_at = Some(deed.now.naive_utc());
    row.running_since = None;
}

/// Whoever of an office does something first is its handler from then on.
fn handled(row: &mut OrderRow, deed: &Deed<'_>) {
    if row.assignee_user_id.is_none() {
        row.assignee_user_id = deed.user.map(|id| id.0);
        row.handler_office.clone_from(&deed.office);
        row.handler_role = Some(Code(deed.role));
    }
}

/// Accepted: category and urgency as somebody at work sees them; the clock goes on from ordering.
fn accept(
    row: &mut OrderRow,
    catalog: &Catalog,
    category: Option<&str>,
    urgency: Option<Urgency>,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = row.measure(&catalog.calendar);
    let changes = category.is_some_and(|code| code != row.category_code) || urgency.is_some_and(|u| u != row.urgency.0);
    if let Some(code) = category {
        let known = catalog.category(code).ok_or_else(|| {
            let (zh, en) = ("没有这个类别。", "There is no such category.");
            Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "category", zh, en))
        })?;
        if known.needs_project && row.project_id.is_none() {
            let (zh, en) = ("这一类要先说是哪个工程。", "This category needs a project, and none was named.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "category", zh, en)));
        }
        // Only a complaint about works is for their manager to read.
        if !known.needs_project {
            row.project_id = None;
            row.contact_for_manager = false;
        }
        row.category_code.clone_from(&known.code);
    }
    row.urgency = Code(urgency.unwrap_or(row.urgency.0));
    let after = Measure::of(&catalog.calendar, row.urgency.0);
    let limits = catalog.category(&row.category_code).map(|known| known.limits(row.urgency.0));
    let limits = limits.unwrap_or_else(|| shared::orders::clock::Limits::usual(row.urgency.0));
    if changes {
        let clock = row.clock().changed(limits.finish, now, before, after);
        row.set_clock(clock, &catalog.calendar);
    }
    row.accepted_at = Some(now.naive_utc());
    row.take_due_at = Some(after.after(now, i64::from(limits.take) * 60).naive_utc());
    row.contact_due_at = Some(after.after(now, i64::from(limits.contact) * 60).naive_utc());
    row.held_reason = None;
    Ok(())
}

fn assign(row: &mut OrderRow, assignee: Assignee) {
    row.unassign();
    match assignee {
        Assignee::User { id } => row.assignee_user_id = Some(id.0),
        Assignee::Organization { id } => row.assignee_org_id = Some(id.0),
        Assignee::Office => {}
    }
}
