//! What falls due by itself: reminder, red, chase-up, what nobody takes, what the resident does not answer. Kept in the
//! database, fired once by whichever server comes first, and caught up after a stop.

use actix_web::web::Data;
use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::notifications::NewsKind;
use shared::orders::clock::Measure;
use shared::orders::{ORDER_TRANSITIONS, OrderEvent, OrderStatus, OwnerLevel, SILENT_DAYS, Urgency};
use shared::people::Role;
use shared::working_time::WorkCalendar;

use super::store::{self, EventRow, OrderRow};
use super::{chase_ups, list, news};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{order_timers as t, service_orders as o};
use crate::serve::State;
use crate::{each_backend, ids};

/// Kind of what falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum TimerKind {
    /// Nobody said in time whether it is accepted
    IntakeLate,
    /// Nobody spoke with who asked in time
    ContactLate,
    /// Three quarters of the limit
    Remind,
    /// The limit
    Overdue,
    /// A working day after it
    ChaseUp,
    /// Nobody took it in time
    TakeLate,
    /// Two working days in the grid, unsolved
    Stuck,
    /// The resident was asked and said nothing
    Expire,
    /// It was done and the resident said nothing
    AutoClose,
}

/// Fired in one round at most; the next round goes on.
const BATCH: i64 = 200;
/// Working days in the grid after which its worker is asked to report up.
const STUCK_DAYS: i64 = 2;

/// A row of `order_timers`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
struct TimerRow {
    id: i64,
    order_id: i64,
    kind: Code<TimerKind>,
    episode: i32,
    at: NaiveDateTime,
    fired_at: Option<NaiveDateTime>,
}

/// What the order waits for now: kind, which run of it, and when.
fn wanted(row: &OrderRow, calendar: &WorkCalendar, now: DateTime<Utc>) -> Vec<(TimerKind, i32, DateTime<Utc>)> {
    let mut all = Vec::new();
    let (clock, measure) = (row.clock(), row.measure(calendar));
    if row.status.0.is_open() {
        // Another limit is another run: after an extension the handler is reminded once more.
        let run = i32::try_from(clock.limit / 60).unwrap_or(i32::MAX);
        let moments = [
            (TimerKind::Remind, clock.remind(measure)),
            (TimerKind::Overdue, clock.due(measure)),
            (TimerKind::ChaseUp, clock.chase_up(measure)),
        ];
        all.extend(moments.into_iter().filter_map(|(kind, at)| Some((kind, run, at?))));
    }
    let silent = TimeDelta::days(SILENT_DAYS);
    if row.status.0 == OrderStatus::Placed {
        all.push((
            TimerKind::IntakeLate,
            i32::try_from(row.used_seconds / 60).unwrap_or(i32::MAX),
            row.intake_due_at.and_utc(),
        ));
    }
    if let (true, None, Some(at)) = (row.status.0.is_open(), row.contacted_at, row.contact_due_at) {
        all.push((TimerKind::ContactLate, 0, at.and_utc()));
    }
    match row.status.0 {
        OrderStatus::NeedsInfo => all.push((TimerKind::Expire, row.version, now + silent)),
        OrderStatus::Done => {
            let done = row.finished_at.map_or(now, |at| at.and_utc());
            all.push((TimerKind::AutoClose, row.reopen_count, done + silent));
        }
        OrderStatus::Open | OrderStatus::Assigned => {
            if let Some(at) = row.take_due_at {
                // Whom it was given to anew has a time of his own.
                let run = i32::try_from((at - row.created_at).num_minutes()).unwrap_or(i32::MAX);
                all.push((TimerKind::TakeLate, run, at.and_utc()));
            }
        }
        OrderStatus::Taken | OrderStatus::InProgress if row.owner_level.0 == OwnerLevel::Grid => {
            if let Some(at) = row.taken_at {
                let seconds = STUCK_DAYS * calendar.hours().seconds();
                let run = row.back_count * 100 + row.reopen_count;
                all.push((TimerKind::Stuck, run, calendar.after(at.and_utc(), seconds)));
            }
        }
        _ => {}
    }
    all
}

