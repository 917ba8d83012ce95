//! What happened, in the database: append and read, never change.
#![allow(missing_docs, reason = "columns are described in the migration")]

use std::collections::HashMap;

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use shared::error::{ApiError, ErrorCode};
use shared::id::{EventId, UserId};
use shared::people::Role;
use shared::workflow::{Happened, check_token};

use super::{Noun, Step};
use crate::audit::Entry;
use crate::auth::SignedIn;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{milestones, progress_reports, users, workflow_events as w};
use crate::{each_backend, ids};

/// Lines of a history.
const HISTORY: i64 = 200;

/// A row of `workflow_events`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = w)]
pub struct EventRow {
    pub id: i64,
    pub noun: Code<Noun>,
    pub thing_id: i64,
    pub project_id: Option<i64>,
    pub event: String,
    pub from_state: String,
    pub to_state: String,
    pub actor_id: i64,
    pub role: Code<Role>,
    pub at: NaiveDateTime,
    pub note: Option<String>,
    pub client_token: String,
}

/// Writes down what `caller` did, for those at work and for the audit record.
///
/// # Errors
/// Those of the database.
pub fn record(conn: &mut Conn, caller: &SignedIn, step: Step<'_>, now: DateTime<Utc>) -> Result<()> {
    let noun: &'static str = step.noun.into();
    let changes = format!("{}: {} → {}", step.event, if step.from.is_empty() { "-" } else { step.from }, step.to);
    let entry = Entry::new(&caller.origin, Some(step.role), step.action).on(noun, &step.shown_id).changed(changes);
    let row = EventRow {
        id: ids::next(),
        noun: Code(step.noun),
        thing_id: step.id,
        project_id: step.project,
        event: step.event.to_owned(),
        from_state: step.from.to_owned(),
        to_state: step.to.to_owned(),
        actor_id: caller.id().0,
        role: Code(step.role),
        at: now.naive_utc(),
        note: step.note,
        client_token: step.token.to_owned(),
    };
    each_backend!(conn, c => diesel::insert_into(w::table).values(&row).execute(c))?;
    entry.write_at(conn, now.naive_utc())
}

/// The key of what this very command of this caller made or moved before; `None` when it comes for the first time.
///
/// # Errors
/// 422 for a token of another shape, 409 for one that was used for something else.
pub fn repeated(
    conn: &mut Conn,
    caller: UserId,
    token: &str,
    noun: Noun,
    event: &str,
    thing: Option<i64>,
) -> Result<Option<i64>> {
    check_token(token).map_err(Error::bad_field)?;
    let known: Option<EventRow> =
        w::table.filter(w::client_token.eq(token)).select(EventRow::as_select()).first(conn).optional()?;
    let Some(known) = known else { return Ok(None) };
    let same_thing = thing.is_none_or(|id| id == known.thing_id);
    if known.actor_id == caller.0 && known.noun.0 == noun && known.event == event && same_thing {
        return Ok(Some(known.thing_id));
    }
    let (zh, en) =
        ("这个 client_token 已用在别处，请换一个。", "This client_token was used for something else: take another.");
    Err(Error::Api(StatusCode::CONFLICT, ApiError::field(ErrorCode::Taken, "client_token", zh, en)))
}

/// What happened to a project and all that belongs to it, the latest first.
///
/// # Errors
/// Those of the database.
pub fn history(conn: &mut Conn, project: i64) -> Result<Vec<Happened>> {
    let rows: Vec<EventRow> = w::table
        .filter(w::project_id.eq(project))
        .order(w::id.desc())
        .limit(HISTORY)
        .select(EventRow::as_select())
        .load(conn)?;
    let by = names(conn, rows.iter().map(|row| row.actor_id))?;
    let named: HashMap<i64, String> = milestones::table
        .filter(milestones::project_id.eq(project))
        .select((milestones::id, milestones::zh))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect();
    let of_report: HashMap<i64, i64> = progress_reports::table
        .filter(progress_reports::project_id.eq(project))
        .select((progress_reports::id, progress_reports::milestone_id))
        .load::<(i64, i64)>(conn)?
        .into_iter()
        .collect();
    let name = |row: &EventRow| named.get(of_report.get(&row.thing_id).unwrap_or(&row.thing_id)).cloned();
    Ok(rows.into_iter().map(|row| told(name(&row), row, &by)).collect())
}

/// What happened to one thing, the latest first.
///
/// # Errors
/// Those of the database.
pub fn of_thing(conn: &mut Conn, thing: i64) -> Result<Vec<Happened>> {
    let rows: Vec<EventRow> = w::table
        .filter(w::thing_id.eq(thing))
        .order(w::id.desc())
        .limit(HISTORY)
        .select(EventRow::as_select())
        .load(conn)?;
    let by = names(conn, rows.iter().map(|row| row.actor_id))?;
    Ok(rows.into_iter().map(|row| told(None, row, &by)).collect())
}

fn told(name: Option<String>, row: EventRow, by: &HashMap<i64, String>) -> Happened {
    Happened {
        id: EventId(row.id),
        noun: <&'static str>::from(row.noun.0).to_owned(),
        name,
        event: row.event,
        from: row.from_state,
        to: row.to_state,
        role: row.role.0,
        by: by.get(&row.actor_id).cloned(),
        at: row.at.and_utc(),
        note: row.note,
    }
}

/// How others at work see these accounts: display name, else login name; those that were erased are absent.
///
/// # Errors
/// Those of the database.
pub fn names(conn: &mut Conn, ids: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>> {
    type Row = (i64, Option<String>, Option<String>);
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<Row> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::display_name, users::login_name))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, shown, login)| Some((id, shown.or(login)?))).collect())
}
