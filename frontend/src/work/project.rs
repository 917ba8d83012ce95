//! A project as those who work on it see it: what moves it on, its milestones and reports, its plan and what happened.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use shared::permissions::Action;
use shared::projects::ProjectStatus;
use shared::projects::guards::OfferedEvent;
use shared::projects::staff::StaffProjectPage;

use super::act::ActDialog;
use super::acts::Act;
use super::{badge, draft_mark, form, history, milestones, photographs, plan, report};
use crate::api::Load;
use crate::i18n::{Lang, t};
use crate::session::lang;
use crate::staff::{Private, StaffPage};
use crate::ui::{DemoMark, Icon, Plate, Zh, place_of};

/// `/work/{number}`; with `?report=` the report on a milestone.
#[component]
pub(super) fn ProjectPage() -> impl IntoView {
    view! {
        <StaffPage heading="work.project" above=("/work", "work.title") own_heading=true><Project /></StaffPage>
    }
}

#[component]
fn Project() -> impl IntoView {
    let params = use_params_map();
    let load = Load::<StaffProjectPage>::of(move || {
        params.with(|p| p.get("id").map(|number| format!("/api/v1/staff/projects/{number}"))).unwrap_or_default()
    });
    let chosen = RwSignal::new(None::<Act>);
    let query = use_location().query;
    let wanted = Memo::new(move |_| query.with(|q| q.get("report")).filter(|id| !id.is_empty()));
    let edits = Memo::new(move |_| query.with(|q| q.get("edit").is_some()));
    let number = move || params.with_untracked(|p| p.get("id")).unwrap_or_default();
    move || match (edits.get(), wanted.get()) {
        (true, _) => view! { <form::EditForm number=number() above=load /> }.into_any(),
        (false, Some(wanted)) => {
            let draw = move |found: std::sync::Arc<StaffProjectPage>| report::draw(load, &found, wanted.clone());
            view! { <Private load=load page=true draw=draw /> }.into_any()
        }
        (false, None) => view! {
            <Private load=load page=true draw=move |found| draw(&found, chosen) />
            <ActDialog load=load chosen=chosen />
        }
        .into_any(),
    }
}

fn draw(page: &StaffProjectPage, chosen: RwSignal<Option<Act>>) -> AnyView {
    let project = &page.project;
    let public = project.is_published.then(|| format!("/projects/{}", project.number));
    let publish = page.may.contains(&Action::PublishProject).then(|| {
        let act = if project.is_published { Act::Unpublish } else { Act::Publish };
        button(act, chosen, "btn")
    });
    // A community writes drafts; what is public is written by the manager and the district.
    let writes = page.may.contains(&Action::EditDraft)
        && (!project.is_published || page.may.contains(&Action::WriteProject))
        && project.status.is_some_and(|status| !ProjectStatus::TERMINAL.contains(&status));
    let edit = writes.then(|| {
        let href = format!("/work/{}?edit=1", project.number);
        view! { <a class="btn" href=href>{t("work.edit")}</a> }
    });
    view! {
        <p class="row"><Plate text=project.number.clone() /> {badge(project.status)}</p>
        <h1>
            <Zh text=project.name.clone() /> {project.is_demo.then(|| view! { " " <DemoMark /> })} {draft_mark(project)}
        </h1>
        <p class="muted">{place_of(&project.areas).map(|place| view! { <Zh text=place /> })}</p>
        {page.status_reason.clone().map(|reason| view! { <p class="notice tone-risk"><Icon name="s-risk" /><Zh text=reason /></p> })}
        <p class="row section-s">
            {match public {
                Some(href) => view! { <a class="btn" href=href>{t("work.public")}</a> }.into_any(),
                None => view! { <span class="muted">{t("work.draft.text")}</span> }.into_any(),
            }}
            {edit}
            {publish}
            {page.may.contains(&Action::WriteOutage).then(|| {
                let href = format!("/work/outages?new=1&project={}", project.number);
                view! { <a class="btn" href=href>{t("work.write_outage")}</a> }
            })}
        </p>
        {events(&page.events, chosen)}
        {milestones::draw(page, chosen)}
        {milestones::reports(page, chosen)}
        {photographs::section(page)}
        {plan::draw(page, chosen)}
        {history::draw(page)}
    }
    .into_any()
}

/// A button for a deed.
pub(super) fn button(act: Act, chosen: RwSignal<Option<Act>>, class: &'static str) -> AnyView {
    view! { <button type="button" class=class on:click=move |_| chosen.set(Some(act))>{t(&act.words())}</button> }
        .into_any()
}

/// What moves the project on: what can be done now as buttons, what waits with the reason.
fn events(offered: &[OfferedEvent], chosen: RwSignal<Option<Act>>) -> Option<AnyView> {
    if offered.is_empty() {
        return None;
    }
    let zh = lang() == Lang::Zh;
    let ready = offered.iter().filter(|e| e.missing.is_empty()).map(|e| button(Act::Project(e.event), chosen, "btn"));
    let waiting = offered.iter().filter(|e| !e.missing.is_empty()).map(|e| {
        let missing = e.missing.iter().map(|guard| {
            let (chinese, english) = guard.words();
            view! { <li>{if zh { chinese } else { english }}</li> }
        });
        view! {
            <li><div><b>{t(&Act::Project(e.event).words())}</b> " " <span class="muted">{t("work.not_yet")}</span>
                <ul class="plain-list small">{missing.collect_view()}</ul></div></li>
        }
    });
    let waiting: Vec<_> = waiting.collect();
    Some(
        view! {
            <section class="section" aria-labelledby="h-events">
                <h2 id="h-events">{t("work.events")}</h2>
                <p class="row section-s">{ready.collect_view()}</p>
                {(!waiting.is_empty()).then(|| view! { <ul class="people-rows section-s">{waiting}</ul> })}
            </section>
        }
        .into_any(),
    )
}
