//! What has happened, in words, the latest first: approval, steps completed, reports, changes of the plan, acceptance.

use chrono::NaiveDate;
use leptos::prelude::*;
use shared::milestones::{Milestone, MilestoneStatus};
use shared::progress_reports::ProgressReport;
use shared::projects::Project;

use super::{changes, name_of};
use crate::i18n::{date, percent, t, tf};
use crate::ui::{Fold, Zh, around};

/// Entries shown before the fold.
const FIRST: usize = 5;

/// Something that happened on a day. The order of the variants is that of one day, the last first.
enum Entry<'a> {
    Accepted,
    Completed(&'a Milestone),
    Reported(&'a ProgressReport),
    Changed(&'a shared::plan_changes::PlanChange),
    Began,
    Approved(Option<&'a str>),
}

/// The section; nothing where nothing is known.
pub(super) fn history(project: &Project) -> Option<AnyView> {
    let entries = entries(project);
    if entries.is_empty() {
        return None;
    }
    let line = |(day, entry): &(NaiveDate, Entry<'_>)| {
        view! {
            <li>
                <time datetime=day.to_string() class="num">{date(*day)}</time>
                <div>{words(project, entry)}</div>
            </li>
        }
    };
    let first: Vec<_> = entries.iter().take(FIRST).map(line).collect();
    let rest: Vec<_> = entries.iter().skip(FIRST).map(line).collect();
    let older = (!rest.is_empty()).then(|| {
        let label = tf("history.older", &[("n", &rest.len())]);
        view! { <Fold label=label><ol class="log">{rest}</ol></Fold> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="h-history">
                <h2 id="h-history">{t("history.title")}</h2>
                <ol class="log">{first}</ol>
                {older}
            </section>
        }
        .into_any(),
    )
}

fn entries(project: &Project) -> Vec<(NaiveDate, Entry<'_>)> {
    let completed = project.milestones.iter().filter(|m| m.status == MilestoneStatus::Completed);
    let mut all: Vec<_> = project.accepted_on.map(|day| (day, Entry::Accepted)).into_iter().collect();
    all.extend(completed.filter_map(|m| Some((m.actual_finish?, Entry::Completed(m)))));
    all.extend(project.reports.iter().map(|r| (r.reported_on, Entry::Reported(r))));
    all.extend(project.plan_changes.iter().map(|c| (c.decided_on.unwrap_or(c.asked_on), Entry::Changed(c))));
    all.extend(project.actual_start.map(|day| (day, Entry::Began)));
    all.extend(project.approval_date.map(|day| (day, Entry::Approved(project.approval_no.as_deref()))));
    // Stable: entries of one day stay in the order above.
    all.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    all
}

fn words(project: &Project, entry: &Entry<'_>) -> AnyView {
    let event = |words: String| view! { <p><b>{words}</b></p> }.into_any();
    match entry {
        Entry::Accepted => event(t("event.accepted")),
        Entry::Completed(m) => {
            let milestone = name_of(&m.zh, &m.en);
            event(match m.days_late {
                1.. => tf("event.completed_late", &[("milestone", &milestone), ("n", &m.days_late)]),
                _ => tf("event.completed", &[("milestone", &milestone)]),
            })
        }
        Entry::Reported(report) => reported(project, report),
        Entry::Changed(change) => changes::words(change, project.currency),
        Entry::Began => event(t("event.started")),
        Entry::Approved(Some(number)) => view! { <p><b>{around("event.approved_no", number)}</b></p> }.into_any(),
        Entry::Approved(None) => event(t("event.approved")),
    }
}

fn reported(project: &Project, report: &ProgressReport) -> AnyView {
    let milestone = project.milestones.iter().find(|m| m.code == report.milestone_code);
    let name = milestone.map_or_else(|| report.milestone_code.clone(), |m| name_of(&m.zh, &m.en).to_owned());
    view! {
        <p>
            <b>{tf("history.report", &[("milestone", &name)])}</b> " "
            <span class="num">{percent(report.progress_bp)}</span>
            {report.weather_stop.then(|| format!("{}{}", t("comma"), t("history.weather")))}
        </p>
        {report.note.clone().map(|note| view! { <p><Zh text=note /></p> })}
        {report
            .correction_reason
            .clone()
            .map(|why| view! { <p class="why">{t("history.corrected")} <Zh text=why /></p> })}
    }
    .into_any()
}
