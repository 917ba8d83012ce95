//! `GET /api/v1/projects`, `/projects/{number}` and `/map`.

use std::sync::Arc;

use actix_web::web::{Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::error::ApiError;
use shared::projects::{MapFeatures, Project, ProjectFilter, ProjectPage, ProjectQuery};
use shared::query::Params;

use super::details;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/projects", list_projects))
        .service(crate::get("/projects/{number}", get_project))
        .service(crate::get("/map", get_map));
}

/// Published projects: filtered, ordered, a page at a time.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects",
    params(
        ("q" = Option<String>, Query, description = "Words in its name, its compounds' names, its street or community, in characters, pinyin or initials, or part of its number; two characters at least"),
        ("kind" = Option<String>, Query, description = "Codes of kinds set apart by commas, see /api/v1/kinds"),
        ("status" = Option<String>, Query, description = "States (under_construction, …) or groups (planned, works, suspended, done, ended, reported) set apart by commas"),
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "Programme year"),
        ("health" = Option<String>, Query, description = "on_track, at_risk, delayed, stale, suspended, set apart by commas"),
        ("compound" = Option<String>, Query, description = "Identifier of a compound"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees, WGS-84"),
        ("sort" = Option<String>, Query, description = "attention (default), updated, year or name"),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Rows of a page, 20 by default"),
    ),
    responses(
        (status = 200, description = "found", body = ProjectPage),
        Usual,
    ))]
pub(crate) async fn list_projects(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    state.answer(&request, async |catalog| catalog.page(&ProjectQuery::parse(request.query_string())?)).await
}

/// One published project with all that its page shows.
#[utoipa::path(get, path = "/api/v1/projects/{number}", tag = "projects",
    params(("number" = String, Path, description = "Such as PRJ-2026-0007, in capitals or not")),
    responses(
        (status = 200, description = "found", body = Project),
        (status = 404, description = "no such published project", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_project(
    request: HttpRequest,
    number: Path<String>,
    state: Data<State>,
) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        Params::parse(request.query_string())?.finish()?;
        // People type numbers in small letters too; they are all stored in capitals.
        let number = number.to_ascii_uppercase();
        let id = catalog.project(&number).ok_or_else(Error::not_found)?.id;
        state.db.read(move |conn| details::load(conn, &catalog, &number, id)).await
    };
    state.answer(&request, made).await
}

/// Takes `zoom`: how near the map is, as maps count it.
fn take_zoom(params: &mut Params) -> Result<Option<u8>> {
    const ZOOM: (&str, &str) = ("0 到 24 的整数", "a whole number from 0 to 24");
    match params.read::<u8>("zoom", ZOOM)? {
        Some(zoom) if zoom > 24 => Err(ApiError::invalid("zoom", &zoom.to_string(), ZOOM).into()),
        zoom => Ok(zoom),
    }
}

/// Published projects that have a position, as GeoJSON; more than 2,000 as clusters, in cells of 64 pixels. From zoom 16
/// on the 2,000 that most need attention.
#[utoipa::path(get, path = "/api/v1/map", tag = "projects",
    params(
        ("q" = Option<String>, Query, description = "As in /api/v1/projects"),
        ("kind" = Option<String>, Query, description = "Codes of kinds set apart by commas"),
        ("status" = Option<String>, Query, description = "States or groups set apart by commas"),
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "Programme year"),
        ("health" = Option<String>, Query, description = "on_track, at_risk, delayed, stale, suspended, set apart by commas"),
        ("compound" = Option<String>, Query, description = "Identifier of a compound"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees, WGS-84"),
        ("zoom" = Option<u8>, Query, maximum = 24, description = "How near the map is, for clusters; by default one that shows all"),
    ),
    responses(
        (status = 200, description = "found", body = MapFeatures),
        Usual,
    ))]
pub(crate) async fn get_map(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        let mut params = Params::parse(request.query_string())?;
        let filter = ProjectFilter::take(&mut params)?;
        let zoom = take_zoom(&mut params)?;
        params.finish()?;
        catalog.map(&filter, zoom)
    };
    state.answer(&request, made).await
}
