//! Orders in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::audit::AuditAction;
use shared::geo::Point;
use shared::id::UserId;
use shared::orders::callback::{Satisfied, Solved};
use shared::orders::clock::{Measure, OrderClock};
use shared::orders::{AnsweredBy, Channel, DeclineReason, OrderEvent, OrderStatus, Outcome, OwnerLevel, Urgency};
use shared::people::Role;
use shared::working_time::WorkCalendar;

use crate::audit::{Entry, Origin, Via};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{counters, order_contacts, order_events, service_orders as o};
use crate::secrets::{Purpose, Secrets};
use crate::{each_backend, ids};

/// A row of `service_orders`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
// Its statement is the same for every row, and is prepared once.
#[diesel(table_name = o, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct OrderRow {
    pub id: i64,
    pub number: String,
    pub category_code: String,
    pub body: Option<String>,
    pub answers: String,
    pub placed_by: Option<i64>,
    pub is_for_other: bool,
    pub channel: Code<Channel>,
    pub client_token: String,
    pub area_id: i64,
    pub compound_id: Option<i64>,
    pub building: Option<String>,
    pub place_words: Option<String>,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub project_id: Option<i64>,
    pub contact_for_manager: bool,
    pub urgency: Code<Urgency>,
    pub status: Code<OrderStatus>,
    pub owner_level: Code<OwnerLevel>,
    pub owner_area_id: i64,
    pub assignee_user_id: Option<i64>,
    pub assignee_org_id: Option<i64>,
    pub handler_office: Option<String>,
    pub handler_role: Option<Code<Role>>,
    pub limit_seconds: i64,
    pub used_seconds: i64,
    pub running_since: Option<NaiveDateTime>,
    pub intake_due_at: NaiveDateTime,
    pub take_due_at: Option<NaiveDateTime>,
    pub contact_due_at: Option<NaiveDateTime>,
    pub due_at: NaiveDateTime,
    pub accepted_at: Option<NaiveDateTime>,
    pub taken_at: Option<NaiveDateTime>,
    pub contacted_at: Option<NaiveDateTime>,
    pub finished_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
    pub outcome: Option<Code<Outcome>>,
    pub result_text: Option<String>,
    pub decline_reason: Option<Code<DeclineReason>>,
    pub decline_instead: Option<String>,
    pub is_solved: Option<bool>,
    pub is_satisfied: Option<bool>,
    pub rating: Option<i16>,
    pub rating_words: Option<String>,
    pub answered_by: Option<Code<AnsweredBy>>,
    pub reopen_count: i32,
    pub back_count: i32,
    pub escalation_count: i32,
    pub held_reason: Option<String>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

impl OrderRow {
    /// The one clock.
    pub fn clock(&self) -> OrderClock {
        OrderClock {
            limit: self.limit_seconds,
            used: self.used_seconds,
            running_since: self.running_since.map(|at| at.and_utc()),
        }
    }

    /// How its limits are counted.
    pub fn measure<'a>(&self, calendar: &'a WorkCalendar) -> Measure<'a> {
        Measure::of(calendar, self.urgency.0)
    }

    /// Sets the clock; the limit's end moves with it, and stays as it was while the clock stands.
    pub fn set_clock(&mut self, clock: OrderClock, calendar: &WorkCalendar) {
        let due = clock.due(self.measure(calendar));
        self.limit_seconds = clock.limit;
        self.used_seconds = clock.used;
        self.running_since = clock.running_since.map(|at| at.naive_utc());
        self.due_at = due.map_or(self.due_at, |at| at.naive_utc());
    }

    /// The pin.
    pub fn at(&self) -> Option<Point> {
        self.lng.zip(self.lat).map(|(lng, lat)| Point { lng, lat })
    }

    /// It is overdue at `now`: only while the clock runs and somebody still has to do something.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.status.0.is_open() && self.running_since.is_some() && self.due_at < now.naive_utc()
    }

    /// What who asked said on the telephone counts as his answer, until he says another.
    pub fn answer_by_callback(&mut self, solved: Option<Solved>, satisfied: Option<Satisfied>, words: Option<String>) {
        self.is_solved = solved.map(|solved| solved == Solved::Yes);
        self.is_satisfied = satisfied.map(Satisfied::counts);
        self.rating = None;
        self.rating_words = words;
        self.answered_by = Some(Code(AnsweredBy::Callback));
    }

    /// Whoever has it next has the time to take it, but no longer than there is to speak with who asked; the limit for finishing
    /// stays as it is.
    pub fn take_anew(&mut self, catalog: &Catalog, now: DateTime<Utc>) {
        let limits = catalog.category(&self.category_code).map(|category| category.limits(self.urgency.0));
        let take = limits.map_or(0, |limits| i64::from(limits.take) * 60);
        let due = self.measure(&catalog.calendar).after(now, take).naive_utc();
        let contact = self.contact_due_at.filter(|at| self.contacted_at.is_none() && *at > now.naive_utc());
        self.take_due_at = Some(contact.map_or(due, |contact| contact.min(due)));
    }

    /// Nobody has it any more.
    pub fn unassign(&mut self) {
        self.assignee_user_id = None;
        self.assignee_org_id = None;
    }
}

