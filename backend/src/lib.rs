//! The server and command line of Linxin. Each noun is a folder of `routes` and `store`; the rules are in `shared`.

pub mod areas;
pub mod backup;
pub mod basemap;
pub mod catalog;
pub mod clock;
pub mod command;
pub mod compounds;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod etag;
pub mod export;
pub mod feeds;
pub mod figures;
pub mod health;
pub mod ids;
pub mod import;
pub mod kinds;
pub mod log;
pub mod media;
pub mod metrics;
pub mod milestones;
pub mod notices;
pub mod openapi;
pub mod organizations;
pub mod outages;
pub mod page;
pub mod projects;
pub mod results;
pub mod schema;
pub mod search;
pub mod serve;
pub mod site;
pub mod tiles;
mod words;
pub mod work_items;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, ResponseError as _};
use shared::error::{ApiError, ErrorCode};

/// What `Allow` says beside 405.
pub(crate) const ALLOWED: &str = "GET, HEAD";

/// Every route, in one list: the same for the server and the tests.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(
        web::scope("/api/v1")
            .configure(health::routes)
            .configure(site::routes)
            .configure(tiles::routes)
            .configure(areas::routes)
            .configure(kinds::routes)
            .configure(work_items::routes)
            .configure(projects::routes::routes)
            .configure(media::routes::routes)
            .configure(results::routes::routes)
            .configure(compounds::routes::routes)
            .configure(outages::routes::routes)
            .configure(notices::routes::routes)
            .configure(figures::routes::routes)
            .configure(feeds::routes::routes)
            .configure(search::routes::routes)
            .configure(openapi::routes)
            .default_service(web::to(no_such_address)),
    )
    .configure(tiles::file)
    .configure(media::routes::file)
    .configure(page::routes);
}

/// A GET-only address: anything else is 405 in the shape of every error.
pub(crate) fn get<F, Args>(path: &str, handler: F) -> actix_web::Resource
where
    F: actix_web::Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .default_service(web::to(only_get))
}

async fn only_get() -> HttpResponse {
    let why = ApiError::new(ErrorCode::MethodNotAllowed, "这里只能读取（GET）。", "Only GET is answered here.");
    let mut answer = error::Error::Api(StatusCode::METHOD_NOT_ALLOWED, why).error_response();
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(ALLOWED));
    answer
}

async fn no_such_address() -> error::Result<HttpResponse> {
    Err(error::Error::not_found())
}
