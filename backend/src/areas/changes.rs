//! What people wrote of areas: a row of what happened and a row of the audit record, in the transaction of the change.

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::{AreaId, UserId};
use shared::people::Role;
use shared::workflow::check_token;

use crate::audit::Entry;
use crate::auth::SignedIn;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::schema::area_changes as c;
use crate::{each_backend, ids};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Event {
    /// A grid was made.
    Create,
    /// An area was written over.
    Write,
    /// A list of borders came in.
    Boundaries,
}

/// A row of `area_changes`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = c)]
pub(super) struct ChangeRow {
    pub(super) id: i64,
    pub(super) area_id: Option<i64>,
    pub(super) event: Code<Event>,
    pub(super) actor_id: i64,
    pub(super) role: Code<Role>,
    pub(super) at: NaiveDateTime,
    pub(super) answer: Option<String>,
    pub(super) client_token: String,
}

/// What is to be written down.
#[derive(Clone, Debug)]
pub(super) struct Change<'a> {
    pub(super) event: Event,
    /// The area; none for a list.
    pub(super) area: Option<i64>,
    pub(super) role: Role,
    /// What changed, old → new; what a list did stands in the record of imports.
    pub(super) told: Option<String>,
    /// What came of a list.
    pub(super) answer: Option<String>,
    pub(super) token: &'a str,
}

/// The row of this very command of this caller, where it came before.
///
/// # Errors
/// 422 for a token of another shape, 409 for one that was used for something else.
pub(super) fn repeated(
    conn: &mut Conn,
    caller: UserId,
    token: &str,
    event: Event,
    area: Option<i64>,
) -> Result<Option<ChangeRow>> {
    check_token(token).map_err(Error::bad_field)?;
    // On PostgreSQL the second of two waits here until the first is written.
    db::lock(conn, token)?;
    let known: Option<ChangeRow> =
        c::table.filter(c::client_token.eq(token)).select(ChangeRow::as_select()).first(conn).optional()?;
    let Some(known) = known else { return Ok(None) };
    let same_area = area.is_none() || area == known.area_id;
    if known.actor_id == caller.0 && known.event.0 == event && same_area {
        return Ok(Some(known));
    }
    let (zh, en) =
        ("这个 client_token 已用在别处，请换一个。", "This client_token was used for something else: take another.");
    Err(Error::Api(StatusCode::CONFLICT, ApiError::field(ErrorCode::Taken, "client_token", zh, en)))
}

/// Writes down what `caller` did.
///
/// # Errors
/// Those of the database.
pub(super) fn record(conn: &mut Conn, caller: &SignedIn, change: Change<'_>, now: DateTime<Utc>) -> Result<()> {
    let row = ChangeRow {
        id: ids::next(),
        area_id: change.area,
        event: Code(change.event),
        actor_id: caller.id().0,
        role: Code(change.role),
        at: now.naive_utc(),
        answer: change.answer,
        client_token: change.token.to_owned(),
    };
    each_backend!(conn, conn => diesel::insert_into(c::table).values(&row).execute(conn))?;
    let Some(area) = change.area else { return Ok(()) };
    let event: &'static str = change.event.into();
    let told = change.told.map_or_else(|| event.to_owned(), |told| format!("{event}: {told}"));
    let entry = Entry::new(&caller.origin, Some(change.role), AuditAction::ChangeArea).on("area", AreaId(area));
    entry.changed(told).write_at(conn, now.naive_utc())
}
