//! `GET /api/v1/openapi.json`: OpenAPI 3.1, made from the handlers themselves.

use actix_web::HttpRequest;
use actix_web::web::{Json, ServiceConfig};
use shared::error::ApiError;
use shared::query::Params;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::openapi::{RefOr, Type};
use utoipa::{Modify, OpenApi};

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
        crate::health::get_live,
        crate::health::get_ready,
        crate::live::routes::get_live,
        crate::site::get_site,
        crate::site::get_basemap,
        crate::tiles::get_tiles,
        crate::areas::routes::list_areas,
        crate::kinds::list_kinds,
        crate::work_items::list_work_items,
        crate::projects::routes::list_projects,
        crate::projects::routes::get_project,
        crate::projects::routes::get_map,
        crate::media::routes::list_media,
        crate::results::routes::list_results,
        crate::results::routes::get_renewal,
        crate::compounds::routes::list_compounds,
        crate::compounds::routes::get_compound,
        crate::outages::routes::list_outages,
        crate::outages::routes::get_outage,
        crate::notices::routes::list_notices,
        crate::notices::routes::get_notice,
        crate::figures::routes::list_figures,
        crate::figures::routes::get_figure,
        crate::feeds::routes::get_district_feed,
        crate::feeds::routes::get_area_feed,
        crate::feeds::routes::get_compound_feed,
        crate::feeds::routes::get_project_feed,
        crate::feeds::routes::get_calendar,
        crate::figures::routes::download_csv,
        crate::figures::routes::download_json,
        crate::figures::routes::download_xlsx,
        crate::contact_cards::routes::list_cards,
        crate::contact_cards::routes::get_card,
        crate::orders::categories::list_categories,
        crate::orders::summaries::list_orders,
        crate::orders::summaries::list_nearby,
        crate::orders::whose::get_order_place,
        crate::orders::rates::get_order_rates,
        crate::search::routes::search,
        get_openapi,
    ),
    modifiers(&GeoJsonTypes)
)]
pub struct Description;

/// What every address that reads the database may answer beside what it is there for.
#[derive(utoipa::IntoResponses)]
pub enum Usual {
    /// The caller's copy is good.
    #[response(status = 304, description = "unchanged since the ETag in `If-None-Match`")]
    Unchanged,
    /// The caller's mistake.
    #[response(status = 400, description = "an unknown, repeated or malformed parameter, named in `field`")]
    Unreadable(#[to_schema] ApiError),
    /// Ours.
    #[response(status = 500, description = "a fault of ours, recorded")]
    Fault(#[to_schema] ApiError),
    /// Nobody's.
    #[response(status = 503, description = "the database is away; try again after `Retry-After` seconds")]
    Away(#[to_schema] ApiError),
}

/// Adds the `type` that serde writes into the map's objects and that their derived schemas do not know.
struct GeoJsonTypes;

impl Modify for GeoJsonTypes {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let Some(schemas) = api.components.as_mut().map(|c| &mut c.schemas) else { return };
        for (schema, name) in [("MapFeature", "Feature"), ("MapFeatures", "FeatureCollection")] {
            if let Some(RefOr::T(Schema::Object(object))) = schemas.get_mut(schema) {
                let tag = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([name])).build();
                object.properties.insert("type".to_owned(), tag.into());
                object.required.push("type".to_owned());
            }
        }
    }
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "site", responses(
    (status = 200, description = "OpenAPI 3.1", body = serde_json::Value),
    (status = 304, description = "unchanged since the ETag in `If-None-Match`"),
    (status = 400, description = "an unknown or repeated parameter, named in `field`", body = ApiError),
))]
pub(crate) async fn get_openapi(request: HttpRequest) -> Result<Json<utoipa::openapi::OpenApi>> {
    Params::parse(request.query_string())?.finish()?;
    Ok(Json(Description::openapi()))
}
