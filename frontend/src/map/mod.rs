//! The map.

use leptos::prelude::*;
use shared::projects::ProjectFilter;

/// The map of the start page.
#[component]
pub(crate) fn MapView(
    /// Which projects: the same filter as the list.
    #[prop(into)]
    filter: Signal<ProjectFilter>,
    /// Load nothing until the list can be read.
    #[prop(into)]
    ready: Signal<bool>,
    /// Number of the chosen project.
    chosen: RwSignal<Option<String>>,
    /// Number of the project under the pointer or focus in the list.
    hovered: RwSignal<Option<String>>,
) -> impl IntoView {
    let _ = (filter, ready, chosen, hovered);
}
