//! How it stands: the stage before works; then percentage, course and the four facts people ask for.

use chrono::NaiveDate;
use leptos::prelude::*;
use shared::progress::STALE_AFTER_DAYS;
use shared::projects::{MilestoneRef, Project, ProjectStatus, ProjectSummary, StatusGroup};

use super::name_of;
use crate::i18n::{date, days_ago, percent, t, tf};
use crate::shell::shell;
use crate::ui::{Course, Fact, Facts, Num, Said, Stages, StatusBadge, due_today, status_words};

/// The panel right below the lead.
pub(super) fn standing(project: &Project, today: NaiveDate) -> AnyView {
    let summary = &project.summary;
    let Some(status) = summary.status else { return ().into_any() };
    let group = status.group();
    let heading = match group {
        StatusGroup::Planned => t("standing.stage"),
        StatusGroup::Done => t("standing.done"),
        StatusGroup::Ended => t("standing.ended"),
        _ => t("standing.works"),
    };
    let body = match group {
        StatusGroup::Planned => stage(summary, status),
        StatusGroup::Ended => ().into_any(),
        _ => progress(summary, group),
    };
    let facts = facts(project, status, today);
    view! {
        <section class="panel section-s" aria-labelledby="h-standing">
            <div class="row between">
                <h2 id="h-standing" class="t-l">{heading}</h2>
                <StatusBadge sign=summary.sign words=Signal::stored(status_words(summary)) />
            </div>
            {body}
            <Facts wide=true>{facts}</Facts>
        </section>
    }
    .into_any()
}

/// Before works: which step, never a percentage.
fn stage(summary: &ProjectSummary, status: ProjectStatus) -> AnyView {
    let shell = shell();
    let asking = matches!(
        status,
        ProjectStatus::Surveying | ProjectStatus::Consulting | ProjectStatus::Deferred | ProjectStatus::PlanPublicity
    );
    let kind = summary.kind.clone();
    (move || {
        let asks = asking || shell.kind(&kind).is_some_and(|k| k.needs_consent);
        view! { <Stages status=status asks=asks /> }
    })
    .into_any()
}

/// Works and after: percentage, milestones, the course.
fn progress(summary: &ProjectSummary, group: StatusGroup) -> AnyView {
    let Some(progress) = summary.progress_bp else {
        let running = group != StatusGroup::Done;
        return running.then(|| view! { <p class="muted">{t("standing.no_milestones")}</p> }).into_any();
    };
    let (done, all) = (summary.milestones_done, summary.milestones_total);
    let due = due_today(summary);
    let counted = match all {
        0 => String::new(),
        _ if done == all => tf("standing.all_done", &[("n", &all)]),
        _ => tf("standing.counted", &[("done", &done), ("n", &all)]),
    };
    let plan = due.map(|bp| tf("standing.plan_today", &[("percent", &percent(bp))]));
    let shown = percent(progress);
    let key = (!summary.bricks.is_empty()).then(|| {
        view! {
            <p class="course-key">
                <span>{t("course.brick")}</span>
                {due.is_some().then(|| view! { <span>{t("course.tick")}</span> })}
            </p>
        }
    });
    view! {
        <p class="row">
            <span class="big">{shown.trim_end_matches('%').to_owned()}<small>"%"</small></span>
            <span>
                {counted}
                {plan.map(|plan| view! { <br /><span class="muted small">{plan}</span> })}
            </span>
        </p>
        <Course bricks=summary.bricks.clone() due=due />
        {(group != StatusGroup::Done).then_some(key)}
    }
    .into_any()
}

