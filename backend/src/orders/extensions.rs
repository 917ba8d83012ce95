//! Extensions 延期 of an order: asked for by who handles it, granted by who answers for it, once at most.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::orders::beside::ExtensionShown;
use shared::orders::clock::OrderClock;

use super::change::Deed;
use super::store::OrderRow;
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::order_extensions as x;
use crate::workflow::not_now;
use crate::workflow::store::names;
use crate::{each_backend, ids};

/// The extension that nobody decided yet: its key, its days and who asked.
///
/// # Errors
/// Those of the database.
pub(super) fn pending(conn: &mut Conn, order: i64) -> Result<Option<(i64, i32, i64)>> {
    let row = x::table.filter(x::order_id.eq(order)).filter(x::is_granted.is_null()).order(x::id.desc());
    Ok(row.select((x::id, x::days, x::asked_by)).first(conn).optional()?)
}

/// Whether one was asked for and not refused.
pub(super) fn has_one(conn: &mut Conn, order: i64) -> Result<bool> {
    let rows = x::table.filter(x::order_id.eq(order)).filter(x::is_granted.is_null().or(x::is_granted.eq(true)));
    Ok(rows.count().get_result::<i64>(conn)? > 0)
}

/// Asks for `days` working days more.
pub(super) fn ask(conn: &mut Conn, order: i64, days: i32, reason: &str, (me, now): (i64, DateTime<Utc>)) -> Result<()> {
    let values = (
        x::id.eq(ids::next()),
        x::order_id.eq(order),
        x::days.eq(days),
        x::reason.eq(reason),
        x::asked_by.eq(me),
        x::asked_at.eq(now.naive_utc()),
    );
    each_backend!(conn, c => diesel::insert_into(x::table).values(values).execute(c))?;
    Ok(())
}

/// Refuses the one that nobody decided yet.
pub(super) fn refuse(conn: &mut Conn, order: i64, reason: &str, (me, now): (i64, DateTime<Utc>)) -> Result<()> {
    let open = x::table.filter(x::order_id.eq(order)).filter(x::is_granted.is_null());
    let decided =
        (x::is_granted.eq(false), x::refusal.eq(reason), x::decided_by.eq(me), x::decided_at.eq(now.naive_utc()));
    diesel::update(open).set(decided).execute(conn)?;
    Ok(())
}

/// What was asked for is the handler's own: with another one it is over.
pub(super) fn void(conn: &mut Conn, row: &OrderRow, now: DateTime<Utc>) -> Result<()> {
    let open = x::table.filter(x::order_id.eq(row.id)).filter(x::is_granted.is_null());
    diesel::update(open).set((x::is_granted.eq(false), x::decided_at.eq(now.naive_utc()))).execute(conn)?;
    Ok(())
}

/// Grants the one that nobody decided yet: the limit is so much longer.
pub(super) fn grant(conn: &mut Conn, row: &mut OrderRow, catalog: &Catalog, deed: &Deed<'_>) -> Result<()> {
    let asked = pending(conn, row.id)?;
    let (id, days, _) = asked.ok_or_else(|| not_now("没有待决定的延期申请。", "Nobody asked for an extension."))?;
    let granted =
        (x::is_granted.eq(true), x::decided_by.eq(deed.user.map(|id| id.0)), x::decided_at.eq(deed.now.naive_utc()));
    diesel::update(x::table.find(id)).set(granted).execute(conn)?;
    let clock = row.clock();
    let more = i64::from(days) * row.measure(&catalog.calendar).day();
    row.set_clock(OrderClock { limit: clock.limit + more, ..clock }, &catalog.calendar);
    Ok(())
}

/// Extensions that were asked for, the oldest first.
pub(super) fn of_order(conn: &mut Conn, order: i64) -> Result<Vec<ExtensionShown>> {
    type Row = (i32, String, NaiveDateTime, i64, Option<bool>, Option<i64>, Option<String>);
    let rows: Vec<Row> = x::table
        .filter(x::order_id.eq(order))
        .order(x::id)
        .select((x::days, x::reason, x::asked_at, x::asked_by, x::is_granted, x::decided_by, x::refusal))
        .load(conn)?;
    let by = names(conn, rows.iter().map(|row| row.3))?;
    let one = |(days, reason, at, asked_by, is_granted, decided_by, refusal): Row| ExtensionShown {
        days,
        reason,
        asked_at: at.and_utc(),
        asked_by: by.get(&asked_by).cloned(),
        is_granted,
        is_void: is_granted == Some(false) && decided_by.is_none(),
        refusal,
    };
    Ok(rows.into_iter().map(one).collect())
}
