//! `GET /api/v1/staff/week` 我的一周: what waits for the caller, gathered from every slice that makes work.

mod gather;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig, get};
use shared::query::Params;
use shared::week::Week;

use crate::auth::{Allowed, access};
use crate::error::Result;
use crate::serve::State;

access! {
    /// Reports, defects and drafts of a project.
    ReadProject,
}

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/week", [("GET", get().to(get_week))]));
}

async fn get_week(request: HttpRequest, caller: Allowed<ReadProject>, state: Data<State>) -> Result<Json<Week>> {
    Params::parse(request.query_string())?.finish()?;
    let now = state.clock.now();
    Ok(Json(state.db.read(move |conn| gather::week(conn, &caller, now)).await?))
}
