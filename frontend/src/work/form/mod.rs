//! A project as it is written: a new draft at `/work/new`, any other at `/work/{number}?edit=1`. Two people may write at
//! once: the later one sees what the other changed and loses nothing.

mod filled;
mod lists;
mod place;

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::error::ErrorCode;
use shared::permissions::Action;
use shared::projects::form::merge::{Changed, merged};
use shared::projects::form::{ProjectForm, ProjectFormPage};
use shared::projects::staff::StaffProjectPage;
use wasm_bindgen_futures::spawn_local;

use crate::api::{Load, Problem};
use crate::i18n::{Lang, money_in, say, t, tf};
use crate::notices::areas;
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{
    Area, Choice, Faults, Field, Form, OneOf, PrivateForm, StaffPage, Summary, call, desk, fresh_token, go,
};
use crate::ui::{Icon, Plate, Zh};
use filled::Filled;
pub(super) use place::{Drawing, DrawingFields};

/// `/work/new`.
#[component]
pub(super) fn NewPage() -> impl IntoView {
    view! {
        <StaffPage heading="form_page.new" needs=Action::EditDraft above=("/work", "work.title")>
            <p class="muted">{say("form_page.new.text")}</p>
            <Editor page=None above=None />
        </StaffPage>
    }
}

/// The form of the project `number`.
#[component]
pub(super) fn EditForm(
    number: String,
    /// The page of the project, to which it leads back.
    above: Load<StaffProjectPage>,
) -> impl IntoView {
    let path = format!("/api/v1/staff/projects/{number}/form");
    let load = Load::<ProjectFormPage>::of(move || path.clone());
    let draw = move |page: std::sync::Arc<ProjectFormPage>| {
        view! {
            <p class="row"><a class="target" href=format!("/work/{}", page.number)><Zh text=page.form.name.clone() /></a> <Plate text=page.number.clone() /></p>
            <h1>{say("form_page.edit")}</h1>
            <Editor page=Some((*page).clone()) above=Some(above) />
        }
        .into_any()
    };
    view! { <PrivateForm load=load draw=draw /> }
}

/// What is written over: as it was read, and what is told of it.
#[derive(Clone)]
struct Base {
    form: ProjectForm,
    version: i32,
}

#[component]
fn Editor(page: Option<ProjectFormPage>, above: Option<Load<StaffProjectPage>>) -> impl IntoView {
    let form = Form::new("project");
    let kind = RwSignal::new(String::new());
    let number = StoredValue::new(page.as_ref().map(|page| page.number.clone()));
    let is_new = page.is_none();
    let is_locked = page.as_ref().is_some_and(|page| page.is_plan_locked);
    let read = page.as_ref().map(|page| page.form.clone());
    let base = StoredValue::new(page.map(|page| Base { form: page.form, version: page.version }));
    // Drawn anew where what another wrote was taken in.
    let filled = RwSignal::new(Filled::of(read.as_ref()));
    let changed = RwSignal::new(Vec::<Changed>::new());
    let token = StoredValue::new(fresh_token());
    let go = go();
    let leave = StoredValue::new_local(move |to: &str| go(to));
    let save = move |e: SubmitEvent| {
        e.prevent_default();
        let had = base.get_value();
        let (whole, faults) = filled.get_untracked().whole(had.as_ref().map(|base| &base.form));
        let faults = faults.when(is_new && kind.with_untracked(String::is_empty), "kind", "act.missing");
        let Some(whole) = whole.filter(|_| faults.is_none()) else { return form.refuse(faults) };
        if let Err(e) = whole.clone().checked() {
            return form.refuse(Faults::none().rule::<()>(Err(e)));
        }
        let (method, path, body) = match (number.get_value(), &had) {
            (Some(number), Some(base)) => {
                let body = json!({ "version": base.version, "client_token": token.get_value(), "form": whole });
                (Method::PUT, format!("/api/v1/staff/projects/{number}/form"), body)
            }
            _ => {
                let kind = kind.get_untracked();
                let body = json!({ "client_token": token.get_value(), "kind": kind, "form": whole });
                (Method::POST, "/api/v1/staff/projects".to_owned(), body)
            }
        };
        let done = move |page: StaffProjectPage| {
            desk().say("form_page.saved");
            let to = format!("/work/{}", page.project.number);
            if let Some(above) = above {
                above.data.set(Some(std::sync::Arc::new(page)));
            }
            leave.with_value(|leave| leave(&to));
        };
        let refused = move |problem: Problem| match problem {
            Problem::Refused(e) if e.code == ErrorCode::Stale => {
                token.set_value(fresh_token());
                spawn_local(take_in(form, number.get_value().unwrap_or_default(), base, filled, changed, whole));
            }
            problem => form.refuse(problem),
        };
        form.send_or(method, path, serde_json::to_string(&body).ok(), done, refused);
    };
    view! {
        <form class="stack project-form" method="post" on:submit=save novalidate>
            <Summary form=form />
            {move || theirs(&changed.get())}
            {is_locked.then(|| view! { <p class="notice"><Icon name="info" /><span>{say("form_page.locked")}</span></p> })}
            {is_new.then(|| view! { <Kinds form=form kind=kind /> })}
            {move || {
                let filled = filled.get();
                view! {
                    <Basics form=form filled=filled />
                    <place::Place form=form filled=filled />
                    <Plan form=form filled=filled is_locked=is_locked />
                    <lists::Lists form=form filled=filled />
                }
            }}
            <div class="row">
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("form_page.save")}</button>
                <a class="btn" href=move || number.get_value().map_or_else(|| "/work".to_owned(), |n| format!("/work/{n}"))>{say("act.cancel")}</a>
            </div>
        </form>
    }
}

