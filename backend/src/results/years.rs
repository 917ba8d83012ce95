//! How the district was renewed: what was begun, under way and finished in each year.

use chrono::Datelike as _;
use shared::projects::{ProjectStatus, StatusGroup};
use shared::results::{Renewal, RenewalProject, RenewalYear};

use super::gallery::is_finished;
use crate::catalog::{Catalog, ProjectEntry};
use crate::figures::compounds::households_in;

/// A project with the years of its works; `None` where none began, or nobody said when.
fn spanned(p: &ProjectEntry) -> Option<(&ProjectEntry, i16, Option<i16>)> {
    let year = |day: chrono::NaiveDate| i16::try_from(day.year()).ok();
    let goes_on =
        matches!(p.summary.status.map(ProjectStatus::group), Some(StatusGroup::Works | StatusGroup::Suspended));
    let finished = p.finished_on.filter(|_| is_finished(p)).and_then(year);
    if !goes_on && finished.is_none() {
        return None;
    }
    // What was finished without a day of beginning was begun by then.
    let started = p.started_on.and_then(year).or(finished)?;
    Some((p, started.min(finished.unwrap_or(started)), finished))
}

/// The years from the first works until now.
pub(super) fn renewal(catalog: &Catalog) -> Renewal {
    let spans: Vec<_> = catalog.projects.iter().filter_map(spanned).collect();
    let this_year = i16::try_from(catalog.today.year()).unwrap_or(i16::MAX);
    let first = spans.iter().map(|s| s.1).min().unwrap_or(this_year + 1);
    let mut years: Vec<RenewalYear> = Vec::new();
    for year in first..=this_year {
        let before = years.last().copied().unwrap_or_default();
        let count = |fits: &dyn Fn(i16, Option<i16>) -> bool| {
            u32::try_from(spans.iter().filter(|(_, from, to)| fits(*from, *to)).count()).unwrap_or(u32::MAX)
        };
        let done = spans.iter().filter(|(_, _, to)| to.is_some_and(|to| to <= year)).map(|(p, ..)| *p);
        let finished = count(&|_, to| to == Some(year));
        years.push(RenewalYear {
            year,
            started: count(&|from, _| from == year),
            finished,
            running: count(&|from, to| from <= year && to.is_none_or(|to| to > year)),
            finished_so_far: before.finished_so_far + finished,
            households_so_far: households_in(catalog, done),
        });
    }
    let project = |(p, started, finished): (&ProjectEntry, i16, Option<i16>)| RenewalProject {
        number: p.summary.number.clone(),
        started,
        finished,
    };
    Renewal { years, projects: spans.into_iter().map(project).collect() }
}
