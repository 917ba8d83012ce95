//! The page of Linxin 邻新: one noun a folder; this file only starts it.

#![allow(unreachable_pub, reason = "the component macro writes its own `pub` items")]

mod about;
mod api;
mod app;
mod audit;
mod compounds;
mod contacts;
mod figures;
mod i18n;
mod later;
mod live;
mod map;
mod notices;
mod notifications;
mod orders;
mod projects;
mod results;
mod session;
mod sessions;
mod settings;
mod shell;
mod staff;
mod start;
mod ui;
mod users;
mod webhooks;
mod work;

fn main() {
    console_error_panic_hook::set_once();
    i18n::learn(&i18n::START);
    if let Some(waiting) = leptos::prelude::document().get_element_by_id("boot") {
        waiting.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
