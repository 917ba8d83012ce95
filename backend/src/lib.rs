//! The server and command line of Linxin. Each noun is a folder of `routes` and `store`; the rules are in `shared`.

pub mod areas;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod basemap;
pub mod catalog;
pub mod clock;
pub mod command;
pub mod compounds;
pub mod config;
pub mod contact_cards;
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
pub mod imports;
pub mod kinds;
pub mod live;
pub mod log;
pub mod media;
pub mod metrics;
pub mod milestones;
pub mod notices;
pub mod notifications;
pub mod openapi;
pub mod orders;
pub mod organizations;
pub mod outages;
mod packed;
pub mod page;
pub mod passwords;
pub mod projects;
pub mod published;
pub mod results;
pub mod schema;
pub mod search;
pub mod secrets;
pub mod serve;
pub mod sessions;
pub mod settings;
pub mod site;
pub mod tiles;
pub mod users;
pub mod webhooks;
pub mod week;
mod words;
pub mod work_calendar;
pub mod work_items;
pub mod workflow;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::from_fn;
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
            .configure(live::routes::routes)
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
            .configure(sessions::routes::routes)
            .configure(users::register::routes)
            .configure(users::demo::routes)
            .configure(users::me::routes)
            .configure(notifications::routes::routes)
            .configure(users::routes::routes)
            .configure(projects::staff::routes)
            .configure(projects::events::routes)
            .configure(projects::form::routes)
            .configure(milestones::routes::routes)
            .configure(media::staff::routes)
            .configure(imports::routes)
            .configure(areas::staff::routes)
            .configure(outages::staff::routes)
            .configure(notices::staff::routes)
            .configure(contact_cards::routes)
            .configure(orders::routes)
            .configure(work_calendar::routes)
            .configure(week::routes)
            .configure(settings::routes::routes)
            .configure(webhooks::routes::routes)
            .configure(audit::routes::routes)
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

/// A private address with its methods: guarded, never cached, and every denied attempt on record. Who may is told by the
/// signature of each handler.
pub(crate) fn private<const N: usize>(
    path: &str,
    methods: [(&str, actix_web::Route); N],
) -> impl HttpServiceFactory + use<N> {
    let allowed = methods.iter().map(|(method, _)| *method).collect::<Vec<_>>().join(", ");
    let routes = methods.into_iter().map(|(_, route)| route);
    let resource = routes.fold(web::resource(path), actix_web::Resource::route);
    resource.default_service(web::to(move || other_method(allowed.clone()))).wrap(from_fn(auth::guard))
}

async fn other_method(allowed: String) -> HttpResponse {
    let why = ApiError::new(
        ErrorCode::MethodNotAllowed,
        &format!("这里只能用 {allowed}。"),
        &format!("Only {allowed} is answered here."),
    );
    let mut answer = error::Error::Api(StatusCode::METHOD_NOT_ALLOWED, why).error_response();
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
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
