//! `GET /api/v1/site`, what every page needs to know, and `GET /api/v1/basemap`, the schematic under the map.

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig, block};
use actix_web::{HttpRequest, HttpResponse};
use shared::query::Params;
use shared::settings::SettingKey;
use shared::site::Site;

use crate::basemap;
use crate::catalog::Catalog;
use crate::config::SiteSettings;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/site", get_site)).service(crate::get("/basemap", get_basemap));
}

/// Name of the district, footer, box of the map.
#[utoipa::path(get, path = "/api/v1/site", tag = "site", responses(
    (status = 200, description = "found", body = Site),
    Usual,
))]
pub(crate) async fn get_site(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        Params::parse(request.query_string())?.finish()?;
        Ok(site(&catalog, &state.site(&catalog)))
    };
    state.answer(&request, made).await
}

fn site(catalog: &Catalog, settings: &SiteSettings) -> Site {
    let said = |setting: &Option<String>| setting.clone().filter(|s| !s.trim().is_empty());
    Site {
        district: catalog.areas.district().map(|d| d.name.clone()),
        is_demo: catalog.is_demo,
        bbox: catalog.bbox(),
        host: said(&settings.site_host),
        phone: said(&settings.site_phone),
        mail: said(&settings.site_mail),
        icp_no: said(&settings.site_icp_no),
        police_no: said(&settings.site_police_no),
        site_code: said(&settings.site_code),
        map_approval_no: said(&settings.map_approval_no),
        order_days: SettingKey::OrderDays.number(catalog.settings.get(&SettingKey::OrderDays).map(String::as_str)),
        today: catalog.today,
    }
}

/// The schematic under the map: `basemap.geojson` of the data folder, else the one that ships with the program.
#[utoipa::path(get, path = "/api/v1/basemap", tag = "site", responses(
    (status = 200, description = "GeoJSON FeatureCollection; `role` is district, neighbour or river", content_type = "application/geo+json",
        body = serde_json::Value),
    Usual,
))]
pub(crate) async fn get_basemap(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    Params::parse(request.query_string())?.finish()?;
    let data = state.data.clone();
    // A disk may be slow: not on the threads that answer.
    let own = block(move || basemap::own(&data)).await.map_err(Error::internal)?;
    // It was good at the start: the schematic of the program does until it is whole again.
    let own = own.unwrap_or_else(|cause| {
        tracing::error!(%cause, "the schematic cannot be used");
        None
    });
    let json = match own {
        Some(json) => json,
        None => basemap::of(state.catalog().await?.areas.district()),
    };
    Ok(HttpResponse::Ok().content_type("application/geo+json").body(json))
}
