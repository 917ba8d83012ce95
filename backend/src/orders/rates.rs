//! Rates of orders 三率 for everybody and for those at work, computed from the orders themselves.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig, get};
use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use diesel::prelude::*;
use shared::areas::{AreaLevel, AreaRef};
use shared::error::ApiError;
use shared::id::AreaId;
use shared::orders::OrderStatus;
use shared::orders::rates::{Rates, RatesBy, RatesLine, Told};
use shared::orders::small_cells::hide_what_could_be_told;
use shared::query::Params;

use super::apart;
use super::list::Reach;
use super::staff::Worker;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::schema::{order_events, service_orders as o};
use crate::serve::State;

/// Months that are told where nobody says how many.
const USUAL_MONTHS: u32 = 12;
/// Months of a period at most.
const MOST_MONTHS: i32 = 120;

/// The addresses of this slice.
pub(super) fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/order-rates", get_order_rates))
        .service(crate::private("/staff/order-rates", [("GET", get().to(get_staff_rates))]));
}

/// What is asked for, in whole months.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// By what the lines are told apart.
    pub by: RatesBy,
    /// In whose subtree.
    pub area: Option<AreaId>,
}

/// The public answers of this minute, as long as nothing happens to any order: a page that many open reads the orders once.
#[derive(Default)]
pub struct Kept(Mutex<KeptRates>);

#[derive(Default)]
struct KeptRates {
    at: (i64, i64),
    answers: HashMap<Asked, Rates>,
}

impl Kept {
    fn get(&self, at: (i64, i64), asked: &Asked) -> Option<Rates> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.at != at {
            *kept = KeptRates { at, answers: HashMap::new() };
        }
        kept.answers.get(asked).cloned()
    }

    fn keep(&self, at: (i64, i64), asked: Asked, rates: Rates) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.at == at && kept.answers.len() < 500 {
            kept.answers.insert(asked, rates);
        }
    }
}

fn asked(request: &HttpRequest, today: NaiveDate) -> Result<Asked> {
    let mut params = Params::parse(request.query_string())?;
    let by = params.read("by", ("area、category 或 month", "area, category or month"))?.unwrap_or(RatesBy::Month);
    let mut month = |name: &str| -> Result<Option<NaiveDate>> {
        let Some(text) = params.take(name) else { return Ok(None) };
        let first = format!("{}-01", text.get(..7).unwrap_or_default()).parse().ok();
        let is_month = text.len() == 7 || text.parse::<NaiveDate>().is_ok();
        let wanted = ("月份，如 2026-06", "a month such as 2026-06");
        Ok(Some(first.filter(|_| is_month).ok_or_else(|| ApiError::invalid(name, &text, wanted))?))
    };
    let (from, to) = (month("from")?, month("to")?);
    let area = params.read("area", ("区划标识", "the identifier of an area"))?;
    params.finish()?;
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let last = to.unwrap_or_else(|| first(today));
    let usual = last.checked_sub_months(Months::new(USUAL_MONTHS - 1)).unwrap_or(last);
    let from = from.unwrap_or(usual);
    let months = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default();
    if from > last || months(last) - months(from) > MOST_MONTHS {
        let wanted = ("不晚于 to、最多十年的月份", "a month not after `to`, ten years at most");
        return Err(ApiError::invalid("from", &from.format("%Y-%m").to_string(), wanted).into());
    }
    let end = last.checked_add_months(Months::new(1)).and_then(|day| day.pred_opt()).unwrap_or(last);
    Ok(Asked { from, to: end.min(today).max(from), by, area })
}

/// How orders were answered, solved and judged, by area, category or month; small cells are `"<5"`, and no rate stands on
/// fewer than five.
#[utoipa::path(get, path = "/api/v1/order-rates", tag = "orders",
    params(
        ("by" = Option<RatesBy>, Query, description = "By what the lines are told apart; by month when absent"),
        ("from" = Option<String>, Query, description = "First month of ordering, such as 2026-01; a year back when absent"),
        ("to" = Option<String>, Query, description = "Last month; the present one when absent"),
        ("area" = Option<AreaId>, Query, description = "In the whole subtree of this area, one of /api/v1/areas"),
    ),
    responses((status = 200, description = "found", body = Rates), Usual))]
pub(crate) async fn get_order_rates(request: HttpRequest, state: Data<State>) -> Result<Json<Rates>> {
    let (now, catalog) = (state.clock.now(), state.catalog().await?);
    let asked = asked(&request, shared::time::date_of(now))?;
    if let Some(unknown) = asked.area.filter(|id| !catalog.shows_area(id.0)) {
        let wanted = ("已有的区划，见 /api/v1/areas", "an area of /api/v1/areas");
        return Err(ApiError::invalid("area", &unknown.to_string(), wanted).into());
    }
    let kept = state.clone();
    let found = move |conn: &mut Conn| {
        let last: Option<i64> = order_events::table.select(diesel::dsl::max(order_events::id)).first(conn)?;
        let at = (last.unwrap_or(0), now.timestamp() / 60);
        if let Some(known) = kept.order_rates.get(at, &asked) {
            return Ok(known);
        }
        let rates = for_everybody(conn, &catalog, &asked, now)?;
        kept.order_rates.keep(at, asked, rates.clone());
        Ok(rates)
    };
    Ok(Json(state.db.read(found).await?))
}

