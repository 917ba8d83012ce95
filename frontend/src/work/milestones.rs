//! Milestones and reports of a project at work, each with what one may do to it.

use leptos::prelude::*;
use shared::milestones::staff::StaffMilestone;
use shared::milestones::{MilestoneEvent, MilestoneStatus};
use shared::progress_reports::staff::StaffReport;
use shared::progress_reports::{ReportEvent, ReportReview};
use shared::projects::Sign;
use shared::projects::staff::StaffProjectPage;

use super::acts::Act;
use super::project::button;
use super::shots;
use crate::i18n::{Lang, date, percent, quantity, t, tf};
use crate::session::lang;
use crate::staff::code_of;
use crate::ui::{Num, State, StatusBadge, Zh};

/// All milestones in the order of works.
pub(super) fn draw(page: &StaffProjectPage, chosen: RwSignal<Option<Act>>) -> AnyView {
    let rows = page.milestones.iter().map(|m| milestone(&page.project.number, m, chosen)).collect_view();
    view! {
        <section class="section" aria-labelledby="h-steps">
            <h2 id="h-steps">{t("work.milestones")}</h2>
            <ol class="people-rows steps">{rows}</ol>
        </section>
    }
    .into_any()
}

fn milestone(number: &str, m: &StaffMilestone, chosen: RwSignal<Option<Act>>) -> AnyView {
    let step = &m.milestone;
    let sign = match step.status {
        MilestoneStatus::Completed => Sign::Done,
        MilestoneStatus::Waived => Sign::Ended,
        _ if step.days_late > 0 => Sign::Late,
        MilestoneStatus::InProgress => Sign::Works,
        MilestoneStatus::NotStarted => Sign::Planned,
    };
    let words = t(&format!("step_status.{}", code_of(step.status)));
    let name = if lang() == Lang::Zh { step.zh.clone() } else { step.en.clone() };
    let days = |start: Option<chrono::NaiveDate>, finish: Option<chrono::NaiveDate>| match (start, finish) {
        (None, None) => t("none"),
        (start, finish) => {
            let told = |day: Option<chrono::NaiveDate>| day.map_or_else(|| t("none"), date);
            format!("{} – {}", told(start), told(finish))
        }
    };
    let moved = step.baseline_finish.is_some() && step.baseline_finish != step.planned_finish;
    let amount = m.unit.as_ref().filter(|_| m.quantity_planned.is_some() || m.quantity_done.is_some()).map(|unit| {
        let told = |n: Option<i64>| n.map_or_else(|| t("none"), |n| quantity(n, unit));
        tf("work.amount", &[("done", &told(m.quantity_done)), ("planned", &told(m.quantity_planned))])
    });
    let acts = m.allowed_events.iter().map(|event| match event {
        MilestoneEvent::Report => {
            let href = format!("/work/{number}?report={}", m.id);
            view! { <a class="btn btn-main" href=href>{t("act.milestone.report")}</a> }.into_any()
        }
        event => button(Act::Milestone(m.id, *event), chosen, "btn"),
    });
    let waits = m.waits_for.clone().filter(|_| step.status == MilestoneStatus::NotStarted);
    view! {
        <li>
            <div class="stack-s">
                <p class="row between">
                    <b>{name}</b>
                    <StatusBadge sign=sign words=Signal::stored(words) />
                </p>
                <p class="row small">
                    <progress max="10000" value=step.progress_bp.to_string() aria-hidden="true"></progress>
                    <Num text=percent(step.progress_bp) />
                    {amount.map(|amount| view! { <span>{amount}</span> })}
                </p>
                <p class="small muted">
                    {t("work.plan")} " " <Num text=days(step.planned_start, step.planned_finish) />
                    {moved.then(|| view! { " · " {t("work.promise")} " " <Num text=days(step.baseline_start, step.baseline_finish) /> })}
                    {(step.days_late > 0).then(|| view! { " · " <b>{tf("work.late", &[("n", &step.days_late)])}</b> })}
                </p>
                {waits.map(|before| view! { <p class="small">{t("work.waits_for")} " " <Zh text=before /></p> })}
                {step.reason.clone().map(|reason| view! { <p class="small"><Zh text=reason /></p> })}
            </div>
            <div class="row">{acts.collect_view()}</div>
        </li>
    }
    .into_any()
}

/// Reports in every state, the latest first.
pub(super) fn reports(page: &StaffProjectPage, chosen: RwSignal<Option<Act>>) -> AnyView {
    let rows = page.reports.iter().map(|r| report(&page.project.number, r, chosen)).collect_view();
    view! {
        <section class="section" aria-labelledby="h-reports">
            <h2 id="h-reports">{t("work.reports")}</h2>
            <p class="muted">{t("work.reports.text")}</p>
            {if page.reports.is_empty() {
                view! { <div class="section-s"><State icon="doc" title=t("work.reports.none") /></div> }.into_any()
            } else {
                view! { <ol class="log section-s">{rows}</ol> }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// The badge of where a report's review stands.
fn review(report: &StaffReport) -> AnyView {
    let sign = match report.review {
        ReportReview::Pending => Sign::Risk,
        ReportReview::Approved => Sign::Done,
        ReportReview::Returned => Sign::Late,
        ReportReview::Withdrawn => Sign::Ended,
    };
    let words = t(&format!("review.{}", code_of(report.review)));
    view! { <StatusBadge sign=sign words=Signal::stored(words) /> }.into_any()
}

fn report(number: &str, report: &StaffReport, chosen: RwSignal<Option<Act>>) -> AnyView {
    let milestone = if lang() == Lang::Zh { &report.milestone_zh } else { &report.milestone_en };
    let acts = report.allowed_events.iter().map(|event| match event {
        ReportEvent::Resubmit => {
            let href = format!("/work/{number}?report={}&mend={}", report.milestone, report.id);
            view! { <a class="btn btn-main" href=href>{t("act.report.resubmit")}</a> }.into_any()
        }
        ReportEvent::Approve => view! { <a class="btn" href="/work/reports">{t("week.go.judge")}</a> }.into_any(),
        // Both are done where the photographs are large.
        ReportEvent::Return => ().into_any(),
        event => button(Act::Report(report.id, *event), chosen, "btn"),
    });
    view! {
        <li>
            <time><Num text=date(report.reported_on) /></time>
            <div class="stack-s">
                <p class="row between">
                    <b>{milestone.clone()} " " <Num text=percent(report.progress_bp) /></b>
                    {review(report)}
                </p>
                {report.note.clone().map(|note| view! { <p><Zh text=note /></p> })}
                {report.correction_reason.clone().map(|why| view! { <p>{t("work.correction")} " " <Zh text=why /></p> })}
                {report.issue.clone().map(|issue| view! { <p class="muted">{t("work.issue")} " " <Zh text=issue /></p> })}
                {report.review_reason.clone().map(|why| view! {
                    <p class="stale-now">{t("work.returned")} " " <Zh text=why /></p>
                })}
                {shots::strip(&report.photographs)}
                <p class="small muted">
                    {report.filed_by.clone().map(|by| view! { {t("work.filed_by")} " " {by} })}
                    {report.reviewed_by.clone().map(|by| view! { " · " {t("work.reviewed_by")} " " {by} })}
                </p>
                <div class="row">{acts.collect_view()}</div>
            </div>
        </li>
    }
    .into_any()
}
