//! `GET /api/v1/figures` and `/figures/{code}`.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use shared::error::ApiError;
use shared::figures::{FigureRows, Figures, FiguresQuery};

use super::list;
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/figures", list_figures)).service(crate::get("/figures/{code}", get_figure));
}

/// All figures of an area: computed for today, and beside them what was published elsewhere.
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures",
    params(
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts. The district by default"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "Programme year of the rates and the months; the latest that has begun by default"),
    ),
    responses(
        (status = 200, description = "found", body = Figures),
        Usual,
    ))]
pub(crate) async fn list_figures(request: HttpRequest, state: Data<State>) -> Result<Json<Figures>> {
    let query = FiguresQuery::parse(request.query_string())?;
    Ok(Json(list::figures(&*state.catalog().await?, query)))
}

/// One computed figure and the compounds or projects it is made of: their values add up to it.
#[utoipa::path(get, path = "/api/v1/figures/{code}", tag = "figures",
    params(
        ("code" = String, Path, description = "Code of a computed figure, such as benefiting_households or done.market"),
        ("area" = Option<String>, Query, description = "As in /api/v1/figures"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "As in /api/v1/figures"),
    ),
    responses(
        (status = 200, description = "found", body = FigureRows),
        (status = 404, description = "no such figure", body = ApiError),
        Usual,
    ))]
pub(crate) async fn get_figure(
    request: HttpRequest,
    code: Path<String>,
    state: Data<State>,
) -> Result<Json<FigureRows>> {
    let query = FiguresQuery::parse(request.query_string())?;
    let found = list::rows(&*state.catalog().await?, query, &code);
    found.map(Json).ok_or_else(Error::not_found)
}
