//! Photographs of orders: uploaded before, under the token of what they will belong to; read by who may read the order.

use std::collections::HashMap;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Data, Path, Payload, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use shared::error::{ApiError, ErrorCode};
use shared::id::MediaId;
use shared::media::SIZES;
use shared::orders::MOST_PHOTOGRAPHS;
use shared::orders::shown::OrderPhotograph;
use shared::query::Params;
use shared::workflow::check_token;

use super::desk::Desk;
use super::mine::Asker;
use super::store;
use crate::auth::{Caller, origin};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::import::hexadecimal;
use crate::insert_all;
use crate::media::picture::{self, MAX_BYTES, Refusal};
use crate::schema::order_media as m;
use crate::serve::State;
use crate::sessions::attempts::{self, Bucket, Limit, Turn};

/// Photographs from one address in a quarter of an hour.
const BY_ADDRESS: Limit = Limit { tries: 120, lock_minutes: 15 };
/// Hours after which a photograph that no order took is forgotten.
const LOOSE_HOURS: i64 = 7 * 24;

/// A row of `order_media`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = m)]
pub(crate) struct PhotographRow {
    pub id: i64,
    pub upload_token: String,
    pub order_id: Option<i64>,
    pub event_id: Option<i64>,
    pub seq: i16,
    pub sha256: String,
    pub source_sha256: String,
    pub width: i32,
    pub height: i32,
    pub created_at: NaiveDateTime,
}

/// The addresses of this slice.
pub(super) fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/orders/photographs", [("POST", post().to(upload))]))
        .service(crate::private("/orders/mine/{number}/photographs/{id}/{size}.jpg", [("GET", get().to(get_mine))]))
        .service(crate::private("/staff/orders/{number}/photographs/{id}/{size}.jpg", [("GET", get().to(get_staff))]));
}

/// An uploaded photograph.
#[derive(Serialize)]
struct Uploaded {
    id: MediaId,
}

/// Header with the token of the order or step that a photograph will be sent with. Never in an address: logs of others on the
/// way keep addresses, and the token tells its sender the order's link again.
const UPLOAD_TOKEN: &str = "X-Upload-Token";

