//! What everybody reads of orders: summaries that somebody wrote without a name and somebody else reviewed; and, before one
//! orders, those nearby, so that one joins instead of ordering again.

use std::collections::HashMap;

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, post};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::error::ApiError;
use shared::geo::Point;
use shared::id::{AreaId, CompoundId, EventId};
use shared::orders::summary::{PublicOrder, SummaryStatus};
use shared::orders::{OrderStatus, Outcome};
use shared::page::Page;
use shared::query::Params;
use shared::workflow::check_token;

use super::mine::Asker;
use crate::auth::json;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::each_backend;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::schema::{compounds, order_joins, order_summaries as s, service_orders as o};
use crate::secrets::Purpose;
use crate::serve::State;
use crate::sessions::attempts::{self, Bucket, Limit, Turn};

/// Joins from one address in a quarter of an hour.
const BY_ADDRESS: Limit = Limit { tries: 60, lock_minutes: 15 };
/// How near is nearby, metres.
const NEARBY_M: f64 = 300.0;
/// Degrees of a side of the squares in which pins are looked for: some 300 metres.
const SQUARE: f64 = 0.003;
/// Summaries nearby at most.
const MOST_NEARBY: usize = 5;
/// Days after which what is not over is no longer offered.
const RECENT_DAYS: i64 = 90;

/// The addresses of this slice.
pub(super) fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/order-summaries", list_orders))
        .service(crate::get("/order-summaries/nearby", list_nearby))
        .service(crate::private("/orders/{number}/joins", [("POST", post().to(join_order))]));
}

/// What is told of an order.
#[derive(Queryable)]
struct Row {
    id: i64,
    number: String,
    category: String,
    area: i64,
    compound: Option<i64>,
    lng: Option<f64>,
    lat: Option<f64>,
    status: Code<OrderStatus>,
    outcome: Option<Code<Outcome>>,
    placed_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
    is_demo: bool,
    title: String,
    result: Option<String>,
}

/// A whitelist of columns: no word of who asked is among them.
macro_rules! told {
    () => {
        (
            o::id,
            o::number,
            o::category_code,
            o::area_id,
            o::compound_id,
            o::lng,
            o::lat,
            o::status,
            o::outcome,
            o::created_at,
            o::finished_at,
            o::is_demo,
            s::title,
            s::result,
        )
    };
}

fn shown(conn: &mut Conn, catalog: &Catalog, rows: Vec<Row>) -> Result<Vec<PublicOrder>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let joins: Vec<i64> =
        order_joins::table.filter(order_joins::order_id.eq_any(ids)).select(order_joins::order_id).load(conn)?;
    let mut joined: HashMap<i64, i64> = HashMap::new();
    for id in joins {
        *joined.entry(id).or_default() += 1;
    }
    let one = |row: Row| {
        let category = catalog.category(&row.category);
        // Of a compound that the public does not know, the public is not told.
        let compound = row.compound.and_then(|id| catalog.compound(id)).map(|known| known.summary.name.clone());
        PublicOrder {
            number: row.number,
            category_zh: category.map(|c| c.zh.clone()).unwrap_or_default(),
            category_en: category.map(|c| c.en.clone()).unwrap_or_default(),
            category: row.category,
            title: row.title,
            result: row.result,
            areas: catalog.areas.place(row.area),
            compound,
            status: row.status.0,
            outcome: row.outcome.map(|code| code.0),
            joined: joined.get(&row.id).copied().filter(|n| *n >= shared::orders::rates::SMALL),
            placed_at: row.placed_at.and_utc(),
            finished_at: row.finished_at.map(|at| at.and_utc()),
            is_demo: row.is_demo,
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Orders as everybody reads them, the latest first: only those whose summary was reviewed.
#[utoipa::path(get, path = "/api/v1/order-summaries", tag = "orders",
    params(
        ("area" = Option<AreaId>, Query, description = "In the whole subtree of this area"),
        ("compound" = Option<CompoundId>, Query, description = "Of this compound"),
        ("category" = Option<String>, Query, description = "Code of the category"),
        ("limit" = Option<u16>, Query, description = "1 to 100, 20 when absent"),
        ("cursor" = Option<String>, Query, description = "What the last page gave"),
    ),
    responses((status = 200, description = "found", body = Page<PublicOrder>), Usual))]
