//! Projects by state, kind and place: bars beside the numbers, and each number leads to its projects.

use leptos::prelude::*;
use shared::figures::{Figures, FiguresQuery, Tally};
use shared::projects::{Sign, StatusGroup};
use shared::query::write;

use super::charts::demo;
use crate::i18n::{number, t};
use crate::shell::shell;
use crate::ui::{Icon, Zh, sign_icon};

/// The columns of a tally: groups that works pass through.
const COLUMNS: [StatusGroup; 4] = [StatusGroup::Planned, StatusGroup::Works, StatusGroup::Suspended, StatusGroup::Done];

pub(super) fn list(pairs: &[(&'static str, Option<String>)]) -> String {
    let query = write(pairs.iter().map(|(name, value)| (*name, value.clone())));
    if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
}

pub(super) fn area(choice: &FiguresQuery) -> (&'static str, Option<String>) {
    ("area", choice.area.map(|a| a.to_string()))
}

/// Under which filter of the list a sign's projects are found, where one filter finds them.
fn filter_of(sign: Sign) -> Option<(&'static str, &'static str)> {
    Some(match sign {
        // Works that go well and works that wait for acceptance: no one filter finds both.
        Sign::Works => return None,
        Sign::Planned => ("status", "planned"),
        Sign::Risk => ("health", "at_risk"),
        Sign::Late => ("health", "delayed"),
        Sign::Stale => ("health", "stale"),
        Sign::Suspended => ("status", "suspended"),
        Sign::Done => ("status", "done"),
        Sign::Ended => ("status", "ended"),
        Sign::Reported => ("status", "reported"),
    })
}

/// The word of a sign among all others: works that go well are not all works.
fn sign_words(sign: Sign) -> String {
    let code: &'static str = sign.into();
    t(if sign == Sign::Works { "charts.works".to_owned() } else { format!("sign.{code}") }.as_str())
}

/// How all projects stand today.
pub(super) fn signs(found: &Figures, choice: &FiguresQuery) -> Option<AnyView> {
    let signs = &found.charts.signs;
    let most = signs.values().max().copied().filter(|n| *n > 0)?;
    let row = |(sign, count): (&Sign, &u32)| {
        let code: &'static str = (*sign).into();
        let number = number(i64::from(*count));
        let cell = match filter_of(*sign) {
            Some((name, value)) => {
                let href = list(&[(name, Some(value.to_owned())), area(choice)]);
                let label = format!("{} {number}", sign_words(*sign));
                view! { <a class="target" href=href aria-label=label>{number}</a> }.into_any()
            }
            None => number.into_any(),
        };
        view! {
            <tr>
                <th scope="row">
                    <span class=format!("row row-n s-{code}")>
                        <Icon name=sign_icon(*sign) /><span class="ink">{sign_words(*sign)}</span>
                    </span>
                </th>
                <td class="w-bar">
                    <svg class=format!("hbar s-{code}") viewBox=format!("0 0 {most} 10") preserveAspectRatio="none" aria-hidden="true">
                        <rect width=*count height="10" fill="currentColor"></rect>
                    </svg>
                </td>
                <td class="r">{cell}</td>
            </tr>
        }
    };
    Some(
        view! {
            <figure class="panel">
                <h3>{t("charts.signs")}</h3>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t("charts.state")}</th>
                            <th scope="col"><span class="vh">{t("charts.bar")}</span></th>
                            <th scope="col" class="r">{t("charts.projects")}</th>
                        </tr>
                    </thead>
                    <tbody>{signs.iter().map(row).collect_view()}</tbody>
                </table>
                <figcaption class="small">{t("charts.press")} {demo(found)}</figcaption>
            </figure>
        }
        .into_any(),
    )
}

/// Projects of each kind.
pub(super) fn kinds(found: &Figures, choice: &FiguresQuery) -> Option<AnyView> {
    let shell = shell();
    let name = move |tally: &Tally| {
        let code = tally.key.clone();
        view! { {move || shell.kind_name(&code)} }.into_any()
    };
    let href = |tally: &Tally, status: Option<StatusGroup>| {
        list(&[("kind", Some(tally.key.clone())), ("status", status.map(|s| <&str>::from(s).to_owned())), area(choice)])
    };
    tallies(found, &found.charts.kinds, "charts.kinds", "figures.kind", name, href)
}

/// Projects of each street or community.
pub(super) fn places(found: &Figures, _choice: &FiguresQuery) -> Option<AnyView> {
    let name = |tally: &Tally| view! { <Zh text=tally.name.clone() /> }.into_any();
    let href = |tally: &Tally, status: Option<StatusGroup>| {
        list(&[("status", status.map(|s| <&str>::from(s).to_owned())), ("area", Some(tally.key.clone()))])
    };
    tallies(found, &found.charts.places, "charts.places", "charts.place", name, href)
}

fn tallies(
    found: &Figures,
    tallies: &[Tally],
    heading: &'static str,
    first: &'static str,
    name: impl Fn(&Tally) -> AnyView,
    href: impl Fn(&Tally, Option<StatusGroup>) -> String,
) -> Option<AnyView> {
    let most = tallies.iter().map(|tally| tally.total).max().filter(|n| *n > 0)?;
    let row = |tally: &Tally| {
        let of = |group: StatusGroup| tally.groups.get(&group).copied().unwrap_or(0);
        let other = tally.total.saturating_sub(COLUMNS.iter().map(|group| of(*group)).sum());
        let mut from = 0;
        let bars = COLUMNS.map(|group| {
            let (x, width) = (from, of(group));
            from += width;
            let code: &'static str = group.into();
            view! { <rect class=format!("s-{code}") x=x width=width height="10" fill="currentColor"></rect> }
        });
        let cells = COLUMNS.map(|group| {
            let code: &'static str = group.into();
            let words = t(&format!("group.{code}"));
            let cell = match of(group) {
                0 => t("none").into_any(),
                n => view! { <a class="target" href=href(tally, Some(group)) aria-label=format!("{words} {n}")>{number(n.into())}</a> }
                    .into_any(),
            };
            view! { <td class="r half" data-th=words.clone()>{cell}</td> }
        });
        view! {
            <tr>
                <th scope="row"><a class="target" href=href(tally, None)>{name(tally)}</a></th>
                <td class="w-bar full">
                    <svg class="hbar" viewBox=format!("0 0 {most} 10") preserveAspectRatio="none" aria-hidden="true">{bars.into_iter().collect_view()}</svg>
                </td>
                {cells.into_iter().collect_view()}
                <td class="r half" data-th=t("charts.other")>{match other { 0 => t("none"), n => number(n.into()) }}</td>
                <td class="r half" data-th=t("charts.all")>
                    <a class="target" href=href(tally, None) aria-label=format!("{} {}", t("charts.all"), tally.total)>{number(tally.total.into())}</a>
                </td>
            </tr>
        }
    };
    let heads = COLUMNS.map(|group| {
        let code: &'static str = group.into();
        let swatch = view! { <svg class=format!("swatch s-{code}") viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" fill="currentColor"></rect></svg> };
        view! { <th scope="col" class="r">{swatch} {t(&format!("group.{code}"))}</th> }
    });
    Some(
        view! {
            <figure class="panel chart-wide">
                <h3>{t(heading)}</h3>
                <table class="table stackable">
                    <thead>
                        <tr>
                            <th scope="col">{t(first)}</th>
                            <th scope="col"><span class="vh">{t("charts.bar")}</span></th>
                            {heads.into_iter().collect_view()}
                            <th scope="col" class="r">{t("charts.other")}</th>
                            <th scope="col" class="r">{t("charts.all")}</th>
                        </tr>
                    </thead>
                    <tbody>{tallies.iter().filter(|tally| tally.total > 0).map(row).collect_view()}</tbody>
                </table>
                <figcaption class="small">{t("charts.press")} " " {t("charts.other.text")} {demo(found)}</figcaption>
            </figure>
        }
        .into_any(),
    )
}
