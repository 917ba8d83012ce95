//! Webhooks and what is to be sent to them, in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::id::{DeliveryId, UserId, WebhookId};
use shared::webhooks::{Delivery, EventGroup, HookBody, HookNews, Webhook, WebhookKind};

use super::send::{Outcome, Receiver};
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::schema::{webhook_deliveries as d, webhooks as w};
use crate::secrets::Secrets;
use crate::{each_backend, ids};

/// Days for which what was sent or given up is kept.
const DAYS: u64 = 90;
/// Before another server may take over what one is sending: longer than an attempt lasts.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// What is due to one receiver in one round.
const BATCH: i64 = 20;
/// Minutes to wait after each failure; after the last of them it is given up.
pub const WAITS: [i64; 7] = [1, 5, 30, 120, 360, 720, 1_440];

/// A row of `webhooks`. Not `Debug`: what it holds is printed nowhere.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = w, treat_none_as_null = true)]
pub struct WebhookRow {
    pub id: i64,
    pub name: String,
    pub kind: Code<WebhookKind>,
    pub url_enc: String,
    pub secret_enc: Option<String>,
    pub wants: String,
    pub is_active: bool,
    pub failures: i32,
    pub last_status: Option<String>,
    pub last_at: Option<NaiveDateTime>,
    pub client_token: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: i64,
    pub version: i32,
}

impl WebhookRow {
    /// A new one.
    pub fn new(name: String, kind: WebhookKind, client_token: String, by: UserId, now: NaiveDateTime) -> Self {
        Self {
            id: ids::next(),
            name,
            kind: Code(kind),
            url_enc: String::new(),
            secret_enc: None,
            wants: String::new(),
            is_active: true,
            failures: 0,
            last_status: None,
            last_at: None,
            client_token,
            created_at: now,
            updated_at: now,
            created_by: by.0,
            version: 1,
        }
    }

    /// As it may be shown.
    ///
    /// # Errors
    /// When what is encrypted cannot be read.
    pub fn shown(&self, secrets: &Secrets) -> Result<Webhook> {
        Ok(Webhook {
            id: WebhookId(self.id),
            name: self.name.clone(),
            kind: self.kind.0,
            host: shared::webhooks::host(&secrets.decrypt(&self.url_enc)?),
            wants: EventGroup::read(&self.wants),
            is_active: self.is_active,
            failures: self.failures,
            last_status: self.last_status.clone(),
            last_at: self.last_at.map(|at| at.and_utc()),
            version: self.version,
        })
    }

    /// Where to send, and how.
    ///
    /// # Errors
    /// When what is encrypted cannot be read.
    pub fn receiver(&self, secrets: &Secrets) -> Result<Receiver> {
        let secret = self.secret_enc.as_deref().map(|secret| secrets.decrypt(secret)).transpose()?;
        Ok(Receiver { kind: self.kind.0, url: secrets.decrypt(&self.url_enc)?, secret })
    }
}

/// A row of `webhook_deliveries`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = d)]
pub struct DeliveryRow {
    pub id: i64,
    pub webhook_id: i64,
    pub event_id: String,
    pub event: String,
    pub number: String,
    pub body: String,
    pub attempts: i32,
    pub next_at: NaiveDateTime,
    pub delivered_at: Option<NaiveDateTime>,
    pub given_up_at: Option<NaiveDateTime>,
    pub last_status: Option<String>,
    pub created_at: NaiveDateTime,
}

impl DeliveryRow {
    /// As it may be shown.
    pub fn shown(self) -> Delivery {
        let is_over = self.delivered_at.is_some() || self.given_up_at.is_some();
        Delivery {
            id: DeliveryId(self.id),
            event: self.event,
            number: self.number,
            attempts: self.attempts,
            next_at: (!is_over).then(|| self.next_at.and_utc()),
            delivered_at: self.delivered_at.map(|at| at.and_utc()),
            given_up_at: self.given_up_at.map(|at| at.and_utc()),
            last_status: self.last_status,
            created_at: self.created_at.and_utc(),
        }
    }
}

