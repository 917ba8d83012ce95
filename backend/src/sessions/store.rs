//! Sessions in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::id::{SessionId, UserId};
use shared::settings::SettingKey;

use crate::db::Conn;
use crate::error::Result;
use crate::schema::{sessions as s, users};
use crate::settings::store::number;
use crate::users::store::{self as user_store, UserRow};
use crate::{each_backend, ids, secrets};

/// Characters of a token, five bits each.
const TOKEN: usize = 48;
/// A session is written as used once a minute, however much is asked.
const NOTED_EVERY: Duration = Duration::seconds(60);

/// A row of `sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = s)]
pub struct SessionRow {
    pub id: i64,
    pub token_hash: String,
    pub user_id: i64,
    pub device: String,
    pub started_at: NaiveDateTime,
    pub last_used_at: NaiveDateTime,
}

/// A session that can be used, with its account.
#[derive(Clone, Debug)]
pub struct Open {
    /// The session.
    pub session: SessionRow,
    /// The account.
    pub user: UserRow,
    /// Who it is today.
    pub person: shared::people::Person,
    /// How long it lasts without a deed.
    pub idle: Duration,
}

impl Open {
    /// When it ends unless something is done before.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.session.last_used_at.and_utc() + self.idle
    }

    /// Whether this use of it is to be written.
    pub fn is_to_be_noted(&self, now: DateTime<Utc>) -> bool {
        now - self.session.last_used_at.and_utc() >= NOTED_EVERY
    }
}

/// Begins a session of `user`; gives its token, which is told to nobody else.
///
/// # Errors
/// Those of the database.
pub fn begin(conn: &mut Conn, user: UserId, device: &str, now: DateTime<Utc>) -> Result<String> {
    let token = secrets::random_text::<TOKEN>()?;
    let row = SessionRow {
        id: ids::next(),
        token_hash: secrets::digest(&token),
        user_id: user.0,
        device: device.to_owned(),
        started_at: now.naive_utc(),
        last_used_at: now.naive_utc(),
    };
    each_backend!(conn, c => diesel::insert_into(s::table).values(&row).execute(c))?;
    Ok(token)
}

/// The session with `token`, as long as it can be used: its account is in use, and it did not idle out.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, token: &str, now: DateTime<Utc>, today: NaiveDate) -> Result<Option<Open>> {
    let row = s::table
        .inner_join(users::table.on(s::user_id.eq(users::id)))
        .filter(s::token_hash.eq(secrets::digest(token)))
        .select((SessionRow::as_select(), UserRow::as_select()));
    let Some((session, user)) = row.first::<(SessionRow, UserRow)>(conn).optional()? else { return Ok(None) };
    let person = user_store::person(conn, &user, today)?;
    let idle = idle(conn, person.is_staff())?;
    let open = Open { session, user, person, idle };
    Ok(Some(open).filter(|open| open.user.is_active() && now < open.ends_at()))
}

/// How long a session lasts without a deed.
fn idle(conn: &mut Conn, is_staff: bool) -> Result<Duration> {
    Ok(match is_staff {
        true => Duration::minutes(number(conn, SettingKey::StaffIdleMinutes)?.into()),
        false => Duration::days(number(conn, SettingKey::ResidentSessionDays)?.into()),
    })
}

/// Writes that the session `id` was used.
///
/// # Errors
/// Those of the database.
pub fn note(conn: &mut Conn, id: i64, now: DateTime<Utc>) -> Result<()> {
    diesel::update(s::table.find(id)).set(s::last_used_at.eq(now.naive_utc())).execute(conn)?;
    Ok(())
}

/// The sessions of `user` that can be used, the last used first.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, user: UserId, idle: Duration, now: DateTime<Utc>) -> Result<Vec<SessionRow>> {
    let since = (now - idle).naive_utc();
    let rows = s::table.filter(s::user_id.eq(user.0)).filter(s::last_used_at.gt(since));
    Ok(rows.order((s::last_used_at.desc(), s::id.desc())).select(SessionRow::as_select()).load(conn)?)
}

/// Ends the session `id` of `user`; says whether there was one.
///
/// # Errors
/// Those of the database.
pub fn end(conn: &mut Conn, user: UserId, id: SessionId) -> Result<bool> {
    Ok(diesel::delete(s::table.filter(s::user_id.eq(user.0)).filter(s::id.eq(id.0))).execute(conn)? > 0)
}

/// Ends the sessions of `user`, but for `kept`; says how many.
///
/// # Errors
/// Those of the database.
pub fn end_all(conn: &mut Conn, user: UserId, kept: Option<i64>) -> Result<usize> {
    let rows = s::table.filter(s::user_id.eq(user.0)).filter(s::id.ne(kept.unwrap_or(-1)));
    Ok(diesel::delete(rows).execute(conn)?)
}

/// Forgets the sessions that nobody can use any more.
///
/// # Errors
/// Those of the database.
pub fn forget_old(conn: &mut Conn, now: DateTime<Utc>) -> Result<()> {
    let longest = SettingKey::ResidentSessionDays.bounds().map_or(0, |(_, _, most)| most);
    let old = (now - Duration::days(longest.into())).naive_utc();
    diesel::delete(s::table.filter(s::last_used_at.lt(old))).execute(conn)?;
    Ok(())
}
