//! `/rates` 三率: how orders were answered, solved and judged, for everybody; and the same, exact, at work. The share that
//! answered stands beside what rests on answers.

use chrono::{Datelike as _, Months, NaiveDate};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::areas::Area;
use shared::orders::rates::{Count, Rates, RatesBy, RatesLine, Small, Spread};
use shared::query;
use strum::VariantArray as _;

use super::places::{own_areas, public_areas};
use crate::api::Load;
use crate::figures::{counted, share, totals};
use crate::i18n::{Lang, date, say, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Private, code_of};
use crate::ui::{Choosable, DemoMark, Icon, Loaded, Num, Said, Select, WaitingLines, Zh};

/// Months that can be chosen.
const MONTHS: u32 = 36;
/// Formulas that are told.
const HOW: [&str; 8] = ["response", "resolution", "satisfaction", "answered", "on_time", "reopened", "spread", "small"];

/// What is asked for; it stands in the address.
#[derive(Clone, PartialEq)]
struct Asked {
    by: RatesBy,
    /// Empty for all.
    area: String,
    /// A month such as `2026-01`; empty for twelve months back.
    from: String,
    /// A month; empty for this one.
    to: String,
}

impl Asked {
    fn query(&self, view: Option<&str>) -> String {
        query::write([
            ("view", view.map(str::to_owned)),
            ("by", Some(code_of(self.by).to_owned())),
            ("area", Some(self.area.clone())),
            ("from", Some(self.from.clone())),
            ("to", Some(self.to.clone())),
        ])
    }
}

/// Where it stands: on the public page or at work.
#[derive(Clone, Copy)]
struct Place {
    asked: Memo<Asked>,
    is_at_work: bool,
}

impl Place {
    fn new(is_at_work: bool) -> Self {
        let query = use_location().query;
        let asked = Memo::new(move |_| {
            query.with(|q| Asked {
                by: q.get("by").and_then(|by| by.parse().ok()).unwrap_or(RatesBy::Month),
                area: q.get("area").unwrap_or_default(),
                from: q.get("from").unwrap_or_default(),
                to: q.get("to").unwrap_or_default(),
            })
        });
        Self { asked, is_at_work }
    }

    /// The address of the page for `asked`.
    fn address(self, asked: &Asked) -> String {
        let (path, view) = if self.is_at_work { ("/work/orders", Some("rates")) } else { ("/rates", None) };
        format!("{path}?{}", asked.query(view))
    }

    /// Where the answer is.
    fn path(self) -> String {
        let path = if self.is_at_work { "/api/v1/staff/order-rates" } else { "/api/v1/order-rates" };
        format!("{path}?{}", self.asked.with(|asked| asked.query(None)))
    }
}

/// `/rates`.
#[component]
pub(crate) fn RatesPage() -> impl IntoView {
    title(|| t("rates.title"));
    shell().set_trail(|| vec![Crumb::words(t("nav.figures"), Some("/figures")), Crumb::words(t("rates.title"), None)]);
    let place = Place::new(false);
    let load = Load::<Rates>::keeping(move || place.path());
    view! {
        <Main>
            <h1>{say("rates.title")}</h1>
            <p class="lead">{say("rates.lead")}</p>
            <Choices place=place />
            <Loaded load=load wait=|| view! { <WaitingLines lines=6 /> }.into_any() draw=|found| draw(&found, false) />
        </Main>
    }
}

/// The tab of `/work/orders`.
#[component]
pub(super) fn RatesAtWork() -> impl IntoView {
    let place = Place::new(true);
    let load = Load::<Rates>::keeping(move || place.path());
    view! {
        <p class="muted section-s">{say("rates.lead.staff")}</p>
        <Choices place=place />
        <Private load=load draw=|found| draw(&found, true) />
    }
}

/// The months that can be chosen, the latest first.
fn months(today: NaiveDate) -> Vec<Choosable> {
    let one = |back| today.checked_sub_months(Months::new(back)).map(month);
    (0..MONTHS).filter_map(one).map(|month| Choosable::words(month.clone(), month)).collect()
}

