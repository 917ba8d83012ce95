//! Icons from the sprite in `index.html`, and the logo, both drawn for this system.

use leptos::prelude::*;

/// A decorative icon; words always stand beside it or name its button.
#[component]
pub(crate) fn Icon(
    /// Name in the sprite without `i-`, such as `s-works` or `phone`.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("#i-{name}")></use></svg> }
}

/// Two neighbours under one roof line; the new brick catches the morning light.
#[component]
pub(crate) fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 48 48" aria-hidden="true">
            <path class="logo-roof" d="M4 22 16 11l8 7.3L32 11l12 11v4.5L32 15.8l-8 7.3-8-7.3L4 26.5Z" />
            <path class="logo-brick" d="M6 29h11v6H6zm13 0h11v6H19zM6 37h6v6H6zm8 0h11v6H14zm13 0h15v6H27z" />
            <path class="logo-dawn" d="M32 29h10v6H32z" />
        </svg>
    }
}
