//! The list: the same projects as the map and those without a position, twenty at a time.

use leptos::prelude::*;
use shared::projects::{ProjectSort, ProjectSummary};
use wasm_bindgen::JsCast as _;

use super::Start;
use super::further::{Further, pane};
use crate::i18n::{number, t, tf};
use crate::later::AccountPart;
use crate::session::lang;
use crate::ui::{Icon, ProblemState, ProjectItem, State, WaitingItems};

/// Number of the project whose row an event comes from.
fn number_of(event: &web_sys::Event) -> Option<String> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    element.closest("[data-number]").ok()??.get_attribute("data-number")
}

/// The list.
#[component]
pub(super) fn List(
    start: Start,
    /// Chosen on the map: its row comes into sight.
    chosen: RwSignal<Option<String>>,
    /// Under the pointer or focus here: its point gets a ring.
    hovered: RwSignal<Option<String>>,
) -> impl IntoView {
    let further = Further::after(start);
    Effect::new(move |_| {
        if let Some(number) = chosen.get()
            && let Ok(Some(row)) = document().query_selector(&format!(".list [data-number='{number}']"))
        {
            let to = web_sys::ScrollIntoViewOptions::new();
            to.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&to);
        }
    });
    let point = move |number: Option<String>| {
        // Every move of the pointer says it again; the map is drawn only for news. The row that had the focus still loses
        // it when the page is left, and what it would tell is gone by then.
        if hovered.try_with_untracked(|h| *h != number) == Some(true) {
            hovered.set(number);
        }
    };
    // Another choice is read from its beginning.
    Effect::new(move |before: Option<()>| {
        start.choice.track();
        if before.is_some()
            && let Some(pane) = pane()
        {
            pane.set_scroll_top(0);
        }
    });
    let row = move |project: ProjectSummary| {
        let number = project.number.clone();
        let is_chosen = Signal::derive(move || chosen.with(|c| c.as_ref() == Some(&number)));
        view! { <ProjectItem project=project chosen=is_chosen top=true /> }
    };
    let body = move || {
        lang();
        let Some(page) = start.page.data.get() else {
            return match start.page.problem.get() {
                Some(problem) => {
                    view! { <ProblemState problem=problem retry=move |()| start.page.retry() /> }.into_any()
                }
                None => view! { <WaitingItems rows=6 /> }.into_any(),
            };
        };
        let failed = start.page.problem.get();
        if page.items.is_empty() {
            return empty(start);
        }
        view! {
            {failed.map(|problem| view! { <ProblemState problem=problem retry=move |()| start.page.retry() /> })}
            <ol
                aria-busy=move || start.page.waiting.get().to_string()
                on:click=move |e| further.remember(number_of(&e))
                on:mouseover=move |e| point(number_of(&e))
                on:mouseleave=move |_| point(None)
                on:focusin=move |e| point(number_of(&e))
                on:focusout=move |_| point(None)
            >
                {page.items.iter().cloned().map(row).collect_view()}
                <For each=move || further.rows.get() key=|p| p.number.clone() children=row />
            </ol>
            {move || further.problem.get().map(|problem| view! { <ProblemState problem=problem retry=move |()| further.load(start) /> })}
            <Show when=move || further.next.with(Option::is_some) && further.problem.with(Option::is_none)>
                <p class="listhead">
                    <button
                        type="button"
                        class="btn btn-wide"
                        aria-disabled=move || further.waiting.get().to_string()
                        on:click=move |_| { if !further.waiting.get_untracked() { further.load(start) } }
                    >
                        {move || if further.waiting.get() { t("waiting") } else { t("start.again") }}
                    </button>
                </p>
            </Show>
        }
        .into_any()
    };
    // What a published account says of the street or community chosen.
    let told = Memo::new(move |_| {
        let area = start.choice.with(|c| c.filter.area)?;
        start.areas.data.with(|areas| areas.as_ref()?.iter().find(|a| a.id == area)?.reported.clone())
    });
    view! {
        <p class="listhead" role="status">{move || head(start)}</p>
        {move || {
            let compound = start.choice.with(|c| c.filter.compound)?;
            Some(view! {
                <p class="listhead"><a class="target" href=format!("/compounds/{compound}")>{t("start.compound_page")}</a></p>
            })
        }}
        {move || told.get().map(|account| view! { <AccountPart account=account /> })}
        {body}
    }
}

/// How many, in which order, and how many of them the map cannot show.
fn head(start: Start) -> Option<String> {
    // An empty list says so itself.
    let page = start.page.data.get().filter(|page| page.total > 0)?;
    let sort = start.choice.with(|c| c.sort);
    let order = match sort {
        ProjectSort::Attention => "start.order.attention",
        ProjectSort::Updated => "start.order.updated",
        ProjectSort::Year => "start.order.year",
        ProjectSort::Name => "start.order.name",
    };
    let mut line = tf("start.count", &[("n", &number(i64::from(page.total))), ("order", &t(order))]);
    if page.without_position > 0 {
        line.push_str(&tf("start.without_position", &[("n", &page.without_position)]));
    }
    Some(line)
}

/// Nothing fits, or nothing is there at all.
fn empty(start: Start) -> AnyView {
    if start.choice.with(|c| c.filter.is_empty()) {
        return view! { <State icon="list" title=t("start.nothing") text=t("start.nothing.text") /> }.into_any();
    }
    view! {
        <State icon="search" title=t("start.empty") text=t("start.empty.text")>
            <button type="button" class="btn btn-main" on:click=move |_| start.turn(|c| c.filter = Default::default())>
                <Icon name="cross" />
                {t("start.clear")}
            </button>
        </State>
    }
    .into_any()
}
