//! What changed with each revision, in the database.

use diesel::prelude::*;
use shared::live::{Changed, Topic};

use crate::db::Conn;
use crate::each_backend;
use crate::error::{Error, Result};
use crate::schema::{live_changes as l, meta};

/// Revisions of which is known what they changed: enough for a night of imports, and a thousandth of a second to forget.
const KEPT: i64 = 5_000;

/// Says that public data changed, and what: every server reads them anew, and every page that is open and shows it asks
/// again. The revision's row is held until the transaction ends, so that revisions appear in their order.
///
/// # Errors
/// Those of the database.
pub fn tell(conn: &mut Conn, topics: &[Topic]) -> Result<()> {
    crate::db::changed();
    let sql = "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'revision'";
    each_backend!(conn, c => diesel::sql_query(sql).execute(c))?;
    let now = revision(conn)?;
    let mut codes: Vec<&str> = topics.iter().map(Topic::code).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let values = (l::revision.eq(now), l::topic.eq(code));
        each_backend!(conn, c => diesel::insert_into(l::table).values(values).execute(c))?;
    }
    diesel::delete(l::table.filter(l::revision.le(now - KEPT))).execute(conn)?;
    Ok(())
}

/// The revision of the public data.
///
/// # Errors
/// Those of the database.
pub fn revision(conn: &mut Conn) -> Result<i64> {
    let value: String = meta::table.find("revision").select(meta::value).first(conn)?;
    value.parse().map_err(Error::internal)
}

/// What changed after the revision `since`; everything, where that is too long ago to be known.
///
/// # Errors
/// Those of the database.
pub fn since(conn: &mut Conn, since: i64) -> Result<Changed> {
    let now = revision(conn)?;
    if since >= now {
        return Ok(Changed { revision: now, topics: Vec::new() });
    }
    let rows: Vec<(i64, String)> =
        l::table.filter(l::revision.gt(since)).order(l::revision).select((l::revision, l::topic)).load(conn)?;
    // Each revision has a row: one that is missing was forgotten, or written by an earlier program.
    let known = rows.iter().map(|(revision, _)| *revision).collect::<std::collections::BTreeSet<_>>();
    if i64::try_from(known.len()).ok() != Some(now - since) {
        return Ok(Changed { revision: now, topics: vec![Topic::All.code().to_owned()] });
    }
    let mut topics: Vec<String> = rows.into_iter().map(|(_, topic)| topic).collect();
    topics.sort_unstable();
    topics.dedup();
    topics.retain(|topic| topic != Topic::Hidden.code());
    Ok(Changed { revision: now, topics })
}