/// Sets the timers of an order after its state or clock changed: what waits no longer goes, what fired stays fired.
///
/// # Errors
/// Those of the database.
pub fn plan(conn: &mut Conn, row: &OrderRow, calendar: &WorkCalendar, now: DateTime<Utc>, is_new: bool) -> Result<()> {
    let mut fired: Vec<(Code<TimerKind>, i32)> = Vec::new();
    let mut expires: Option<NaiveDateTime> = None;
    if !is_new {
        // Whoever was asked has seven days from then on, whatever happens to the order beside.
        let waiting = t::table.filter(t::order_id.eq(row.id)).filter(t::fired_at.is_null());
        let asked = waiting.filter(t::kind.eq(Code(TimerKind::Expire))).select(t::at);
        expires = asked.first(conn).optional()?;
        diesel::delete(t::table.filter(t::order_id.eq(row.id)).filter(t::fired_at.is_null())).execute(conn)?;
        fired = t::table.filter(t::order_id.eq(row.id)).select((t::kind, t::episode)).load(conn)?;
    }
    let has_fired = |kind: TimerKind, run: i32, at: DateTime<Utc>| {
        fired.iter().any(|(known, episode)| known.0 == kind && *episode == run)
            // What was late and is answered now is late no second time: nothing was left of it.
            || (kind == TimerKind::IntakeLate && at <= now && fired.iter().any(|(known, _)| known.0 == kind))
    };
    // One by one: the statement of one row is prepared once, that of several each time.
    for (kind, episode, at) in
        wanted(row, calendar, now).into_iter().filter(|(kind, run, at)| !has_fired(*kind, *run, *at))
    {
        let at = at.naive_utc();
        let at = expires.filter(|_| kind == TimerKind::Expire).map_or(at, |known| known.min(at));
        let kind = Code(kind);
        let timer = TimerRow { id: ids::next(), order_id: row.id, kind, episode, at, fired_at: None };
        each_backend!(conn, c => diesel::insert_into(t::table).values(&timer).execute(c))?;
    }
    Ok(())
}

/// Fires what is due, each in a transaction of its own; answers how many this server fired. What another one fires at the
/// same moment is passed over.
///
/// # Errors
/// Those of the database.
pub async fn round(state: &Data<State>) -> Result<usize> {
    let now = state.clock.now();
    let due = move |conn: &mut Conn| {
        let rows = t::table.filter(t::fired_at.is_null()).filter(t::at.le(now.naive_utc()));
        Ok(rows.order((t::at, t::id)).limit(BATCH).select(TimerRow::as_select()).load::<TimerRow>(conn)?)
    };
    let due = state.db.read(due).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let catalog = state.catalog().await?;
    let (mut fired, mut failed) = (0, None);
    for timer in due {
        let catalog = catalog.clone();
        let done = state.db.write(move |conn| fire(conn, &catalog, &timer, now)).await;
        match done {
            Ok(true) => fired += 1,
            Ok(false) => {}
            // Somebody acted on the order at this very moment: the next round sees what is left to do.
            Err(Error::Api(..)) => tracing::debug!("a timer waits for the next round"),
            // One that fails must not keep all later ones of all orders back.
            Err(e) => failed = Some(e),
        }
    }
    failed.map_or(Ok(fired), Err)
}

