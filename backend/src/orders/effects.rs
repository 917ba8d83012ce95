//! What each event does to the row of an order; the table says to which state, the guards whether.

use chrono::{DateTime, Utc};
use shared::error::{ApiError, ErrorCode};
use shared::orders::category::Pool;
use shared::orders::clock::{Limits, Measure};
use shared::orders::command::{Assignee, OrderCommand};
use shared::orders::{NO_TO_STREET, OwnerLevel, Urgency};

use super::change::Deed;
use super::store::OrderRow;
use super::{extensions, owner};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::workflow::not_now;

/// Does to `row`, which is in its new state already, what `command` brings along.
///
/// # Errors
/// 409 and 422 for what the command cannot do to this order; those of the database.
pub(super) fn of(
    conn: &mut Conn,
    catalog: &Catalog,
    row: &mut OrderRow,
    command: &OrderCommand,
    deed: &Deed<'_>,
) -> Result<()> {
    let (now, at) = (deed.now, deed.now.naive_utc());
    match command {
        OrderCommand::AskInfo { .. } => {
            let stopped = row.clock().stopped(now, row.measure(&catalog.calendar));
            row.set_clock(stopped, &catalog.calendar);
        }
        OrderCommand::GiveInfo { .. } => run_on(row, catalog, now),
        OrderCommand::Decline { reason, instead, .. } => {
            row.decline_reason = Some(Code(*reason));
            row.decline_instead = Some(instead.clone());
            end(row, deed);
        }
        OrderCommand::AcceptToPool { category, urgency } => {
            accept(row, catalog, category.as_deref(), *urgency, now)?;
            must_have_pool(row, catalog)?;
        }
        OrderCommand::AcceptAndAssign { category, urgency, assignee } => {
            accept(row, catalog, category.as_deref(), *urgency, now)?;
            assign(row, *assignee);
        }
        OrderCommand::Take => {
            row.assignee_user_id = deed.user.map(|id| id.0);
            row.handler_office.clone_from(&deed.office);
            row.handler_role = Some(Code(deed.role));
            row.taken_at = row.taken_at.or(Some(at));
        }
        OrderCommand::Assign { assignee, .. } => {
            leave(conn, row, catalog, now)?;
            assign(row, *assignee);
        }
        OrderCommand::Refuse { .. } | OrderCommand::GiveBack { .. } => {
            leave(conn, row, catalog, now)?;
            row.back_count += 1;
        }
        OrderCommand::Start { .. } => row.contacted_at = row.contacted_at.or(Some(at)),
        OrderCommand::Log { .. } => handled(row, deed),
        OrderCommand::Finish { outcome, result, .. } => {
            handled(row, deed);
            extensions::void(conn, row, now)?;
            row.outcome = Some(Code(*outcome));
            row.result_text = Some(result.clone());
            row.finished_at = Some(at);
        }
        OrderCommand::Reject { .. } => reopen(conn, row, catalog, now)?,
        OrderCommand::Escalate { .. } => escalate(conn, row, catalog, now)?,
        OrderCommand::Extend => extensions::grant(conn, row, catalog, deed)?,
        OrderCommand::Confirm { .. } | OrderCommand::Cancel { .. } => end(row, deed),
    }
    Ok(())
}

/// The clock runs on, and what the question used up of the time for accepting is given back.
fn run_on(row: &mut OrderRow, catalog: &Catalog, now: DateTime<Utc>) {
    row.set_clock(row.clock().running(now), &catalog.calendar);
    if let (None, Some(category)) = (row.accepted_at, catalog.category(&row.category_code)) {
        let left = category.limits(row.urgency.0).intake_seconds() - row.used_seconds;
        row.intake_due_at = row.measure(&catalog.calendar).after(now, left).naive_utc();
    }
}

fn must_have_pool(row: &OrderRow, catalog: &Catalog) -> Result<()> {
    if catalog.category(&row.category_code).is_none_or(|category| category.pool != Pool::None) {
        return Ok(());
    }
    Err(not_now("这一类不放接单池，请直接派单。", "This category goes to no pool: give it to somebody."))
}

/// It leaves whoever had it; what he asked for is over with that.
fn leave(conn: &mut Conn, row: &mut OrderRow, catalog: &Catalog, now: DateTime<Utc>) -> Result<()> {
    extensions::void(conn, row, now)?;
    row.unassign();
    row.take_anew(catalog, now);
    Ok(())
}

/// It was not solved; after the third "no" the street has it.
fn reopen(conn: &mut Conn, row: &mut OrderRow, catalog: &Catalog, now: DateTime<Utc>) -> Result<()> {
    row.reopen_count += 1;
    row.finished_at = None;
    // The calendar may have changed while it was done.
    row.set_clock(row.clock(), &catalog.calendar);
    let goes_up = row.reopen_count == NO_TO_STREET && row.owner_level.0 < OwnerLevel::Street;
    let street = owner::at_level(&catalog.areas, row.area_id, OwnerLevel::Street).filter(|_| goes_up);
    if let Some((_, street)) = street {
        let up = owner::owner_of(conn, &catalog.areas, street, shared::time::date_of(now))?;
        row.owner_level = Code(up.level);
        row.owner_area_id = up.owner;
        row.escalation_count += 1;
        row.unassign();
    }
    Ok(())
}

/// It goes up by one level, or to the next one at which somebody works; its clock runs on.
fn escalate(conn: &mut Conn, row: &mut OrderRow, catalog: &Catalog, now: DateTime<Utc>) -> Result<()> {
    if row.accepted_at.is_none() {
        accept(row, catalog, None, None, now)?;
    }
    let up = owner::above(conn, &catalog.areas, row.owner_area_id, shared::time::date_of(now))?;
    let up =
        up.ok_or_else(|| not_now("已经在区里了，没有再上一级。", "It is with the district: there is no level above."))?;
    row.owner_level = Code(up.level);
    row.owner_area_id = up.owner;
    row.escalation_count += 1;
    leave(conn, row, catalog, now)
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
    let limits = limits.unwrap_or_else(|| Limits::usual(row.urgency.0));
    if changes {
        let clock = row.clock().changed(limits.finish, (row.created_at.and_utc(), now), before, after);
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