/// The same at work: exact, with what came back and what went up, in the caller's areas.
async fn get_staff_rates(request: HttpRequest, caller: Worker, state: Data<State>) -> Result<Json<Rates>> {
    let (now, catalog) = (state.clock.now(), state.catalog().await?);
    let asked = asked(&request, shared::time::date_of(now))?;
    let found = move |conn: &mut Conn| {
        let own = Reach::of(conn, &caller, &catalog)?.areas;
        let wanted = asked.area.map(|id| catalog.areas.subtree(id.0));
        let areas = own.into_iter().filter(|id| wanted.as_ref().is_none_or(|wanted| wanted.contains(id))).collect();
        at_work(conn, &catalog, &asked, areas, now)
    };
    Ok(Json(state.db.read(found).await?))
}

/// What is read of an order to count it.
#[derive(Queryable)]
struct Row {
    area: i64,
    category: String,
    status: Code<OrderStatus>,
    placed_at: NaiveDateTime,
    running_since: Option<NaiveDateTime>,
    accepted_at: Option<NaiveDateTime>,
    taken_at: Option<NaiveDateTime>,
    contact_due_at: Option<NaiveDateTime>,
    contacted_at: Option<NaiveDateTime>,
    due_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
    closed_at: Option<NaiveDateTime>,
    is_solved: Option<bool>,
    is_satisfied: Option<bool>,
    reopened: i32,
    came_back: i32,
    escalated: i32,
    is_demo: bool,
}

fn told(row: &Row, now: DateTime<Utc>) -> Told {
    let now = now.naive_utc();
    let is_open = row.status.0.is_open();
    let is_done = row.finished_at.is_some();
    let minutes = |to: Option<NaiveDateTime>| to.map(|to| (to - row.placed_at).num_minutes().max(0));
    // Accepted, and either somebody spoke with who asked or the limit is over.
    let in_time = row.accepted_at.and(row.contact_due_at).and_then(|due| match row.contacted_at {
        Some(at) => Some(at <= due),
        // Whoever took his order back before then waited for nobody.
        None => (due < now && row.closed_at.is_none_or(|at| at > due)).then_some(false),
    });
    Told {
        is_open,
        is_over: row.status.0 == OrderStatus::Closed,
        is_overdue: is_open && row.running_since.is_some() && row.due_at < now,
        is_answered_in_time: in_time,
        is_done,
        is_on_time: row.finished_at.is_some_and(|at| at <= row.due_at),
        is_solved: row.is_solved,
        is_satisfied: row.is_satisfied,
        reopened: row.reopened.into(),
        came_back: row.came_back.into(),
        is_escalated: row.escalated > 0,
        to_take: minutes(row.taken_at),
        to_finish: minutes(row.finished_at),
    }
}

/// The moment at which a day begins in Shanghai, UTC.
pub(super) fn midnight(day: NaiveDate) -> NaiveDateTime {
    let local = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    shared::time::shanghai().from_local_datetime(&local).single().map_or(local, |at| at.to_utc().naive_utc())
}

/// What the orders of the period say, each with the area where it lies and the key of its line.
fn load(
    conn: &mut Conn,
    catalog: &Catalog,
    asked: &Asked,
    areas: Option<Vec<i64>>,
    now: DateTime<Utc>,
) -> Result<Vec<Said>> {
    let next = asked.to.checked_add_days(Days::new(1)).unwrap_or(asked.to);
    let mut rows = o::table
        .filter(o::created_at.ge(midnight(asked.from)))
        .filter(o::created_at.lt(midnight(next)))
        .select((
            o::area_id,
            o::category_code,
            o::status,
            o::created_at,
            o::running_since,
            o::accepted_at,
            o::taken_at,
            o::contact_due_at,
            o::contacted_at,
            o::due_at,
            o::finished_at,
            o::closed_at,
            o::is_solved,
            o::is_satisfied,
            o::reopen_count,
            o::back_count,
            o::escalation_count,
            o::is_demo,
        ))
        .into_boxed();
    if let Some(areas) = areas {
        rows = rows.filter(o::area_id.eq_any(areas));
    }
    let rows: Vec<Row> = rows.load(conn).map_err(Error::from)?;
    let said = |row: &Row| {
        let key = match asked.by {
            RatesBy::Month => {
                let day = shared::time::date_of(row.placed_at.and_utc());
                format!("{}-{:02}", day.year(), day.month())
            }
            RatesBy::Category => row.category.clone(),
            RatesBy::Area => head(catalog, asked.area, row.area).to_string(),
        };
        Said { area: row.area, key, told: told(row, now), is_demo: row.is_demo }
    };
    Ok(rows.iter().map(said).collect())
}

