//! The bars of the timeline: dashed is the promise, thin is a plan that has moved away from it, solid is what happened,
//! hollow red is beyond the promise, a line is today.

use chrono::{Datelike, Days, NaiveDate};
use leptos::prelude::*;
use shared::milestones::{Milestone, MilestoneStatus};

/// Width of a bar's drawing in its own units.
const WIDTH: f64 = 220.0;

/// The span of days that all rows share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// First day shown.
    pub(super) from: NaiveDate,
    /// Last day shown.
    pub(super) to: NaiveDate,
}

/// First and last day promised, else planned.
pub(super) fn promise_of(m: &Milestone) -> Option<(NaiveDate, NaiveDate)> {
    m.baseline_start.zip(m.baseline_finish).or(m.planned_start.zip(m.planned_finish))
}

/// First and last day of the plan in force where it is no longer the promise.
fn moved_of(m: &Milestone) -> Option<(NaiveDate, NaiveDate)> {
    let plan = m.planned_start.zip(m.planned_finish)?;
    promise_of(m).filter(|promise| *promise != plan && m.actual_finish.is_none()).map(|_| plan)
}

/// First and last day of the work itself; an open one lasts until today.
fn real_of(m: &Milestone, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let from = m.actual_start?;
    let open = m.status == MilestoneStatus::InProgress;
    Some((from, m.actual_finish.or(open.then_some(today.max(from)))?))
}

impl Span {
    /// The span of `milestones`; `None` without any date.
    pub(super) fn of(milestones: &[&Milestone], today: NaiveDate) -> Option<Self> {
        let days = || milestones.iter().flat_map(|m| [promise_of(m), moved_of(m), real_of(m, today)]).flatten();
        let (from, to) = (days().map(|d| d.0).min()?, days().map(|d| d.1).max()?);
        // Today belongs on the scale while works run, not years after.
        let to = if today > to && (today - to).num_days() < 120 { today } else { to };
        (from < to).then_some(Self { from, to })
    }

    /// Whether `day` is on the scale.
    pub(super) fn holds(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn x(self, day: NaiveDate) -> f64 {
        let whole = (self.to - self.from).num_days() + 1;
        #[expect(clippy::cast_precision_loss, reason = "spans of days are small numbers")]
        let share = (day - self.from).num_days() as f64 / whole as f64;
        (share * WIDTH).clamp(0.0, WIDTH)
    }

    /// From the morning of the first day to the evening of the last.
    fn bar(self, from: NaiveDate, to: NaiveDate) -> (f64, f64) {
        let left = self.x(from);
        (left, (self.x(to + Days::new(1)) - left).max(2.0))
    }

    /// First days of months, thinned so that at most a dozen lines are drawn.
    fn months(self) -> impl Iterator<Item = NaiveDate> {
        let all =
            (self.to.year() - self.from.year()) * 12 + self.to.month().cast_signed() - self.from.month().cast_signed();
        let every = match all {
            ..=12 => 1,
            13..=36 => 3,
            _ => 12,
        };
        let first = self.from.with_day(1);
        std::iter::successors(first, |day| day.checked_add_months(chrono::Months::new(1)))
            .skip(1)
            .take_while(move |day| *day <= self.to)
            .filter(move |day| day.month0() % every == 0)
    }
}

/// The drawing of one row. Decorative: every value stands in a cell.
#[component]
pub(super) fn Gantt<'a>(milestone: &'a Milestone, span: Span, today: NaiveDate) -> impl IntoView + use<> {
    let rect = |class: &'static str, (x, width): (f64, f64), y: u8, height: u8| {
        view! { <rect class=class x=format!("{x:.1}") y=y width=format!("{width:.1}") height=height></rect> }
    };
    let promise = promise_of(milestone);
    let plan = promise.map(|(from, to)| rect("plan", span.bar(from, to), 4, 8));
    let moved = moved_of(milestone).map(|(from, to)| rect("moved", span.bar(from, to), 13, 2));
    let real = real_of(milestone, today).map(|(from, to)| {
        let limit = promise.map_or(to, |p| p.1);
        let within = (from <= limit).then(|| rect("real", span.bar(from, to.min(limit)), 16, 9));
        let over = (to > limit).then(|| rect("over", span.bar(from.max(limit + Days::new(1)), to), 16, 9));
        (within, over)
    });
    let months = span
        .months()
        .map(|day| view! { <path class="month" d=format!("M{:.1} 0V28", span.x(day))></path> })
        .collect_view();
    let now = (span.from..=span.to)
        .contains(&today)
        .then(|| view! { <path class="today" d=format!("M{:.1} 0V28", span.x(today))></path> });
    view! {
        <svg class="gantt" viewBox="0 0 220 28" preserveAspectRatio="none" aria-hidden="true">
            {months}
            {plan}
            {moved}
            {real}
            {now}
        </svg>
    }
}
