//! Start page 看进度: list and map in step.

use leptos::prelude::*;

use crate::i18n::t;
use crate::shell::Main;

/// The start page.
#[component]
pub(crate) fn StartPage() -> impl IntoView {
    crate::session::title(String::new);
    view! { <Main><h1>{move || t("nav.progress")}</h1></Main> }
}
