//! Contact cards 居民联系卡: written for a grid or community, put into use, replaced, and read by everybody who lives there.

pub mod routes;
pub mod staff;
pub mod store;

use actix_web::web::ServiceConfig;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(routes::routes).configure(staff::routes);
}
