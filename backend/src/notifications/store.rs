//! Notifications in the database: told by those who change orders, read by whom they are for.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{DateTime, Days, NaiveDateTime, SubsecRound as _, Utc};
use diesel::prelude::*;
use shared::accounts::UserStatus;
use shared::id::{NotificationId, UserId};
use shared::notifications::{News, NewsKind};
use shared::people::{Role, ScopeType};

use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::{areas, notifications as n, role_grants as g, users};
use crate::{each_backend, ids};

/// Days for which what was read is kept.
const READ_DAYS: u64 = 90;
/// Days for which anything is kept.
const DAYS: u64 = 365;

/// A row of `notifications`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = n, treat_none_as_default_value = false)]
pub struct NotificationRow {
    pub id: i64,
    pub user_id: i64,
    pub kind: Code<NewsKind>,
    pub number: Option<String>,
    pub about: String,
    pub told_at: NaiveDateTime,
    pub read_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

/// Tells `to` the news. What he was told and did not read yet is not told twice: its time is renewed.
///
/// # Errors
/// Those of the database.
pub fn tell(conn: &mut Conn, to: UserId, news: &News, now: DateTime<Utc>) -> Result<()> {
    // As exact as a cursor tells it.
    let at = now.trunc_subsecs(6).naive_utc();
    let same = n::table.filter(n::user_id.eq(to.0)).filter(n::kind.eq(Code(news.kind))).filter(n::read_at.is_null());
    let renewed = (n::told_at.eq(at), n::updated_at.eq(at), n::about.eq(&news.about), n::version.eq(n::version + 1));
    let hit = match &news.number {
        Some(number) => diesel::update(same.filter(n::number.eq(number))).set(renewed).execute(conn)?,
        None => diesel::update(same.filter(n::number.is_null())).set(renewed).execute(conn)?,
    };
    if hit > 0 {
        return Ok(());
    }
    let row = NotificationRow {
        id: ids::next(),
        user_id: to.0,
        kind: Code(news.kind),
        number: news.number.clone(),
        about: news.about.clone(),
        told_at: at,
        read_at: None,
        created_at: at,
        updated_at: at,
        created_by: None,
        version: 1,
    };
    // Another server may tell the same at this moment: once is enough.
    each_backend!(conn, c => diesel::insert_into(n::table).values(&row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Tells everybody who has the role `role` for exactly the area `area_id` today. The top of the tree is meant too by a
/// role that holds everywhere.
///
/// # Errors
/// Those of the database.
pub fn tell_office(conn: &mut Conn, area_id: i64, role: Role, news: &News, now: DateTime<Utc>) -> Result<()> {
    let today = shared::time::date_of(now);
    let above: Option<Option<i64>> = areas::table.find(area_id).select(areas::parent_id).first(conn).optional()?;
    let here = g::scope_type.eq(Code(ScopeType::Area)).and(g::scope_id.assume_not_null().eq(area_id));
    let mut held = g::table
        .inner_join(users::table.on(g::user_id.eq(users::id)))
        .filter(users::status.eq(Code(UserStatus::Active)))
        .filter(g::role.eq(Code(role)))
        .filter(g::valid_from.le(today))
        .filter(g::valid_until.is_null().or(g::valid_until.ge(today)))
        .select(g::user_id)
        .into_boxed();
    held = match above {
        Some(None) => held.filter(here.or(g::scope_type.eq(Code(ScopeType::All)))),
        _ => held.filter(here),
    };
    let mut people: Vec<i64> = held.load(conn)?;
    people.sort_unstable();
    people.dedup();
    people.into_iter().try_for_each(|user| tell(conn, UserId(user), news, now))
}

/// What `user` was told, the latest first, after the row told at `after.0` with the key `after.1`.
///
/// # Errors
/// Those of the database.
pub fn list(
    conn: &mut Conn,
    user: UserId,
    after: Option<(NaiveDateTime, i64)>,
    most: i64,
) -> Result<Vec<NotificationRow>> {
    let mut rows = n::table
        .filter(n::user_id.eq(user.0))
        .order((n::told_at.desc(), n::id.desc()))
        .limit(most)
        .select(NotificationRow::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        rows = rows.filter(n::told_at.lt(at).or(n::told_at.eq(at).and(n::id.lt(id))));
    }
    Ok(rows.load(conn)?)
}

/// How many `user` has not read.
///
/// # Errors
/// Those of the database.
pub fn unread(conn: &mut Conn, user: UserId) -> Result<i64> {
    Ok(n::table.filter(n::user_id.eq(user.0)).filter(n::read_at.is_null()).count().get_result(conn)?)
}

/// Marks those of `user` among `ids` as read, and all that were told until `all_until`.
///
/// # Errors
/// Those of the database.
pub fn mark_read(
    conn: &mut Conn,
    user: UserId,
    ids: &[NotificationId],
    all_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let at = now.naive_utc();
    let mine = n::table.filter(n::user_id.eq(user.0)).filter(n::read_at.is_null());
    let read = (n::read_at.eq(at), n::updated_at.eq(at), n::version.eq(n::version + 1));
    if let Some(until) = all_until {
        diesel::update(mine.filter(n::told_at.le(until.naive_utc()))).set(read).execute(conn)?;
    }
    let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
    diesel::update(mine.filter(n::id.eq_any(keys))).set(read).execute(conn)?;
    Ok(())
}

/// Deletes all that `user` was told.
///
/// # Errors
/// Those of the database.
pub fn forget_all(conn: &mut Conn, user: UserId) -> Result<()> {
    diesel::delete(n::table.filter(n::user_id.eq(user.0))).execute(conn)?;
    Ok(())
}

/// Deletes what was read long ago, and what nobody will read any more.
///
/// # Errors
/// Those of the database.
pub fn forget_old(conn: &mut Conn, now: DateTime<Utc>) -> Result<()> {
    let before = |days| (now - Days::new(days)).naive_utc();
    diesel::delete(n::table.filter(n::read_at.lt(before(READ_DAYS)))).execute(conn)?;
    diesel::delete(n::table.filter(n::told_at.lt(before(DAYS)))).execute(conn)?;
    Ok(())
}
