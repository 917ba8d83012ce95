//! Progress as a wall being built: one brick per physical milestone, as wide as its weight; before works, only the stage.

use leptos::prelude::*;
use shared::projects::{Brick, ProjectStatus, ProjectSummary};

use crate::i18n::{percent, say, t, tf};

/// Width of the whole course in its own units, and of a joint.
const WIDTH: i32 = 1_000;
const JOINT: i32 = 5;

/// "46%，7 项中完成 2 项", or what of it is known; `None` before works.
pub(crate) fn course_words(project: &ProjectSummary) -> Option<String> {
    let progress = project.progress_bp?;
    let (done, all) = (project.milestones_done, project.milestones_total);
    Some(match all {
        0 => tf("course.percent", &[("percent", &percent(progress))]),
        _ if done == all => tf("course.all_done", &[("n", &all)]),
        _ => tf("course.words", &[("percent", &percent(progress)), ("done", &done), ("n", &all)]),
    })
}

/// Where the tick stands: the plan for today, while works run.
pub(crate) fn due_today(project: &ProjectSummary) -> Option<i32> {
    project.planned_bp.filter(|_| project.health.is_some())
}

/// The course. Decorative: the same always stands in words beside it.
#[component]
pub(crate) fn Course(
    /// Its bricks; none draws nothing.
    bricks: Vec<Brick>,
    /// Tick of the plan for today, basis points.
    due: Option<i32>,
    /// Low, for lists.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let weight: i32 = bricks.iter().map(|b| b.weight_bp).sum();
    if weight <= 0 {
        return None;
    }
    let scale = |bp: i32| i64::from(bp) * i64::from(WIDTH) / i64::from(weight);
    let mut from = 0;
    let bricks: Vec<_> = bricks
        .iter()
        .map(|brick| {
            let x = scale(from);
            from += brick.weight_bp;
            let joint = if from < weight { JOINT } else { 0 };
            let width = (scale(from) - x - i64::from(joint)).max(2);
            let laid = width * i64::from(brick.progress_bp.clamp(0, 10_000)) / 10_000;
            view! {
                <rect x=x width=width height="20"></rect>
                {(laid > 0).then(|| view! { <rect class="laid" x=x width=laid height="20"></rect> })}
            }
        })
        .collect();
    let due = due.map(|bp| {
        let x = i64::from(bp.clamp(0, 10_000)) * i64::from(WIDTH) / 10_000;
        view! { <path class="due" d=format!("M{x} -3V23")></path> }
    });
    Some(view! {
        <svg
            class=if small { "course course-s" } else { "course" }
            viewBox=format!("0 0 {WIDTH} 20")
            preserveAspectRatio="none"
            aria-hidden="true"
            overflow="visible"
        >
            {bricks}
            {due}
        </svg>
    })
}

/// The steps before works of a project that asks its residents, and of one that does not.
const ASKING: [ProjectStatus; 6] = [
    ProjectStatus::Surveying,
    ProjectStatus::Consulting,
    ProjectStatus::PlanPublicity,
    ProjectStatus::Approved,
    ProjectStatus::Tendering,
    ProjectStatus::Ready,
];

/// Which step before works: never a percentage.
#[component]
pub(crate) fn Stages(
    /// Where it is now.
    status: ProjectStatus,
    /// Residents are asked before it begins.
    asks: bool,
) -> impl IntoView {
    let steps = if asks { &ASKING[..] } else { &ASKING[3..] };
    // Put off is a halt within the consent round.
    let at = if status == ProjectStatus::Deferred { ProjectStatus::Consulting } else { status };
    let now = steps.iter().position(|s| *s == at);
    let steps = steps.iter().enumerate().map(|(i, step)| {
        let code: &'static str = (*step).into();
        let halt = (now == Some(i) && status != *step).then_some(status);
        let past = now.is_some_and(|now| i < now);
        let said = move || if past { t("stages.done") } else { String::new() };
        view! {
            <li class:past=past aria-current=(now == Some(i)).then_some("step")>
                {move || t(&format!("status.{code}"))}
                {move || halt.map(|halt| tf("stages.halt", &[("status", &t(&format!("status.{}", <&str>::from(halt))))]))}
                {past.then(|| view! { <span class="vh">{said}</span> })}
            </li>
        }
    });
    view! {
        <ol class="stages" aria-label=say("stages.label")>
            {steps.collect_view()}
            <li>{say("group.works")}</li>
        </ol>
    }
}
