//! `GET /api/v1/health` and `/health/ready`: the program runs and its database answers. `/health/live`: it runs.
//! Who restarts programs asks for live, since a restart brings no database back; who sends them callers asks for ready.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig};
use diesel::RunQueryDsl as _;
use serde::Serialize;
use shared::error::ApiError;
use shared::query::Params;

use crate::error::Result;
use crate::openapi::Usual;
use crate::serve::State;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/health", get_health))
        .service(crate::get("/health/live", get_live))
        .service(crate::get("/health/ready", get_ready));
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

const WELL: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Whether the program runs, whatever its database does.
#[utoipa::path(get, path = "/api/v1/health/live", tag = "site", responses(
    (status = 200, description = "it runs", body = Health),
    (status = 304, description = "unchanged since the ETag in `If-None-Match`"),
    (status = 400, description = "an unknown or repeated parameter, named in `field`", body = ApiError),
))]
pub(crate) async fn get_live(request: HttpRequest) -> Result<Json<Health>> {
    Params::parse(request.query_string())?.finish()?;
    Ok(Json(WELL))
}

/// Whether callers can be sent here: the program runs and its database answers.
#[utoipa::path(get, path = "/api/v1/health/ready", tag = "site", responses(
    (status = 200, description = "found", body = Health),
    Usual,
))]
pub(crate) async fn get_ready(request: HttpRequest, state: Data<State>) -> Result<Json<Health>> {
    get_health(request, state).await
}

/// The same as `/health/ready`.
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
    // A database that answers and cannot be read as a whole is not ready.
    state.catalog().await?;
    Ok(Json(WELL))
}
