//! `GET /api/v1/feed.atom` and the feeds of areas, compounds and projects; `GET /api/v1/compounds/{id}/calendar.ics`.

use std::sync::Arc;

use actix_web::web::{Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::error::ApiError;
use shared::query::Params;

use super::address::Address;
use super::atom;
use super::calendar::Maker;
use super::news::News;
use super::scope::Scope;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;
use crate::words::Lang;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/feed.atom", get_district_feed))
        .service(crate::get("/areas/{id}/feed.atom", get_area_feed))
        .service(crate::get("/compounds/{id}/feed.atom", get_compound_feed))
        .service(crate::get("/compounds/{id}/calendar.ics", get_calendar))
        .service(crate::get("/projects/{number}/feed.atom", get_project_feed));
}

/// Atom feed of everything public: reports, states, changes of plan, outages, notices; the newest fifty.
#[utoipa::path(get, path = "/api/v1/feed.atom", tag = "feeds",
    params(("lang" = Option<String>, Query, description = "zh-CN (default) or en")),
    responses(
        (status = 200, description = "Atom 1.0", content_type = "application/atom+xml; charset=utf-8", body = String),
        Usual,
    ))]
pub(crate) async fn get_district_feed(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    feed(&request, &state, |_| Some(Scope::District)).await
}

/// Atom feed of an area and everything in it.
#[utoipa::path(get, path = "/api/v1/areas/{id}/feed.atom", tag = "feeds",
    params(
        ("id" = String, Path, description = "Thirteen characters"),
        ("lang" = Option<String>, Query, description = "zh-CN (default) or en"),
    ),
    responses(
        (status = 200, description = "Atom 1.0", content_type = "application/atom+xml; charset=utf-8", body = String),
        (status = 404, description = "no such area", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_area_feed(request: HttpRequest, id: Path<String>, state: Data<State>) -> Result<HttpResponse> {
    feed(&request, &state, |catalog| Scope::area(catalog, &id)).await
}

/// Atom feed of a compound and the projects that treat it.
#[utoipa::path(get, path = "/api/v1/compounds/{id}/feed.atom", tag = "feeds",
    params(
        ("id" = String, Path, description = "Thirteen characters"),
        ("lang" = Option<String>, Query, description = "zh-CN (default) or en"),
    ),
    responses(
        (status = 200, description = "Atom 1.0", content_type = "application/atom+xml; charset=utf-8", body = String),
        (status = 404, description = "no such compound", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_compound_feed(
    request: HttpRequest,
    id: Path<String>,
    state: Data<State>,
) -> Result<HttpResponse> {
    feed(&request, &state, |catalog| Scope::compound(catalog, &id)).await
}

/// Atom feed of a project.
#[utoipa::path(get, path = "/api/v1/projects/{number}/feed.atom", tag = "feeds",
    params(
        ("number" = String, Path, description = "Such as PRJ-2026-0007, in capitals or not"),
        ("lang" = Option<String>, Query, description = "zh-CN (default) or en"),
    ),
    responses(
        (status = 200, description = "Atom 1.0", content_type = "application/atom+xml; charset=utf-8", body = String),
        (status = 404, description = "no such published project", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_project_feed(
    request: HttpRequest,
    number: Path<String>,
    state: Data<State>,
) -> Result<HttpResponse> {
    feed(&request, &state, |catalog| Scope::project(catalog, &number)).await
}

/// iCalendar of a compound: outages, planned first and last days of works, last days for objections.
#[utoipa::path(get, path = "/api/v1/compounds/{id}/calendar.ics", tag = "feeds",
    params(
        ("id" = String, Path, description = "Thirteen characters"),
        ("lang" = Option<String>, Query, description = "zh-CN (default) or en"),
    ),
    responses(
        (status = 200, description = "iCalendar 2.0", content_type = "text/calendar; charset=utf-8", body = String),
        (status = 404, description = "no such compound", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_calendar(request: HttpRequest, id: Path<String>, state: Data<State>) -> Result<HttpResponse> {
    let lang = language(&request)?;
    let catalog = state.catalog().await?;
    let Some(Scope::Compound(id)) = Scope::compound(&catalog, &id) else { return Err(Error::not_found()) };
    let (address, now) = (Address::of(&request, &state, lang), state.clock.now());
    let write =
        move |conn: &mut crate::db::Conn| Maker { catalog: &catalog, id, address: &address, now, lang }.write(conn);
    Ok(HttpResponse::Ok().content_type(CALENDAR).body(state.db.read(write).await?))
}

/// The feed of what `scope` finds.
async fn feed(
    request: &HttpRequest,
    state: &State,
    scope: impl FnOnce(&Catalog) -> Option<Scope>,
) -> Result<HttpResponse> {
    let lang = language(request)?;
    let catalog: Arc<Catalog> = state.catalog().await?;
    let scope = scope(&catalog).ok_or_else(Error::not_found)?;
    let (address, now) = (Address::of(request, state, lang), state.clock.now());
    let host = state.site(&catalog).site_host.filter(|h| !h.trim().is_empty());
    let write = move |conn: &mut crate::db::Conn| {
        let entries = News { catalog: &catalog, scope: &scope, now, lang }.read(conn)?;
        atom::write(&scope, entries, &catalog, &address, host.as_deref(), lang)
    };
    Ok(HttpResponse::Ok().content_type(ATOM).body(state.db.read(write).await?))
}

/// The language that is asked for; nothing else may be.
fn language(request: &HttpRequest) -> std::result::Result<Lang, ApiError> {
    let mut params = Params::parse(request.query_string())?;
    let lang = match params.take("lang").as_deref() {
        None | Some("zh" | "zh-CN") => Lang::Zh,
        Some("en") => Lang::En,
        Some(other) => return Err(ApiError::invalid("lang", other, ("zh-CN 或 en", "zh-CN or en"))),
    };
    params.finish()?;
    Ok(lang)
}