fn facts(project: &Project, status: ProjectStatus, today: NaiveDate) -> Vec<AnyView> {
    let summary = &project.summary;
    let running = matches!(status.group(), StatusGroup::Works | StatusGroup::Suspended);
    let mut facts = Vec::new();
    if running {
        facts.extend(summary.current.as_ref().map(|m| milestone("fact.current", m, false)));
        facts.extend(summary.next.as_ref().map(|m| milestone("fact.next", m, true)));
    }
    if status == ProjectStatus::Suspended {
        let back = summary.resume_expected_on.map_or_else(|| t("fact.unknown"), date);
        facts.push(view! { <Fact label=t("fact.resumes")><Num text=back /></Fact> }.into_any());
        let days = summary.status_since.map(|since| (today - since).num_days()).filter(|n| *n > 0);
        facts.extend(
            days.map(|n| view! { <Fact label=t("fact.suspended")>{tf("days", &[("n", &n)])}</Fact> }.into_any()),
        );
    }
    let ended = status.group() == StatusGroup::Ended;
    match (project.actual_start, summary.planned_start) {
        (Some(day), _) => facts.push(day_fact("fact.started", day)),
        (None, Some(day)) if !ended => facts.push(day_fact("fact.starts", day)),
        _ => {}
    }
    if !ended {
        facts.extend(finish(project));
    }
    facts.extend(project.accepted_on.map(|day| day_fact("fact.accepted", day)));
    // While works run, lead and badge have said so.
    if (!running || summary.days_suspended > 0) && status.shows_progress() && summary.days_late > 0 {
        let late = tf("days", &[("n", &summary.days_late)]);
        let stood = (1..=summary.days_late)
            .contains(&summary.days_suspended)
            .then(|| view! { <small>" " {tf("fact.of_which_stood", &[("n", &summary.days_suspended)])}</small> });
        facts.push(view! { <Fact label=t("fact.late")>{late} {stood}</Fact> }.into_any());
    }
    if !status.shows_progress() {
        let label = if ended { "fact.ended" } else { "fact.since" };
        facts.extend(summary.status_since.map(|day| day_fact(label, day)));
    }
    facts.extend(updated(summary));
    facts
}

fn day_fact(label: &str, day: NaiveDate) -> AnyView {
    view! { <Fact label=t(label)><Num text=date(day) /></Fact> }.into_any()
}

fn milestone(label: &str, milestone: &MilestoneRef, with_plan: bool) -> AnyView {
    let detail = if with_plan {
        milestone.planned_finish.map(|day| tf("fact.planned_by", &[("date", &date(day))]))
    } else {
        // What was only begun, such as an acceptance, has no percentage worth telling.
        (milestone.progress_bp > 0).then(|| tf("fact.progress", &[("percent", &percent(milestone.progress_bp))]))
    };
    let name = name_of(&milestone.zh, &milestone.en).to_owned();
    view! {
        <Fact label=t(label)>
            {name}
            {detail.map(|detail| view! { " " <small><Said text=detail /></small> })}
        </Fact>
    }
    .into_any()
}

/// The last day of the whole works: done, promised, planned now, and asked for.
fn finish(project: &Project) -> Option<AnyView> {
    let summary = &project.summary;
    if let Some(day) = summary.actual_finish {
        let promise = project.baseline_finish.or(summary.planned_finish);
        return Some(
            view! {
                <Fact label=t("fact.finished")>
                    <Num text=date(day) />
                    {promise.map(|p| view! { " " <small class="num">{tf("fact.promised", &[("date", &date(p))])}</small> })}
                </Fact>
            }
            .into_any(),
        );
    }
    // A promise is made at award; before that, there is only a plan.
    let awarded = summary.status.is_some_and(|s| s.shows_progress() || s == ProjectStatus::Ready);
    let (promise, plan) = (project.baseline_finish.filter(|_| awarded), summary.planned_finish);
    let first = promise.or(plan)?;
    let changed = plan.filter(|plan| promise.is_some_and(|p| p != *plan));
    Some(
        view! {
            <Fact label=t(if promise.is_some() { "fact.finish" } else { "fact.finish_planned" })>
                <Num text=date(first) />
                {promise.map(|_| view! { " " <small>{t("fact.as_promised")}</small> })}
                {changed.map(|day| view! { <br /><small class="num">{tf("fact.plan_now", &[("date", &date(day))])}</small> })}
            </Fact>
        }
        .into_any(),
    )
}

fn updated(summary: &ProjectSummary) -> Option<AnyView> {
    let on = summary.updated_on?;
    let first = match summary.days_since_update {
        // Nobody expects reports from works that stand still.
        Some(days) if days >= STALE_AFTER_DAYS && summary.status != Some(ProjectStatus::Suspended) => {
            Some(tf("badge.stale", &[("n", &days)]))
        }
        Some(days) => Some(days_ago(days)),
        None => None,
    };
    let day = date(on);
    Some(match first {
        Some(first) => {
            view! { <Fact label=t("fact.updated")>{first} " " <small><Num text=day /></small></Fact> }.into_any()
        }
        None => view! { <Fact label=t("fact.updated")><Num text=day /></Fact> }.into_any(),
    })
}
