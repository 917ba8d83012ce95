//! The page of outages and notices: today and the next seven days, then what was posted.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::areas::Area;
use shared::id::AreaId;
use shared::notices::{Notice, NoticeFilter};
use shared::outages::{OutageFilter, Outages};
use shared::page::Page;

use super::feeds::feeds;
use super::notice::item;
use super::outage::list;
use crate::api::{self, Load, Problem};
use crate::i18n::{t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{Choosable, ProblemState, Select, WaitingLines};

/// The page.
#[component]
pub(crate) fn NoticesPage() -> impl IntoView {
    title(|| t("notices.title"));
    shell().set_trail(|| vec![Crumb::words(t("notices.title"), None)]);
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| q.get("area")).filter(|a| !a.is_empty()));
    let area = Memo::new(move |_| asked.get().and_then(|a| a.parse::<AreaId>().ok()));
    let navigate = use_navigate();
    let go = Callback::new(move |id: String| {
        let to = if id.is_empty() { "/notices".to_owned() } else { format!("/notices?area={id}") };
        navigate(&to, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    // What cannot be read is not bent into the whole district.
    let unreadable = move || asked.get().filter(|_| area.get().is_none());
    view! {
        <Main>
            {move || { lang(); view! { <h1>{t("notices.title")}</h1> <p class="lead">{t("notices.lead")}</p> } }}
            {move || match unreadable() {
                Some(value) => {
                    let wanted = ("13 位区划编号", "an area's identifier of 13 characters");
                    let problem = Problem::Refused(shared::error::ApiError::invalid("area", &value, wanted));
                    view! { <ProblemState problem=problem retry=|()| () /> }.into_any()
                }
                None => view! { <Boards area=area go=go /> }.into_any(),
            }}
        </Main>
    }
}

#[component]
fn Boards(area: Memo<Option<AreaId>>, go: Callback<String>) -> impl IntoView {
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let outages = Load::<Outages>::keeping(move || {
        format!("/api/v1/outages?{}", OutageFilter { area: area.get(), ..OutageFilter::default() }.write())
    });
    let notices = Load::<Page<Notice>>::keeping(move || notices_path(area.get(), None));
    view! {
        <div class="selects section-s no-print">
            <Select id="n-area" label="notices.area" all="notices.area.all"
                value=Signal::derive(move || area.get().map(|a| a.to_string()).unwrap_or_default())
                options=Signal::derive(move || areas.data.with(|a| a.as_ref().map(|a| Choosable::streets(a)).unwrap_or_default()))
                choose=go />
        </div>
        <section class="section-s" aria-labelledby="h-outages">
            <h2 id="h-outages">{move || t("outage.week")}</h2>
            {move || { lang(); waiting(outages, list) }}
        </section>
        <section class="section" aria-labelledby="h-notices">
            <h2 id="h-notices">{move || t("notice.title")}</h2>
            {move || { lang(); waiting(notices, move |page| posted(page, area)) }}
        </section>
        {move || { lang(); feeds(area.get().map_or_else(|| "/api/v1".to_owned(), |a| format!("/api/v1/areas/{a}")), false) }}
    }
}

fn notices_path(area: Option<AreaId>, cursor: Option<String>) -> String {
    let filter = NoticeFilter { area, ..NoticeFilter::default() }.write();
    match cursor {
        Some(cursor) => format!(
            "/api/v1/notices?{}",
            shared::query::write([("area", area.map(|a| a.to_string())), ("cursor", Some(cursor)),])
        ),
        None => format!("/api/v1/notices?{filter}"),
    }
}

fn waiting<T>(load: Load<T>, draw: impl Fn(&T) -> AnyView) -> AnyView
where
    T: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    match (load.data.get(), load.problem.get()) {
        (_, Some(problem)) => view! { <ProblemState problem=problem retry=move |()| load.retry() /> }.into_any(),
        (Some(found), None) => draw(&found),
        (None, None) => view! { <WaitingLines lines=3 /> }.into_any(),
    }
}

/// What was posted, the latest first, and older ones on request.
fn posted(page: &Page<Notice>, area: Memo<Option<AreaId>>) -> AnyView {
    if page.items.is_empty() {
        return view! { <p class="calm">{t("notice.none")}</p> }.into_any();
    }
    let older = RwSignal::new(Vec::<Notice>::new());
    let next = RwSignal::new(page.next.clone());
    let problem = RwSignal::new(None::<Problem>);
    let load = move || {
        let (of, Some(cursor)) = (area.get_untracked(), next.get_untracked()) else { return };
        problem.set(None);
        wasm_bindgen_futures::spawn_local(async move {
            match api::get::<Page<Notice>>(&notices_path(of, Some(cursor)), None).await {
                Ok(page) => {
                    older.try_update(|rows| rows.extend(page.items));
                    next.try_set(page.next);
                }
                Err(failed) => drop(problem.try_set(Some(failed))),
            }
        });
    };
    view! {
        <ul class="notice-rows">
            {page.items.iter().map(item).collect_view()}
            {move || older.with(|rows| rows.iter().map(item).collect_view())}
        </ul>
        {move || problem.get().map(|p| view! { <ProblemState problem=p retry=move |()| load() /> })}
        <Show when=move || next.with(Option::is_some)>
            <p class="section-s"><button type="button" class="btn btn-wide" on:click=move |_| load()>{t("notice.older")}</button></p>
        </Show>
    }
    .into_any()
}

/// How many there are in a list, for its summary.
pub(super) fn counted(found: &Outages) -> String {
    let today = found.items.iter().filter(|o| shared::time::date_of(o.starts_at) <= found.from).count();
    match found.items.len() {
        0 => t("strip.none"),
        all => tf("strip.some", &[("today", &today), ("n", &all)]),
    }
}
