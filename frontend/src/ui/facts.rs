//! Facts: pairs of a label and a value, and a fold for what only some readers want.

use leptos::prelude::*;

use super::Icon;

/// A list of facts.
#[component]
pub(crate) fn Facts(
    /// Wider columns, for a panel across the page.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! { <dl class=if wide { "facts wide" } else { "facts" }>{children()}</dl> }
}

/// One fact.
#[component]
pub(crate) fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <div><dt>{label}</dt><dd>{children()}</dd></div> }
}

/// Something that opens on a press; open in print.
#[component]
pub(crate) fn Fold(
    /// What is inside.
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="fold">
            <summary><Icon name="next" />{label}</summary>
            <div>{children()}</div>
        </details>
    }
}
