//! What everybody reads of the demonstration's orders: written by the community, read over by the street. A few still wait
//! for that.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use shared::orders::command::OrderCommand;
use shared::orders::deed::OrderDeed;
use shared::orders::summary::NewSummary;
use shared::working_time::WorkCalendar;

use super::script::{Act, Plan, Step, Who};

/// Summaries that are public.
const PUBLISHED: usize = 25;
/// Summaries that wait.
const WAITING: usize = 3;

/// Adds to the scripts of orders that ended well, the latest first, that somebody tells of them.
pub(super) fn plan(plans: &mut [Plan], calendar: &WorkCalendar, now: DateTime<Utc>) {
    let mut told: HashSet<&'static str> = HashSet::new();
    let mut ended: Vec<(DateTime<Utc>, usize)> =
        plans.iter().enumerate().filter_map(|(n, plan)| Some((ended_well(plan)?, n))).collect();
    ended.retain(|(at, _)| *at + TimeDelta::days(3) < now);
    ended.sort_unstable_by_key(|(at, n)| (std::cmp::Reverse(*at), *n));
    // The same is not told twice.
    let chosen: Vec<usize> = ended
        .iter()
        .filter(|(_, n)| told.insert(plans[*n].line.title))
        .map(|(_, n)| *n)
        .take(PUBLISHED + WAITING)
        .collect();
    for (place, n) in chosen.into_iter().enumerate() {
        let plan = &mut plans[n];
        let Some(last) = plan.steps.last().map(|step| step.at) else { continue };
        let summary = NewSummary { title: plan.line.title.to_owned(), result: Some(plan.line.result.to_owned()) };
        let written = calendar.after(last, 3_600);
        plan.steps.push(Step { at: written, who: Who::Community, act: Act::Deed(OrderDeed::WriteSummary(summary)) });
        if place >= WAITING {
            let act = Act::Deed(OrderDeed::PublishSummary { is_checked: true });
            plan.steps.push(Step { at: calendar.after(written, 5_400), who: Who::Street, act });
        }
    }
}

/// When who asked, or was asked, said that it is solved; `None` where nobody did, or where nothing is to be told.
fn ended_well(plan: &Plan) -> Option<DateTime<Utc>> {
    let last = plan.steps.last()?;
    let is_good = matches!(
        &last.act,
        Act::Do(OrderCommand::Confirm { rating, .. }) if rating.is_none_or(|stars| stars >= 4)
    );
    let is_solved =
        plan.steps.iter().any(|step| matches!(&step.act, Act::Finish(_, said) if *said == plan.line.result));
    (is_good && is_solved && !plan.line.title.is_empty()).then_some(last.at)
}
