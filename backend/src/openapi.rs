//! `GET /api/v1/openapi.json`: OpenAPI 3.1, made from the handlers themselves.

use actix_web::HttpRequest;
use actix_web::web::{Json, ServiceConfig};
use shared::query::Params;
use utoipa::OpenApi;

use crate::error::Result;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/openapi.json", get_openapi));
}

/// The public API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "邻新 Linxin",
        description = "Renovation of a district's old neighbourhoods: public data. 公开数据，无需登录。"
    ),
    paths(
        crate::health::get_health,
        crate::site::get_site,
        crate::site::get_basemap,
        crate::areas::routes::list_areas,
        crate::kinds::list_kinds,
        crate::work_items::list_work_items,
        crate::projects::routes::list_projects,
        crate::projects::routes::get_project,
        crate::projects::routes::get_map,
        crate::compounds::routes::list_compounds,
        crate::compounds::routes::get_compound,
        crate::search::routes::search,
        get_openapi,
    )
)]
pub struct Description;

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "site", responses((status = 200, description = "OpenAPI 3.1")))]
pub(crate) async fn get_openapi(request: HttpRequest) -> Result<Json<utoipa::openapi::OpenApi>> {
    Params::parse(request.query_string())?.finish()?;
    Ok(Json(Description::openapi()))
}
