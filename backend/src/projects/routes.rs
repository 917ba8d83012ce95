//! `GET /api/v1/projects`, `/projects/{number}` and `/map`.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use shared::error::ApiError;
use shared::projects::{MapFeatures, Project, ProjectFilter, ProjectPage, ProjectQuery};
use shared::query::Params;

use super::details;
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
pub(crate) async fn list_projects(request: HttpRequest, state: Data<State>) -> Result<Json<ProjectPage>> {
    let query = ProjectQuery::parse(request.query_string())?;
    Ok(Json(state.catalog().await?.page(&query)?))
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
) -> Result<Json<Project>> {
    Params::parse(request.query_string())?.finish()?;
    let catalog = state.catalog().await?;
    // People type numbers in small letters too; they are all stored in capitals.
    let number = number.to_ascii_uppercase();
    let id = catalog.project(&number).ok_or_else(Error::not_found)?.id;
    Ok(Json(state.db.read(move |conn| details::load(conn, &catalog, &number, id)).await?))
}

/// Published projects that have a position, as GeoJSON; 2,000 features at most.
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
    ),
    responses(
        (status = 200, description = "found", body = MapFeatures),
        Usual,
    ))]
pub(crate) async fn get_map(request: HttpRequest, state: Data<State>) -> Result<Json<MapFeatures>> {
    let mut params = Params::parse(request.query_string())?;
    let filter = ProjectFilter::take(&mut params)?;
    params.finish()?;
    Ok(Json(state.catalog().await?.map(&filter)?))
}
