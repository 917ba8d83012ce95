//! `GET /api/v1/areas`: the whole tree, parents before children.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::areas::Area;
use shared::geo::Point;
use shared::id::AreaId;
use shared::query::Params;

use super::store::AreaRow;
use crate::catalog::Catalog;
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
pub(crate) async fn list_areas(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        Params::parse(request.query_string())?.finish()?;
        Ok(areas(&catalog))
    };
    state.answer(&request, made).await
}

fn areas(catalog: &Catalog) -> Vec<Area> {
    let mut counts: HashMap<i64, u32> = HashMap::new();
    for project in &catalog.projects {
        *counts.entry(project.area_id).or_default() += 1;
    }
    // Children come after parents: from the last one, each has all of its own when its parent takes it.
    for row in catalog.areas.rows().iter().rev() {
        if let (Some(parent), Some(own)) = (row.parent_id, counts.get(&row.id).copied()) {
            *counts.entry(parent).or_default() += own;
        }
    }
    let area = |row: &AreaRow| Area {
        id: AreaId(row.id),
        parent: row.parent_id.map(AreaId),
        level: row.area_level.0,
        kind: row.area_kind.0,
        code: row.code.clone(),
        name: row.name.clone(),
        households: row.households,
        center: row.lng.zip(row.lat).map(|(lng, lat)| Point { lng, lat }),
        is_demo: row.is_demo,
        project_count: counts.get(&row.id).copied().unwrap_or(0),
        reported: catalog.area_account(row.id).cloned(),
    };
    catalog.public_areas().map(area).collect()
}
