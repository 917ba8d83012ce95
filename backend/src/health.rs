//! `GET /api/v1/health`: the program runs and its database answers.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig};
use diesel::RunQueryDsl as _;
use serde::Serialize;
use shared::query::Params;

use crate::error::Result;
use crate::openapi::Usual;
use crate::serve::State;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/health", get_health));
}

/// All is well.
#[derive(Serialize, utoipa::ToSchema)]
// `Health` is the name of how works stand.
#[schema(as = ServerHealth)]
pub struct Health {
    /// Always `ok`; otherwise the answer is 503.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
}

/// Whether the program runs and its database answers.
#[utoipa::path(get, path = "/api/v1/health", tag = "site", responses(
    (status = 200, description = "found", body = Health),
    Usual,
))]
pub(crate) async fn get_health(request: HttpRequest, state: Data<State>) -> Result<Json<Health>> {
    Params::parse(request.query_string())?.finish()?;
    state
        .db
        .read(|conn| {
            crate::each_backend!(conn, c => diesel::sql_query("SELECT value FROM meta WHERE name = 'revision'").execute(c))?;
            Ok(())
        })
        .await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}
