//! Which works it is about: those of the compound as buttons, all others found by their name or number.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::page::Page;
use shared::projects::{Project, ProjectSummary};
use shared::query;
use wasm_bindgen_futures::spawn_local;

use super::typed::Typed;
use crate::api::{Load, send};
use crate::i18n::{say, t};
use crate::session::lang;
use crate::staff::{Field, Form, Wrong, focus};
use crate::ui::{Plate, StatusBadge, Zh, place_of, status_words};

/// Works of a compound that stand there without being searched for.
const OWN: usize = 8;

/// The choice; with what the manager of the works may see, where it is one's own order.
#[component]
pub(super) fn WorksField(form: Form, typed: Typed) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let found = Load::<Page<ProjectSummary>>::keeping(move || {
        let words = words.get().trim().to_owned();
        // One character finds everything.
        if words.chars().count() < 2 {
            return String::new();
        }
        format!("/api/v1/projects?{}", query::write([("q", Some(words)), ("limit", Some("8".to_owned()))]))
    });
    let is_chosen = Memo::new(move |_| typed.project.with(Option::is_some));
    let hits = move || {
        lang();
        if words.with(|w| w.trim().chars().count() < 2) {
            return None;
        }
        if found.problem.with(Option::is_some) {
            return Some(view! { <p class="hint">{t("order.search.failed")}</p> }.into_any());
        }
        let page = found.data.get()?;
        Some(match page.items.is_empty() {
            true => view! { <p class="hint">{t("order.project.nothing")}</p> }.into_any(),
            false => buttons(form, typed, &page.items),
        })
    };
    let own = move || {
        lang();
        let here = typed.place.here()?;
        Some(match here.projects.as_slice() {
            [] => view! { <p class="hint">{t("order.project.none_here")}</p> }.into_any(),
            all => view! {
                <p class="hint">{t("order.project.here")}</p>
                {buttons(form, typed, &all[..all.len().min(OWN)])}
            }
            .into_any(),
        })
    };
    view! {
        <div class="stack-s">
            {move || match is_chosen.get() {
                true => view! { <Chosen form=form typed=typed /> }.into_any(),
                false => view! {
                    <p class="label">{say("order.project")}</p>
                    {own}
                    <Field form=form name="project" label="order.project.find" value=words kind="search" hint="order.project.find.hint" />
                    <div role="status">{hits}</div>
                }
                .into_any(),
            }}
            {(!typed.for_other).then(|| view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || typed.agrees.get() on:change=move |e| typed.agrees.set(event_target_checked(&e)) />
                    <span>{say("order.agrees")}</span>
                </label>
            })}
        </div>
    }
}

/// The works that were chosen, with the way back.
#[component]
fn Chosen(form: Form, typed: Typed) -> impl IntoView {
    let id = form.control("project");
    let name =
        move || typed.project.get().map(|(number, name)| view! { <b><Zh text=name /></b> " " <Plate text=number /> });
    let other = move |_| {
        typed.project.set(None);
        let id = form.control("project");
        request_animation_frame(move || focus(&id));
    };
    view! {
        <div class="field">
            <span class="label">{say("order.project")}</span>
            <p class="row" id=id tabindex="-1">
                <span>{name}</span>
                <button class="btn" type="button" on:click=other>{say("order.project.other")}</button>
            </p>
            <Wrong form=form name="project" />
        </div>
    }
}

fn buttons(form: Form, typed: Typed, all: &[ProjectSummary]) -> AnyView {
    let row = |project: &ProjectSummary| {
        let number = project.number.clone();
        let press = {
            let (number, name) = (number.clone(), project.name.clone());
            move |_| {
                choose(typed, number.clone(), name.clone());
                let id = form.control("project");
                request_animation_frame(move || focus(&id));
            }
        };
        let words = Signal::stored(status_words(project));
        view! {
            <li>
                <button class="btn btn-wide row-btn" type="button" on:click=press>
                    <span><Zh text=project.name.clone() /> {place_of(&project.areas).map(|place| view! { " " <span class="small muted"><Zh text=place /></span> })}</span>
                    <StatusBadge sign=project.sign words=words />
                </button>
            </li>
        }
    };
    view! { <ul class="stack-s">{all.iter().map(row).collect_view()}</ul> }.into_any()
}

/// Chooses at once, and fills the place as soon as the works are known.
fn choose(typed: Typed, number: String, name: String) {
    typed.project.set(Some((number.clone(), name)));
    if typed.place.is_unsaid() {
        name_works(typed, number);
    }
}

/// Asks for the works `number` and chooses them, unless others were chosen meanwhile.
pub(super) fn name_works(typed: Typed, number: String) {
    spawn_local(async move {
        let path = format!("/api/v1/projects/{number}");
        let Ok(text) = send(Method::GET, &path, None).await else { return };
        let Ok(project) = serde_json::from_str::<Project>(&text) else { return };
        let is_still_meant =
            typed.project.try_with_untracked(|p| p.as_ref().is_none_or(|(of, _)| *of == project.summary.number));
        if is_still_meant == Some(true) {
            typed.is_about(&project);
        }
    });
}
