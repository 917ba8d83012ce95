//! `GET /api/v1/notices` and `/notices/{id}`.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use chrono::{DateTime, Datelike as _};
use shared::error::ApiError;
use shared::id::NoticeId;
use shared::notices::{Notice, NoticeFilter};
use shared::page::Page;
use shared::query::Params;

use super::store::{self, Place};
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/notices", list_notices)).service(crate::get("/notices/{id}", get_notice));
}

/// Published notices, the latest first, a page at a time.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices",
    params(
        ("kind" = Option<String>, Query, description = "publicity, announcement, result, news, qa, set apart by commas"),
        ("open" = Option<bool>, Query, description = "Only those that objections are still heard to"),
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts"),
        ("compound" = Option<String>, Query, description = "Identifier of a compound; the projects that treat it count"),
        ("project" = Option<String>, Query, description = "Number of a project"),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Rows of a page, 20 by default"),
    ),
    responses(
        (status = 200, description = "found", body = Page<Notice>),
        Usual,
    ))]
pub(crate) async fn list_notices(request: HttpRequest, state: Data<State>) -> Result<Json<Page<Notice>>> {
    let mut params = Params::parse(request.query_string())?;
    let filter = NoticeFilter::take(&mut params)?;
    let after = params.take("cursor").map(|c| read_cursor(&c)).transpose()?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let catalog = state.catalog().await?;
    let found = move |conn: &mut crate::db::Conn| store::published(conn, &catalog, &filter, after, limit + 1);
    let mut items = state.db.read(found).await?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more).map(|last| write_cursor((last.published_at, last.id)));
    Ok(Json(Page { items, next }))
}

/// One published notice.
#[utoipa::path(get, path = "/api/v1/notices/{id}", tag = "notices",
    params(("id" = String, Path, description = "Thirteen characters")),
    responses(
        (status = 200, description = "found", body = Notice),
        (status = 404, description = "no such published notice", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_notice(request: HttpRequest, id: Path<String>, state: Data<State>) -> Result<Json<Notice>> {
    Params::parse(request.query_string())?.finish()?;
    let id: NoticeId = id.parse().map_err(|_| Error::not_found())?;
    let catalog = state.catalog().await?;
    Ok(Json(state.db.read(move |conn| store::get(conn, &catalog, id)).await?))
}

fn write_cursor((at, id): Place) -> String {
    format!("{}~{id}", at.timestamp_micros())
}

fn read_cursor(cursor: &str) -> std::result::Result<Place, ApiError> {
    let read = || {
        let (at, id) = cursor.split_once('~')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        // No database keeps the others.
        Some(((1900..2200).contains(&at.year()).then_some(at)?, id.parse().ok()?))
    };
    let wanted = ("上一页给出的 next", "the `next` of the page before");
    read().ok_or_else(|| ApiError::invalid("cursor", cursor, wanted))
}
