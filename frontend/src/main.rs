//! The page of Linxin 邻新: one noun a folder; this file only starts it.

#![allow(unreachable_pub, reason = "the component macro writes its own `pub` items")]

mod about;
mod api;
mod app;
mod compounds;
mod figures;
mod i18n;
mod later;
mod map;
mod notices;
mod projects;
mod results;
mod session;
mod shell;
mod start;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    i18n::learn(&i18n::START);
    if let Some(waiting) = leptos::prelude::document().get_element_by_id("boot") {
        waiting.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
