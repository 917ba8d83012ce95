//! `GET /api/v1/projects/{number}/media` and the pictures themselves, `/media/{sha256}/{size}.jpg`.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::web::{Data, Json, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::error::ApiError;
use shared::media::{ProjectMedia, SIZES, arrange};
use shared::query::Params;

use super::store;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// Where the pictures are served, beside the API.
const ADDRESS: &str = "/media/{sha256}/{size}.jpg";
/// What an address answers never changes, since it is named by its content; but a photograph that is taken back must be
/// gone within the hour, wherever it was kept.
const FOR_AN_HOUR: &str = "public, max-age=3600, must-revalidate";

/// The address of this slice in the API.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/projects/{number}/media", list_media));
}

/// The address of the pictures.
pub fn file(cfg: &mut ServiceConfig) {
    cfg.service(crate::get(ADDRESS, get_picture));
}

/// The published photographs of a published project: before and after of one viewpoint in pairs, the others by phase and
/// building.
#[utoipa::path(get, path = "/api/v1/projects/{number}/media", tag = "projects",
    params(("number" = String, Path, description = "Such as PRJ-2026-0007, in capitals or not")),
    responses(
        (status = 200, description = "found; without photographs both lists are empty", body = ProjectMedia),
        (status = 404, description = "no such published project", body = ApiError),
        Usual,
    ))]
pub(crate) async fn list_media(
    request: HttpRequest,
    number: Path<String>,
    state: Data<State>,
) -> Result<Json<ProjectMedia>> {
    Params::parse(request.query_string())?.finish()?;
    let catalog = state.catalog().await?;
    let id = catalog.project(&number.to_ascii_uppercase()).ok_or_else(Error::not_found)?.id;
    Ok(Json(arrange(state.db.read(move |conn| store::published(conn, id)).await?)))
}

/// One size of a picture that the public may see.
async fn get_picture(request: HttpRequest, path: Path<(String, String)>, state: Data<State>) -> Result<HttpResponse> {
    let (sha256, size) = path.into_inner();
    let is_digest = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let size = SIZES.into_iter().find(|s| s.to_string() == size).filter(|_| is_digest);
    let size = size.ok_or_else(Error::not_found)?;
    let wanted = sha256.clone();
    if !state.db.read(move |conn| store::is_public(conn, &wanted)).await? {
        return Err(Error::not_found());
    }
    let tag = format!("\"{sha256}-{size}\"");
    let known = request.headers().get(IF_NONE_MATCH).and_then(|k| k.to_str().ok());
    if known.is_some_and(|k| k.split(',').any(|k| k.trim().trim_start_matches("W/") == tag)) {
        let mut unchanged = HttpResponse::NotModified();
        return Ok(unchanged.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, FOR_AN_HOUR)).finish());
    }
    let bytes = state.files.read(&sha256, size).await?.ok_or_else(|| {
        tracing::error!(sha256, size, "the file of a photograph is missing: import its list again");
        Error::not_found()
    })?;
    let mut found = HttpResponse::Ok();
    found.insert_header((CONTENT_TYPE, "image/jpeg")).insert_header((CACHE_CONTROL, FOR_AN_HOUR));
    Ok(found.insert_header((ETAG, tag)).body(bytes))
}
