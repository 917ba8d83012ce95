//! Project page 项目: how it stands, why, what comes next; then everything that was promised and done.

use leptos::prelude::*;

use crate::shell::Main;

/// The page of one project.
#[component]
pub(crate) fn ProjectPage() -> impl IntoView {
    view! { <Main><h1></h1></Main> }
}