fn month(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// By what, where and when.
#[component]
fn Choices(place: Place) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |to: Asked| {
        navigate(&place.address(&to), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    let asked = place.asked;
    let tab = move |own: &RatesBy| {
        let own = *own;
        let words = format!("rates.by.{}", code_of(own));
        let href = move || asked.with(|asked| place.address(&Asked { by: own, ..asked.clone() }));
        view! {
            <a class="btn" href=href aria-current=move || (asked.with(|a| a.by) == own).then_some("page")>{move || t(&words)}</a>
        }
    };
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let areas = Signal::derive(move || {
        let all = areas.data.get();
        all.map(|all| if place.is_at_work { own_areas(&all) } else { public_areas(&all) }).unwrap_or_default()
    });
    let shell = shell();
    let months = Signal::derive(move || months(shell.today()));
    let now = move || asked.get_untracked();
    // A period that would end before it begins is of one month.
    let from = move |from: String| {
        let to = now().to;
        let to = if !to.is_empty() && from > to { from.clone() } else { to };
        go.run(Asked { from, to, ..now() });
    };
    let to = move |to: String| {
        let from = now().from;
        let from = if !to.is_empty() && from > to { to.clone() } else { from };
        go.run(Asked { from, to, ..now() });
    };
    let is_narrow = Memo::new(move |_| asked.with(|a| !(a.area.is_empty() && a.from.is_empty() && a.to.is_empty())));
    let clear = move |_| {
        go.run(Asked { by: now().by, area: String::new(), from: String::new(), to: String::new() });
    };
    view! {
        <div class="no-print">
            <nav class="row section-s" aria-label=say("rates.by")>{RatesBy::VARIANTS.iter().map(tab).collect_view()}</nav>
            <div class="selects section-s">
                <Select id="r-area" label="orders.board.area" all="orders.filter.area.all" options=areas
                    value=Signal::derive(move || asked.with(|a| a.area.clone())) choose=Callback::new(move |area| go.run(Asked { area, ..now() })) />
                <Select id="r-from" label="rates.from" all="rates.from.usual" options=months
                    value=Signal::derive(move || asked.with(|a| a.from.clone())) choose=Callback::new(from) />
                <Select id="r-to" label="rates.to" all="rates.to.usual" options=months
                    value=Signal::derive(move || asked.with(|a| a.to.clone())) choose=Callback::new(to) />
            </div>
            <Show when=move || is_narrow.get()>
                <p class="section-s"><button class="btn" type="button" on:click=clear><Icon name="cross" />{say("orders.filter.clear")}</button></p>
            </Show>
        </div>
    }
}

fn draw(rates: &Rates, is_at_work: bool) -> AnyView {
    let period =
        tf("rates.period", &[("from", &date(rates.from)), ("to", &date(rates.to)), ("as_of", &date(rates.as_of))]);
    let (lines, few) = apart(rates, is_at_work);
    let rows = lines.into_iter().map(|line| row(line, is_at_work)).collect_view();
    let few = (!few.is_empty()).then(|| {
        let names: Vec<String> = few.into_iter().filter_map(name).collect();
        let all = names.join(&t("rates.few.and"));
        view! { <p class="section-s"><b>{tf("rates.few", &[("n", &names.len())])}</b> " " {if rates.by == RatesBy::Area { view! { <Zh text=all /> }.into_any() } else { all.into_any() }}</p> }
    });
    let head = columns(&rates.total, is_at_work).into_iter().map(|(code, _)| {
        view! { <th scope="col" role="columnheader" class="r">{t(&format!("rates.{code}"))}</th> }
    });
    let legend = (!is_at_work).then(|| view! { <p class="small muted">{t("rates.legend")}</p> });
    let by = code_of(rates.by);
    let widened = rates.is_widened.then(|| view! { <p class="small muted">{t("rates.widened")}</p> });
    view! {
        <section class="section-s side side-computed" aria-labelledby="h-total">
            <h2 id="h-total">{t("rates.total")} {rates.is_demo.then(|| view! { " " <DemoMark /> })}</h2>
            <p class="small muted"><Said text=period /></p>
            {widened}
            {totals(&rates.total, "rates")}
        </section>
        <div class="section">
            <h2 id="h-lines">{t(&format!("rates.by.{by}"))}</h2>
            {legend}
            <div class="scroll section-s" tabindex="0" role="region" aria-labelledby="h-lines">
                <table class="table stackable rates" role="table">
                    <thead role="rowgroup">
                        <tr role="row"><th scope="col" role="columnheader">{t(&format!("rates.head.{by}"))}</th>{head.collect_view()}</tr>
                    </thead>
                    <tbody role="rowgroup">{row(&rates.total, is_at_work)} {rows}</tbody>
                </table>
            </div>
            {few}
        </div>
        <details class="fold section-s">
            <summary><Icon name="next" />{t("rates.how")}</summary>
            <div>
                <ul class="plain-list">{HOW.map(|code| view! { <li>{t(&format!("rates.how.{code}"))}</li> }).collect_view()}</ul>
            </div>
        </details>
    }
    .into_any()
}

/// The lines, those with most orders first and months in their order; and those of which everybody learns only that they are few:
/// a row of `<5` for each tells no more than their names.
fn apart(rates: &Rates, is_at_work: bool) -> (Vec<&RatesLine>, Vec<&RatesLine>) {
    if rates.by == RatesBy::Month {
        return (rates.lines.iter().collect(), Vec::new());
    }
    let is_few = |line: &&RatesLine| !is_at_work && line.placed == Count::Small(Small::UnderFive);
    let (few, mut lines): (Vec<&RatesLine>, Vec<&RatesLine>) = rates.lines.iter().partition(is_few);
    lines.sort_by_key(|line| match line.placed {
        Count::Exact(n) => -n,
        Count::Small(_) => 0,
    });
    (lines, few)
}

/// Name of a line, in the language of the page where it has one.
fn name(line: &RatesLine) -> Option<String> {
    let words = if lang() == Lang::Zh { &line.zh } else { &line.en };
    line.area.as_ref().map(|area| area.name.clone()).or_else(|| words.clone())
}

/// What a line tells: the code of each column, and what stands in it.
fn columns(line: &RatesLine, is_at_work: bool) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("placed", counted(line.placed)),
        ("closed", counted(line.closed)),
        ("open", counted(line.open)),
        ("overdue", counted(line.overdue)),
        ("response", share(&line.response)),
        ("resolution", share(&line.resolution)),
        ("satisfaction", share(&line.satisfaction)),
        ("answered", share(&line.answered)),
        ("on_time", share(&line.on_time)),
        ("reopened", share(&line.reopened)),
    ];
    if is_at_work {
        let told = |n: Option<i64>| n.map_or_else(|| "—".to_owned(), |n| n.to_string());
        all.extend([
            ("came_back", told(line.came_back)),
            ("escalated", told(line.escalated)),
            ("reopenings", told(line.reopenings)),
        ]);
    }
    all.extend([("to_take", spread(line.to_take)), ("to_finish", spread(line.to_finish))]);
    all
}

