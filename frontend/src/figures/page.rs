//! The page of all figures of an area.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::areas::Area;
use shared::figures::{Figures, FiguresQuery};
use shared::id::AreaId;
use shared::orders::rates::Rates;
use shared::query::{self, Params};

use super::orders::Orders;
use super::{charts, computed, reported, tables, with};
use crate::api::{Load, Problem};
use crate::i18n::t;
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{Choosable, Icon, ProblemState, Select, WaitingLines};

/// The page.
#[component]
pub(crate) fn FiguresPage() -> impl IntoView {
    title(|| t("figures.title"));
    shell().set_trail(|| vec![Crumb::words(t("figures.title"), None)]);
    let search = use_location().search;
    let read = Memo::new(move |_| Params::parse(&search.get()).and_then(|mut p| FiguresQuery::take(&mut p)));
    let error = Memo::new(move |_| read.with(|r| r.as_ref().err().cloned()));
    view! {
        <Main>
            {move || { lang(); view! { <h1>{t("figures.title")}</h1> <p class="lead">{t("figures.lead")}</p> } }}
            {move || match error.get() {
                None => view! { <Found read=read /> }.into_any(),
                Some(error) => view! { <ProblemState problem=Problem::Refused(error) retry=|()| () /> }.into_any(),
            }}
        </Main>
    }
}

#[component]
fn Found(read: Memo<Result<FiguresQuery, shared::error::ApiError>>) -> impl IntoView {
    let choice =
        Memo::new(move |before: Option<&FiguresQuery>| read.get().ok().or_else(|| before.cloned()).unwrap_or_default());
    let navigate = use_navigate();
    let go = Callback::new(move |to: FiguresQuery| {
        navigate(&with("/figures", &to), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    let load = Load::<Figures>::keeping(move || choice.with(|c| with("/api/v1/figures", c)));
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let area = Memo::new(move |_| choice.with(|c| c.area.map(|a| a.to_string()).unwrap_or_default()));
    let fares = Load::<Rates>::keeping(move || {
        format!("/api/v1/order-rates?{}", query::write([("by", Some("month".to_owned())), ("area", Some(area.get()))]))
    });
    let years = Signal::derive(move || {
        let years = load.data.with(|f| f.as_ref().map(|f| f.years.clone()).unwrap_or_default());
        years.iter().map(|y| Choosable::words(y.to_string(), y.to_string())).collect()
    });
    let year = Signal::derive(move || load.data.with(|f| f.as_ref().and_then(|f| f.year)).map(|y| y.to_string()));
    view! {
        <div class="selects section-s no-print">
            <Select id="g-area" label="figures.area" all="figures.area.all"
                value=Signal::derive(move || choice.with(|c| c.area.map(|a| a.to_string()).unwrap_or_default()))
                options=Signal::derive(move || areas.data.with(|a| a.as_ref().map(|a| Choosable::streets(a)).unwrap_or_default()))
                choose=Callback::new(move |v: String| {
                    go.run(FiguresQuery { area: v.parse::<AreaId>().ok(), ..choice.get_untracked() });
                }) />
            <Select id="g-year" label="figures.year" value=Signal::derive(move || year.get().unwrap_or_default()) options=years
                choose=Callback::new(move |v: String| {
                    go.run(FiguresQuery { year: v.parse().ok(), ..choice.get_untracked() });
                }) />
        </div>
        {move || {
            lang();
            match (load.data.get(), load.problem.get()) {
                (_, Some(problem)) => view! { <ProblemState problem=problem retry=move |()| load.retry() /> }.into_any(),
                (Some(found), None) => {
                    let orders = view! { <Orders load=fares area=area.into() /> }.into_any();
                    draw(&found, &choice.get_untracked(), orders)
                }
                (None, None) => view! { <div class="section-s"><WaitingLines lines=8 /></div> }.into_any(),
            }
        }}
    }
}

fn draw(found: &Arc<Figures>, choice: &FiguresQuery, orders: AnyView) -> AnyView {
    let jump = |id: &str, key: &str| view! { <li><a class="target" href=format!("#{id}")>{t(key)}</a></li> };
    view! {
        <nav class="no-print" aria-label=t("figures.jump")>
            <ul class="row jumps">
                {(!found.reported.is_empty()).then(|| jump("h-reported", "figures.reported"))}
                {jump("h-computed", "figures.computed")} {jump("h-orders", "figures.orders")} {jump("h-charts", "figures.charts")} {jump("h-files", "figures.files")}
            </ul>
        </nav>
        {reported::reported(found)}
        {computed::computed(found, choice)}
        {orders}
        <section class="section" aria-labelledby="h-charts">
            <h2 id="h-charts">{t("figures.charts")}</h2>
            <div class="charts">
                {charts::years(found, choice)}
                {charts::months(found)}
                {tables::signs(found, choice)}
                {tables::kinds(found, choice)}
                {tables::places(found, choice)}
            </div>
        </section>
        {downloads(choice)}
    }
    .into_any()
}

/// The same figures as files, with their sources.
fn downloads(choice: &FiguresQuery) -> AnyView {
    let file = |path: &str, key: &str| {
        let href = with(path, choice);
        view! { <a class="btn" href=href rel="external" download=""><Icon name="down" />{t(key)}</a> }
    };
    view! {
        <section class="section no-print" aria-labelledby="h-files">
            <h2 id="h-files">{t("figures.files")}</h2>
            <p class="muted">{t("figures.files.text")}</p>
            <p class="row section-s">
                {file("/api/v1/figures.csv", "figures.csv")}
                {file("/api/v1/figures.xlsx", "figures.xlsx")}
                {file("/api/v1/figures.json", "figures.json")}
            </p>
        </section>
    }
    .into_any()
}
