//! `GET /api/v1/areas`: the whole tree, parents before children.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig};
use shared::areas::Area;
use shared::geo::Point;
use shared::id::AreaId;
use shared::query::Params;

use crate::error::Result;
use crate::openapi::Usual;
use crate::serve::State;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/areas", list_areas));
}

/// Every area with the number of its published projects.
#[utoipa::path(get, path = "/api/v1/areas", tag = "catalogues", responses(
    (status = 200, description = "found", body = Vec<Area>),
    Usual,
))]
pub(crate) async fn list_areas(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<Area>>> {
    Params::parse(request.query_string())?.finish()?;
    let catalog = state.catalog().await?;
    let area = |row: &super::store::AreaRow| {
        let subtree = catalog.areas.subtree(row.id);
        let count = catalog.projects.iter().filter(|p| subtree.contains(&p.area_id)).count();
        Area {
            id: AreaId(row.id),
            parent: row.parent_id.map(AreaId),
            level: row.area_level.0,
            kind: row.area_kind.0,
            code: row.code.clone(),
            name: row.name.clone(),
            households: row.households,
            center: row.lng.zip(row.lat).map(|(lng, lat)| Point { lng, lat }),
            is_demo: row.is_demo,
            project_count: u32::try_from(count).unwrap_or(u32::MAX),
            reported: catalog.area_account(row.id).cloned(),
        }
    };
    Ok(Json(catalog.public_areas().map(area).collect()))
}