pub(crate) async fn list_orders(request: HttpRequest, state: Data<State>) -> Result<Json<Page<PublicOrder>>> {
    let mut params = Params::parse(request.query_string())?;
    let area: Option<AreaId> = params.read("area", ("区划标识", "the identifier of an area"))?;
    let compound: Option<CompoundId> = params.read("compound", ("小区标识", "the identifier of a compound"))?;
    let category = params.take("category");
    let before: Option<EventId> = params.read("cursor", ("上一页给的标识", "what the last page gave"))?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let catalog = state.catalog().await?;
    let found = move |conn: &mut Conn| {
        let most = i64::try_from(limit + 1).map_err(Error::internal)?;
        let mut rows = s::table
            .inner_join(o::table.on(o::id.eq(s::order_id)))
            .filter(s::status.eq(Code(SummaryStatus::Published)))
            .order(s::order_id.desc())
            .limit(most)
            .select(told!())
            .into_boxed();
        if let Some(area) = area {
            let within: Vec<i64> = catalog.areas.subtree(area.0).into_iter().collect();
            rows = rows.filter(o::area_id.eq_any(within));
        }
        if let Some(compound) = compound {
            rows = rows.filter(o::compound_id.eq(compound.0));
        }
        if let Some(category) = category {
            rows = rows.filter(o::category_code.eq(category));
        }
        if let Some(before) = before {
            rows = rows.filter(s::order_id.lt(before.0));
        }
        let mut rows: Vec<Row> = rows.load(conn)?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| EventId(last.id).to_string());
        Ok(Page { items: shown(conn, &catalog, rows)?, next })
    };
    Ok(Json(state.db.read(found).await?))
}

/// What was ordered nearby in the same category and is not over: reviewed summaries alone.
#[utoipa::path(get, path = "/api/v1/order-summaries/nearby", tag = "orders",
    params(
        ("category" = String, Query, description = "Code of the category"),
        ("compound" = Option<CompoundId>, Query, description = "The compound; or"),
        ("lng" = Option<f64>, Query, description = "degrees east and"),
        ("lat" = Option<f64>, Query, description = "degrees north, WGS-84"),
    ),
    responses(
        (status = 200, description = "found, the latest first, five at most", body = Vec<PublicOrder>),
        (status = 400, description = "neither compound nor position", body = ApiError),
        Usual,
    ))]
