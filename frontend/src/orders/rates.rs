//! `/rates` 三率: how orders were answered, solved and judged, for everybody; with the share that answered beside each.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::orders::rates::{Rate, Rates, RatesBy, RatesLine, Spread};
use strum::VariantArray as _;

use super::told;
use crate::api::Load;
use crate::i18n::{Lang, date, say, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::staff::code_of;
use crate::ui::{Loaded, Num, WaitingLines, Zh};

/// `/rates`.
#[component]
pub(crate) fn RatesPage() -> impl IntoView {
    title(|| t("rates.title"));
    shell().set_trail(|| vec![Crumb::words(t("nav.figures"), Some("/figures")), Crumb::words(t("rates.title"), None)]);
    let query = use_location().query;
    let by = Memo::new(move |_| query.with(|q| q.get("by")).and_then(|by| by.parse().ok()).unwrap_or(RatesBy::Month));
    let load = Load::<Rates>::keeping(move || format!("/api/v1/order-rates?by={}", code_of(by.get())));
    let tab = move |own: &RatesBy| {
        let own = *own;
        let code = code_of(own);
        view! {
            <a class="btn" href=format!("/rates?by={code}") aria-current=move || (by.get() == own).then_some("page")>
                {move || t(&format!("rates.by.{code}"))}
            </a>
        }
    };
    view! {
        <Main>
            <h1>{say("rates.title")}</h1>
            <p class="lead">{say("rates.lead")}</p>
            <nav class="row section-s" aria-label=say("rates.by")>{RatesBy::VARIANTS.iter().map(tab).collect_view()}</nav>
            <Loaded load=load wait=|| view! { <WaitingLines lines=6 /> }.into_any() draw=|found| draw(&found) />
        </Main>
    }
}

fn draw(rates: &Rates) -> AnyView {
    let period =
        tf("rates.period", &[("from", &date(rates.from)), ("to", &date(rates.to)), ("as_of", &date(rates.as_of))]);
    let total = &rates.total;
    let big = |label: &str, rate: &Rate| {
        let of = tf("rates.of", &[("n", &rate.of)]);
        view! { <div class="panel"><p class="small">{t(label)}</p><p class="big"><Num text=share(rate) /></p><p class="small muted">{of}</p></div> }
    };
    let rows = rates.lines.iter().map(row).collect_view();
    view! {
        <p class="small muted"><Num text=period /></p>
        <div class="pair section-s">
            {big("rates.response", &total.response)} {big("rates.resolution", &total.resolution)}
            {big("rates.satisfaction", &total.satisfaction)} {big("rates.answered", &total.answered)}
            {big("rates.on_time", &total.on_time)} {big("rates.reopened", &total.reopened)}
        </div>
        <div class="scroll section" tabindex="0" role="region" aria-label=t("rates.title")>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t(&format!("rates.by.{}", code_of(rates.by)))}</th>
                        <th scope="col">{t("rates.placed")}</th> <th scope="col">{t("rates.open")}</th>
                        <th scope="col">{t("rates.overdue")}</th> <th scope="col">{t("rates.response")}</th>
                        <th scope="col">{t("rates.resolution")}</th> <th scope="col">{t("rates.satisfaction")}</th>
                        <th scope="col">{t("rates.answered")}</th> <th scope="col">{t("rates.on_time")}</th>
                        <th scope="col">{t("rates.reopened")}</th> <th scope="col">{t("rates.to_take")}</th>
                        <th scope="col">{t("rates.to_finish")}</th>
                    </tr>
                </thead>
                <tbody>{rows} {row(total)}</tbody>
            </table>
        </div>
        <details class="fold section">
            <summary>{t("rates.how")}</summary>
            <ul class="plain-list">
                {["response", "resolution", "satisfaction", "answered", "on_time", "reopened", "spread", "small"]
                    .map(|code| view! { <li>{t(&format!("rates.how.{code}"))}</li> })
                    .collect_view()}
            </ul>
        </details>
    }
    .into_any()
}

fn row(line: &RatesLine) -> AnyView {
    let zh = lang() == Lang::Zh;
    let name = match (&line.area, if zh { &line.zh } else { &line.en }) {
        (Some(area), _) => view! { <Zh text=area.name.clone() /> }.into_any(),
        (None, Some(name)) => name.clone().into_any(),
        (None, None) => view! { <b>{t("orders.board.total")}</b> }.into_any(),
    };
    let num = |text: String| view! { <td><Num text=text /></td> };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {num(line.placed.to_string())} {num(line.open.to_string())} {num(line.overdue.to_string())}
            {num(share(&line.response))} {num(share(&line.resolution))} {num(share(&line.satisfaction))}
            {num(share(&line.answered))} {num(share(&line.on_time))} {num(share(&line.reopened))}
            {num(spread(line.to_take))} {num(spread(line.to_finish))}
        </tr>
    }
    .into_any()
}

fn share(rate: &Rate) -> String {
    rate.bp.map_or_else(|| "—".to_owned(), |bp| format!("{}.{}%", bp / 100, bp % 100 / 10))
}

/// Half, and nine of ten.
fn spread(spread: Option<Spread>) -> String {
    let words = |minutes: i64| told::span(minutes * 60, true);
    spread.map_or_else(|| "—".to_owned(), |s| format!("{} / {}", words(s.median), words(s.p90)))
}