/// Takes a photograph in: the body is the file. It is turned upright and stripped of all that the camera wrote into it.
async fn upload(request: HttpRequest, body: Payload, state: Data<State>) -> Result<HttpResponse> {
    Params::parse(request.query_string())?.finish()?;
    let token =
        request.headers().get(UPLOAD_TOKEN).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    check_token(&token).map_err(|e| Error::bad_field(ApiError { field: Some(UPLOAD_TOKEN.to_owned()), ..e }))?;
    let (now, address) = (state.clock.now(), origin(&request, &state).address.unwrap_or_default());
    let (secrets, of) = (state.secrets.clone(), token.clone());
    let turn = move |conn: &mut Conn| {
        let has: i64 = m::table.filter(m::upload_token.eq(&of)).count().get_result(conn)?;
        if usize::try_from(has).is_ok_and(|has| has >= MOST_PHOTOGRAPHS * 2) {
            let (zh, en) = ("照片最多 6 张。", "Six photographs at most.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en)));
        }
        attempts::take(conn, &secrets, Bucket::Order(&format!("photographs {address}")), BY_ADDRESS, now)
    };
    if let Turn::Locked(until) = state.db.write(turn).await? {
        let (zh, en) = ("照片传得太多，请过一会儿再试。", "Too many photographs: come back soon.");
        let seconds = (until - now).num_seconds().max(1);
        return Err(Error::TooMany(ApiError::new(ErrorCode::TooMany, zh, en), seconds));
    }
    let Ok(read) = body.to_bytes_limited(MAX_BYTES).await else { return Err(Refusal::TooManyBytes.into()) };
    let body = read.map_err(|_| Error::from(Refusal::Broken))?;
    let source = hexadecimal(&Sha256::digest(&body));
    let work = state.clone();
    let taken_in = move || -> Result<i64> {
        let known = |conn: &mut Conn| -> Result<Option<i64>> {
            let row = m::table.filter(m::upload_token.eq(&token)).filter(m::source_sha256.eq(&source));
            Ok(row.select(m::id).first(conn).optional()?)
        };
        if let Some(id) = work.db.read_now(known)? {
            return Ok(id);
        }
        let pictures = picture::read(&body)??;
        let mut written = work.files.begin();
        written.add(&pictures)?;
        let pixels = |n| i32::try_from(n).map_err(Error::internal);
        let row = PhotographRow {
            id: store::new_id(),
            upload_token: token.clone(),
            order_id: None,
            event_id: None,
            seq: 0,
            sha256: pictures.sha256.clone(),
            source_sha256: source.clone(),
            width: pixels(pictures.width)?,
            height: pixels(pictures.height)?,
            created_at: now.naive_utc(),
        };
        let made = work.db.write_now(|conn| match known(conn)? {
            Some(id) => Ok(id),
            None => insert_all!(conn, m::table, std::slice::from_ref(&row)).map(|()| row.id),
        });
        match made {
            Ok(id) => {
                written.keep();
                Ok(id)
            }
            Err(e) => {
                let left = crate::import::forget(&work.db, &work.files, written.release());
                left.unwrap_or_else(|cause| tracing::warn!(%cause, "files of a photograph could not be removed"));
                Err(e)
            }
        }
    };
    let id = actix_web::web::block(taken_in).await.map_err(Error::internal)??;
    Ok(HttpResponse::Created().json(Uploaded { id: MediaId(id) }))
}

/// Makes these photographs, uploaded with `token`, those of the order or of one of its steps.
///
/// # Errors
/// 422 for one that was not uploaded with it, or belongs to something else.
pub(super) fn attach(conn: &mut Conn, token: &str, order: i64, event: Option<i64>, ids: &[MediaId]) -> Result<()> {
    for (seq, id) in (1_i16..).zip(ids) {
        let row = m::table.find(id.0).filter(m::upload_token.eq(token)).filter(m::order_id.is_null());
        let values = (m::order_id.eq(order), m::event_id.eq(event), m::seq.eq(seq));
        if diesel::update(row).set(values).execute(conn)? != 1 {
            let (zh, en) = ("有一张照片没有传好，请重新选。", "A photograph did not arrive: choose it anew.");
            return Err(Error::bad_field(ApiError::field(ErrorCode::InvalidValue, "photographs", zh, en)));
        }
    }
    Ok(())
}

/// Those that came with the order itself, in their order.
pub(super) fn placed_with(conn: &mut Conn, order: i64) -> Result<Vec<MediaId>> {
    let rows = m::table.filter(m::order_id.eq(order)).filter(m::event_id.is_null()).order(m::seq).select(m::id);
    Ok(rows.load::<i64>(conn)?.into_iter().map(MediaId).collect())
}

/// The photographs of an order by the step they came with, under addresses that begin with `base`.
pub(super) fn of_order(conn: &mut Conn, order: i64, base: &str) -> Result<HashMap<Option<i64>, Vec<OrderPhotograph>>> {
    let rows = m::table.filter(m::order_id.eq(order)).order((m::event_id, m::seq));
    let rows: Vec<PhotographRow> = rows.select(PhotographRow::as_select()).load(conn)?;
    let mut found: HashMap<Option<i64>, Vec<OrderPhotograph>> = HashMap::new();
    for row in rows {
        let pixels = |n: i32| u32::try_from(n).unwrap_or(1);
        let (width, height) = (pixels(row.width), pixels(row.height));
        let mut sizes = shared::media::sizes(&row.sha256, width, height);
        for (size, pixels) in sizes.iter_mut().zip(SIZES) {
            size.url = format!("{base}/photographs/{}/{pixels}.jpg", MediaId(row.id));
        }
        found.entry(row.event_id).or_default().push(OrderPhotograph { id: MediaId(row.id), width, height, sizes });
    }
    Ok(found)
}

type Which = Path<(String, String, String)>;

async fn get_mine(asker: Asker, path: Which, state: Data<State>) -> Result<HttpResponse> {
    let (number, id, size) = path.into_inner();
    let order = asker.find(&state, &number).await?;
    picture(&state, order.id, &id, &size).await
}

async fn get_staff(caller: Caller, path: Which, state: Data<State>) -> Result<HttpResponse> {
    let (number, id, size) = path.into_inner();
    let (catalog, now) = (state.catalog().await?, state.clock.now());
    let order = move |conn: &mut Conn| {
        let desk = Desk::by_number(conn, &caller, &catalog, &number, now)?;
        if desk.is_insider { Ok(desk.order.id) } else { Err(Error::not_found()) }
    };
    let order = state.db.read(order).await?;
    picture(&state, order, &id, &size).await
}

async fn picture(state: &State, order: i64, id: &str, size: &str) -> Result<HttpResponse> {
    let id: MediaId = id.parse().map_err(|_| Error::not_found())?;
    let size = SIZES.into_iter().find(|known| known.to_string() == size).ok_or_else(Error::not_found)?;
    let found = move |conn: &mut Conn| {
        Ok(m::table.find(id.0).filter(m::order_id.eq(order)).select(m::sha256).first::<String>(conn)?)
    };
    let sha256 = state.db.read(found).await?;
    let bytes = state.files.read(&sha256, size).await?.ok_or_else(Error::not_found)?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, "image/jpeg")).insert_header((CACHE_CONTROL, "no-store"));
    Ok(answer.body(bytes))
}

/// Forgets photographs that no order took within a week, for an order may wait that long for a network; answers their digests.
pub(super) fn forget_loose(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<String>> {
    let before = (now - TimeDelta::hours(LOOSE_HOURS)).naive_utc();
    let loose = || m::table.filter(m::order_id.is_null()).filter(m::created_at.lt(before));
    let digests: Vec<String> = loose().select(m::sha256).load(conn)?;
    diesel::delete(loose()).execute(conn)?;
    Ok(digests)
}

/// Forgets the photographs of an order; answers their digests.
pub(super) fn forget_of(conn: &mut Conn, order: i64) -> Result<Vec<String>> {
    let own = || m::table.filter(m::order_id.eq(order));
    let digests: Vec<String> = own().select(m::sha256).load(conn)?;
    diesel::delete(own()).execute(conn)?;
    Ok(digests)
}
