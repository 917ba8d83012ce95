//! What is computed here from the projects' own records: value, denominator, how, and the way to its rows.

use leptos::prelude::*;
use shared::figures::{Figure, Figures, FiguresQuery, Qualifier, Unit};

use super::amount::{big, plain};
use super::with;
use crate::i18n::{date, number, t, tf};
use crate::shell::shell;
use crate::ui::{DemoMark, Fold, Said};

/// Groups of codes, each under a heading.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "figures.group.housing",
        &[
            "stock_compounds",
            "renovated_compounds",
            "running_compounds",
            "planned_compounds",
            "benefiting_households",
            "renovated_buildings",
            "renovated_floor_area",
        ],
    ),
    (
        "figures.group.pace",
        &[
            "start_rate",
            "start_rate_compounds",
            "completion_rate",
            "completion_rate_compounds",
            "works_progress",
            "on_track",
            "at_risk",
            "delayed",
            "stale",
            "suspended",
            "mean_days_late",
        ],
    ),
    ("figures.group.money", &["total_investment", "paid"]),
    (
        "figures.group.places",
        &["pipes_rain_sewage", "pipes_sewer", "pipes_utility", "pocket_parks", "park_green_area", "waterways"],
    ),
    ("figures.group.shantytown", &["shantytown_households", "shantytown_land", "shantytown_homes", "rental_allocated"]),
];

/// The section.
pub(super) fn computed(found: &Figures, choice: &FiguresQuery) -> AnyView {
    let of = |code: &str| found.computed.iter().find(|f| f.code == code);
    let groups = GROUPS.map(|(heading, codes)| {
        let figures: Vec<&Figure> = codes.iter().filter_map(|code| of(code)).collect();
        (!figures.is_empty()).then(|| {
            view! {
                <h3 class="t-m group">{t(heading)}</h3>
                <div class="figs section-s">{figures.into_iter().map(|f| figure(f, choice)).collect_view()}</div>
            }
        })
    });
    let is_demo = found.computed.iter().any(|f| f.is_demo);
    view! {
        <section class="section side side-computed" aria-labelledby="h-computed">
            <h2 id="h-computed">{t("figures.computed")} {is_demo.then(|| view! { " " <DemoMark /> })}</h2>
            <p class="small muted"><Said text=tf("figures.computed.text", &[("date", &date(found.as_of))]) /></p>
            {groups.into_iter().flatten().collect_view()}
            {facilities(found, choice)}
        </section>
    }
    .into_any()
}

/// Name of a figure; what counts a kind is named after it.
pub(super) fn name_of(code: &str) -> String {
    match code.split_once('.') {
        Some((state, kind)) => tf(&format!("figure.{state}"), &[("kind", &shell().kind_name(kind))]),
        None => t(&format!("figure.{code}")),
    }
}

/// How it is computed, in words.
pub(super) fn how_of(figure: &Figure) -> String {
    let code = figure.code.split_once('.').map_or(figure.code.as_str(), |(state, _)| state);
    let year = figure.year.map_or_else(|| t("none"), |y| y.to_string());
    tf(&format!("figure.{code}.how"), &[("year", &year)])
}

/// Both halves of a ratio, or what it is the sum of.
pub(super) fn denominator(figure: &Figure) -> String {
    let mut said = match (figure.ratio, figure.unit) {
        (Some(r), Unit::BasisPoints) if figure.code == "works_progress" => tf("figures.mean_of", &[("n", &r.whole)]),
        (Some(r), Unit::Days) => tf("figures.days_of", &[("part", &number(r.part)), ("whole", &number(r.whole))]),
        (Some(r), _) => tf("figures.ratio", &[("part", &number(r.part)), ("whole", &number(r.whole))]),
        (None, _) => tf("figures.rows", &[("n", &figure.rows)]),
    };
    if figure.unknown > 0 {
        said.push_str(&tf("figures.unknown", &[("n", &figure.unknown)]));
    }
    said
}

fn figure(figure: &Figure, choice: &FiguresQuery) -> AnyView {
    let href = with(&format!("/figures/{}", figure.code), choice);
    let (how, see) = (how_of(figure), tf("figures.see_rows", &[("n", &figure.rows)]));
    view! {
        <article class="fig">
            <h3>{name_of(&figure.code)} {figure.year.map(|y| tf("figures.of_year", &[("year", &y)]))}</h3>
            {big(figure.value, figure.unit, Qualifier::Exact)}
            <p class="src">{denominator(figure)}</p>
            <Fold label=t("figures.how")>
                <p>{how}</p>
                <p><a class="target" href=href>{see}</a></p>
            </Fold>
        </article>
    }
    .into_any()
}

/// Roads, bridges, markets and the like: done and under way, side by side.
fn facilities(found: &Figures, choice: &FiguresQuery) -> Option<AnyView> {
    let done: Vec<&Figure> = found.computed.iter().filter(|f| f.code.starts_with("done.")).collect();
    if done.is_empty() {
        return None;
    }
    let cell = |figure: Option<&Figure>, label: &str| {
        let linked = figure.map(|f| {
            let href = with(&format!("/figures/{}", f.code), choice);
            let words = plain(f.value.unwrap_or(0), f.unit);
            view! { <a class="target" href=href aria-label=format!("{} {words}", name_of(&f.code))>{number(f.value.unwrap_or(0))}</a> }
        });
        view! { <td class="r half" data-th=t(label)>{linked}</td> }
    };
    let rows = done.into_iter().map(|f| {
        let kind = f.code.trim_start_matches("done.").to_owned();
        let running = found.computed.iter().find(|r| r.code == format!("running.{kind}"));
        let shell = shell();
        view! {
            <tr>
                <th scope="row">{move || shell.kind_name(&kind)}</th>
                {cell(Some(f), "figures.done")}
                {cell(running, "figures.running")}
            </tr>
        }
    });
    Some(
        view! {
            <h3 class="t-m group">{t("figures.group.facilities")}</h3>
            <table class="table stackable section-s">
                <caption>{t("figure.done.how")} " " {t("figure.running.how")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("figures.kind")}</th>
                        <th scope="col" class="r">{t("figures.done")}</th>
                        <th scope="col" class="r">{t("figures.running")}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
        .into_any(),
    )
}