pub(crate) async fn list_nearby(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<PublicOrder>>> {
    let mut params = Params::parse(request.query_string())?;
    let category = params.take("category").unwrap_or_default();
    let compound: Option<CompoundId> = params.read("compound", ("小区标识", "the identifier of a compound"))?;
    let degrees = ("十进制度数", "decimal degrees");
    let (lng, lat): (Option<f64>, Option<f64>) = (params.read("lng", degrees)?, params.read("lat", degrees)?);
    params.finish()?;
    let at = lng.zip(lat).map(|(lng, lat)| Point { lng, lat });
    if at.is_none() && compound.is_none() {
        return Err(ApiError::invalid("compound", "", ("小区或经纬度", "a compound or a position")).into());
    }
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let found = move |conn: &mut Conn| {
        let since = (now - TimeDelta::days(RECENT_DAYS)).naive_utc();
        let rows: Vec<Row> = s::table
            .inner_join(o::table.on(o::id.eq(s::order_id)))
            .filter(s::status.eq(Code(SummaryStatus::Published)))
            .filter(o::category_code.eq(category))
            .filter(o::status.eq_any(super::list::codes(&OrderStatus::OPEN)))
            .filter(o::created_at.ge(since))
            .order(s::order_id.desc())
            .limit(500)
            .select(told!())
            .load(conn)?;
        let ids: Vec<i64> = rows.iter().filter_map(|row| row.compound).collect();
        // Of a compound, what lies around it is nearby as well.
        let at = match (at, compound.and_then(|id| catalog.compound(id.0))) {
            (None, Some(known)) => known.summary.position,
            (at, _) => at,
        };
        let places: HashMap<i64, (Option<f64>, Option<f64>)> = compounds::table
            .filter(compounds::id.eq_any(ids))
            .select((compounds::id, (compounds::lng, compounds::lat)))
            .load::<(i64, (Option<f64>, Option<f64>))>(conn)?
            .into_iter()
            .collect();
        let is_near = |row: &Row| {
            let same = compound.is_some() && row.compound == compound.map(|id| id.0);
            let centre = row.compound.and_then(|id| places.get(&id)).and_then(|(lng, lat)| lng.zip(*lat));
            let there = centre.or_else(|| Some((coarse(row.lng?), coarse(row.lat?))));
            let near = at.zip(there).is_some_and(|(at, (lng, lat))| metres(at, Point { lng, lat }) <= NEARBY_M);
            same || near
        };
        let near = rows.into_iter().filter(is_near).take(MOST_NEARBY).collect();
        shown(conn, &catalog, near)
    };
    Ok(Json(state.db.read(found).await?))
}

/// A degree of the middle of the square in which a pin lies. Whoever asks from many places learns the square and never the
/// pin, which may be somebody's door.
fn coarse(degree: f64) -> f64 {
    ((degree / SQUARE).floor() + 0.5) * SQUARE
}

/// Metres between two points that lie near one another: on so few, the earth is flat.
fn metres(a: Point, b: Point) -> f64 {
    let north = (a.lat - b.lat) * 111_320.0;
    let east = (a.lng - b.lng) * 111_320.0 * a.lat.to_radians().cos();
    north.hypot(east)
}

/// Body of `POST …/joins`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joining {
    /// A name that this browser made for itself.
    device: String,
}

/// How many it concerns now.
#[derive(Serialize)]
struct Joined {
    joined: bool,
}

/// Says that it concerns one more: each account and each device once, without a name.
async fn join_order(asker: Asker, number: Path<String>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let given: Joining = json(&body)?;
    check_token(&given.device).map_err(|_| {
        let (zh, en) = ("device 应是 8 到 64 个字母、数字或短横。", "device is 8 to 64 letters, digits and dashes.");
        Error::bad_field(ApiError::field(shared::error::ErrorCode::InvalidValue, "device", zh, en))
    })?;
    let (secrets, now) = (state.secrets.clone(), state.clock.now());
    let done = move |conn: &mut Conn| {
        let address = asker.origin.address.clone().unwrap_or_default();
        let bucket = Bucket::Join(&address);
        if let Turn::Locked(until) = attempts::take(conn, &secrets, bucket, BY_ADDRESS, now)? {
            let (zh, en) = ("请过一会儿再试。", "Come back soon.");
            let why = ApiError::new(shared::error::ErrorCode::TooMany, zh, en);
            return Err(Error::TooMany(why, (until - now).num_seconds().max(1)));
        }
        let id: i64 = s::table
            .inner_join(o::table.on(o::id.eq(s::order_id)))
            .filter(s::status.eq(Code(SummaryStatus::Published)))
            .filter(o::number.eq(number.to_ascii_uppercase()))
            .filter(o::status.eq_any(super::list::codes(&OrderStatus::OPEN)))
            .select(o::id)
            .first(conn)?;
        let who = asker.user.map_or_else(|| format!("device {}", given.device), |id| format!("user {id}"));
        let mark = secrets.mark(Purpose::Device, &who);
        let known: i64 = order_joins::table.find((id, &mark)).count().get_result(conn)?;
        if known == 0 {
            let values =
                (order_joins::order_id.eq(id), order_joins::mark.eq(&mark), order_joins::at.eq(now.naive_utc()));
            each_backend!(conn, c => diesel::insert_into(order_joins::table).values(values).execute(c))?;
        }
        Ok(Joined { joined: known == 0 })
    };
    Ok(HttpResponse::Ok().json(state.db.write(done).await?))
}
