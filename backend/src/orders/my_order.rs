//! An order as who asked reads it: no name of anybody at work, every look at his phone, and whom to call.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::id::UserId;
use shared::orders::ORDER_TRANSITIONS;
use shared::orders::shown::{MyOrder, OrderCall, PhoneLook};
use shared::people::Role;
use shared::workflow::allowed;

use super::media;
use super::shown::{LOOK, Named, asked, happened, line, result, utc};
use super::store::{self, EventRow, OrderRow};
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::Result;

/// Events that who asked reads of, and whose words those at work wrote for one another.
const AMONG_STAFF: [&str; 3] = ["escalate", "chase_up", "answer_chase_up"];

/// The whole of it for who asked: no name of anybody at work, and every look at his phone.
pub(super) fn one(conn: &mut Conn, row: &OrderRow, catalog: &Catalog, now: DateTime<Utc>) -> Result<MyOrder> {
    let mut named = Named::of(conn, std::slice::from_ref(row))?;
    named.people.clear();
    let base = format!("/api/v1/orders/mine/{}", row.number);
    let mut photographs = media::of_order(conn, row.id, &base)?;
    let allowed_events = allowed(ORDER_TRANSITIONS, row.status.0, &[Role::Resident]);
    let mut line = line(row, catalog, &named, true, allowed_events.clone(), now);
    line.is_held = false;
    let all = store::events(conn, row.id)?;
    let looks = all.iter().filter(|event| event.event == LOOK);
    let looks = looks.map(|event| PhoneLook { at: event.at.and_utc(), role: event.role.0 }).collect();
    let hidden = |event: &EventRow| event.event == LOOK || (!event.is_visible && event.from_status == event.to_status);
    // What those at work tell one another stays among them: that it happened is told, the words are not.
    let shown = all.into_iter().filter(|event| !hidden(event)).map(|event| {
        let is_told = event.is_visible && !AMONG_STAFF.contains(&event.event.as_str());
        EventRow { note: event.note.filter(|_| is_told), ..event }
    });
    let history = happened(shown.collect(), None, &mut photographs);
    let contact = store::contact(conn, row.id)?;
    let phone_mask = contact.and_then(|contact| contact.phone_mask);
    Ok(MyOrder {
        asked: asked(conn, row, catalog, photographs.remove(&None).unwrap_or_default())?,
        result: result(row),
        intake_due_at: row.intake_due_at.and_utc(),
        contact_due_at: utc(row.contact_due_at),
        handler: row.handler_role.map(|role| role.0).filter(|_| row.assignee_user_id.is_some()),
        history,
        call: call(conn, row, catalog)?,
        may_forget: row.status.0.is_over() && (phone_mask.is_some() || row.body.is_some()),
        phone_mask,
        looks,
        allowed_events,
        line,
    })
}

/// Whom to call about the order, by the nearest contact card in use.
fn call(conn: &mut Conn, row: &OrderRow, catalog: &Catalog) -> Result<Option<OrderCall>> {
    if row.status.0.is_over() {
        return Ok(None);
    }
    let cards = crate::contact_cards::store::around(conn, &catalog.areas, row.area_id)?;
    Ok(cards.into_iter().next().map(|card| OrderCall { title: card.duty_title, phone: card.duty_phone }))
}

/// All that `user` ordered signed in, the latest first.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn, user: UserId, catalog: &Catalog, now: DateTime<Utc>) -> Result<Vec<MyOrder>> {
    use crate::schema::service_orders as o;
    let rows = o::table.filter(o::placed_by.eq(user.0)).order(o::id.desc());
    let rows: Vec<OrderRow> = rows.select(OrderRow::as_select()).load(conn)?;
    rows.iter().map(|row| one(conn, row, catalog, now)).collect()
}
