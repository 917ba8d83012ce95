//! Tries, counted in the database for all servers together. A try is counted before it is made: a flood of tries at once
//! gets no further than one after the other.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Timestamp};

use crate::auth::network;
use crate::db::Conn;
use crate::each_backend;
use crate::error::Result;
use crate::schema::attempts as a;
use crate::secrets::{Purpose, Secrets};

/// Minutes within which tries count together.
pub const WINDOW_MINUTES: i64 = 15;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Bucket<'a> {
    /// Wrong passwords for a login name, whether there is such an account or not.
    Name(&'a str),
    /// Wrong recovery codes for a login name: who is locked out by others' guesses still comes back by his code.
    Recovery(&'a str),
    /// Wrong passwords of somebody who is signed in and confirms that it is him.
    Confirm(i64),
    /// Wrong passwords from a network address.
    Address(&'a str),
    /// Registrations from a network address.
    Register(&'a str),
    /// Things that were asked for from a network address without a right to them.
    Denied(&'a str),
    /// Orders, and photographs for them, from a network address.
    Order(&'a str),
    /// Orders that were joined from a network address: apart from its own, for who joins ten others is no suspect when he orders.
    Join(&'a str),
    /// Orders of a device.
    OrderDevice(&'a str),
    /// Wrong secrets of orders from a network address.
    OrderSecret(&'a str),
}

impl Bucket<'_> {
    fn key(self, secrets: &Secrets) -> String {
        let text = match self {
            Self::Name(name) => format!("name {name}"),
            Self::Recovery(name) => format!("recovery {name}"),
            Self::Confirm(user) => format!("confirm {user}"),
            Self::Address(address) => format!("address {}", network(address)),
            Self::Register(address) => format!("register {}", network(address)),
            Self::Denied(address) => format!("denied {}", network(address)),
            Self::Order(address) => format!("order {}", network(address)),
            Self::Join(address) => format!("join {}", network(address)),
            Self::OrderDevice(device) => format!("order device {device}"),
            Self::OrderSecret(address) => format!("order secret {}", network(address)),
        };
        secrets.mark(Purpose::Attempt, &text)
    }
}

/// How many are let through, and for how long not after that.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Tries within [`WINDOW_MINUTES`].
    pub tries: u32,
    /// Minutes without any.
    pub lock_minutes: u32,
}

/// Whether one more try may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Yes; it is the n-th.
    Go(i32),
    /// Not before then.
    Locked(DateTime<Utc>),
}

/// Counts one try of `bucket` at `now` and says whether it may be made. The last one of the limit locks the bucket, and
/// [`clear`] opens it where that try was good.
///
/// # Errors
/// Those of the database.
pub fn take(conn: &mut Conn, secrets: &Secrets, bucket: Bucket<'_>, limit: Limit, now: DateTime<Utc>) -> Result<Turn> {
    let key = bucket.key(secrets);
    if let Some(until) = locked_until(conn, &key, now)? {
        return Ok(Turn::Locked(until));
    }
    let began_before = now - Duration::minutes(WINDOW_MINUTES);
    let until = now + Duration::minutes(limit.lock_minutes.into());
    let most = i32::try_from(limit.tries).unwrap_or(i32::MAX);
    let now = now.naive_utc();
    // A row of an earlier quarter of an hour, or one whose lock is over, begins anew.
    let is_over = || {
        let is_open_again = a::locked_until.is_not_null().and(a::locked_until.assume_not_null().le(now));
        a::began_at.lt(began_before.naive_utc()).or(is_open_again)
    };
    let lock = || Some(until.naive_utc()).into_sql::<Nullable<Timestamp>>();
    let none = || None::<NaiveDateTime>.into_sql::<Nullable<Timestamp>>();
    // One statement, so that tries at the same moment are all counted.
    let (tries, locked_until): (i32, Option<NaiveDateTime>) = each_backend!(conn, c => diesel::insert_into(a::table)
        .values((a::bucket.eq(&key), a::tries.eq(1), a::began_at.eq(now), a::locked_until.eq(None::<NaiveDateTime>)))
        .on_conflict(a::bucket)
        .do_update()
        .set((
            a::tries.eq(case_when(is_over(), 1.into_sql::<Integer>()).otherwise(a::tries + 1)),
            a::began_at.eq(case_when(is_over(), now.into_sql::<Timestamp>()).otherwise(a::began_at)),
            a::locked_until.eq(case_when(is_over(), none()).when((a::tries + 1).ge(most), lock()).otherwise(none())),
        ))
        .returning((a::tries, a::locked_until))
        .get_result(c))?;
    Ok(match locked_until {
        Some(until) if tries > most => Turn::Locked(until.and_utc()),
        _ => Turn::Go(tries),
    })
}

fn locked_until(conn: &mut Conn, key: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let row = a::table.find(key).select(a::locked_until);
    let until: Option<Option<NaiveDateTime>> = row.first(conn).optional()?;
    Ok(until.flatten().map(|at| at.and_utc()).filter(|until| *until > now))
}

/// Until when `name` is locked, if it is.
///
/// # Errors
/// Those of the database.
pub fn lock_of(conn: &mut Conn, secrets: &Secrets, name: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    locked_until(conn, &Bucket::Name(name).key(secrets), now)
}

/// Forgets the tries of `bucket`; says whether there were any.
///
/// # Errors
/// Those of the database.
pub fn clear(conn: &mut Conn, secrets: &Secrets, bucket: Bucket<'_>) -> Result<bool> {
    Ok(diesel::delete(a::table.find(bucket.key(secrets))).execute(conn)? > 0)
}

/// Takes one try of `bucket` back: it was good, and only the others count.
///
/// # Errors
/// Those of the database.
pub fn give_back(conn: &mut Conn, secrets: &Secrets, bucket: Bucket<'_>) -> Result<()> {
    let row = || a::table.find(bucket.key(secrets));
    if diesel::delete(row().filter(a::tries.le(1))).execute(conn)? == 0 {
        let change = (a::tries.eq(a::tries - 1), a::locked_until.eq(None::<NaiveDateTime>));
        diesel::update(row()).set(change).execute(conn)?;
    }
    Ok(())
}

/// Forgets the tries of yesterday and before.
///
/// # Errors
/// Those of the database.
pub fn forget_old(conn: &mut Conn, now: DateTime<Utc>) -> Result<()> {
    let old = (now - Duration::days(1)).naive_utc();
    diesel::delete(a::table.filter(a::began_at.lt(old))).execute(conn)?;
    Ok(())
}
