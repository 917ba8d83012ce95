//! The fold of the filters that fewer people need.

use leptos::prelude::*;

use super::Start;
use crate::i18n::say;
use crate::later::MoreFieldsPart;
use crate::ui::Icon;

/// The fold with all selects, which are fetched when it is first opened.
#[component]
pub(super) fn MoreFilters(start: Start) -> impl IntoView {
    // Closed at first even where an address filters: the tags below say so, and the list stays on the first screen.
    let begun = RwSignal::new(false);
    view! {
        <details class="fold more" on:toggle=move |_| begun.set(true)>
            <summary><Icon name="next" />{say("start.more")}</summary>
            <div class="more-fields">{move || begun.get().then(|| view! { <MoreFieldsPart start=start /> })}</div>
        </details>
    }
}
