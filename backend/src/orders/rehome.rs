//! Orders that would lie with nobody: where nobody works for the office any more, each goes up to the next in which somebody
//! does; where its handler is gone, it returns to its office. None is without an owner, and its clock runs on.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::id::{OrganizationId, UserId};
use shared::notifications::NewsKind;
use shared::orders::{OrderStatus, OwnerLevel};
use shared::people::{Person, Role};
use shared::permissions::roles_on;

use super::owner::{self, Owner};
use super::store::{self, EventRow, OrderRow};
use super::{assignee, desk, extensions, list, news, timers};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::service_orders as o;

/// Event of the move to another office.
const MOVED: &str = "rehome";
/// Event of an order whose handler is there no more.
const HANDLER_GONE: &str = "handler_gone";
/// Event of the third "no" where no street could take it over.
pub(super) const TO_DISTRICT: &str = "to_district";
/// Orders that are moved in one go; the next goes on.
const BATCH: i64 = 500;

/// Gives on what lies with nobody: with an office of nobody, or with a handler who is there no more; answers how many orders.
///
/// # Errors
/// Those of the database.
pub fn round(conn: &mut Conn, catalog: &Catalog, now: DateTime<Utc>) -> Result<usize> {
    Ok(without_office(conn, catalog, now)? + without_handler(conn, catalog, now)?)
}

/// Moves what lies with an office of nobody.
fn without_office(conn: &mut Conn, catalog: &Catalog, now: DateTime<Utc>) -> Result<usize> {
    let today = shared::time::date_of(now);
    let open = list::codes(&OrderStatus::OPEN);
    let offices: Vec<(i64, Code<OwnerLevel>)> = o::table
        .filter(o::status.eq_any(open.clone()))
        .select((o::owner_area_id, o::owner_level))
        .distinct()
        .load(conn)?;
    let mut homes: HashMap<i64, Owner> = HashMap::new();
    for (area, level) in offices {
        let home = owner::owner_of(conn, &catalog.areas, area, today)?;
        if (home.owner, home.level) != (area, level.0) {
            homes.insert(area, home);
        }
    }
    let lost: Vec<i64> = homes.keys().copied().collect();
    let ids: Vec<i64> = o::table
        .filter(o::status.eq_any(open))
        .filter(o::owner_area_id.eq_any(lost))
        .order(o::id)
        .limit(BATCH)
        .select(o::id)
        .load(conn)?;
    let mut n = 0;
    for id in ids {
        // As it is now: somebody may have acted on it meanwhile.
        let row = store::hold(conn, id)?;
        if let Some(home) = homes.get(&row.owner_area_id).filter(|_| row.status.0.is_open()) {
            moved(conn, catalog, row, home, now)?;
            n += 1;
        }
    }
    Ok(n)
}

fn moved(conn: &mut Conn, catalog: &Catalog, row: OrderRow, home: &Owner, now: DateTime<Utc>) -> Result<()> {
    let name = |id: i64| catalog.areas.get(id).map(|area| area.name.clone()).unwrap_or_default();
    let note = format!("{} → {}", name(row.owner_area_id), name(home.owner));
    let from = row.status;
    let mut row = OrderRow { owner_level: Code(home.level), owner_area_id: home.owner, ..row };
    if is_stranded(&row) {
        wait_for_office(&mut row, catalog, now);
    }
    let row = written(conn, row, from, MOVED, Some(note), now)?;
    timers::plan(conn, &row, &catalog.calendar, now, false)?;
    news::tell_owner(conn, &row, NewsKind::OrderEscalated, now)
}

/// Whether it lies with the district, which handles nothing itself and gives only what waits to be given.
pub(super) fn is_stranded(row: &OrderRow) -> bool {
    let is_handled = [OrderStatus::Taken, OrderStatus::InProgress].contains(&row.status.0);
    is_handled && row.owner_level.0 == OwnerLevel::District && row.assignee_user_id.is_none()
}

