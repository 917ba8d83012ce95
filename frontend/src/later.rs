//! Pages that are fetched when first needed: the build cuts the program here, so that the start page stays light.

use std::pin::Pin;

use leptos::html::Input;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;
use shared::projects::{ProjectFilter, Reported};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::api::Problem;
use crate::i18n::{self, learn, t};
use crate::shell::Main;
use crate::start::Start;
use crate::ui::{ProblemState, WaitingLines, style_sheet};
use crate::{about, compounds, contacts, figures, live, notices, orders, projects, results, staff};

/// A page under way.
type Fetching = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// The page at an address of one step or two, `/figures` or `/projects/PRJ-2026-0007`. Which pages there are, the parts
/// know: a route for each would weigh more here than it does there.
#[component]
pub(crate) fn LaterPage() -> impl IntoView {
    style_sheet("pages-css");
    let params = use_params_map();
    let noun = Memo::new(move |_| params.with(|p| p.get("noun").unwrap_or_default()));
    // One project is drawn where another was; a page of text is another page.
    let which = Memo::new(move |_| {
        let id = params.with(|p| p.get("id"));
        if noun.get() == "about" { id.unwrap_or_default() } else { if id.is_some() { "one" } else { "" }.to_owned() }
    });
    move || {
        let (noun, which) = (noun.get(), which.get());
        let which = StoredValue::new((noun, which));
        let fetch = move || -> Fetching {
            let (noun, which) = which.get_value();
            match noun.as_str() {
                "about" | "sitemap" => Box::pin(text_page(noun, which)),
                "cards" | "contacts" | "order" | "orders" | "rates" => Box::pin(orders_page(noun, which)),
                "account" | "audit" | "login" | "people" | "recover" | "register" | "settings" | "work" => {
                    Box::pin(staff_page(noun, which))
                }
                _ => Box::pin(page(noun, which)),
            }
        };
        later(fetch, waiting_page)
    }
}

/// The page that is not there.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    style_sheet("pages-css");
    later(|| -> Fetching { Box::pin(text_page(String::new(), String::new())) }, waiting_page)
}

/// Whether the reader went on while the part was under way: what would be drawn now would look for an address that is left.
fn is_left() -> bool {
    use_context::<ArcMemo<ParamsMap>>().is_none()
}

#[wasm_split(pages, fallible)]
fn page(noun: String, which: String) -> Result<AnyView, SplitLoaderError> {
    if is_left() {
        return Ok(().into_any());
    }
    live::begin();
    for part in
        [&i18n::AMOUNTS, &i18n::PROJECT, &i18n::COMPOUND, &i18n::MAP, &i18n::RESULTS, &i18n::FIGURES, &i18n::NOTICES]
    {
        learn(part);
    }
    let found = match (noun.as_str(), which.as_str()) {
        ("projects", "one") => view! { <projects::ProjectPage /> }.into_any(),
        ("compounds", "one") => view! { <compounds::CompoundPage /> }.into_any(),
        ("results", "") => view! { <results::ResultsPage /> }.into_any(),
        ("results", "one") => view! { <results::StoryPage /> }.into_any(),
        ("years", "") => view! { <results::YearsPage /> }.into_any(),
        ("figures", "") => view! { <figures::FiguresPage /> }.into_any(),
        ("figures", "one") => view! { <figures::FigurePage /> }.into_any(),
        ("notices", "") => view! { <notices::NoticesPage /> }.into_any(),
        ("notices", "one") => view! { <notices::NoticePage /> }.into_any(),
        ("outages", "one") => view! { <notices::OutagePage /> }.into_any(),
        _ => view! { <NotFoundPage /> }.into_any(),
    };
    Ok(found)
}

#[wasm_split(staff, fallible)]
fn staff_page(noun: String, which: String) -> Result<AnyView, SplitLoaderError> {
    if is_left() {
        return Ok(().into_any());
    }
    learn_forms();
    Ok(staff::page(&noun, &which))
}

