//! Chase-ups 督办: the level above asks why, by a day; who handles or answers for the order says so, and the level above closes it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::notifications::NewsKind;
use shared::orders::OwnerLevel;
use shared::people::Role;
use strum::VariantArray as _;

use super::news;
use super::store::OrderRow;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::chase_ups as c;
use crate::{each_backend, ids};

/// A row of `chase_ups`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = c)]
pub(crate) struct ChaseUpRow {
    pub id: i64,
    pub order_id: i64,
    pub level: Code<OwnerLevel>,
    pub area_id: i64,
    pub by_user_id: Option<i64>,
    pub text: String,
    pub due_on: NaiveDate,
    pub at: NaiveDateTime,
    pub answer: Option<String>,
    pub answered_by: Option<i64>,
    pub answered_at: Option<NaiveDateTime>,
    pub status: String,
}

/// The chase-ups of an order, the oldest first.
pub(crate) fn of_order(conn: &mut Conn, order: i64) -> Result<Vec<ChaseUpRow>> {
    let rows = c::table.filter(c::order_id.eq(order)).order(c::id);
    Ok(rows.select(ChaseUpRow::as_select()).load(conn)?)
}

/// Opens a chase-up, by somebody or by itself, and tells who answers for the order.
///
/// # Errors
/// Those of the database.
pub(super) fn open(
    conn: &mut Conn,
    catalog: &Catalog,
    row: &OrderRow,
    by: Option<(i64, Role)>,
    (text, due_on): (&str, NaiveDate),
    now: DateTime<Utc>,
) -> Result<()> {
    let own = by.and_then(|(_, role)| OwnerLevel::of_office(role));
    // By itself it comes from the level above: the street, or the district where the street answers for it.
    let level =
        own.unwrap_or(if row.owner_level.0 < OwnerLevel::Street { OwnerLevel::Street } else { OwnerLevel::District });
    let area = super::owner::at_level(&catalog.areas, row.area_id, level).map_or(row.owner_area_id, |(_, area)| area);
    let chase = ChaseUpRow {
        id: ids::next(),
        order_id: row.id,
        level: Code(level),
        area_id: area,
        by_user_id: by.map(|(user, _)| user),
        text: text.to_owned(),
        due_on,
        at: now.naive_utc(),
        answer: None,
        answered_by: None,
        answered_at: None,
        status: "open".to_owned(),
    };
    each_backend!(conn, c => diesel::insert_into(c::table).values(&chase).execute(c))?;
    news::tell_owner(conn, row, NewsKind::OrderChasedUp, now)?;
    news::tell_holder(conn, row, NewsKind::OrderChasedUp, now)?;
    news::hook(conn, catalog, row, "chase_up", now)
}

/// Answers the one with the key `id`, and tells who opened it.
///
/// # Errors
/// 422 where it is not open; those of the database.
pub(super) fn answer(
    conn: &mut Conn,
    row: &OrderRow,
    id: i64,
    answer: &str,
    (me, now): (i64, DateTime<Utc>),
) -> Result<()> {
    let open = c::table.find(id).filter(c::order_id.eq(row.id)).filter(c::status.eq("open"));
    let at = now.naive_utc();
    let values = (c::answer.eq(answer), c::answered_by.eq(me), c::answered_at.eq(at), c::status.eq("answered"));
    hit(diesel::update(open).set(values).execute(conn)?)?;
    let asked: (Option<i64>, i64, Code<OwnerLevel>) =
        c::table.find(id).select((c::by_user_id, c::area_id, c::level)).first(conn)?;
    news::tell_chaser(conn, row, asked.0, (asked.1, asked.2.0), now)
}

/// Closes the one with the key `id`: by the level that opened it or above, once it is answered; who opened it may take it back.
///
/// # Errors
/// 422 where there is none to close; those of the database.
pub(super) fn close(conn: &mut Conn, order: i64, id: i64, (me, level): (i64, OwnerLevel)) -> Result<()> {
    let below: Vec<_> = OwnerLevel::VARIANTS.iter().copied().filter(|known| *known <= level).map(Code).collect();
    let mine = c::by_user_id.is_not_null().and(c::by_user_id.assume_not_null().eq(me));
    let open = c::table
        .find(id)
        .filter(c::order_id.eq(order))
        .filter(c::level.eq_any(below))
        .filter(c::status.eq("answered").or(c::status.eq("open").and(mine)));
    hit(diesel::update(open).set(c::status.eq("closed")).execute(conn)?)
}

fn hit(rows: usize) -> Result<()> {
    if rows == 1 {
        return Ok(());
    }
    let (zh, en) = ("没有这条督办，或已经答复。", "There is no such chase-up, or it is answered.");
    Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "id", zh, en)))
}
