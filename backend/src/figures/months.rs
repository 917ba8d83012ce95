//! Plan and actual of a programme year, month by month: where the promises would have the works, and where approved
//! reports had them.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use shared::figures::MonthPoint;
use shared::milestones::MilestoneStatus;
use shared::progress::{Step, planned_progress, works_progress};
use shared::projects::StatusGroup;

use super::facts::Told;
use super::list::count;
use super::view::{View, group};
use crate::catalog::ProjectEntry;

/// Months at most: a date that somebody mistyped draws no endless line.
const MOST: usize = 120;

/// A project of the year with dated promises.
struct Course<'a> {
    told: &'a [Told],
    steps: Vec<Step>,
    /// Its works progress today.
    now_bp: i32,
    /// From this day on it stands as it stands today.
    settled: NaiveDate,
}

impl<'a> Course<'a> {
    fn of(p: &'a ProjectEntry, today: NaiveDate) -> Option<Self> {
        let told = &p.facts.steps;
        let steps: Vec<Step> = told.iter().map(|t| t.step).collect();
        planned_progress(&steps, today)?;
        let now_bp = p.summary.progress_bp.unwrap_or(0);
        let last = told.iter().filter_map(|t| t.step.actual_finish.max(t.reports.last().map(|r| r.0))).max();
        let settled = last.filter(|last| now_bp == 10_000 && *last < today).unwrap_or(today);
        Some(Self { told, steps, now_bp, settled })
    }

    /// Where approved reports had it in the evening of `day`.
    fn actual(&self, day: NaiveDate) -> i32 {
        if day >= self.settled {
            return self.now_bp;
        }
        let steps: Vec<Step> = self.told.iter().map(|t| Step { progress_bp: progress_on(t, day), ..t.step }).collect();
        works_progress(&steps).unwrap_or(0)
    }

    /// The first and the last day of its promises.
    fn promised(&self) -> Option<(NaiveDate, NaiveDate)> {
        let baselines = || self.steps.iter().filter(|s| s.is_physical && s.weight_bp > 0).filter_map(|s| s.baseline);
        Some((baselines().map(|b| b.0).min()?, baselines().map(|b| b.1).max()?))
    }
}

/// Progress of a milestone in the evening of `day`: all once it was completed, else as last reported.
fn progress_on(told: &Told, day: NaiveDate) -> i32 {
    let is_complete = told.step.status == MilestoneStatus::Completed;
    if is_complete && told.step.actual_finish.is_some_and(|on| on <= day) {
        return told.step.progress_bp;
    }
    told.reports.iter().rev().find(|r| r.0 <= day).map_or(0, |r| r.1)
}

/// The points and how many projects they are the mean of.
pub(super) fn months(view: &View<'_>) -> (Vec<MonthPoint>, u32) {
    let today = view.catalog.today;
    let courses: Vec<Course<'_>> =
        view.of_year().filter(|p| group(p) != Some(StatusGroup::Ended)).filter_map(|p| Course::of(p, today)).collect();
    let promised: Vec<_> = courses.iter().filter_map(Course::promised).collect();
    let (Some(first), Some(last)) = (promised.iter().map(|p| p.0).min(), promised.iter().map(|p| p.1).max()) else {
        return (Vec::new(), 0);
    };
    let settled = courses.iter().map(|c| c.settled).max().unwrap_or(today);
    let mean = |of: &dyn Fn(&Course<'_>) -> i32| {
        let sum: i64 = courses.iter().map(|c| i64::from(of(c))).sum();
        let whole = i64::try_from(courses.len()).unwrap_or(i64::MAX);
        i32::try_from((sum * 2 + whole).div_euclid(whole * 2)).unwrap_or(0)
    };
    let point = |end: NaiveDate| {
        let is_now = (end.year(), end.month()) == (today.year(), today.month());
        let on = if is_now { today } else { end };
        MonthPoint {
            on,
            planned_bp: mean(&|c| planned_progress(&c.steps, on).unwrap_or(0)),
            actual_bp: (on <= today).then(|| mean(&|c| c.actual(on))),
        }
    };
    (ends(first, last.max(settled)).map(point).collect(), count(courses.len()))
}

/// The last days of the months from that of `first` to that of `last`.
fn ends(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let begin = first.with_day(1).unwrap_or(first);
    let months = (0..).map_while(move |n| begin.checked_add_months(Months::new(n)));
    let months = months.take_while(move |month| *month <= last).take(MOST);
    months.filter_map(|month| month.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_ends_on_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let found: Vec<_> = ends(day("2023-12-31"), day("2024-03-01")).map(|d| d.to_string()).collect();
        assert_eq!(found, ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]);
        assert_eq!(ends(day("1990-01-01"), day("2100-01-01")).count(), MOST);
    }
}
