//! The audit record in the database: append and read, never change.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{Days, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use diesel::prelude::*;
use shared::audit::{AuditAction, AuditFilter, AuditResult, AuditRow};
use shared::id::AuditId;
use shared::people::Role;

use super::{Entry, Via};
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::{audit_logs as a, users};
use crate::{each_backend, ids};

/// Characters of a column that somebody else writes.
const LONGEST: usize = 500;

/// A row of `audit_logs`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = a, treat_none_as_default_value = false)]
pub struct LogRow {
    pub id: i64,
    pub at: NaiveDateTime,
    pub actor_id: Option<i64>,
    pub via: Code<Via>,
    pub role: Option<Code<Role>>,
    pub action: Code<AuditAction>,
    pub object: String,
    pub object_id: Option<String>,
    pub result: Code<AuditResult>,
    pub changes: Option<String>,
    pub address: Option<String>,
    pub request_id: Option<String>,
    pub seal_no: Option<i64>,
}

pub(super) fn insert(conn: &mut Conn, entry: Entry, at: NaiveDateTime) -> Result<()> {
    let short = |text: String| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>();
    let row = LogRow {
        id: ids::next(),
        at,
        actor_id: entry.origin.actor.map(|id| id.0),
        via: Code(entry.origin.via),
        role: entry.role.map(Code),
        action: Code(entry.action),
        object: short(entry.object),
        object_id: entry.object_id.map(short),
        result: Code(entry.result),
        changes: entry.changes.map(short),
        address: entry.origin.address.map(short),
        request_id: entry.origin.request_id,
        seal_no: None,
    };
    each_backend!(conn, c => diesel::insert_into(a::table).values(&row).execute(c))?;
    Ok(())
}

/// Rows that fit, the latest first, before the row `before`; `most` at most.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &AuditFilter, before: Option<AuditId>, most: i64) -> Result<Vec<AuditRow>> {
    let mut query = a::table
        .left_join(users::table.on(a::actor_id.eq(users::id.nullable())))
        .select((LogRow::as_select(), users::login_name.nullable()))
        .order(a::id.desc())
        .limit(most)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(a::id.lt(before.0));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(users::login_name.eq(actor));
    }
    if let Some(action) = filter.action {
        query = query.filter(a::action.eq(Code(action)));
    }
    if let Some(result) = filter.result {
        query = query.filter(a::result.eq(Code(result)));
    }
    if let Some(id) = &filter.object_id {
        query = query.filter(a::object_id.eq(id));
    }
    if let Some(from) = filter.from {
        query = query.filter(a::at.ge(midnight(from)));
    }
    if let Some(next) = filter.to.and_then(|day| day.checked_add_days(Days::new(1))) {
        query = query.filter(a::at.lt(midnight(next)));
    }
    let rows: Vec<(LogRow, Option<String>)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(row, actor)| row.shown(actor)).collect())
}

/// The moment at which `day` begins in Shanghai, in UTC.
fn midnight(day: NaiveDate) -> NaiveDateTime {
    let local = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    shared::time::shanghai().from_local_datetime(&local).single().map_or(local, |at| at.with_timezone(&Utc).naive_utc())
}

impl LogRow {
    fn shown(self, actor: Option<String>) -> AuditRow {
        AuditRow {
            id: AuditId(self.id),
            at: self.at.and_utc(),
            actor: match self.via.0 {
                Via::Web => actor,
                Via::Command | Via::System => Some("-".to_owned()),
            },
            role: self.role.map(|r| r.0),
            action: self.action.0,
            object: self.object,
            object_id: self.object_id,
            result: self.result.0,
            changes: self.changes,
            address: self.address,
            request_id: self.request_id,
            seal: self.seal_no,
        }
    }
}
