//! A project as a ruled line of a list: the same facts as the map, readable without it.

use leptos::prelude::*;
use shared::projects::{ProjectSummary, Sign};

use super::{Course, DemoMark, Num, Said, StatusBadge, Zh, around, course_words, due_today, status_words};
use crate::i18n::{date, days_ago, t, tf};
use crate::session::lang;

/// Names of the areas of a project or compound, the largest first, set apart as the language does.
pub(crate) fn place_of(areas: &[shared::areas::AreaRef]) -> Option<String> {
    let names: Vec<&str> = areas.iter().map(|a| a.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(" · "))
}

/// One line of the list. Drawn inside of a closure that follows the language.
#[component]
pub(crate) fn ProjectItem(
    /// The project.
    project: ProjectSummary,
    /// It is the one chosen on the map.
    #[prop(into, optional)]
    chosen: Signal<bool>,
    /// Heading level 2 instead of 3.
    #[prop(optional)]
    top: bool,
    /// Says its programme year in its line.
    #[prop(optional)]
    with_year: bool,
) -> impl IntoView {
    let href = format!("/projects/{}", project.number);
    let words = status_words(&project);
    let name = view! {
        <a href=href><Zh text=project.name.clone() /></a>
        {project.is_demo.then(|| view! { " " <DemoMark /> })}
    };
    let heading =
        if top { view! { <h2 class="t-l">{name}</h2> }.into_any() } else { view! { <h3>{name}</h3> }.into_any() };
    let number = project.number.clone();
    view! {
        <li class="item" class:is-on=move || chosen.get() data-number=number>
            <div class="row between">{heading}<StatusBadge sign=project.sign words=Signal::stored(words) /></div>
            {project.progress_bp.map(|_| view! { <Course bricks=project.bricks.clone() due=due_today(&project) small=true /> })}
            {says(&project).map(|line| view! { <p class="small">{line}</p> })}
            <p class="meta">
                {with_year.then_some(project.plan_year).flatten().map(|y| view! { <span class="num">{tf("item.year", &[("year", &y)])}</span> })}
                {place_of(&project.areas).map(|place| view! { <span><Zh text=place /></span> })}
                {project.position.is_none().then(|| view! { <span>{t("item.no_position")}</span> })}
                {project.reported.as_ref().map(|account| {
                    view! { <span>{around("item.source", &account.source)} <Num text=date(account.on) /></span> }
                })}
                {updated(&project).map(|line| view! { <span><Said text=line /></span> })}
            </p>
        </li>
    }
}

/// The one sentence under the name.
fn says(project: &ProjectSummary) -> Option<AnyView> {
    if let Some(account) = &project.reported {
        return Some(view! { <Zh text=account.words.clone() /> }.into_any());
    }
    let name = |m: &shared::projects::MilestoneRef| lang().pick(&m.zh, &m.en).to_owned();
    let reason = project.reason.clone().map(|r| view! { <Zh text=r /> });
    match project.sign {
        Sign::Suspended => {
            let back = match project.resume_expected_on {
                Some(day) => tf("item.resumes", &[("date", &date(day))]),
                None => t("item.resumes_unknown"),
            };
            Some(view! { {reason.map(|r| view! { {r} {t("stop")} })} <Said text=back /> }.into_any())
        }
        Sign::Ended => reason.map(IntoAny::into_any),
        Sign::Planned => match (reason, project.planned_start) {
            (Some(reason), _) => Some(reason.into_any()),
            (None, Some(day)) => {
                let line = tf("item.starts", &[("date", &date(day))]);
                Some(view! { <Said text=line /> }.into_any())
            }
            (None, None) => None,
        },
        _ => {
            let done = course_words(project)?;
            let line = match (&project.current, &project.next) {
                _ if project.sign == Sign::Done => done,
                _ if project.sign == Sign::Stale => tf("item.last_report", &[("words", &done)]),
                (Some(m), _) => tf("item.current", &[("words", &done), ("milestone", &name(m))]),
                (None, Some(m)) => tf("item.next", &[("words", &done), ("milestone", &name(m))]),
                (None, None) => done,
            };
            Some(line.into_any())
        }
    }
}

/// How fresh it is: days during works, the date else.
fn updated(project: &ProjectSummary) -> Option<String> {
    if project.reported.is_some() {
        return None;
    }
    match (project.sign, project.days_since_update, project.updated_on) {
        (Sign::Stale, _, Some(on)) => Some(tf("item.updated_on", &[("date", &date(on))])),
        // Nobody ever told a day: the badge says how long nothing was heard.
        (Sign::Stale, _, None) => None,
        (_, Some(days), _) => Some(tf("item.updated", &[("when", &days_ago(days))])),
        (Sign::Done, _, _) => project.actual_finish.map(|day| tf("item.finished", &[("date", &date(day))])),
        (_, None, Some(on)) => Some(tf("item.updated_on", &[("date", &date(on))])),
        _ => None,
    }
}
