//! Forgetting (MODEL §8): half a year after an order is over, how to reach who asked, his words and his photographs go; what
//! sort it was, where, when and what came of it stays, and so does every count.

use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::id::UserId;
use shared::orders::OrderStatus;
use shared::orders::summary::SummaryStatus;
use shared::people::Role;
use shared::settings::SettingKey;

use super::media;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{
    callbacks, chase_ups, escalations, order_contacts, order_events, order_extensions, order_summaries,
    service_orders as o,
};
use crate::serve::State;
use crate::settings::store as settings;

/// Orders that are looked at in one go.
const BATCH: i64 = 500;

/// Forgets who asked for the order; answers the digests of its photographs.
///
/// # Errors
/// Those of the database.
pub fn one(conn: &mut Conn, id: i64) -> Result<Vec<String>> {
    diesel::delete(order_contacts::table.find(id)).execute(conn)?;
    let nothing = None::<String>;
    let blank = (
        o::body.eq(&nothing),
        o::answers.eq(""),
        o::place_words.eq(&nothing),
        o::building.eq(&nothing),
        o::lng.eq(None::<f64>),
        o::lat.eq(None::<f64>),
        o::result_text.eq(&nothing),
        o::rating_words.eq(&nothing),
        o::decline_instead.eq(&nothing),
        // What somebody read before must not be written back.
        o::version.eq(o::version + 1),
    );
    diesel::update(o::table.find(id)).set(blank).execute(conn)?;
    diesel::update(order_events::table.filter(order_events::order_id.eq(id)))
        .set(order_events::note.eq(&nothing))
        .execute(conn)?;
    diesel::update(callbacks::table.filter(callbacks::order_id.eq(id)))
        .set(callbacks::words.eq(&nothing))
        .execute(conn)?;
    // What those at work wrote to one another may speak of him as well; that they did, and when, stays.
    diesel::update(escalations::table.filter(escalations::order_id.eq(id)))
        .set((escalations::reason.eq(""), escalations::tried.eq("")))
        .execute(conn)?;
    diesel::update(chase_ups::table.filter(chase_ups::order_id.eq(id)))
        .set((chase_ups::text.eq(""), chase_ups::answer.eq(&nothing)))
        .execute(conn)?;
    diesel::update(order_extensions::table.filter(order_extensions::order_id.eq(id)))
        .set((order_extensions::reason.eq(""), order_extensions::refusal.eq(&nothing)))
        .execute(conn)?;
    // A published summary names nobody and was looked at; what never was published goes.
    let unpublished = order_summaries::status.ne(Code(SummaryStatus::Published));
    diesel::delete(order_summaries::table.filter(order_summaries::order_id.eq(id)).filter(unpublished))
        .execute(conn)?;
    let gone = media::forget_of(conn, id)?;
    Ok(gone)
}

/// Forgets what an account asked for, when it is deleted: of orders that are over everything; of others how to reach it and
/// that they were its own, for somebody still works on what was asked.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, user: UserId) -> Result<Vec<String>> {
    let rows: Vec<(i64, Code<OrderStatus>)> =
        o::table.filter(o::placed_by.eq(user.0)).select((o::id, o::status)).load(conn)?;
    let mut gone = Vec::new();
    for (id, status) in rows {
        if status.0.is_over() {
            gone.extend(one(conn, id)?);
        } else {
            diesel::delete(order_contacts::table.find(id)).execute(conn)?;
        }
    }
    let own = o::table.filter(o::placed_by.eq(user.0)).select(o::id);
    let resident = order_events::role.eq(Code(Role::Resident));
    diesel::update(order_events::table.filter(order_events::order_id.eq_any(own)).filter(resident))
        .set(order_events::actor_id.eq(None::<i64>))
        .execute(conn)?;
    diesel::update(o::table.filter(o::placed_by.eq(user.0)))
        // Whoever read it before does not write it back.
        .set((o::placed_by.eq(None::<i64>), o::created_by.eq(None::<i64>), o::version.eq(o::version + 1)))
        .execute(conn)?;
    Ok(gone)
}

/// Forgets what is old enough; answers the digests of photographs that nobody may need any more.
///
/// # Errors
/// Those of the database.
pub fn old(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<String>> {
    let days = settings::number(conn, SettingKey::OrderDays)?;
    let before = (now - TimeDelta::days(days.into())).naive_utc();
    let over: Vec<Code<OrderStatus>> = OrderStatus::TERMINAL.iter().copied().map(Code).collect();
    let mut gone = media::forget_loose(conn, now)?;
    let rows: Vec<i64> = o::table
        .filter(o::closed_at.lt(before))
        .filter(o::status.eq_any(over))
        .filter(o::body.is_not_null())
        .limit(BATCH)
        .select(o::id)
        .load(conn)?;
    for id in rows {
        gone.extend(one(conn, id)?);
    }
    Ok(gone)
}

/// Removes the files of photographs that no row has any more. A file that stays behind harms nobody.
pub(crate) async fn files(state: &Data<State>, gone: Vec<String>) {
    let work = state.clone();
    let done = actix_web::web::block(move || crate::import::forget(&work.db, &work.files, gone)).await;
    if let Err(cause) = done.map_err(Error::internal).and_then(|done| done) {
        tracing::warn!(%cause, "files of photographs could not be removed");
    }
}
