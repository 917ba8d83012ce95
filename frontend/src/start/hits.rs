//! What is found while somebody types: compounds, projects, streets and communities, chosen by arrow keys or a press. It
//! is fetched when the box is first entered, and brings its words.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use shared::id::{AreaId, CompoundId};
use shared::projects::ProjectFilter;
use shared::query::{LONGEST_WORDS, SHORTEST_WORDS};
use shared::search::{SearchField, SearchHit, SearchHits, SearchKind, SearchQuery};

use super::Start;
use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::ui::{DemoMark, Zh, place_of};

/// The list below the box, and the keys that move in it.
#[component]
pub(crate) fn Hits(
    start: Start,
    /// The box.
    input: NodeRef<Input>,
    /// What stands in it.
    typed: Signal<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let asked = Memo::new(move |_| {
        // Input methods part syllables by apostrophes while a word is being composed.
        let typed = typed.get().trim().replace('\'', "");
        (SHORTEST_WORDS..=LONGEST_WORDS).contains(&typed.chars().count()).then_some(typed)
    });
    let hits = Load::<SearchHits>::keeping(move || match asked.get() {
        Some(q) => format!("/api/v1/search?{}", SearchQuery { q, limit: shared::search::DEFAULT_HITS }.write()),
        None => String::new(),
    });
    let found = Memo::new(move |_| {
        asked.get()?;
        hits.data.with(|hits| hits.as_ref().map(|hits| hits.items.clone()))
    });
    // What somebody types opens the list, also what was typed before this part came; what the address puts into the box
    // does not.
    Effect::new(move |before: Option<()>| {
        let begun = typed.with(|typed| !typed.is_empty());
        let here = input.get_untracked().is_some_and(|i| document().active_element().as_ref() == Some(&i));
        active.set(None);
        if begun || before.is_some() {
            open.set(here);
        }
    });
    let shown = Memo::new(move |_| open.get() && found.with(Option::is_some));
    let is_empty = move || found.with(|f| f.as_ref().is_some_and(Vec::is_empty));
    let some = Memo::new(move |_| shown.get() && !is_empty());
    let none = Memo::new(move |_| shown.get() && is_empty());
    let choose = move |hit: &SearchHit| {
        open.set(false);
        start.turn(|c| c.filter = filter_of(hit));
        if hit.kind == SearchKind::Project {
            start.chosen.set(Some(hit.id.clone()));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // While a Chinese word is being composed, the keys are the input method's.
        if event.is_composing() {
            return;
        }
        let count = found.with_untracked(|f| f.as_ref().map_or(0, Vec::len));
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                open.set(true);
                active.set(step(at, count, event.key() == "ArrowDown"));
            }
            "Enter" if shown.get_untracked() => {
                let hit = found.with_untracked(|f| f.as_ref()?.get(at?).cloned());
                open.set(false);
                if let Some(hit) = hit {
                    event.prevent_default();
                    choose(&hit);
                }
            }
            "Escape" if shown.get_untracked() => {
                event.prevent_default();
                open.set(false);
            }
            "Tab" => open.set(false),
            _ => {}
        }
    };
    let listener = StoredValue::new_local(None);
    Effect::new(move |_| {
        let Some(input) = input.get() else { return };
        let on_focus_lost = window_event_listener(ev::focusin, move |event| {
            let inside = input.contains(Some(&event_target::<web_sys::Node>(&event)));
            if !inside {
                open.set(false);
            }
        });
        listener.set_value(Some(on_focus_lost));
    });
    on_cleanup(move || {
        listener.try_update_value(|l| l.take().map(|l| l.remove()));
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        if input.get_untracked().is_some_and(|i| event.target().as_deref() == Some(i.as_ref())) {
            on_key(event);
        }
    });
    on_cleanup(move || keys.remove());
    describe(input, some, active);
    let option = move |(place, hit): (usize, SearchHit)| {
        let words = view(&hit);
        view! {
            <li
                role="option"
                id=option_id(place)
                class="hit"
                aria-selected=move || (active.get() == Some(place)).to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| choose(&hit)
            >
                {words}
            </li>
        }
    };
    view! {
        <ul class="hits" id="q-hits" role="listbox" aria-label=say("hits.label") hidden=move || !some.get()>
            {move || found.get().map(|found| found.into_iter().enumerate().map(option).collect_view())}
        </ul>
        <div role="status">
            {move || none.get().then(|| view! { <p class="hits hits-none small">{t("hits.none")}</p> })}
        </div>
        <p class="vh" role="status">
            {move || match found.with(|f| f.as_ref().map_or(0, Vec::len)) {
                _ if !some.get() => String::new(),
                n if n >= usize::from(shared::search::DEFAULT_HITS) => tf("hits.first", &[("n", &n)]),
                n => tf("hits.count", &[("n", &n)]),
            }}
        </p>
    }
}

