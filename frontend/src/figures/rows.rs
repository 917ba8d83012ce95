//! One figure down to its rows, whose values add up to it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use shared::error::halves;
use shared::figures::{FigureRow, FigureRows, FiguresQuery, Qualifier, RowKind, Unit};
use shared::query::Params;

use super::amount::{big, plain};
use super::computed::{denominator, how_of, name_of};
use super::with;
use crate::api::Load;
use crate::i18n::{date, number, percent, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{DemoMark, Loaded, Said, WaitingLines, Zh, place_of};

/// The page.
#[component]
pub(crate) fn FigurePage() -> impl IntoView {
    let params = use_params_map();
    let search = use_location().search;
    let code = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    // What cannot be read goes on to the server, which says so.
    let choice = move || Params::parse(&search.get()).and_then(|mut p| FiguresQuery::take(&mut p)).unwrap_or_default();
    let load = Load::<FigureRows>::of(move || with(&format!("/api/v1/figures/{}", code.get()), &choice()));
    let name = move || match load.data.with(Option::is_some) {
        true => name_of(&code.get()),
        false => t("figures.title"),
    };
    title(name);
    shell().set_trail(move || {
        vec![Crumb::words(t("figures.title"), Some(&with("/figures", &choice()))), Crumb::words(name(), None)]
    });
    view! {
        <Main>
            <Loaded load=load wait=|| view! { <WaitingLines lines=6 /> }.into_any() draw=draw />
        </Main>
    }
}

fn draw(found: Arc<FigureRows>) -> AnyView {
    let figure = &found.figure;
    let area = found.area.clone().map(|a| view! { <Zh text=a.name /> " · " });
    let has_whole = found.items.iter().any(|r| r.whole.is_some());
    let head = |key: &str| view! { <th scope="col" class="r">{t(key)}</th> };
    let unit = figure.unit;
    let rows = found.items.iter().map(|r| row(r, unit, has_whole)).collect_view();
    let table = (!found.items.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="h-rows">
                <h2 id="h-rows">{tf("figures.rows.title", &[("n", &figure.rows)])}</h2>
                <table class="table stackable">
                    <caption>{sum(&found)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t("figures.name")}</th>
                            <th scope="col">{t("charts.place")}</th>
                            {head("figures.adds")}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
    });
    view! {
        <h1>{name_of(&figure.code)} {figure.is_demo.then(|| view! { " " <DemoMark /> })}</h1>
        <p class="muted small">
            {area} {figure.year.map(|y| tf("figures.of_year", &[("year", &y)]))} " "
            <Said text=tf("figures.computed.text", &[("date", &date(found.as_of))]) />
        </p>
        {big(figure.value, unit, Qualifier::Exact)}
        <p>{denominator(figure)}</p>
        <p class="text"><b>{t("figures.how")}</b> " " {how_of(figure)}</p>
        {table}
    }
    .into_any()
}

/// The half of a note in the language of the page; a note without two halves is in its own.
pub(super) fn said(note: &str) -> AnyView {
    match halves(note) {
        Some((zh, en)) => lang().pick(zh, en).to_owned().into_any(),
        None => view! { <Zh text=note.to_owned() /> }.into_any(),
    }
}

/// The arithmetic, so that everybody can do it again.
fn sum(found: &FigureRows) -> String {
    let known = || found.items.iter().filter(|r| r.value.is_some());
    let part: i64 = known().filter_map(|r| r.value).sum();
    let said = match found.figure.ratio {
        Some(_) => {
            let whole: i64 = known().filter_map(|r| r.whole).sum();
            tf("figures.sum.ratio", &[("part", &number(part)), ("whole", &number(whole))])
        }
        None => tf("figures.sum", &[("n", &known().count()), ("sum", &plain(part, found.figure.unit))]),
    };
    match found.items.len() - known().count() {
        0 => said,
        n => said + &tf("figures.sum.unknown", &[("n", &n)]),
    }
}

fn row(row: &FigureRow, unit: Unit, is_ratio: bool) -> AnyView {
    let href = match row.kind {
        RowKind::Compound => format!("/compounds/{}", row.id),
        RowKind::Project => format!("/projects/{}", row.id),
    };
    let value = match (row.value, row.whole) {
        (None, _) => t("figures.row.unknown"),
        (Some(1), Some(1)) if unit == Unit::BasisPoints => t("figures.row.yes"),
        (Some(0), Some(1)) if unit == Unit::BasisPoints => t("figures.row.no"),
        (Some(bp), Some(1)) if unit == Unit::BasisPoints => percent(i32::try_from(bp).unwrap_or(i32::MAX)),
        (Some(value), _) if is_ratio && unit != Unit::Days => number(value),
        (Some(value), _) => plain(value, unit),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="target" href=href><Zh text=row.name.clone() /></a>
                {row.is_demo.then(|| view! { " " <DemoMark /> })}
                {row.note.as_deref().map(|note| view! { <p class="why">{said(note)}</p> })}
            </th>
            <td class="half">{place_of(&row.areas).map(|place| view! { <Zh text=place /> })}</td>
            <td class="r half" data-th=t("figures.adds")>{value}</td>
        </tr>
    }
    .into_any()
}
