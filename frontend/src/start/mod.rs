//! Start page 看进度: list and map in step, both following the filters in the address.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::areas::Area;
use shared::projects::ProjectPage;

use crate::api::{Load, Problem};
use crate::i18n::{say, t};
use crate::later::{MapPart, StripPart};
use crate::session::title;
use crate::shell::{Main, shell};
use crate::ui::{ProblemState, around};

mod chips;
mod choice;
mod fields;
mod further;
mod hits;
mod list;
mod more;
mod search;
mod tags;

use choice::Choice;
pub(crate) use fields::MoreFields;
pub(crate) use hits::Hits;

/// What the parts of the start page share: the reader's choice, the way to change it, and what it found.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    /// What the address says.
    choice: Memo<Choice>,
    /// Goes to another choice; the browser's way back returns.
    go: Callback<Choice>,
    /// The first rows that fit, and the counts above them.
    page: Load<ProjectPage>,
    /// All areas, for the filter.
    areas: Load<Vec<Area>>,
    /// Number of the project chosen on the map, in the list or by searching.
    chosen: RwSignal<Option<String>>,
}

impl Start {
    /// Changes the choice by `change` and goes there.
    fn turn(self, change: impl FnOnce(&mut Choice)) {
        let mut choice = self.choice.get_untracked();
        change(&mut choice);
        self.go.run(choice);
    }
}

/// The start page.
#[component]
pub(crate) fn StartPage() -> impl IntoView {
    title(String::new);
    let search = use_location().search;
    let read = Memo::new(move |_| Choice::read(&search.get()));
    // A memo: another choice changes what is found, and leaves the map and the list standing.
    let error = Memo::new(move |_| read.with(|r| r.as_ref().err().cloned()));
    let heading = move || {
        let site = shell().site.data.get();
        match site.as_ref().and_then(|s| s.district.as_deref()) {
            Some(district) => around("start.title_of", district).into_any(),
            None => t("start.title").into_any(),
        }
    };
    view! {
        <Main class="start">
            <h1 class="vh">{heading}</h1>
            {move || match error.get() {
                None => view! { <Found read=read /> }.into_any(),
                // An address that cannot be read is not bent into another: it says so and leads home.
                Some(error) => {
                    view! { <div class="page"><ProblemState problem=Problem::Refused(error) retry=|()| () /></div> }.into_any()
                }
            }}
        </Main>
    }
}

#[component]
fn Found(
    /// What the address says; an error is drawn by the caller.
    read: Memo<Result<Choice, shared::error::ApiError>>,
) -> impl IntoView {
    let choice =
        Memo::new(move |before: Option<&Choice>| read.get().ok().or_else(|| before.cloned()).unwrap_or_default());
    let navigate = use_navigate();
    let go = Callback::new(move |to: Choice| {
        navigate(&to.address(), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    let chosen = RwSignal::new(None::<String>);
    let start = Start {
        choice,
        go,
        page: Load::keeping(move || choice.with(Choice::list_path)),
        areas: Load::of(|| "/api/v1/areas".to_owned()),
        chosen,
    };
    let hovered = RwSignal::new(None::<String>);
    let filter = Signal::derive(move || choice.with(|c| c.filter.clone()));
    let filter = Memo::new(move |_| filter.get());
    let ready =
        Signal::derive(move || start.page.data.with(Option::is_some) || start.page.problem.with(Option::is_some));
    let on_map = move || choice.with(|c| c.on_map);
    view! {
        <div class="split">
            <section class="filters" aria-label=say("start.filters")>
                <search::SearchBox start=start />
                <chips::Chips start=start />
                <more::MoreFilters start=start />
                <tags::Tags start=start />
                <chips::ListOrMap start=start />
            </section>
            <section class="list" aria-label=say("start.list") hidden=on_map>
                <div class="strip-place"><StripPart filter=Signal::derive(move || filter.get()) ready=ready /></div>
                <list::List start=start chosen=chosen hovered=hovered />
            </section>
            <section class="map" aria-label=say("start.map") hidden=move || !on_map()>
                <MapPart
                    filter=Signal::derive(move || filter.get())
                    ready=ready
                    chosen=chosen
                    hovered=hovered
                />
            </section>
        </div>
    }
}
