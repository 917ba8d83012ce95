//! Charts as drawings with a name, each with the table it is drawn from.

use chrono::Datelike as _;
use leptos::prelude::*;
use shared::figures::{Figures, FiguresQuery, MonthPoint, Tally};

use super::tables::{area, list};

use crate::i18n::{date, number, percent, t, tf};
use crate::ui::{DemoMark, Fold, Num};

/// The ground of a chart in its own units: from left to right, and from top to bottom.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 390.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 216.0;
/// The longest time between labels that the ground holds.
const LABELS: usize = 6;

/// A round number not below `most`, and its half.
fn scale(most: u32) -> (u32, u32) {
    let steps = [2, 4, 6, 10, 20, 30, 40, 60, 100, 200, 400, 600, 1_000];
    let top = steps.into_iter().find(|s| *s >= most).unwrap_or_else(|| most.next_multiple_of(1_000));
    (top, top / 2)
}

fn rules(top: u32, half: u32, unit: &'static str) -> AnyView {
    let line = |value: u32| {
        let y = BOTTOM - (BOTTOM - TOP) * f64::from(value) / f64::from(top);
        view! {
            <path class="rule" d=format!("M{LEFT} {y:.0}H{RIGHT}")></path>
            <text x=LEFT - 6.0 y=format!("{:.0}", y + 5.0) text-anchor="end">{format!("{value}{unit}")}</text>
        }
    };
    view! { {line(0)} {line(half)} {line(top)} }.into_any()
}