/// Returns what is with somebody who has no role there any more, or with an organisation of nobody, to the office that answers
/// for it.
fn without_handler(conn: &mut Conn, catalog: &Catalog, now: DateTime<Utc>) -> Result<usize> {
    let held = list::codes(&[OrderStatus::Assigned, OrderStatus::Taken, OrderStatus::InProgress]);
    let (mut people, mut bodies) = (HashMap::new(), HashMap::new());
    let (mut last, mut n) = (i64::MIN, 0);
    loop {
        let rows: Vec<OrderRow> = o::table
            .filter(o::status.eq_any(held.clone()))
            .filter(o::assignee_user_id.is_not_null().or(o::assignee_org_id.is_not_null()))
            .filter(o::id.gt(last))
            .order(o::id)
            .limit(BATCH)
            .select(OrderRow::as_select())
            .load(conn)?;
        let Some(end) = rows.last().map(|row| row.id) else { return Ok(n) };
        last = end;
        for row in rows {
            if !handles_still(conn, catalog, &row, now, (&mut people, &mut bodies))? {
                // As it is now: somebody may have acted on it meanwhile.
                let now_row = store::hold(conn, row.id)?;
                if now_row.version == row.version {
                    to_office(conn, catalog, row, HANDLER_GONE, now)?;
                    n += 1;
                }
            }
        }
    }
}

/// People who are asked about once in a round.
type People = HashMap<i64, Option<Person>>;

/// Whether the person or organisation that has `row` can go on with it.
fn handles_still(
    conn: &mut Conn,
    catalog: &Catalog,
    row: &OrderRow,
    now: DateTime<Utc>,
    (people, bodies): (&mut People, &mut HashMap<i64, Vec<Role>>),
) -> Result<bool> {
    let today = shared::time::date_of(now);
    if let Some(user) = row.assignee_user_id {
        let person = match people.entry(user) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(assignee::person(conn, UserId(user), today)?),
        };
        let Some(person) = person else { return Ok(false) };
        let thing = desk::thing(conn, row, catalog)?;
        return Ok(roles_on(person, &thing).iter().any(|role| assignee::handles(*role)));
    }
    let Some(org) = row.assignee_org_id else { return Ok(true) };
    let roles = match bodies.entry(org) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(assignee::roles_of(conn, OrganizationId(org), today)?),
    };
    Ok(roles.iter().any(|role| assignee::handles(*role)))
}

/// Returns `row` to the office that answers for it, as `event` of the program itself.
///
/// # Errors
/// Those of the database.
pub(super) fn to_office(
    conn: &mut Conn,
    catalog: &Catalog,
    row: OrderRow,
    event: &str,
    now: DateTime<Utc>,
) -> Result<OrderRow> {
    let (from, mut row) = (row.status, row);
    extensions::void(conn, &row, now)?;
    wait_for_office(&mut row, catalog, now);
    let row = written(conn, row, from, event, None, now)?;
    timers::plan(conn, &row, &catalog.calendar, now, false)?;
    news::tell_owner(conn, &row, NewsKind::OrderAssigned, now)?;
    Ok(row)
}

/// It waits for its office, which gives it to somebody or takes it; the limit for finishing stays as it is.
fn wait_for_office(row: &mut OrderRow, catalog: &Catalog, now: DateTime<Utc>) {
    row.status = Code(OrderStatus::Assigned);
    row.unassign();
    row.take_anew(catalog, now);
}

/// Writes `row` and what the program itself did to it.
fn written(
    conn: &mut Conn,
    row: OrderRow,
    from: Code<OrderStatus>,
    event: &str,
    note: Option<String>,
    now: DateTime<Utc>,
) -> Result<OrderRow> {
    let at = now.naive_utc();
    let row = OrderRow { version: row.version + 1, updated_at: at, ..row };
    store::update(conn, &row)?;
    let happened = EventRow { note, ..EventRow::by_system(&row, from, event, at) };
    happened.write_by_system(conn, &row)?;
    Ok(row)
}