/// What residents ask, follow and look up: apart, so that a phone does not fetch the pages of those at work for it.
#[wasm_split(orders, fallible)]
fn orders_page(noun: String, which: String) -> Result<AnyView, SplitLoaderError> {
    if is_left() {
        return Ok(().into_any());
    }
    learn_forms();
    let found = match (noun.as_str(), which.as_str()) {
        ("contacts", _) => view! { <contacts::ContactsPage /> }.into_any(),
        ("cards", "one") => view! { <contacts::CardPage /> }.into_any(),
        ("order", "") => view! { <orders::OrderPage /> }.into_any(),
        ("orders", "") => view! { <orders::OrdersPage /> }.into_any(),
        ("orders", "one") => view! { <orders::MyOrderPage /> }.into_any(),
        ("rates", "") => view! { <orders::RatesPage /> }.into_any(),
        _ => view! { <NotFoundPage /> }.into_any(),
    };
    Ok(found)
}

/// Words and style of pages with forms.
fn learn_forms() {
    for part in [&i18n::AMOUNTS, &i18n::MAP, &i18n::NOTICES, &i18n::STAFF, &i18n::ORDERS] {
        learn(part);
    }
    style_sheet("staff-css");
}

#[wasm_split(about, fallible)]
fn text_page(noun: String, which: String) -> Result<AnyView, SplitLoaderError> {
    learn(&i18n::ABOUT);
    let found = match (noun.as_str(), which.as_str()) {
        ("about", "accessibility") => view! { <about::AccessibilityPage /> }.into_any(),
        ("about", "privacy") => view! { <about::PrivacyPage /> }.into_any(),
        ("about", "data") => view! { <about::DataPage /> }.into_any(),
        ("sitemap", "") => view! { <about::SitemapPage /> }.into_any(),
        _ => view! { <about::NotFoundPage /> }.into_any(),
    };
    Ok(found)
}

/// What holds the page's connection.
///
/// # Errors
/// When it cannot be loaded.
#[wasm_split(live, fallible)]
pub(crate) fn live_part() -> Result<(), SplitLoaderError> {
    live::listen();
    Ok(())
}

/// The map of the start page: fetched once the list can be read, so that nobody waits for it.
#[component]
pub(crate) fn MapPart(
    /// Which projects: the same filter as the list.
    filter: Signal<ProjectFilter>,
    /// The list can be read.
    ready: Signal<bool>,
    /// Number of the chosen project.
    chosen: RwSignal<Option<String>>,
    /// Number of the project under the pointer or focus in the list.
    hovered: RwSignal<Option<String>>,
) -> impl IntoView {
    let begun = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || ready.get());
    let fetch = move || -> Fetching { Box::pin(map_view(filter, ready, chosen, hovered)) };
    move || match begun.get() {
        true => later(fetch, || view! { <p class="map-wait muted" role="status">{t("map.waiting")}</p> }.into_any())
            .into_any(),
        false => view! { <p class="map-wait muted">{t("map.waiting")}</p> }.into_any(),
    }
}

#[wasm_split(map, fallible)]
fn map_view(
    filter: Signal<ProjectFilter>,
    ready: Signal<bool>,
    chosen: RwSignal<Option<String>>,
    hovered: RwSignal<Option<String>>,
) -> Result<AnyView, SplitLoaderError> {
    use crate::map::MapView;
    learn(&i18n::MAP);
    Ok(view! { <MapView filter=filter ready=ready chosen=chosen hovered=hovered /> }.into_any())
}

/// What is off today and in the next days: fetched once the list can be read.
#[component]
pub(crate) fn StripPart(
    /// The street, community or compound chosen.
    filter: Signal<ProjectFilter>,
    /// The list can be read.
    ready: Signal<bool>,
) -> impl IntoView {
    let begun = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || ready.get());
    move || begun.get().then(|| later(move || -> Fetching { Box::pin(strip_view(filter)) }, || ().into_any()))
}

