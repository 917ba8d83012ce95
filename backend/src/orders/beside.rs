//! What stands beside an order at work: chase-ups, callbacks, its public summary.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::id::EventId;
use shared::orders::beside::{CallbackShown, ChaseUpShown, SummaryShown};
use shared::orders::callback::{CallbackChannel, Satisfied, Solved};

use super::chase_ups::{self, ChaseUpRow};
use super::deeds;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::callbacks;
use crate::workflow::store::names;

/// Chase-ups.
pub(super) fn chased(conn: &mut Conn, order: i64) -> Result<Vec<ChaseUpShown>> {
    let one = |row: ChaseUpRow| ChaseUpShown {
        id: EventId(row.id),
        level: row.level.0,
        is_by_system: row.by_user_id.is_none(),
        text: row.text,
        due_on: row.due_on,
        at: row.at.and_utc(),
        answer: row.answer,
        is_answered: row.answered_at.is_some(),
        is_closed: row.status == "closed",
    };
    Ok(chase_ups::of_order(conn, order)?.into_iter().map(one).collect())
}

/// Callbacks.
pub(super) fn called(conn: &mut Conn, order: i64) -> Result<Vec<CallbackShown>> {
    use callbacks as c;
    type Row = (
        NaiveDateTime,
        i64,
        Code<CallbackChannel>,
        bool,
        Option<Code<Solved>>,
        Option<Code<Satisfied>>,
        Option<String>,
    );
    let rows: Vec<Row> = c::table
        .filter(c::order_id.eq(order))
        .order(c::id)
        .select((c::at, c::by_user_id, c::channel, c::reached, c::solved, c::satisfied, c::words))
        .load(conn)?;
    let by = names(conn, rows.iter().map(|row| row.1))?;
    let one = |(at, user, channel, reached, solved, satisfied, words): Row| CallbackShown {
        channel: channel.0,
        at: at.and_utc(),
        by: by.get(&user).cloned(),
        reached,
        solved: solved.map(|code| code.0),
        satisfied: satisfied.map(|code| code.0),
        words,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// The public summary, where one was written.
pub(super) fn summary(conn: &mut Conn, order: i64) -> Result<Option<SummaryShown>> {
    let Some(row) = deeds::summary(conn, order)? else { return Ok(None) };
    let written_by = names(conn, std::iter::once(row.written_by))?.into_values().next();
    Ok(Some(SummaryShown { title: row.title, result: row.result, status: row.status.0, written_by }))
}