/// A row of `order_contacts`. Not `Debug` as derived: it holds what no log may.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_contacts, treat_none_as_default_value = false)]
pub struct ContactRow {
    pub order_id: i64,
    pub phone_enc: Option<String>,
    pub phone_mask: Option<String>,
    pub phone_hash: Option<String>,
    pub name_enc: Option<String>,
    pub name_mask: Option<String>,
}

impl std::fmt::Debug for ContactRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContactRow({})", self.order_id)
    }
}

impl ContactRow {
    /// `phone` (eleven digits) and `name` of who asked, encrypted.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(order_id: i64, phone: Option<&str>, name: Option<&str>, secrets: &Secrets) -> Result<Self> {
        Ok(Self {
            order_id,
            phone_enc: phone.map(|phone| secrets.encrypt(phone)).transpose()?,
            phone_mask: phone.map(shared::accounts::mask_phone),
            phone_hash: phone.map(|phone| secrets.mark(Purpose::Phone, phone)),
            name_enc: name.map(|name| secrets.encrypt(name)).transpose()?,
            name_mask: name.and_then(|name| Some(format!("{}**", name.chars().next()?))),
        })
    }
}

/// A row of `order_events`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_events, treat_none_as_default_value = false)]
pub struct EventRow {
    pub id: i64,
    pub order_id: i64,
    pub event: String,
    pub from_status: Code<OrderStatus>,
    pub to_status: Code<OrderStatus>,
    pub actor_id: Option<i64>,
    pub role: Code<Role>,
    pub office: Option<String>,
    pub at: NaiveDateTime,
    pub note: Option<String>,
    pub is_visible: bool,
    pub client_token: Option<String>,
}

impl EventRow {
    /// What the program itself did to `row`, which was in the state `from`.
    pub fn by_system(row: &OrderRow, from: Code<OrderStatus>, event: &str, at: NaiveDateTime) -> Self {
        Self {
            id: ids::next(),
            order_id: row.id,
            event: event.to_owned(),
            from_status: from,
            to_status: row.status,
            actor_id: None,
            role: Code(Role::System),
            office: None,
            at,
            note: None,
            is_visible: true,
            client_token: None,
        }
    }

    /// Writes it down, and in the audit record that the program did it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn write_by_system(self, conn: &mut Conn, row: &OrderRow) -> Result<()> {
        insert_event(conn, &self)?;
        let origin = Origin { via: Via::System, ..Origin::default() };
        let entry = Entry::new(&origin, Some(Role::System), AuditAction::HandleOrder).on("order", &row.number);
        entry.changed(self.event).write_at(conn, self.at)
    }
}

/// The order `number`.
///
/// # Errors
/// Those of the database.
pub fn by_number(conn: &mut Conn, number: &str) -> Result<Option<OrderRow>> {
    let row = o::table.filter(o::number.eq(number.trim().to_ascii_uppercase()));
    Ok(row.select(OrderRow::as_select()).first(conn).optional()?)
}

/// The order with the key `id`.
///
/// # Errors
/// 404 when there is none.
pub fn get(conn: &mut Conn, id: i64) -> Result<OrderRow> {
    Ok(o::table.find(id).select(OrderRow::as_select()).first(conn)?)
}

/// The order with the key `id`, which nobody else changes until this transaction ends.
///
/// # Errors
/// 404 when there is none.
pub fn hold(conn: &mut Conn, id: i64) -> Result<OrderRow> {
    if let Conn::Pg(pg) = conn {
        let sql = diesel::sql_query("SELECT 1 FROM service_orders WHERE id = $1 FOR UPDATE");
        sql.bind::<BigInt, _>(id).execute(pg)?;
    }
    get(conn, id)
}