/// Puts one row for each webhook that wants the news into the list of what is to be sent, in the caller's transaction. The
/// same event of the same moment is there once.
///
/// # Errors
/// Those of the database.
pub fn queue(conn: &mut Conn, news: &HookNews, now: DateTime<Utc>) -> Result<()> {
    let Some(group) = EventGroup::of(&news.event) else { return Ok(()) };
    let all: Vec<(i64, String)> = w::table.filter(w::is_active.eq(true)).select((w::id, w::wants)).load(conn)?;
    let event_id = format!("{}.{}.{}", news.number, news.event, now.timestamp_micros());
    let body = serde_json::to_string(&body(news, event_id.clone())).map_err(Error::internal)?;
    for (webhook_id, _) in all.into_iter().filter(|(_, wants)| EventGroup::read(wants).contains(&group)) {
        let row = DeliveryRow {
            id: ids::next(),
            webhook_id,
            event_id: event_id.clone(),
            event: news.event.clone(),
            number: news.number.clone(),
            body: body.clone(),
            attempts: 0,
            next_at: now.naive_utc(),
            delivered_at: None,
            given_up_at: None,
            last_status: None,
            created_at: now.naive_utc(),
        };
        each_backend!(conn, c => diesel::insert_into(d::table).values(&row).on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}

/// What is sent of `news`.
pub fn body(news: &HookNews, id: String) -> HookBody {
    let news = news.clone();
    HookBody {
        id,
        event: news.event,
        number: news.number,
        category: news.category_zh,
        category_en: news.category_en,
        area: news.area,
        urgency: news.urgency,
        status: news.status,
        due_at: news.due_at,
        sent_at: None,
    }
}

/// Every webhook, by name.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<WebhookRow>> {
    Ok(w::table.order((w::name, w::id)).select(WebhookRow::as_select()).load(conn)?)
}

/// The webhook `id`.
///
/// # Errors
/// 404 where there is none.
pub fn get(conn: &mut Conn, id: i64) -> Result<WebhookRow> {
    Ok(w::table.find(id).select(WebhookRow::as_select()).first(conn)?)
}

/// The webhook that was made with `token`.
///
/// # Errors
/// Those of the database.
pub fn made_with(conn: &mut Conn, token: &str) -> Result<Option<WebhookRow>> {
    Ok(w::table.filter(w::client_token.eq(token)).select(WebhookRow::as_select()).first(conn).optional()?)
}

/// Puts `row` in.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &WebhookRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(w::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row`, as it was read; `false` when somebody was faster. What waits for one that is switched off is given up.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &WebhookRow, now: NaiveDateTime) -> Result<bool> {
    let seen = w::table.find(row.id).filter(w::version.eq(row.version));
    let change = WebhookRow { version: row.version + 1, updated_at: now, ..row.clone() };
    if diesel::update(seen).set(&change).execute(conn)? == 0 {
        return Ok(false);
    }
    if !row.is_active {
        let over = (d::given_up_at.eq(now), d::last_status.eq("switched_off"));
        diesel::update(waiting_for(row.id)).set(over).execute(conn)?;
    }
    Ok(true)
}

/// Deletes the webhook and all that was sent to it.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    diesel::delete(d::table.filter(d::webhook_id.eq(id))).execute(conn)?;
    diesel::delete(w::table.find(id)).execute(conn)?;
    Ok(())
}

