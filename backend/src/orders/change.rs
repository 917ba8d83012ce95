//! One event of an order: table, guard, the row after it, and what is written down, all in the transaction of the caller.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{MediaId, UserId};
use shared::orders::callback::{Satisfied, Solved};
use shared::orders::command::OrderCommand;
use shared::orders::{AnsweredBy, NO_TO_STREET, ORDER_TRANSITIONS, OrderEvent, OrderStatus};
use shared::people::Role;
use shared::permissions::{Denied, Thing};

use super::desk::{Desk, thing};
use super::store::{self, EventRow, OrderRow};
use super::{assignee, chase_ups, effects, escalations, media, notes, rehome, timers};
use crate::audit::{Entry, Origin};
use crate::auth::denied;
use crate::catalog::Catalog;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::ids;
use crate::schema::callbacks;
use crate::workflow::advance;

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
        let thing = thing_after(conn, &desk, &command)?;
        assignee::check(conn, &desk, &thing, *assignee)?;
    }
    if let OrderCommand::Assign { reason: None, .. } = &command
        && desk.order.status.0 == OrderStatus::Assigned
    {
        let (zh, en) = ("改派要写原因。", "Say why it is given to somebody else.");
        return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "reason", zh, en)));
    }
    apply(conn, desk.catalog, row, &command, to, &deed)
}

/// The order as far as permission goes, once `command` was done: what is no complaint about works any more is none of its
/// builder's.
fn thing_after(conn: &mut Conn, desk: &Desk<'_>, command: &OrderCommand) -> Result<Thing> {
    let to = match command {
        OrderCommand::AcceptAndAssign { category, .. } => {
            category.as_deref().and_then(|code| desk.catalog.category(code))
        }
        _ => None,
    };
    match to.is_some_and(|category| !category.needs_project) {
        true => thing(conn, &OrderRow { project_id: None, ..desk.order.clone() }, desk.catalog),
        false => Ok(desk.thing.clone()),
    }
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
    before: OrderRow,
    command: &OrderCommand,
    to: OrderStatus,
    deed: &Deed<'_>,
) -> Result<()> {
    let at = deed.now.naive_utc();
    let mut row = OrderRow { status: Code(to), version: before.version + 1, updated_at: at, ..before.clone() };
    effects::of(conn, catalog, &mut row, command, deed)?;
    store::update(conn, &row)?;
    write_down(conn, catalog, (&before, &row), command, deed)?;
    let row = follow(conn, catalog, (&before, row), command, deed.now)?;
    timers::plan(conn, &row, &catalog.calendar, deed.now, false)?;
    notes::tell(conn, catalog, &before, &row, command, deed.now)
}

/// The event in the history of the order and in the audit record, with its photographs.
fn write_down(
    conn: &mut Conn,
    catalog: &Catalog,
    (before, row): (&OrderRow, &OrderRow),
    command: &OrderCommand,
    deed: &Deed<'_>,
) -> Result<()> {
    let (id, event): (_, &'static str) = (ids::next(), command.event().into());
    let happened = EventRow {
        id,
        order_id: row.id,
        event: event.to_owned(),
        from_status: before.status,
        to_status: row.status,
        actor_id: deed.user.map(|id| id.0),
        role: Code(deed.role),
        office: deed.office.clone(),
        at: row.updated_at,
        note: notes::of(conn, catalog, command, before, row)?,
        is_visible: notes::is_visible(command),
        client_token: Some(deed.token.to_owned()),
    };
    store::insert_event(conn, &happened)?;
    media::attach(conn, deed.token, row.id, Some(id), photographs(command))?;
    let states: (&'static str, &'static str) = (before.status.0.into(), row.status.0.into());
    let entry = Entry::new(deed.origin, Some(deed.role), AuditAction::HandleOrder).on("order", &row.number);
    entry.changed(format!("{event}: {} → {}", states.0, states.1)).write_at(conn, row.updated_at)
}

/// What follows from it beside: rows of escalations and chase-ups, and a way on where nobody could act any more.
fn follow(
    conn: &mut Conn,
    catalog: &Catalog,
    (before, row): (&OrderRow, OrderRow),
    command: &OrderCommand,
    now: DateTime<Utc>,
) -> Result<OrderRow> {
    let row = match command {
        OrderCommand::Reject { .. } if rehome::is_stranded(&row) => {
            rehome::to_office(conn, catalog, row, rehome::TO_DISTRICT, now)?
        }
        _ => row,
    };
    match command {
        OrderCommand::Escalate { reason, tried } => escalations::open(conn, before, &row, reason, tried, now)?,
        OrderCommand::Take | OrderCommand::Assign { .. } if before.escalation_count > 0 => {
            escalations::answer(conn, &row, now)?;
        }
        OrderCommand::Reject { .. } if row.reopen_count == NO_TO_STREET => {
            let due_on = timers::next_workday(&catalog.calendar, shared::time::date_of(now));
            let text = "居民第三次表示没有解决，请街道督促办理并答复。";
            chase_ups::open(conn, catalog, &row, None, (text, due_on), now)?;
        }
        _ => {}
    }
    Ok(row)
}