/// Somebody wrote meanwhile: both are put together, and what he changed is told.
async fn take_in(
    form: Form,
    number: String,
    base: StoredValue<Option<Base>>,
    filled: RwSignal<Filled>,
    changed: RwSignal<Vec<Changed>>,
    mine: ProjectForm,
) {
    let path = format!("/api/v1/staff/projects/{number}/form");
    match call::<ProjectFormPage>(Method::GET, &path, None).await {
        Ok(now) => {
            let Some(Some(had)) = base.try_get_value() else { return };
            let (whole, told) = merged(&had.form, &mine, &now.form);
            base.set_value(Some(Base { form: now.form, version: now.version }));
            filled.set(Filled::of(Some(&whole)));
            changed.set(told);
            form.refuse(Faults::none().when(true, "version", "form_page.stale"));
        }
        Err(problem) => form.refuse(problem),
    }
}

/// What somebody else changed.
fn theirs(changed: &[Changed]) -> Option<AnyView> {
    if changed.is_empty() {
        return None;
    }
    let row = |one: &Changed| {
        let name = t(&format!("form_field.{}", one.field));
        let value = |text: &Option<String>| match (text, one.field.ends_with("_fen")) {
            (Some(fen), true) => {
                fen.parse().map_or_else(|_| fen.clone(), |fen| money_in(fen, shared::money::Currency::Cny))
            }
            (Some(text), false) => text.clone(),
            (None, _) => t("form_page.other"),
        };
        let words = match (&one.before, &one.after) {
            (None, None) => t("form_page.other"),
            (before, after) => tf("work.from_to", &[("old", &value(before)), ("new", &value(after))]),
        };
        let kept = one.is_both.then(|| view! { " " <b>{t("form_page.kept")}</b> });
        view! { <li><b>{name}</b> " " {words} {kept}</li> }
    };
    let rows = changed.iter().map(row).collect_view();
    Some(
        view! {
            <div class="notice tone-risk" role="status">
                <Icon name="s-risk" />
                <div><p><b>{t("form_page.theirs")}</b></p><ul class="plain-list">{rows}</ul><p>{t("form_page.again")}</p></div>
            </div>
        }
        .into_any(),
    )
}

#[component]
fn Kinds(form: Form, kind: RwSignal<String>) -> impl IntoView {
    let options = Signal::derive(move || {
        let zh = lang() == Lang::Zh;
        let one = |k: &shared::kinds::Kind| OneOf {
            value: k.code.clone(),
            words: if zh { k.zh.clone() } else { k.en.clone() },
            is_name: false,
        };
        shell().kinds.data.get().map(|all| all.iter().map(one).collect::<Vec<_>>()).unwrap_or_default()
    });
    view! { <Choice form=form name="kind" label="form_page.kind" value=kind none="act.choose" options=options /> }
}

#[component]
fn Basics(form: Form, filled: Filled) -> impl IntoView {
    let areas = areas();
    view! {
        <fieldset class="doc stack">
            <legend class="label">{say("form_page.basics")}</legend>
            <Field form=form name="name" label="form_field.name" value=filled.name />
            <Choice form=form name="area" label="form_field.area" value=filled.area none="act.choose" options=areas />
            <div class="pair">
                <Field form=form name="plan_year" label="form_field.plan_year" value=filled.plan_year kind="number" free=true />
                <Field form=form name="benefit_households" label="form_field.benefit_households" value=filled.benefit_households kind="number" free=true />
            </div>
            <Area form=form name="summary" label="form_field.summary" value=filled.summary hint="form_page.summary.hint" />
            <Field form=form name="complaint_phone" label="form_field.complaint_phone" value=filled.complaint_phone kind="tel" free=true hint="form_page.phone.hint" />
        </fieldset>
    }
}

#[component]
fn Plan(form: Form, filled: Filled, is_locked: bool) -> impl IntoView {
    // What is public is changed by a request; the server refuses it here, too.
    view! {
        <fieldset class="doc stack" disabled=is_locked>
            <legend class="label">{say("form_page.plan")}</legend>
            <div class="pair">
                <Field form=form name="planned_start" label="form_field.planned_start" value=filled.planned_start kind="date" free=true />
                <Field form=form name="planned_finish" label="form_field.planned_finish" value=filled.planned_finish kind="date" free=true />
            </div>
            <Field form=form name="total_investment_fen" label="form_field.total_investment_fen" value=filled.total hint="act.amount.hint" free=true />
        </fieldset>
    }
}