#[wasm_split(strip, fallible)]
fn strip_view(filter: Signal<ProjectFilter>) -> Result<AnyView, SplitLoaderError> {
    use crate::notices::Strip;
    learn(&i18n::NOTICES);
    live::begin();
    Ok(view! { <Strip filter=filter /> }.into_any())
}

/// The filters fewer people need: fetched when their fold is first opened.
#[component]
pub(crate) fn MoreFieldsPart(start: Start) -> impl IntoView {
    later(
        move || -> Fetching { Box::pin(more_fields(start)) },
        || view! { <p class="muted" role="status">{t("waiting")}</p> }.into_any(),
    )
}

#[wasm_split(filters, fallible)]
fn more_fields(start: Start) -> Result<AnyView, SplitLoaderError> {
    use crate::start::MoreFields;
    learn(&i18n::FILTERS);
    Ok(view! { <MoreFields start=start /> }.into_any())
}

/// What is found while somebody types: fetched when the box is first entered.
#[component]
pub(crate) fn HitsPart(
    start: Start,
    /// The box.
    input: NodeRef<Input>,
    /// What stands in it.
    typed: Signal<String>,
) -> impl IntoView {
    style_sheet("pages-css");
    later(move || -> Fetching { Box::pin(hits_view(start, input, typed)) }, || ().into_any())
}

#[wasm_split(search, fallible)]
fn hits_view(start: Start, input: NodeRef<Input>, typed: Signal<String>) -> Result<AnyView, SplitLoaderError> {
    use crate::start::Hits;
    learn(&i18n::SEARCH);
    Ok(view! { <Hits start=start input=input typed=typed /> }.into_any())
}

/// What a published account says of the street or community chosen.
#[component]
pub(crate) fn AccountPart(account: Reported) -> impl IntoView {
    style_sheet("pages-css");
    let account = StoredValue::new(account);
    later(move || -> Fetching { Box::pin(account_view(account.get_value())) }, || ().into_any())
}

#[wasm_split(filters, fallible)]
fn account_view(account: Reported) -> Result<AnyView, SplitLoaderError> {
    use crate::ui::Account;
    Ok(view! { <Account account=account /> }.into_any())
}

/// Draws a part of the page once it is fetched; `wait` until then, and the offer to try again when it does not come.
fn later(fetch: impl Fn() -> Fetching + Send + Sync + 'static, wait: fn() -> AnyView) -> AnyView {
    drawn_later(StoredValue::new(Box::new(fetch)), wait)
}

/// The same, for all parts together: the program holds it once and not once for every part.
fn drawn_later(fetch: StoredValue<Box<dyn Fn() -> Fetching + Send + Sync>>, wait: fn() -> AnyView) -> AnyView {
    let part = StoredValue::new_local(None::<AnyView>);
    let (came, again) = (RwSignal::new(None::<bool>), RwSignal::new(()));
    // Inside of an effect, so that what is drawn after a second try belongs to this place as well.
    Effect::new(move |_| {
        again.track();
        came.set(None);
        let fetching = fetch.with_value(|fetch| fetch());
        // Scoped: what the part makes belongs to this place and goes with it.
        spawn_local(ScopedFuture::new(async move {
            let fetched = fetching.await.ok();
            let ok = fetched.is_some();
            part.try_set_value(fetched);
            came.try_set(Some(ok));
        }));
    });
    let draw = move || match came.get() {
        Some(true) => part.try_update_value(Option::take).flatten().into_any(),
        Some(false) => view! { <ProblemState problem=Problem::Offline retry=move |()| again.set(()) /> }.into_any(),
        None => wait(),
    };
    draw.into_any()
}

fn waiting_page() -> AnyView {
    view! { <Main><WaitingLines /></Main> }.into_any()
}
