//! `GET /api/v1/results` and `/renewal`.

use std::sync::Arc;

use actix_web::web::{Data, Json, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::query::Params;
use shared::results::{Renewal, ResultPage, ResultQuery};

use super::{gallery, years};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::openapi::Usual;
use crate::serve::State;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/results", list_results)).service(crate::get("/renewal", get_renewal));
}

/// Finished projects with before and after, a page at a time: those with photographs first, then by the day works ended.
#[utoipa::path(get, path = "/api/v1/results", tag = "results",
    params(
        ("kind" = Option<String>, Query, description = "Codes of kinds set apart by commas, see /api/v1/kinds"),
        ("year" = Option<i16>, Query, minimum = 1990, maximum = 2100, description = "Year in which works ended"),
        ("area" = Option<String>, Query, description = "Identifier of an area; its whole subtree counts"),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Rows of a page, 20 by default"),
    ),
    responses(
        (status = 200, description = "found", body = ResultPage),
        Usual,
    ))]
pub(crate) async fn list_results(request: HttpRequest, state: Data<State>) -> Result<Json<ResultPage>> {
    let query = ResultQuery::parse(request.query_string())?;
    let catalog = state.catalog().await?;
    Ok(Json(state.db.read(move |conn| gallery::page(conn, &catalog, &query)).await?))
}

/// Projects begun and finished in each year, and when each began and ended.
#[utoipa::path(get, path = "/api/v1/renewal", tag = "results",
    responses(
        (status = 200, description = "found; empty where no works ever began", body = Renewal),
        Usual,
    ))]
pub(crate) async fn get_renewal(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        Params::parse(request.query_string())?.finish()?;
        Ok(years::renewal(&catalog))
    };
    state.answer(&request, made).await
}
