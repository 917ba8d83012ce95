//! Compound page 小区: what it is, its buildings, its projects over the years.

use leptos::prelude::*;

use crate::shell::Main;

/// The page of one compound.
#[component]
pub(crate) fn CompoundPage() -> impl IntoView {
    view! { <Main><h1></h1></Main> }
}
