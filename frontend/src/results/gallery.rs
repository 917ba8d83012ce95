//! The gallery 改造成果: pairs first, filters in the address, more on request.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::areas::Area;
use shared::id::AreaId;
use shared::kinds::Kind;
use shared::results::{FinishedWork, ResultFilter, ResultPage};
use wasm_bindgen_futures::spawn_local;

use super::card::card;
use super::choice;
use crate::api::{self, Load, Problem};
use crate::i18n::{number, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{Choosable, Icon, ProblemState, Select, State, WaitingItems};

/// Programmes in the order of the chips, each with its icon.
const PROGRAMMES: [&str; 9] = ["housing", "pipe", "water", "park", "road", "market", "sanitation", "care", "other"];

/// The gallery.
#[component]
pub(crate) fn ResultsPage() -> impl IntoView {
    title(|| t("results.title"));
    shell().set_trail(|| vec![Crumb::words(t("results.title"), None)]);
    let search = use_location().search;
    let read = Memo::new(move |_| choice::read(&search.get()));
    let error = Memo::new(move |_| read.with(|r| r.as_ref().err().cloned()));
    view! {
        <Main>
            {move || { lang(); view! { <h1>{t("results.title")}</h1> <p class="lead">{t("results.lead")}</p> } }}
            {move || match error.get() {
                None => view! { <Found read=read /> }.into_any(),
                Some(error) => view! { <ProblemState problem=Problem::Refused(error) retry=|()| () /> }.into_any(),
            }}
        </Main>
    }
}

#[component]
fn Found(read: Memo<Result<ResultFilter, shared::error::ApiError>>) -> impl IntoView {
    let filter =
        Memo::new(move |before: Option<&ResultFilter>| read.get().ok().or_else(|| before.cloned()).unwrap_or_default());
    let navigate = use_navigate();
    let go = Callback::new(move |to: ResultFilter| {
        navigate(&choice::address(&to), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    let page = Load::<ResultPage>::keeping(move || filter.with(|f| choice::path(f, None)));
    let further = Further::after(filter, page);
    view! {
        <Filters filter=filter go=go page=page />
        {move || {
            lang();
            let Some(found) = page.data.get() else {
                return match page.problem.get() {
                    Some(problem) => view! { <ProblemState problem=problem retry=move |()| page.retry() /> }.into_any(),
                    None => view! { <div class="section-s"><WaitingItems rows=4 /></div> }.into_any(),
                };
            };
            if found.items.is_empty() {
                return empty(filter, go);
            }
            view! {
                <p class="muted section-s" role="status">{tf("results.count", &[("n", &found.total)])}</p>
                <div class="cards">
                    {found.items.iter().cloned().map(card).collect_view()}
                    {move || further.rows.get().into_iter().map(card).collect_view()}
                </div>
                {move || further.problem.get().map(|p| view! { <ProblemState problem=p retry=move |()| further.load(filter) /> })}
                <Show when=move || further.next.with(Option::is_some) && further.problem.with(Option::is_none)>
                    <p class="section-s">
                        <button type="button" class="btn btn-wide" aria-disabled=move || further.waiting.get().to_string()
                            on:click=move |_| further.load(filter)>
                            {move || if further.waiting.get() { t("waiting") } else { t("results.more") }}
                        </button>
                    </p>
                </Show>
            }
            .into_any()
        }}
        <p class="section-s row no-print">
            <a class="btn" href="/years"><Icon name="map" />{move || t("results.years")}</a>
            <a class="btn" href="/figures"><Icon name="chart" />{move || t("results.figures")}</a>
        </p>
    }
}

/// Kinds by programme, year and place.
#[component]
fn Filters(filter: Memo<ResultFilter>, go: Callback<ResultFilter>, page: Load<ResultPage>) -> impl IntoView {
    let shell = shell();
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let turn = move |change: &dyn Fn(&mut ResultFilter)| {
        let mut to = filter.get_untracked();
        change(&mut to);
        go.run(to);
    };
    // Made once and kept: whoever pressed one keeps the focus while what is found changes.
    let chip = move |words: String, codes: Vec<String>| {
        let codes = StoredValue::new(codes);
        let on = Memo::new(move |_| filter.with(|f| codes.with_value(|c| *c == f.kind)));
        let count = Memo::new(move |_| {
            let of = |found: &ResultPage| -> u32 {
                codes.with_value(|c| {
                    found.kinds.iter().filter(|(k, _)| c.is_empty() || c.contains(k)).map(|(_, n)| n).sum()
                })
            };
            page.data.with(|p| p.as_deref().map_or(0, of))
        });
        view! {
            <button type="button" class="chip" hidden=move || count.get() == 0 && !on.get() aria-pressed=move || on.get().to_string()
                on:click=move |_| turn(&|f| f.kind = codes.get_value())>
                {words} " " <span class="num">{move || number(i64::from(count.get()))}</span>
            </button>
        }
    };
    let of = |kinds: &[Kind], programme: &str| -> Vec<String> {
        kinds.iter().filter(|k| k.programme == programme && k.project_count > 0).map(|k| k.code.clone()).collect()
    };
    let chips = move || {
        lang();
        let kinds = shell.kinds.data.get()?;
        let groups = PROGRAMMES.into_iter().map(|p| (p, of(&kinds, p))).filter(|(_, codes)| !codes.is_empty());
        let groups = groups.map(|(p, codes)| chip(t(&format!("programme.{p}")), codes)).collect_view();
        Some(view! { {chip(t("results.all"), Vec::new())} {groups} })
    };
    // A kind that only an address chose has a chip, too.
    let own = move || {
        lang();
        let (kinds, chosen) = (shell.kinds.data.get()?, filter.with(|f| f.kind.clone()));
        let known = chosen.is_empty() || PROGRAMMES.iter().any(|p| of(&kinds, p) == chosen);
        let names = chosen.iter().map(|c| shell.kind_name(c)).collect::<Vec<_>>().join(" + ");
        (!known).then(|| chip(names, chosen))
    };
    let years = Signal::derive(move || {
        let years = page.data.with(|p| p.as_ref().map(|p| p.years.clone()).unwrap_or_default());
        years.iter().map(|y| Choosable::words(y.to_string(), y.to_string())).collect()
    });
    view! {
        <div class="section-s chips" role="group" aria-label=move || t("results.kinds")>{chips} {own}</div>
        <div class="selects section-s no-print">
            <Select id="r-year" label="results.year" all="results.year.all"
                value=Signal::derive(move || filter.with(|f| f.year.map(|y| y.to_string()).unwrap_or_default())) options=years
                choose=Callback::new(move |v: String| turn(&|f| f.year = v.parse().ok())) />
            <Select id="r-area" label="results.area" all="results.area.all"
                value=Signal::derive(move || filter.with(|f| f.area.map(|a| a.to_string()).unwrap_or_default()))
                options=Signal::derive(move || areas.data.with(|a| a.as_ref().map(|a| Choosable::streets(a)).unwrap_or_default()))
                choose=Callback::new(move |v: String| turn(&|f| f.area = v.parse::<AreaId>().ok())) />
        </div>
    }
}

fn empty(filter: Memo<ResultFilter>, go: Callback<ResultFilter>) -> AnyView {
    if filter.with(|f| *f == ResultFilter::default()) {
        return view! { <State icon="image" title=t("results.nothing") text=t("results.nothing.text") /> }.into_any();
    }
    view! {
        <State icon="search" title=t("results.empty") text=t("results.empty.text")>
            <button type="button" class="btn btn-main" on:click=move |_| go.run(ResultFilter::default())>
                <Icon name="cross" />
                {t("results.clear")}
            </button>
        </State>
    }
    .into_any()
}

/// Rows after the first page.
#[derive(Clone, Copy)]
struct Further {
    rows: RwSignal<Vec<FinishedWork>>,
    next: RwSignal<Option<String>>,
    waiting: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
}

impl Further {
    fn after(filter: Memo<ResultFilter>, page: Load<ResultPage>) -> Self {
        let further = Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            waiting: RwSignal::new(false),
            problem: RwSignal::new(None),
        };
        Effect::new(move |_| {
            filter.track();
            further.rows.set(Vec::new());
            further.problem.set(None);
            further.next.set(page.data.with(|p| p.as_ref().and_then(|p| p.next.clone())));
        });
        further
    }

    fn load(self, filter: Memo<ResultFilter>) {
        let (asked, Some(cursor)) = (filter.get_untracked(), self.next.get_untracked()) else { return };
        if self.waiting.get_untracked() {
            return;
        }
        self.waiting.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let answer = api::get::<ResultPage>(&choice::path(&asked, Some(cursor)), None).await;
            self.waiting.try_set(false);
            // Another choice was made meanwhile, or the page was left.
            if filter.try_get_untracked() != Some(asked) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.rows.update(|rows| rows.extend(page.items));
                    self.next.set(page.next);
                }
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }
}
