//! Orders 点单–接单: placed by residents, owned by exactly one office, taken by one person, judged by who asked.

mod apart;
mod assignee;
mod beside;
pub mod categories;
pub mod change;
pub mod chase_ups;
pub mod deeds;
pub mod desk;
mod effects;
mod escalations;
mod extensions;
pub mod forget;
pub mod guards;
pub mod list;
pub mod media;
pub mod mine;
pub mod my_order;
pub mod news;
mod notes;
pub mod owner;
pub mod place;
pub mod rates;
pub mod rehome;
pub mod routes;
pub mod shown;
pub mod staff;
pub mod store;
pub mod stuck;
pub mod summaries;
pub mod timers;
pub mod whose;

use actix_web::web::ServiceConfig;

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(categories::routes)
        .configure(summaries::routes)
        .configure(whose::routes)
        .configure(rates::routes)
        .configure(media::routes)
        .configure(routes::routes)
        .configure(staff::routes);
}
