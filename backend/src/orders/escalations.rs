//! Escalations 上报 of an order: from which office to which, why, what was tried, and when somebody there had it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::orders::OwnerLevel;
use shared::orders::beside::EscalationShown;

use super::shown::utc;
use super::store::OrderRow;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::escalations as e;
use crate::{each_backend, ids};

/// Writes down that it went up, why, and what was tried before.
pub(super) fn open(
    conn: &mut Conn,
    before: &OrderRow,
    after: &OrderRow,
    reason: &str,
    tried: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let values = (
        e::id.eq(ids::next()),
        e::order_id.eq(after.id),
        e::from_level.eq(before.owner_level),
        e::to_level.eq(after.owner_level),
        e::from_area_id.eq(before.owner_area_id),
        e::to_area_id.eq(after.owner_area_id),
        e::reason.eq(reason),
        e::tried.eq(tried),
        e::at.eq(now.naive_utc()),
    );
    each_backend!(conn, c => diesel::insert_into(e::table).values(values).execute(c))?;
    Ok(())
}

/// Somebody of the level above has it now.
pub(super) fn answer(conn: &mut Conn, row: &OrderRow, now: DateTime<Utc>) -> Result<()> {
    let open = e::table.filter(e::order_id.eq(row.id)).filter(e::answered_at.is_null());
    diesel::update(open).set(e::answered_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// How it went up.
pub(super) fn of_order(conn: &mut Conn, order: i64, catalog: &Catalog) -> Result<Vec<EscalationShown>> {
    type Row = (Code<OwnerLevel>, Code<OwnerLevel>, i64, String, String, NaiveDateTime, Option<NaiveDateTime>);
    let rows: Vec<Row> = e::table
        .filter(e::order_id.eq(order))
        .order(e::id)
        .select((e::from_level, e::to_level, e::to_area_id, e::reason, e::tried, e::at, e::answered_at))
        .load(conn)?;
    let one = |(from, to, area, reason, tried, at, answered_at): Row| EscalationShown {
        from: from.0,
        to: to.0,
        to_area: catalog.areas.get(area).map(|area| area.name.clone()).unwrap_or_default(),
        reason,
        tried,
        at: at.and_utc(),
        answered_at: utc(answered_at),
    };
    Ok(rows.into_iter().map(one).collect())
}
