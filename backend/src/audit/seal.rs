//! Seals: one of the servers chains the rows since the last seal, so that writers never wait for one another. A seal is a
//! keyed hash over its rows and the seal before, and the head, too, is signed: who has only the database can neither
//! change a row nor cut off the end unseen.

use chrono::{DateTime, Days, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::store::LogRow;
use crate::db::{Conn, Db};
use crate::each_backend;
use crate::error::Result;
use crate::schema::{audit_logs as a, audit_seals as s, meta};
use crate::secrets::{Purpose, Secrets};

/// Rows under one seal at most: more wait for the next.
const BATCH: i64 = 1_000;
/// Rows of `meta` that say where the record ends, and after which seal it begins.
pub(super) const HEAD: &str = "audit_head";
pub(super) const START: &str = "audit_start";
/// What the first seal follows from.
pub(super) const NOTHING: &str = "-";

/// A row of `audit_seals`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = s)]
pub struct SealRow {
    /// Number, from 1.
    pub no: i64,
    /// Rows under it.
    pub row_count: i64,
    /// Digest of the seal before.
    pub previous: String,
    /// Keyed hash over all that.
    pub digest: String,
    /// When.
    pub sealed_at: NaiveDateTime,
}

/// Seals the rows since the last seal; says how many there were. Servers that do it at the same moment wait for one
/// another.
///
/// # Errors
/// Those of the database.
pub fn seal(db: &Db, secrets: &Secrets, now: DateTime<Utc>) -> Result<i64> {
    let waiting = db.read_now(|conn| Ok(a::table.filter(a::seal_no.is_null()).count().get_result::<i64>(conn)?))?;
    let mut sealed = 0;
    while sealed < waiting {
        let rows = db.write_now(|conn| seal_batch(conn, secrets, now))?;
        if rows == 0 {
            break;
        }
        sealed += rows;
    }
    Ok(sealed)
}

fn seal_batch(conn: &mut Conn, secrets: &Secrets, now: DateTime<Utc>) -> Result<i64> {
    lock(conn)?;
    let rows: Vec<LogRow> =
        a::table.filter(a::seal_no.is_null()).order(a::id).limit(BATCH).select(LogRow::as_select()).load(conn)?;
    if rows.is_empty() {
        return Ok(0);
    }
    let last: Option<SealRow> = s::table.order(s::no.desc()).select(SealRow::as_select()).first(conn).optional()?;
    let (before, previous) = match last {
        Some(last) => (last.no, last.digest),
        None => read_mark(conn, START)?.map_or((0, NOTHING.to_owned()), |mark| (mark.no, mark.digest)),
    };
    let no = before + 1;
    let digest = digest(secrets, no, &previous, &rows);
    let row_count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let row = SealRow { no, row_count, previous, digest, sealed_at: now.naive_utc() };
    each_backend!(conn, c => diesel::insert_into(s::table).values(&row).execute(c))?;
    let ids: Vec<i64> = rows.iter().map(|r| r.id).collect();
    diesel::update(a::table.filter(a::id.eq_any(ids))).set(a::seal_no.eq(no)).execute(conn)?;
    write_mark(conn, secrets, HEAD, no, &row.digest)?;
    Ok(row_count)
}

/// One sealer at a time; SQLite has one writer anyway.
fn lock(conn: &mut Conn) -> Result<()> {
    const SEAL_LOCK: i64 = 7_305_811_402_521;
    if let Conn::Pg(pg) = conn {
        diesel::sql_query(format!("SELECT pg_advisory_xact_lock({SEAL_LOCK})")).execute(pg)?;
    }
    Ok(())
}

/// The keyed hash of the seal `no` over `rows`, each field with its length, so that none can flow into the next.
pub(super) fn digest(secrets: &Secrets, no: i64, previous: &str, rows: &[LogRow]) -> String {
    let mut text = String::new();
    let mut put = |field: &str| text.push_str(&format!("{}:{field};", field.len()));
    put(&no.to_string());
    put(previous);
    for row in rows {
        let optional = |field: &Option<String>| field.as_ref().map_or_else(|| "-".to_owned(), |f| format!("+{f}"));
        let code = |code: &'static str| code.to_owned();
        let fields = [
            row.id.to_string(),
            row.at.and_utc().timestamp_micros().to_string(),
            optional(&row.actor_id.map(|id| id.to_string())),
            code(row.via.0.into()),
            optional(&row.role.map(|r| code(r.0.into()))),
            code(row.action.0.into()),
            row.object.clone(),
            optional(&row.object_id),
            code(row.result.0.into()),
            optional(&row.changes),
            optional(&row.address),
            optional(&row.request_id),
        ];
        fields.iter().for_each(|field| put(field));
    }
    secrets.mark(Purpose::Seal, &text)
}

/// A signed place in the chain.
pub(super) struct Mark {
    pub(super) no: i64,
    pub(super) digest: String,
    signature: String,
}

impl Mark {
    pub(super) fn is_signed(&self, secrets: &Secrets, name: &str) -> bool {
        self.signature == sign(secrets, name, self.no, &self.digest)
    }
}

fn sign(secrets: &Secrets, name: &str, no: i64, digest: &str) -> String {
    secrets.mark(Purpose::Seal, &format!("{name} {no} {digest}"))
}

pub(super) fn read_mark(conn: &mut Conn, name: &str) -> Result<Option<Mark>> {
    let found: Option<String> = meta::table.find(name).select(meta::value).first(conn).optional()?;
    Ok(found.and_then(|text| {
        let mut parts = text.split(' ').map(str::to_owned);
        Some(Mark { no: parts.next()?.parse().ok()?, digest: parts.next()?, signature: parts.next()? })
    }))
}

fn write_mark(conn: &mut Conn, secrets: &Secrets, name: &str, no: i64, digest: &str) -> Result<()> {
    let value = format!("{no} {digest} {}", sign(secrets, name, no, digest));
    let changed = diesel::update(meta::table.find(name)).set(meta::value.eq(&value)).execute(conn)?;
    if changed == 0 {
        diesel::insert_into(meta::table).values((meta::name.eq(name), meta::value.eq(&value))).execute(conn)?;
    }
    Ok(())
}

/// Deletes what is older than `days`, whole seals only, behind a signed mark from which the record then begins; says how
/// many rows went.
///
/// # Errors
/// Those of the database.
pub fn age(db: &Db, secrets: &Secrets, days: u32, now: DateTime<Utc>) -> Result<usize> {
    let Some(limit) = now.naive_utc().checked_sub_days(Days::new(days.into())) else { return Ok(0) };
    db.write_now(|conn| {
        lock(conn)?;
        // The last seal stays: the next one follows from it.
        let last: Option<i64> = s::table.select(diesel::dsl::max(s::no)).first(conn)?;
        let old = s::table.filter(s::sealed_at.lt(limit)).filter(s::no.lt(last.unwrap_or(0)));
        let old: Option<SealRow> = old.order(s::no.desc()).select(SealRow::as_select()).first(conn).optional()?;
        let Some(old) = old else { return Ok(0) };
        let rows = diesel::delete(a::table.filter(a::seal_no.le(old.no))).execute(conn)?;
        diesel::delete(s::table.filter(s::no.le(old.no))).execute(conn)?;
        write_mark(conn, secrets, START, old.no, &old.digest)?;
        Ok(rows)
    })
}
