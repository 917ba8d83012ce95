//! The district year by year: step through the years on the map, with the same facts in words and in a table.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Datelike as _;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::projects::{MapFeature, MapFeatures, ProjectStatus};
use shared::results::{Renewal, RenewalYear};

use crate::api::Load;
use crate::i18n::{count, number, t, tf};
use crate::map::YearsMap;
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{Icon, Loaded, State, WaitingLines};

/// The page.
#[component]
pub(crate) fn YearsPage() -> impl IntoView {
    title(|| t("years.title"));
    shell()
        .set_trail(|| vec![Crumb::words(t("results.title"), Some("/results")), Crumb::words(t("years.title"), None)]);
    let load = Load::<Renewal>::of(|| "/api/v1/renewal".to_owned());
    view! {
        <Main>
            {move || { lang(); view! { <h1>{t("years.title")}</h1> <p class="lead">{t("years.lead")}</p> } }}
            <Loaded load=load wait=|| view! { <WaitingLines lines=6 /> }.into_any() draw=draw />
        </Main>
    }
}

fn draw(renewal: Arc<Renewal>) -> AnyView {
    if renewal.years.is_empty() {
        return view! { <State icon="map" title=t("years.none") text=t("years.none.text") /> }.into_any();
    }
    let query = use_query_map();
    let last = renewal.years.len() - 1;
    let years: Vec<i16> = renewal.years.iter().map(|y| y.year).collect();
    let wanted = years.clone();
    // A year that is not among them shows the latest.
    let at = Memo::new(move |_| {
        let year: Option<i16> = query.with(|q| q.get("year")).and_then(|y| y.parse().ok());
        year.and_then(|y| wanted.iter().position(|own| *own == y)).unwrap_or(last)
    });
    let navigate = use_navigate();
    let go = Callback::new(move |to: usize| {
        let options = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
        navigate(&format!("/years?year={}", years[to.min(last)]), options);
    });
    // So near that there are no clusters, whatever the map shows: each project has a year of its own.
    let features = Load::<MapFeatures>::of(|| "/api/v1/map?status=works,suspended,done&zoom=18".to_owned());
    let spans: HashMap<String, (i16, Option<i16>)> =
        renewal.projects.iter().map(|p| (p.number.clone(), (p.started, p.finished))).collect();
    let rows = renewal.years.clone();
    let year_at = {
        let rows = rows.clone();
        move || rows[at.get()]
    };
    let shown = {
        let year = year_at.clone();
        Signal::derive(move || {
            let year = year().year;
            features.data.with(|f| {
                let all = f.iter().flat_map(|f| f.features.iter());
                all.filter_map(|f| then(f, *spans.get(&f.properties.number)?, year)).collect::<Vec<_>>()
            })
        })
    };
    let around = Signal::derive(move || {
        let found =
            features.data.with(|f| f.as_ref().map(|f| f.features.iter().filter_map(|f| f.geometry.anchor()).collect()));
        found.or_else(|| features.problem.with(Option::is_some).then(Vec::new))
    });
    let is_demo = Signal::derive(move || features.data.with(|f| f.as_ref().is_some_and(|f| f.has_demo)));
    view! {
        <Stepper rows=rows.clone() at=at go=go />
        <p class="lead years-said" role="status">{move || said(&year_at())}</p>
        <YearsMap features=shown around=around is_demo=is_demo label=t("years.map") />
        <p class="small muted">{t("years.legend")}</p>
        {table(&rows, at)}
    }
    .into_any()
}

/// The feature as it stood at the end of `year`; `None` where works had not begun.
fn then(feature: &MapFeature, (started, finished): (i16, Option<i16>), year: i16) -> Option<MapFeature> {
    if started > year {
        return None;
    }
    let mut feature = feature.clone();
    let is_done = finished.is_some_and(|f| f <= year);
    let status = if is_done { ProjectStatus::Accepted } else { ProjectStatus::UnderConstruction };
    (feature.properties.status, feature.properties.health) = (Some(status), None);
    Some(feature)
}

fn when(year: &RenewalYear) -> String {
    let is_now = i32::from(year.year) == shell().today().year();
    tf(if is_now { "years.now" } else { "years.end" }, &[("year", &year.year)])
}

fn said(year: &RenewalYear) -> String {
    let when = when(year);
    let mut said = tf(
        "years.said",
        &[
            ("when", &when),
            ("done", &year.finished_so_far),
            ("running", &year.running),
            ("started", &year.started),
            ("finished", &year.finished),
        ],
    );
    if year.households_so_far > 0 {
        said.push(' ');
        said.push_str(&tf("years.homes", &[("homes", &count("households", year.households_so_far))]));
    }
    said
}

/// One year back, one forward, or any of them.
#[component]
fn Stepper(rows: Vec<RenewalYear>, at: Memo<usize>, go: Callback<usize>) -> impl IntoView {
    let last = rows.len() - 1;
    let choices = rows.iter().enumerate().map(|(n, y)| {
        let year = y.year.to_string();
        view! {
            <button type="button" class="chip" aria-pressed=move || (at.get() == n).to_string() on:click=move |_| go.run(n)>
                <span>{year}</span>
            </button>
        }
    });
    let step = move |key: &'static str, icon: &'static str, forward: bool| {
        let end = move || at.get() == if forward { last } else { 0 };
        view! {
            <button type="button" class="btn" aria-disabled=move || end().to_string()
                on:click=move |_| { if !end() { go.run(if forward { at.get_untracked() + 1 } else { at.get_untracked() - 1 }) } }>
                <Icon name=icon />
                {t(key)}
            </button>
        }
    };
    view! {
        <div class="years-step section-s" role="group" aria-label=t("years.label")>
            {step("years.before", "prev", false)}
            <div class="chips">{choices.collect_view()}</div>
            {step("years.after", "next", true)}
        </div>
    }
}

/// The same facts for all years.
fn table(rows: &[RenewalYear], at: Memo<usize>) -> AnyView {
    let line = |(n, y): (usize, &RenewalYear)| {
        let cell = |label: &str, value: i64| view! { <td class="r half" data-th=t(label)>{number(value)}</td> };
        let href = format!("/results?year={}", y.year);
        let name = tf("years.list", &[("year", &y.year)]);
        view! {
            <tr class:is-now=move || at.get() == n>
                <th scope="row"><a class="target" href=href aria-label=name>{y.year.to_string()}</a></th>
                {cell("years.col.started", y.started.into())}
                {cell("years.col.finished", y.finished.into())}
                {cell("years.col.running", y.running.into())}
                {cell("years.col.done", y.finished_so_far.into())}
                {cell("years.col.homes", y.households_so_far)}
            </tr>
        }
    };
    let head = |key: &str| view! { <th scope="col" class="r">{t(key)}</th> };
    view! {
        <section class="section" aria-labelledby="h-years">
            <h2 id="h-years">{t("years.table")}</h2>
            <table class="table stackable">
                <caption>{t("years.note")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("years.col.year")}</th>
                        {head("years.col.started")} {head("years.col.finished")} {head("years.col.running")}
                        {head("years.col.done")} {head("years.col.homes")}
                    </tr>
                </thead>
                <tbody>{rows.iter().enumerate().map(line).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}
