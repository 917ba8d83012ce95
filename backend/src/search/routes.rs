//! `GET /api/v1/search`.

use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::search::{SearchHits, SearchQuery};

use crate::error::Result;
use crate::openapi::Usual;
use crate::serve::State;

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/search", search));
}

/// Compounds, projects, streets and communities by name, alias or number, the best first.
#[utoipa::path(get, path = "/api/v1/search", tag = "search",
    params(
        ("q" = String, Query, description = "Part of a name in characters, full pinyin (tianjiadun), initials (tjd) or a mixture, or the beginning of a number; two characters at least"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 20, description = "Hits, 8 by default"),
    ),
    responses(
        (status = 200, description = "found, or nothing", body = SearchHits),
        Usual,
    ))]
pub(crate) async fn search(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    state.answer(&request, async |catalog| Ok(catalog.search(&SearchQuery::parse(request.query_string())?))).await
}
