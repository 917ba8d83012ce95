//! Orders 点单–接单: placed by residents, owned by exactly one office, taken by one person, judged by who asked.

pub mod categories;
pub mod change;
pub mod deeds;
pub mod desk;
pub mod forget;
pub mod list;
pub mod media;
pub mod mine;
pub mod news;
pub mod owner;
pub mod place;
pub mod rates;
pub mod routes;
pub mod shown;
pub mod staff;
pub mod store;
pub mod stuck;
pub mod summaries;
pub mod timers;

pub(crate) use categories::{__path_list_categories, list_categories};
pub(crate) use rates::{__path_get_order_rates, get_order_rates};
pub(crate) use summaries::{__path_list_nearby, __path_list_orders, list_nearby, list_orders};

use actix_web::web::ServiceConfig;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(categories::routes)
        .configure(summaries::routes)
        .configure(rates::routes)
        .configure(media::routes)
        .configure(routes::routes)
        .configure(staff::routes);
}
