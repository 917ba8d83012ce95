//! `GET /api/v1/kinds`: the catalogue of project kinds 项目类型.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig};
use diesel::prelude::*;
use shared::kinds::Kind;
use shared::query::Params;

use crate::db::Conn;
use crate::error::Result;
use crate::openapi::Usual;
use crate::schema::project_kinds;
use crate::serve::State;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/kinds", list_kinds));
}

/// The whole catalogue in its own order; the counts are filled in by the catalog.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn) -> Result<Vec<Kind>> {
    use project_kinds as k;
    type Row = (String, String, String, String, String, bool, bool, String, String);
    let rows: Vec<Row> = k::table
        .order(k::sort_no)
        .select((
            k::code,
            k::zh,
            k::en,
            k::programme,
            k::geometry,
            k::needs_consent,
            k::needs_compounds,
            k::headline_indicator,
            k::icon,
        ))
        .load(conn)?;
    let kind =
        |(code, zh, en, programme, geometry, needs_consent, needs_compounds, headline_indicator, icon): Row| Kind {
            code,
            zh,
            en,
            programme,
            geometry,
            needs_consent,
            needs_compounds,
            headline_indicator,
            icon,
            project_count: 0,
        };
    Ok(rows.into_iter().map(kind).collect())
}

/// Every kind with the number of its published projects.
#[utoipa::path(get, path = "/api/v1/kinds", tag = "catalogues", responses(
    (status = 200, description = "found", body = Vec<Kind>),
    Usual,
))]
pub(crate) async fn list_kinds(request: HttpRequest, state: Data<State>) -> Result<Json<Vec<Kind>>> {
    Params::parse(request.query_string())?.finish()?;
    Ok(Json(state.catalog().await?.kinds.clone()))
}
