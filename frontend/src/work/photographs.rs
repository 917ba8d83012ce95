//! Photographs of a project that come without a report: before the works, of the site board, after them.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::media::Phase;
use shared::media::staff::{PhotographEvent, ProjectPhotograph};
use shared::permissions::Action;
use shared::projects::staff::StaffProjectPage;

use super::shots::{Picker, Shots};
use crate::api::Load;
use crate::i18n::{say, t};
use crate::session::lang;
use crate::staff::{Choice, Faults, Form, OneOf, Private, Summary, code_of, desk, fresh_token};
use crate::ui::{Fold, Zh};

/// What the site board's photograph is told by: the guard of the start of works asks for it.
const BOARD: &str = "公示牌";

/// What can be shown, by the code of its words.
const WHAT: [(&str, Phase); 4] =
    [("before", Phase::Before), ("board", Phase::During), ("during", Phase::During), ("after", Phase::After)];

/// The section.
#[component]
pub(super) fn Photographs(number: String, buildings: Vec<String>, name: String, uploads: bool) -> impl IntoView {
    let path = format!("/api/v1/staff/projects/{number}/photographs");
    let load = Load::<Vec<ProjectPhotograph>>::of({
        let path = path.clone();
        move || path.clone()
    });
    let add = uploads.then(|| {
        let label = t("photographs.add");
        view! { <Fold label=label><Add load=load path=path number=number buildings=buildings name=name /></Fold> }
    });
    view! {
        <section class="section" aria-labelledby="h-photographs">
            <h2 id="h-photographs">{say("photographs.title")}</h2>
            <p class="muted">{say("photographs.text")}</p>
            <div class="section-s"><Private load=load draw=move |found| draw(&found, load) /></div>
            {add}
        </section>
    }
}

/// The section on the page of a project.
pub(super) fn section(page: &StaffProjectPage) -> AnyView {
    let uploads = page.may.contains(&Action::UploadMedia);
    let (number, name) = (page.project.number.clone(), page.project.name.clone());
    view! { <Photographs number=number buildings=page.buildings.clone() name=name uploads=uploads /> }.into_any()
}

fn draw(found: &[ProjectPhotograph], load: Load<Vec<ProjectPhotograph>>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="calm">{t("photographs.none")}</p> }.into_any();
    }
    let rows = found.iter().map(|one| card(one, load)).collect_view();
    view! { <ul class="photographs">{rows}</ul> }.into_any()
}

fn card(one: &ProjectPhotograph, load: Load<Vec<ProjectPhotograph>>) -> AnyView {
    let photograph = &one.photograph;
    let src = photograph.sizes.first().map(|s| s.url.clone()).unwrap_or_default();
    let whole = photograph.sizes.last().map(|s| s.url.clone()).unwrap_or_default();
    let words = [photograph.building.clone(), photograph.viewpoint.clone(), photograph.alt.clone()];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let form = Form::new("photograph");
    let checked = RwSignal::new(false);
    let (id, version) = (photograph.id, one.version);
    let does = move |event: PhotographEvent| {
        let mut body = json!({ "event": code_of(event), "version": version, "client_token": fresh_token() });
        if event == PhotographEvent::Publish {
            body["photographs_checked"] = json!(checked.get_untracked());
        }
        form.send(Method::POST, format!("/api/v1/staff/media/{id}/events"), &body, move |left| {
            load.data.set(Some(std::sync::Arc::new(left)));
            desk().say("act.done");
        });
    };
    let publishes = one.allowed_events.contains(&PhotographEvent::Publish);
    let buttons = one.allowed_events.iter().map(|event| {
        let event = *event;
        let class = if event == PhotographEvent::Remove { "btn btn-warn" } else { "btn" };
        view! {
            <button class=class type="button" disabled=move || form.busy.get() on:click=move |_| does(event)>
                {t(&format!("photograph_event.{}", code_of(event)))}
            </button>
        }
    });
    view! {
        <li>
            <a href=whole rel="external" target="_blank"><img src=src alt=photograph.alt.clone() loading="lazy" /></a>
            <div class="stack-s">
                <p><b>{t(&format!("shot_phase.{}", code_of(photograph.phase)))}</b> " " <Zh text=words /></p>
                <p class="small muted">
                    {t(if photograph.is_published { "photographs.public" } else { "photographs.private" })}
                    {one.by.clone().map(|by| format!(" · {by}"))}
                </p>
                <Summary form=form />
                {publishes.then(|| view! {
                    <label class="check">
                        <input type="checkbox" prop:checked=move || checked.get() on:change=move |e| checked.set(event_target_checked(&e)) />
                        <span>{t("queue.checked")}</span>
                    </label>
                })}
                <p class="row">{buttons.collect_view()}</p>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Add(
    load: Load<Vec<ProjectPhotograph>>,
    path: String,
    number: String,
    buildings: Vec<String>,
    name: String,
) -> impl IntoView {
    let form = Form::new("photographs");
    let shots = Shots::of(Vec::new(), buildings);
    let what = RwSignal::new("before".to_owned());
    let token = StoredValue::new(fresh_token());
    let of = move || what.with(|what| WHAT.iter().find(|(code, _)| code == what).map_or(Phase::Before, |(_, p)| *p));
    let phase = Signal::derive(of);
    let viewpoint = Signal::derive(move || what.with(|w| if w == "board" { BOARD.to_owned() } else { String::new() }));
    let options = Signal::derive(|| {
        lang();
        let one = |(code, _): (&str, Phase)| OneOf {
            value: code.to_owned(),
            words: t(&format!("photographs.what.{code}")),
            is_name: false,
        };
        WHAT.map(one).to_vec()
    });
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let all: Vec<_> = shots.all.get_untracked().into_iter().map(|shot| shot.kept.get_untracked()).collect();
        let faults = Faults::none()
            .when(all.is_empty(), "photographs", "photographs.choose")
            .when(all.iter().any(|kept| kept.id.is_none()), "photographs", "photographs.wait")
            .when(all.iter().any(|kept| kept.alt.trim().is_empty()), "photographs", "photographs.say");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let named: Vec<_> = all.iter().map(super::shots::Kept::named).collect();
        let body = json!({ "client_token": token.get_value(), "photographs": named });
        form.send(Method::POST, path.clone(), &body, move |found| {
            load.data.set(Some(std::sync::Arc::new(found)));
            shots.all.set(Vec::new());
            token.set_value(fresh_token());
            desk().say("photographs.kept");
        });
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <Summary form=form />
            <Choice form=form name="what" label="photographs.what" value=what none="act.choose" options=options />
            <Picker shots=shots number=number phase=phase alt=name viewpoint=viewpoint />
            <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("photographs.keep")}</button>
        </form>
    }
}
