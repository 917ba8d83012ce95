//! Every milestone with its promise and what happened: a table that also draws.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use shared::milestones::{Milestone, MilestoneStatus};
use shared::projects::{Project, ProjectStatus, Sign};

use super::gantt::{Gantt, Span, promise_of};
use super::milestone::stand_of;
use super::name_of;
use crate::i18n::{date, percent, short_date, t, tf};
use crate::ui::{Plate, Said, StatusBadge, Zh};

/// How a table writes its days.
#[derive(Clone, Copy)]
struct Days {
    /// All of one year: the caption says it, the cells need not.
    one_year: Option<i32>,
    today: NaiveDate,
    /// State of the project.
    status: Option<ProjectStatus>,
}

impl Days {
    fn running(self) -> bool {
        matches!(self.status, Some(ProjectStatus::UnderConstruction | ProjectStatus::Suspended))
    }

    /// Nothing goes on until today.
    fn halted(self) -> bool {
        matches!(self.status, Some(ProjectStatus::Cancelled | ProjectStatus::Deferred))
    }

    fn write(self, day: NaiveDate) -> String {
        if self.one_year.is_some() { short_date(day) } else { date(day) }
    }

    fn range(self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<String> {
        match (from, to) {
            (Some(from), Some(to)) => {
                Some(tf("timeline.range", &[("from", &self.write(from)), ("to", &self.write(to))]))
            }
            (Some(from), None) => Some(tf("timeline.from", &[("from", &self.write(from))])),
            (None, Some(to)) => Some(tf("timeline.until", &[("to", &self.write(to))])),
            (None, None) => None,
        }
    }
}

/// The section; nothing for projects without milestones.
pub(super) fn timeline(project: &Project, today: NaiveDate) -> Option<AnyView> {
    let (works, paper): (Vec<_>, Vec<_>) = project.milestones.iter().partition(|m| m.is_physical);
    if project.milestones.is_empty() {
        return None;
    }
    let status = project.summary.status;
    let table = |rows: &[&Milestone], draw: bool, caption: &str| {
        (!rows.is_empty()).then(|| {
            // Before the works have dates, a table would hold nothing but dashes.
            if !rows.iter().all(|m| is_undated(m)) {
                self::table(rows, days_of(rows, today, status), draw, caption)
            } else if status == Some(ProjectStatus::Cancelled) {
                ().into_any()
            } else {
                unplanned(rows, caption)
            }
        })
    };
    // Papers drawn on the same scale would squeeze the works into a corner.
    let works = table(&works, true, "timeline.works");
    let paper = table(&paper, false, "timeline.paper");
    Some(
        view! {
            <section class="section" aria-labelledby="h-timeline">
                <h2 id="h-timeline">{t("timeline.title")}</h2>
                <div class="stack">{works}{paper}</div>
            </section>
        }
        .into_any(),
    )
}

fn days_in(m: &Milestone) -> impl Iterator<Item = NaiveDate> {
    [m.baseline_start, m.baseline_finish, m.planned_start, m.planned_finish, m.actual_start, m.actual_finish]
        .into_iter()
        .flatten()
}

fn is_undated(m: &Milestone) -> bool {
    m.status == MilestoneStatus::NotStarted && days_in(m).next().is_none()
}

/// Only the order is known.
fn unplanned(rows: &[&Milestone], caption: &str) -> AnyView {
    let names: Vec<&str> = rows.iter().map(|m| name_of(&m.zh, &m.en)).collect();
    let steps = names.join(&t("list_comma"));
    view! { <p><b>{t(caption)}</b> " " {tf("timeline.unplanned", &[("steps", &steps)])}</p> }.into_any()
}

fn days_of(rows: &[&Milestone], today: NaiveDate, status: Option<ProjectStatus>) -> Days {
    let mut years = rows.iter().copied().flat_map(days_in).map(|day| day.year());
    let first = years.next();
    Days { one_year: first.filter(|first| years.all(|y| y == *first)), today, status }
}

fn table(rows: &[&Milestone], days: Days, draw: bool, caption: &str) -> AnyView {
    let span = Span::of(rows, days.today).filter(|_| draw);
    let head = |key: &str, class: &'static str| {
        view! { <th role="columnheader" scope="col" class=class>{t(key)}</th> }
    };
    let plan = plan_words(rows);
    let year = days.one_year.map(|year| tf("timeline.one_year", &[("year", &year)]));
    view! {
        <table class="table stackable" role="table">
            <caption>
                <b>{t(caption)}</b> " "
                {span.is_some().then(|| t("timeline.key"))}
                {span.is_some_and(|span| span.holds(days.today)).then(|| {
                    view! { <Said text=tf("timeline.today", &[("date", &date(days.today))]) /> }
                })}
                {year}
            </caption>
            <thead role="rowgroup">
                <tr role="row">
                    {head("timeline.step", "")}
                    {head("timeline.state", "")}
                    {head(plan, "")}
                    {head("timeline.real", "")}
                    {draw.then(|| head("timeline.progress", "r"))}
                    {span.map(|span| {
                        let words = tf("timeline.scale", &[("from", &month(span.from)), ("to", &month(span.to))]);
                        view! { <th role="columnheader" scope="col" class="w-gantt num">{words}</th> }
                    })}
                </tr>
            </thead>
            <tbody role="rowgroup">
                {rows.iter().map(|m| row(m, days, span, draw, plan)).collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

/// 2026-03
fn month(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// What the dates before works are: a promise is made at award, before it there is a plan.
fn plan_words(rows: &[&Milestone]) -> &'static str {
    if rows.iter().any(|m| m.baseline_finish.is_some()) { "timeline.promise" } else { "timeline.plan" }
}

fn row(m: &Milestone, days: Days, span: Option<Span>, draw: bool, plan_words: &'static str) -> AnyView {
    let (sign, words) = match (days.status, m.status) {
        (Some(ProjectStatus::Cancelled), MilestoneStatus::NotStarted | MilestoneStatus::InProgress) => {
            (Sign::Ended, t("work_item_status.dropped"))
        }
        (Some(ProjectStatus::Deferred), MilestoneStatus::InProgress) => (Sign::Planned, t("status.deferred")),
        _ => stand_of(m, days.today, days.running()),
    };
    let promise = promise_of(m);
    let plan = days.range(promise.map(|p| p.0), promise.map(|p| p.1).or(m.planned_finish));
    // The promise stays; what the plan in force says beside it is told apart.
    let moved = m.baseline_finish.zip(m.planned_finish).filter(|(b, p)| b != p && m.actual_finish.is_none());
    let moved = moved.map(|(_, now)| tf("timeline.plan_now", &[("date", &days.write(now))]));
    let until_now = m.status == MilestoneStatus::InProgress && m.actual_finish.is_none() && !days.halted();
    let real = match m.actual_start {
        Some(from) if until_now => Some(tf("timeline.until_today", &[("from", &days.write(from))])),
        from => days.range(from, m.actual_finish),
    };
    let (no_plan, no_real) = (plan.is_none(), real.is_none());
    // What has not begun has no percentage: before works none is shown at all.
    let begun = !matches!(m.status, MilestoneStatus::Waived | MilestoneStatus::NotStarted);
    let progress = if begun { percent(m.progress_bp) } else { t("none") };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {name_of(&m.zh, &m.en).to_owned()}
                {m.building.clone().map(|label| view! { " " <Plate text=label /> })}
            </th>
            <td role="cell">
                <StatusBadge sign=sign words=Signal::stored(words) />
                {m.reason.clone().map(|reason| view! { <p class="why"><Zh text=reason /></p> })}
            </td>
            <td role="cell" class="full" class:empty=no_plan data-th=t(plan_words)>
                <Said text=plan.unwrap_or_else(|| t("none")) />
                {moved.map(|moved| view! { <br class="only-wide" /> " " <small class="muted"><Said text=moved /></small> })}
            </td>
            <td role="cell" class="half" class:empty=no_real data-th=t("timeline.real")>
                <Said text=real.unwrap_or_else(|| t("none")) />
            </td>
            {draw.then(|| view! { <td role="cell" class="r" class:empty=!begun data-th=t("timeline.progress")>{progress}</td> })}
            {span.map(|span| {
                view! { <td role="cell" class="full"><Gantt milestone=m span=span today=days.today /></td> }
            })}
        </tr>
    }
    .into_any()
}