/// Fires what is due until `until`, each at its own moment but none before `since`, in the order of these and inside the
/// caller's transaction; answers how many. For what is told as if it had happened.
///
/// # Errors
/// Those of the database.
pub(crate) fn catch_up(
    conn: &mut Conn,
    catalog: &Catalog,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<usize> {
    let (mut fired, mut now) = (0, since);
    loop {
        let due = t::table.filter(t::fired_at.is_null()).filter(t::at.le(until.naive_utc()));
        let next: Option<TimerRow> = due.order((t::at, t::id)).select(TimerRow::as_select()).first(conn).optional()?;
        let Some(timer) = next else { return Ok(fired) };
        now = now.max(timer.at.and_utc());
        fired += usize::from(fire(conn, catalog, &timer, now)?);
    }
}

fn fire(conn: &mut Conn, catalog: &Catalog, timer: &TimerRow, now: DateTime<Utc>) -> Result<bool> {
    // The order before its timer, as whoever acts on it does: two who lock in turn would wait for one another.
    let row = store::hold(conn, timer.order_id)?;
    let waiting = t::table.find(timer.id).filter(t::fired_at.is_null());
    if diesel::update(waiting).set(t::fired_at.eq(now.naive_utc())).execute(conn)? == 0 {
        return Ok(false);
    }
    // It was told for a state that the order has left.
    let still = wanted(&row, &catalog.calendar, now).iter().any(|(kind, _, _)| *kind == timer.kind.0);
    if !still {
        return Ok(true);
    }
    let name: &'static str = timer.kind.0.into();
    match timer.kind.0 {
        TimerKind::Remind => news::tell_holder(conn, &row, NewsKind::OrderReminder, now)?,
        TimerKind::Stuck => news::tell_holder(conn, &row, NewsKind::OrderStuck, now)?,
        TimerKind::IntakeLate => news::tell_owner(conn, &row, NewsKind::OrderIntakeLate, now)?,
        TimerKind::ContactLate => news::tell_holder(conn, &row, NewsKind::OrderIntakeLate, now)?,
        TimerKind::TakeLate => news::tell_owner(conn, &row, NewsKind::OrderTakeLate, now)?,
        TimerKind::Overdue => {
            news::tell_holder(conn, &row, NewsKind::OrderOverdue, now)?;
            news::tell_owner(conn, &row, NewsKind::OrderOverdue, now)?;
            news::hook(conn, catalog, &row, name, now)?;
        }
        TimerKind::ChaseUp => {
            let due_on = next_workday(&catalog.calendar, shared::time::date_of(now));
            let text = "超过办结时限一个工作日仍未办结，请说明原因和下一步。";
            chase_ups::open(conn, catalog, &row, None, (text, due_on), now)?;
        }
        TimerKind::Expire => return over(conn, catalog, row, OrderEvent::Expire, now),
        TimerKind::AutoClose => return over(conn, catalog, row, OrderEvent::AutoClose, now),
    }
    let is_visible = timer.kind.0 == TimerKind::ChaseUp;
    let happened = EventRow { is_visible, ..EventRow::by_system(&row, row.status, name, now.naive_utc()) };
    happened.write_by_system(conn, &row)?;
    Ok(true)
}

/// The program itself ends an order.
fn over(conn: &mut Conn, catalog: &Catalog, row: OrderRow, event: OrderEvent, now: DateTime<Utc>) -> Result<bool> {
    let name: &'static str = event.into();
    let Ok((to, _)) = shared::workflow::next(ORDER_TRANSITIONS, row.status.0, event, &[Role::System]) else {
        return Ok(true);
    };
    let from = row.status;
    let row = OrderRow {
        status: Code(to),
        closed_at: Some(now.naive_utc()),
        running_since: None,
        version: row.version + 1,
        updated_at: now.naive_utc(),
        ..row
    };
    store::update(conn, &row)?;
    let note = (event == OrderEvent::Expire).then(|| "no_reply".to_owned());
    let happened = EventRow { note, ..EventRow::by_system(&row, from, name, now.naive_utc()) };
    happened.write_by_system(conn, &row)?;
    plan(conn, &row, &catalog.calendar, now, false)?;
    news::hook(conn, catalog, &row, name, now)?;
    Ok(true)
}

/// The next working day after `day`.
pub fn next_workday(calendar: &WorkCalendar, day: chrono::NaiveDate) -> chrono::NaiveDate {
    (1..30).map(|n| day + Days::new(n)).find(|day| calendar.is_workday(*day)).unwrap_or(day)
}

/// Counts the limits of all that runs in working time anew, after the hours or the calendar changed: what was used up by then is
/// counted by them too, so that red on a line, in a list and on the board are one.
///
/// # Errors
/// Those of the database.
pub fn count_anew(conn: &mut Conn, old: &WorkCalendar, calendar: &WorkCalendar, now: DateTime<Utc>) -> Result<()> {
    let ids: Vec<i64> = o::table
        .filter(o::status.eq_any(list::codes(&OrderStatus::OPEN)))
        .filter(o::urgency.eq(Code(Urgency::Normal)))
        .filter(o::running_since.is_not_null())
        .order(o::id)
        .select(o::id)
        .load(conn)?;
    for id in ids {
        // As it is now: somebody may have acted on it meanwhile.
        let mut row = store::hold(conn, id)?;
        let runs = row.status.0.is_open() && row.urgency.0 == Urgency::Normal && row.running_since.is_some();
        let moments = |row: &OrderRow| (row.due_at, row.intake_due_at, row.take_due_at, row.contact_due_at);
        let before = moments(&row);
        row.set_clock(row.clock(), calendar);
        move_limits(&mut row, old, calendar, now);
        if runs && moments(&row) != before {
            row.version += 1;
            store::update(conn, &row)?;
            plan(conn, &row, calendar, now, false)?;
        }
    }
    Ok(())
}

/// Moves the limits of what `row` waits for: what is left of each by the old calendar is left by the new one. What is over stays over.
fn move_limits(row: &mut OrderRow, old: &WorkCalendar, new: &WorkCalendar, now: DateTime<Utc>) {
    let (before, after) = (Measure::of(old, row.urgency.0), Measure::of(new, row.urgency.0));
    let moved = |due: NaiveDateTime| match due > now.naive_utc() {
        true => after.after(now, before.between(now, due.and_utc())).naive_utc(),
        false => due,
    };
    row.take_due_at = row.take_due_at.map(moved);
    row.contact_due_at = row.contact_due_at.map(moved);
    if row.accepted_at.is_none() {
        row.intake_due_at = moved(row.intake_due_at);
    }
}
