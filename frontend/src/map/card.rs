//! The card of the chosen project: how it stands, and the way to its page.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use shared::projects::Project;

use super::features::find;
use super::layers::NAMES_ZOOM;
use super::stage::Stage;
use super::start::Features;
use crate::api::{Load, Problem};
use crate::i18n::{say, t};
use crate::session::lang;
use crate::ui::{DemoMark, Icon, StatusBadge, WaitingLines, Zh, course_words, place_of, status_words};

/// The card; nothing while nothing is chosen.
#[component]
pub(super) fn Card(
    /// The map.
    stage: Stage,
    /// What is on the map.
    features: Features,
    /// Number of the chosen project.
    chosen: RwSignal<Option<String>>,
    /// The number last tapped on the map.
    tapped: StoredValue<Option<String>>,
) -> impl IntoView {
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() && chosen.with_untracked(Option::is_some) {
            chosen.set(None);
        }
    });
    on_cleanup(move || escape.remove());
    move || {
        chosen
            .get()
            .map(|number| view! { <Chosen stage=stage features=features number=number chosen=chosen tapped=tapped /> })
    }
}

#[component]
fn Chosen(
    stage: Stage,
    features: Features,
    number: String,
    chosen: RwSignal<Option<String>>,
    tapped: StoredValue<Option<String>>,
) -> impl IntoView {
    let path = format!("/api/v1/projects/{number}");
    let load = Load::<Project>::of(move || path.clone());
    let node = NodeRef::<leptos::html::Div>::new();
    let from_map = tapped.with_value(|tapped| tapped.as_ref() == Some(&number));
    Effect::new(move |_| {
        load.data.track();
        // On a phone it opens below the map: whoever tapped there would not see it. The list keeps its place.
        if let (Some(card), true) = (node.get(), from_map) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            card.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let inside = number.clone();
    Effect::new(move |_| {
        let Some(at) = load.data.get().and_then(|project| project.summary.position) else { return };
        // The map goes by itself to what it draws; what is in a cluster, it learns here.
        let drawn = features.with_untracked(|f| f.as_ref().is_none_or(|f| find(f, &inside).is_some()));
        if let (false, Some(chart)) = (drawn, stage.now()) {
            chart.ease(at, NAMES_ZOOM + 1.0);
        }
    });
    let close = move |_| {
        chosen.set(None);
        // The button goes with the card; the keyboard stays at the map.
        if let Some(chart) = stage.now() {
            chart.focus();
        }
    };
    let href = format!("/projects/{number}");
    let body = move || {
        lang();
        match (load.data.get(), load.problem.get()) {
            (Some(project), _) => drawn(project),
            // The card says the little it can; the page behind its link says the rest.
            (None, Some(Problem::Offline)) => view! { <p class="small">{t("problem.offline.title")}</p> }.into_any(),
            (None, Some(_)) => view! { <p class="small">{t("map.card.failed")}</p> }.into_any(),
            (None, None) => view! { <WaitingLines lines=2 /> }.into_any(),
        }
    };
    view! {
        <div class="map-card" node_ref=node role="group" aria-label=say("map.card")>
            <button
                class="btn btn-plain map-close"
                type="button"
                aria-label=say("map.card.close")
                on:click=close
            >
                <Icon name="cross" />
            </button>
            <div aria-live="polite">{body}</div>
            <p><a href=href>{say("map.card.more")}</a></p>
        </div>
    }
}

fn drawn(project: Arc<Project>) -> AnyView {
    let summary = &project.summary;
    let words = status_words(summary);
    let stands = course_words(summary);
    let place = place_of(&summary.areas);
    view! {
        <p class="map-name">
            <b><Zh text=summary.name.clone() /></b>
            {summary.is_demo.then(|| view! { " " <DemoMark /> })}
        </p>
        <p><StatusBadge sign=summary.sign words=Signal::stored(words) /></p>
        {stands.map(|words| view! { <p class="small">{words}</p> })}
        {place.map(|place| view! { <p class="small muted"><Zh text=place /></p> })}
    }
    .into_any()
}