/// What was sent to `webhook` or waits, the latest first; `most` at most.
///
/// # Errors
/// Those of the database.
pub fn deliveries(conn: &mut Conn, webhook: i64, most: i64) -> Result<Vec<DeliveryRow>> {
    let rows = d::table.filter(d::webhook_id.eq(webhook)).order(d::id.desc()).limit(most);
    Ok(rows.select(DeliveryRow::as_select()).load(conn)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn waiting_for(webhook: i64) -> _ {
    d::table.filter(d::webhook_id.eq(webhook)).filter(d::delivered_at.is_null()).filter(d::given_up_at.is_null())
}

/// What is due: each webhook with its oldest rows.
///
/// # Errors
/// Those of the database.
pub fn due(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<(WebhookRow, Vec<DeliveryRow>)>> {
    let now = now.naive_utc();
    let waiting = d::table.filter(d::delivered_at.is_null()).filter(d::given_up_at.is_null());
    let mut hooks: Vec<i64> = waiting.filter(d::next_at.le(now)).select(d::webhook_id).distinct().load(conn)?;
    hooks.sort_unstable();
    let mut all = Vec::with_capacity(hooks.len());
    for id in hooks {
        let rows = waiting_for(id).filter(d::next_at.le(now)).order((d::next_at, d::id)).limit(BATCH);
        let rows = rows.select(DeliveryRow::as_select()).load(conn)?;
        all.push((get(conn, id)?, rows));
    }
    Ok(all)
}

/// Takes `row` to send it; `false` where another server took it.
///
/// # Errors
/// Those of the database.
pub fn claim(conn: &mut Conn, row: &DeliveryRow, now: DateTime<Utc>) -> Result<bool> {
    let seen = waiting_for(row.webhook_id)
        .filter(d::id.eq(row.id))
        .filter(d::next_at.eq(row.next_at))
        .filter(d::attempts.eq(row.attempts));
    let taken = (d::next_at.eq((now + LEASE).naive_utc()), d::attempts.eq(d::attempts + 1));
    Ok(diesel::update(seen).set(taken).execute(conn)? == 1)
}

/// Writes down what the attempt at `row` came to, `row` being as it was before it was taken.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, row: &DeliveryRow, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
    let at = now.naive_utc();
    // Where it lasted beyond the lease, another server has it by now, and its word counts.
    let mine = waiting_for(row.webhook_id).filter(d::id.eq(row.id)).filter(d::attempts.eq(row.attempts + 1));
    let wait = usize::try_from(row.attempts).ok().and_then(|at| WAITS.get(at));
    let hit = match (outcome.arrived, wait) {
        (true, _) => {
            let done = (d::delivered_at.eq(at), d::last_status.eq(&outcome.status));
            diesel::update(mine).set(done).execute(conn)?
        }
        (false, Some(minutes)) => {
            let later = (now + TimeDelta::minutes(*minutes)).naive_utc();
            diesel::update(mine).set((d::next_at.eq(later), d::last_status.eq(&outcome.status))).execute(conn)?
        }
        (false, None) => {
            let over = (d::given_up_at.eq(at), d::last_status.eq(&outcome.status));
            diesel::update(mine).set(over).execute(conn)?
        }
    };
    if !outcome.arrived && hit == 1 {
        // What else is due there would meet the same: it waits a minute, and that is no attempt.
        let later = (now + TimeDelta::minutes(WAITS[0])).naive_utc();
        let rest = waiting_for(row.webhook_id).filter(d::next_at.le(at));
        diesel::update(rest).set(d::next_at.eq(later)).execute(conn)?;
    }
    note(conn, row.webhook_id, outcome, now)
}

/// Writes down what the last attempt at the webhook `id` came to. Its version stays: nobody changed it.
///
/// # Errors
/// Those of the database.
pub fn note(conn: &mut Conn, id: i64, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
    let last = (w::last_status.eq(&outcome.status), w::last_at.eq(now.naive_utc()));
    let row = w::table.find(id);
    if outcome.arrived {
        diesel::update(row).set((last, w::failures.eq(0))).execute(conn)?;
    } else {
        diesel::update(row).set((last, w::failures.eq(w::failures + 1))).execute(conn)?;
    }
    Ok(())
}

/// Deletes what was sent or given up long ago.
///
/// # Errors
/// Those of the database.
pub fn forget_old(conn: &mut Conn, now: DateTime<Utc>) -> Result<()> {
    let before = (now - Days::new(DAYS)).naive_utc();
    diesel::delete(d::table.filter(d::delivered_at.lt(before))).execute(conn)?;
    diesel::delete(d::table.filter(d::given_up_at.lt(before))).execute(conn)?;
    Ok(())
}