fn option_id(place: usize) -> String {
    format!("q-hit-{place}")
}

/// The next place, down or up; beyond the ends lies the box itself.
fn step(at: Option<usize>, count: usize, down: bool) -> Option<usize> {
    match (at, down) {
        (None, true) => Some(0),
        (None, false) => Some(count - 1),
        (Some(at), true) => Some(at + 1).filter(|at| *at < count),
        (Some(at), false) => at.checked_sub(1),
    }
}

/// Says to screen readers what the box is, and which line is marked.
fn describe(input: NodeRef<Input>, shown: Memo<bool>, active: RwSignal<Option<usize>>) {
    Effect::new(move |_| {
        let Some(input) = input.get() else { return };
        let set = |name: &str, value: &str| drop(input.set_attribute(name, value));
        set("aria-controls", "q-hits");
        set("aria-expanded", if shown.get() { "true" } else { "false" });
        match active.get().filter(|_| shown.get()) {
            Some(place) => set("aria-activedescendant", &option_id(place)),
            None => drop(input.remove_attribute("aria-activedescendant")),
        }
    });
}

/// What the list and the map show of a hit.
fn filter_of(hit: &SearchHit) -> ProjectFilter {
    let mut filter = ProjectFilter::default();
    match hit.kind {
        SearchKind::Compound => filter.compound = hit.id.parse::<CompoundId>().ok(),
        SearchKind::Project => filter.q = Some(hit.id.clone()),
        SearchKind::Street | SearchKind::Community | SearchKind::District => {
            filter.area = hit.id.parse::<AreaId>().ok();
        }
    }
    filter
}

/// Kind, name with what fits, place.
fn view(hit: &SearchHit) -> AnyView {
    let kind: &'static str = hit.kind.into();
    let mark = |text: &str, field: SearchField| {
        let at = |from: u32, to: u32| -> String {
            text.chars().skip(from as usize).take(to.saturating_sub(from) as usize).collect()
        };
        let fits = Some(hit.matched).filter(|m| m.field == field);
        let (from, to) = fits.map_or((u32::MAX, u32::MAX), |m| (m.from, m.to));
        view! { <Zh text=at(0, from) /> <mark><Zh text=at(from, to) /></mark> <Zh text=at(to, u32::MAX) /> }
    };
    let number = (hit.kind == SearchKind::Project)
        .then(|| view! { " " <span class="num small">{mark(&hit.id, SearchField::Number)}</span> });
    let place = place_of(&hit.areas);
    let unplaced = (hit.position.is_none() && hit.bbox.is_none()).then(|| t("item.no_position"));
    view! {
        <span class="hit-kind small">{t(&format!("hits.kind.{kind}"))}</span>
        <span>
            <b>{mark(&hit.name, SearchField::Name)}</b>
            {hit.alias.as_deref().map(|alias| view! { " " <span class="small">{mark(alias, SearchField::Alias)}</span> })}
            {number}
            {hit.is_demo.then(|| view! { " " <DemoMark /> })}
            <span class="hit-place small muted">
                {place.map(|place| view! { <Zh text=place /> })} {unplaced.map(|words| view! { " " {words} })}
            </span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn the_arrows_go_through_all_lines_and_back_to_the_box() {
        assert_eq!([step(None, 2, true), step(Some(0), 2, true), step(Some(1), 2, true)], [Some(0), Some(1), None]);
        assert_eq!([step(None, 2, false), step(Some(1), 2, false), step(Some(0), 2, false)], [Some(1), Some(0), None]);
    }
}