/// One order: where it lies, in which line it stands, and what it says.
pub(super) struct Said {
    /// Its area.
    pub area: i64,
    /// Key of its line.
    pub key: String,
    /// What it says.
    pub told: Told,
    /// Invented for the demonstration.
    pub is_demo: bool,
}

/// Exact, for those at work in `areas`.
fn at_work(conn: &mut Conn, catalog: &Catalog, asked: &Asked, areas: Vec<i64>, now: DateTime<Utc>) -> Result<Rates> {
    let all = load(conn, catalog, asked, Some(areas), now)?;
    let is_demo = all.iter().any(|said| said.is_demo);
    let total = RatesLine::of(&all.iter().map(|said| said.told).collect::<Vec<_>>(), false);
    let lines = by_key(all).into_iter().map(|(key, told)| named(catalog, asked.by, &key, RatesLine::of(&told, false)));
    Ok(Rates { is_demo, ..rates(asked, total, lines.collect(), now) })
}

/// For everybody: what few did or said cannot be told, whatever else is asked for.
fn for_everybody(conn: &mut Conn, catalog: &Catalog, asked: &Asked, now: DateTime<Utc>) -> Result<Rates> {
    let wide = apart::widened(conn, catalog, asked, shared::time::date_of(now))?;
    // All of the district: what lies beside the area decides what can be told of it.
    let all = load(conn, catalog, &wide, None, now)?;
    let own: Option<HashSet<i64>> = wide.area.map(|id| catalog.areas.subtree(id.0).into_iter().collect());
    let is_own = |said: &Said| own.as_ref().is_none_or(|own| own.contains(&said.area));
    let mut groups: BTreeMap<&str, Vec<&Said>> = BTreeMap::new();
    for said in &all {
        groups.entry(&said.key).or_default().push(said);
    }
    groups.retain(|_, group| group.iter().any(|said| is_own(said)));
    let mut total = apart::line(catalog, wide.area, all.iter().collect());
    let line = |(key, group): (&str, Vec<&Said>)| named(catalog, wide.by, key, apart::line(catalog, wide.area, group));
    let mut lines: Vec<RatesLine> = groups.into_iter().map(line).collect();
    if wide.by == RatesBy::Month {
        apart::hide_in_runs(&mut lines, &all.iter().filter(|said| is_own(said)).collect::<Vec<_>>());
    }
    hide_what_could_be_told(&mut total, &mut lines);
    let is_widened = (wide.from, wide.to) != (asked.from, asked.to);
    let is_demo = all.iter().any(|said| is_own(said) && said.is_demo);
    Ok(Rates { is_widened, is_demo, ..rates(&wide, total, lines, now) })
}

fn by_key(all: Vec<Said>) -> BTreeMap<String, Vec<Told>> {
    let mut groups: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for said in all {
        groups.entry(said.key).or_default().push(said.told);
    }
    groups
}

/// `line` with the names of its key.
fn named(catalog: &Catalog, by: RatesBy, key: &str, line: RatesLine) -> RatesLine {
    let words = |text: &str| Some(text.to_owned());
    match by {
        RatesBy::Month => RatesLine { zh: words(key), en: words(key), key: words(key), ..line },
        RatesBy::Category => {
            let known = catalog.category(key);
            let (zh, en) = (known.map(|c| c.zh.clone()), known.map(|c| c.en.clone()));
            RatesLine { zh, en, key: words(key), ..line }
        }
        RatesBy::Area => {
            let area = key.parse::<i64>().ok().and_then(|id| catalog.areas.get(id));
            let name = area.map(|row| row.name.clone());
            let area = area.map(|row| AreaRef { id: AreaId(row.id), name: row.name.clone() });
            RatesLine { area, zh: name.clone(), en: name, ..line }
        }
    }
}

fn rates(asked: &Asked, total: RatesLine, lines: Vec<RatesLine>, now: DateTime<Utc>) -> Rates {
    let as_of = shared::time::date_of(now);
    Rates { from: asked.from, to: asked.to, by: asked.by, total, lines, as_of, is_widened: false, is_demo: false }
}

/// The area whose line an order stands in: the one right below the area asked for; streets, where none was.
pub(super) fn head(catalog: &Catalog, asked: Option<AreaId>, area: i64) -> i64 {
    let path = catalog.areas.path(area);
    let below = match asked {
        Some(id) => path.iter().position(|row| row.id == id.0).map(|at| at + 1),
        None => path.iter().position(|row| row.area_level.0 == AreaLevel::Street),
    };
    below.and_then(|at| path.get(at)).or(path.last()).map_or(area, |row| row.id)
}