/// Programme years: finished as bricks, the line is what was planned.
pub(super) fn years(found: &Figures, choice: &FiguresQuery) -> Option<AnyView> {
    let years = &found.charts.years;
    let most = years.iter().map(|y| y.total).max().filter(|n| *n > 0)?;
    let (top, half) = scale(most);
    let step = (RIGHT - LEFT) / years.len() as f64;
    let width = (step * 0.6).min(34.0);
    let height = |n: u32| (BOTTOM - TOP) * f64::from(n) / f64::from(top);
    let every = years.len().div_ceil(LABELS);
    // Counted from the last, which is this year.
    let labelled = |n: usize| (years.len() - 1 - n).is_multiple_of(every);
    let bar = |(n, tally): (usize, &Tally)| {
        let middle = LEFT + step * (n as f64 + 0.5);
        let (done, plan) = (height(tally.finished), BOTTOM - height(tally.total));
        let label = labelled(n).then(|| {
            view! { <text x=format!("{middle:.0}") y="240" text-anchor="middle">{tally.key.clone()}</text> }
        });
        view! {
            <rect class="a" x=format!("{:.1}", middle - width / 2.0) y=format!("{:.1}", BOTTOM - done)
                width=format!("{width:.1}") height=format!("{done:.1}")></rect>
            <path class="b" d=format!("M{:.1} {plan:.1}h{:.1}", middle - width / 2.0 - 4.0, width + 8.0)></path>
            {label}
        }
    };
    let bars = years.iter().enumerate().map(bar).collect_view();
    let row = |tally: &Tally| {
        let href = list(&[("year", Some(tally.key.clone())), area(choice)]);
        view! {
            <tr>
                <th scope="row"><a class="target" href=href>{tally.key.clone()}</a></th>
                <td class="r half" data-th=t("charts.planned")>{number(tally.total.into())}</td>
                <td class="r half" data-th=t("charts.started")>{number(tally.started.into())}</td>
                <td class="r half" data-th=t("charts.finished")>{number(tally.finished.into())}</td>
            </tr>
        }
    };
    let rows = years.iter().map(row).collect_view();
    Some(
        view! {
            <figure class="panel">
                <h3>{t("charts.years")}</h3>
                <svg class="chart" viewBox="0 0 400 250" role="img" aria-label=t("charts.years.label")>
                    {rules(top, half, "")} {bars}
                    <path class="axis" d=format!("M{LEFT} {BOTTOM}H{RIGHT}")></path>
                </svg>
                <figcaption class="small">{t("charts.years.key")} {demo(found)}</figcaption>
                <Fold label=t("charts.table")>
                    <table class="table stackable">
                        <thead>
                            <tr>
                                <th scope="col">{t("charts.year")}</th>
                                <th scope="col" class="r">{t("charts.planned")}</th>
                                <th scope="col" class="r">{t("charts.started")}</th>
                                <th scope="col" class="r">{t("charts.finished")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </Fold>
            </figure>
        }
        .into_any(),
    )
}

pub(super) fn demo(found: &Figures) -> Option<AnyView> {
    found.computed.iter().any(|f| f.is_demo).then(|| view! { " " <DemoMark /> }.into_any())
}

/// Plan and actual of one year, month by month.
pub(super) fn months(found: &Figures) -> Option<AnyView> {
    let (points, year) = (&found.charts.months, found.year?);
    if points.len() < 2 {
        return None;
    }
    let at = |n: usize, bp: i32| {
        let x = LEFT + 6.0 + (RIGHT - LEFT - 12.0) * n as f64 / (points.len() - 1) as f64;
        let y = BOTTOM - (BOTTOM - TOP) * f64::from(bp) / 10_000.0;
        (x, y)
    };
    let path = |values: Vec<(usize, i32)>| {
        let spots = values.into_iter().map(|(n, bp)| {
            let (x, y) = at(n, bp);
            format!("{x:.1} {y:.1}")
        });
        format!("M{}", spots.collect::<Vec<_>>().join("L"))
    };
    let plan = path(points.iter().enumerate().map(|(n, p)| (n, p.planned_bp)).collect());
    let actual: Vec<(usize, i32)> = points.iter().enumerate().filter_map(|(n, p)| Some((n, p.actual_bp?))).collect();
    let last = actual.last().copied();
    let dot = last.map(|(n, bp)| {
        let (x, y) = at(n, bp);
        // Left of the dot where there is no room at its right.
        let (anchor, shift) = if x > RIGHT - 90.0 { ("end", -10.0) } else { ("start", 10.0) };
        let label = tf("charts.actual.now", &[("percent", &percent(bp))]);
        view! {
            <circle class="dot" cx=format!("{x:.1}") cy=format!("{y:.1}") r="5"></circle>
            <text x=format!("{:.1}", x + shift) y=format!("{:.1}", (y + 20.0).min(BOTTOM - 6.0)) text-anchor=anchor>{label}</text>
        }
    });
    let every = points.len().div_ceil(LABELS);
    let label = |(n, p): (usize, &MonthPoint)| {
        let (x, _) = at(n, 0);
        n.is_multiple_of(every).then(|| {
            let month =
                tf("charts.month", &[("year", &(p.on.year() % 100)), ("month", &format!("{:02}", p.on.month()))]);
            view! { <text x=format!("{x:.0}") y="240" text-anchor="middle">{month}</text> }
        })
    };
    let row = |p: &MonthPoint| {
        view! {
            <tr>
                <th scope="row"><Num text=date(p.on) /></th>
                <td class="r half" data-th=t("charts.plan")>{percent(p.planned_bp)}</td>
                <td class="r half" data-th=t("charts.actual")>{p.actual_bp.map_or_else(|| t("none"), percent)}</td>
            </tr>
        }
    };
    let rows = points.iter().map(row).collect_view();
    let drawn = (actual.len() > 1).then(|| path(actual));
    Some(
        view! {
            <figure class="panel">
                <h3>{tf("charts.months", &[("year", &year)])}</h3>
                <svg class="chart" viewBox="0 0 400 250" role="img" aria-label=t("charts.months.label")>
                    {rules(100, 50, "%")}
                    {points.iter().enumerate().map(label).collect_view()}
                    <path class="line-b" d=plan></path>
                    {drawn.map(|d| view! { <path class="line-a" d=d></path> })}
                    {dot}
                </svg>
                <figcaption class="small">
                    {tf("charts.months.key", &[("n", &found.charts.months_projects)])} {demo(found)}
                </figcaption>
                <Fold label=t("charts.table")>
                    <table class="table stackable">
                        <thead>
                            <tr>
                                <th scope="col">{t("charts.day")}</th>
                                <th scope="col" class="r">{t("charts.plan")}</th>
                                <th scope="col" class="r">{t("charts.actual")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </Fold>
            </figure>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::scale;

    #[test]
    fn a_scale_ends_on_a_round_number() {
        assert_eq!((scale(1), scale(7), scale(46), scale(2_345)), ((2, 1), (10, 5), (60, 30), (3_000, 1_500)));
    }
}