/// The order that was placed with `token`.
///
/// # Errors
/// Those of the database.
pub fn placed_with(conn: &mut Conn, token: &str) -> Result<Option<OrderRow>> {
    // Nearly always there is none: only its key is asked for.
    let id: Option<i64> = o::table.filter(o::client_token.eq(token)).select(o::id).first(conn).optional()?;
    id.map(|id| get(conn, id)).transpose()
}

/// Puts `row` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, row: &OrderRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(o::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the one with its id, whose version it was read as plus one: of two who act at the same moment one
/// wins.
///
/// # Errors
/// 409 for the other.
pub fn update(conn: &mut Conn, row: &OrderRow) -> Result<()> {
    let read = o::table.find(row.id).filter(o::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? == 1 { Ok(()) } else { Err(Error::stale()) }
}

/// Puts the contact in.
///
/// # Errors
/// Those of the database.
pub fn insert_contact(conn: &mut Conn, row: &ContactRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(order_contacts::table).values(row).execute(c))?;
    Ok(())
}

/// How to reach who asked, while it is known.
///
/// # Errors
/// Those of the database.
pub fn contact(conn: &mut Conn, id: i64) -> Result<Option<ContactRow>> {
    Ok(order_contacts::table.find(id).select(ContactRow::as_select()).first(conn).optional()?)
}

/// Writes an event down.
///
/// # Errors
/// Those of the database.
pub fn insert_event(conn: &mut Conn, row: &EventRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(order_events::table).values(row).execute(c))?;
    Ok(())
}

/// What happened, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn events(conn: &mut Conn, id: i64) -> Result<Vec<EventRow>> {
    let rows = order_events::table.filter(order_events::order_id.eq(id)).order(order_events::id);
    Ok(rows.select(EventRow::as_select()).load(conn)?)
}

/// The event that came with `token`.
///
/// # Errors
/// Those of the database.
pub fn with_token(conn: &mut Conn, token: &str) -> Result<Option<EventRow>> {
    let rows = order_events::table.filter(order_events::client_token.eq(token));
    Ok(rows.select(EventRow::as_select()).first(conn).optional()?)
}

/// Whether this very command came before; `event` is its code.
///
/// # Errors
/// Those of the database.
pub fn did(conn: &mut Conn, order: i64, actor: Option<UserId>, token: &str, event: &str) -> Result<bool> {
    let is_it =
        |known: EventRow| known.order_id == order && known.event == event && known.actor_id == actor.map(|id| id.0);
    Ok(with_token(conn, token)?.is_some_and(is_it))
}

/// Whether the order had an event with this token.
///
/// # Errors
/// Those of the database.
pub fn knows(conn: &mut Conn, order: i64, token: &str) -> Result<bool> {
    let rows =
        order_events::table.filter(order_events::order_id.eq(order)).filter(order_events::client_token.eq(token));
    Ok(rows.count().get_result::<i64>(conn)? > 0)
}

/// How often the organisation `office` refused the order.
///
/// # Errors
/// Those of the database.
pub fn refusals(conn: &mut Conn, order: i64, office: &str) -> Result<i64> {
    use order_events as e;
    let refuse: &'static str = OrderEvent::Refuse.into();
    let rows = e::table.filter(e::order_id.eq(order)).filter(e::event.eq(refuse)).filter(e::office.eq(office));
    Ok(rows.count().get_result(conn)?)
}

/// The next number of the day, such as ORD-20260612-0031.
///
/// # Errors
/// Those of the database.
pub fn next_number(conn: &mut Conn, now: DateTime<Utc>) -> Result<String> {
    let local = now + TimeDelta::hours(8);
    let day = local.format("ORD-%Y%m%d").to_string();
    // One statement, so that servers never give one number twice.
    let n: i64 = each_backend!(conn, c => diesel::insert_into(counters::table)
        .values((counters::name.eq(&day), counters::value.eq(1_i64)))
        .on_conflict(counters::name)
        .do_update()
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(c))?;
    Ok(format!("{day}-{n:04}"))
}

/// A new key.
pub fn new_id() -> i64 {
    ids::next()
}