fn row(line: &RatesLine, is_at_work: bool) -> AnyView {
    let (name, class) = match name(line) {
        Some(name) if line.area.is_some() => (view! { <Zh text=name /> }.into_any(), ""),
        Some(name) => (name.into_any(), ""),
        None => (t("orders.board.total").into_any(), "is-now"),
    };
    let cells = columns(line, is_at_work).into_iter().map(|(code, text)| {
        // Two spans of time need more than a line.
        let class = if matches!(code, "to_take" | "to_finish") { "r half span" } else { "r half" };
        view! { <td role="cell" class=class data-th=t(&format!("rates.{code}"))><Num text=text /></td> }
    });
    view! { <tr role="row" class=class><th scope="row" role="rowheader" class="full">{name}</th>{cells.collect_view()}</tr> }
        .into_any()
}

/// Half, and nine of ten.
fn spread(spread: Option<Spread>) -> String {
    // Short, or two of them would make the widest column of all.
    let words = |minutes: i64| match (minutes / 1_440, minutes % 1_440 / 60) {
        (0, 0) => tf("rates.span.minutes", &[("n", &minutes.max(1))]),
        (0, hours) => tf("rates.span.hours", &[("n", &hours)]),
        (days, 0) => tf("rates.span.days", &[("n", &days)]),
        (days, hours) => {
            format!("{} {}", tf("rates.span.days", &[("n", &days)]), tf("rates.span.hours", &[("n", &hours)]))
        }
    };
    spread.map_or_else(|| "—".to_owned(), |s| format!("{} / {}", words(s.median), words(s.p90)))
}
