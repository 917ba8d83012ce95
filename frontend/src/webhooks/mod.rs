//! Webhooks 对外推送: other systems that are told what happens to orders, as a part of the settings.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::projects::Sign;
use shared::webhooks::{Webhook, WebhookTested};

use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{Dialog, Form, Private, Summary, code_of, desk, moment};
use crate::ui::{Icon, Num, StatusBadge, Zh};

mod deliveries;
mod form;

use deliveries::Deliveries;
use form::HookForm;

/// Where they are.
const PATH: &str = "/api/v1/staff/webhooks";

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Hooks {
    load: Load<Vec<Webhook>>,
    /// The one that is being changed; a new one otherwise.
    edited: RwSignal<Option<Webhook>>,
    /// The one that is to be deleted.
    leaving: RwSignal<Option<Webhook>>,
    asks: RwSignal<bool>,
}

/// The section of `/settings`.
#[component]
pub(crate) fn WebhooksSection() -> impl IntoView {
    let hooks = Hooks {
        load: Load::keeping(|| PATH.to_owned()),
        edited: RwSignal::new(None),
        leaving: RwSignal::new(None),
        asks: RwSignal::new(false),
    };
    let draw = move |all: std::sync::Arc<Vec<Webhook>>| {
        if all.is_empty() {
            return view! { <p class="muted">{t("hooks.none")}</p> }.into_any();
        }
        let rows = all.iter().map(|hook| view! { <HookLine hooks=hooks hook=hook.clone() /> }).collect_view();
        view! { <ul class="people-rows">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="h-hooks">
            <h2 id="h-hooks">{say("hooks.title")}</h2>
            <p class="muted">{say("hooks.text")}</p>
            <div class="section-s"><Private load=hooks.load draw=draw /></div>
            <HookForm hooks=hooks />
            <Leaving hooks=hooks />
        </section>
    }
}

/// What an attempt came to, in words.
fn outcome(status: &str) -> String {
    if let Some(code) = status.strip_prefix("errcode_") {
        return tf("hook_answer.errcode", &[("code", &code)]);
    }
    match status.parse::<u16>() {
        Ok(code) => tf("hook_answer.http", &[("code", &code)]),
        Err(_) => t(&format!("hook_answer.{status}")),
    }
}

/// How it stands: switched off, well, failing, or never tried.
fn standing(hook: &Webhook) -> AnyView {
    let (sign, key) = match (hook.is_active, hook.failures, hook.last_at) {
        (false, ..) => (Sign::Suspended, "hooks.off"),
        (true, 0, None) => (Sign::Planned, "hooks.never"),
        (true, 0, Some(_)) => (Sign::Done, "hooks.well"),
        (true, ..) => (Sign::Late, "hooks.failing"),
    };
    view! { <StatusBadge sign=sign words=Signal::stored(t(key)) /> }.into_any()
}

/// One webhook: how it stands, what it last answered, and what can be done with it.
#[component]
fn HookLine(hooks: Hooks, hook: Webhook) -> impl IntoView {
    lang();
    let form = Form::new("hook-test");
    let tested = RwSignal::new(None::<WebhookTested>);
    let path = format!("{PATH}/{}", hook.id);
    let test_path = format!("{path}/test");
    let test = move |_| {
        form.send(Method::POST, test_path.clone(), &(), move |answer: WebhookTested| {
            tested.try_set(Some(answer));
        });
    };
    let (edit, leave) = (StoredValue::new(hook.clone()), StoredValue::new(hook.clone()));
    let wants = hook.wants.iter().map(|group| t(&format!("hook_group.{}", code_of(*group)))).collect::<Vec<_>>();
    let last = match (&hook.last_status, hook.last_at) {
        (Some(status), Some(at)) => {
            let words = outcome(status);
            view! { <p class="small muted"><Num text=moment(at) /> " · " {words}</p> }.into_any()
        }
        _ => ().into_any(),
    };
    let said = move || {
        tested.get().map(|answer| {
            let key = if answer.arrived { "hooks.arrived" } else { "hooks.not_arrived" };
            let words = tf(key, &[("answer", &outcome(&answer.status))]);
            view! { <p>{words}</p> }
        })
    };
    view! {
        <li>
            <div class="stack-s">
                <p class="row between"><span><b><Zh text=hook.name.clone() /></b> " · " {t(&format!("hook_kind.{}", code_of(hook.kind)))}</span> {standing(&hook)}</p>
                <p class="small"><code>{hook.host.clone()}</code></p>
                <p class="small">{wants.join(&t("list.comma"))}</p>
                {last}
                <Summary form=form />
                <div role="status">{said}</div>
                <p class="row">
                    <button class="btn" type="button" disabled=move || form.busy.get() on:click=test>{t("hooks.test")}</button>
                    <button class="btn" type="button" on:click=move |_| hooks.edited.set(Some(edit.get_value()))>{t("hooks.change")}</button>
                    <button
                        class="btn"
                        type="button"
                        on:click=move |_| {
                            hooks.leaving.set(Some(leave.get_value()));
                            hooks.asks.set(true);
                        }
                    >
                        {t("hooks.delete")}
                    </button>
                </p>
                <Deliveries path=format!("{path}/deliveries") />
            </div>
        </li>
    }
}

/// The question before one is deleted.
#[component]
fn Leaving(hooks: Hooks) -> impl IntoView {
    let form = Form::new("hook-delete");
    let delete = move |_| {
        let Some(hook) = hooks.leaving.get_untracked() else { return };
        form.send(Method::DELETE, format!("{PATH}/{}", hook.id), &(), move |()| {
            hooks.asks.try_set(false);
            hooks.edited.try_set(None);
            hooks.load.retry();
            desk().say("hooks.deleted");
        });
    };
    view! {
        <Dialog id="h-hook-delete" title="hooks.delete.title" open=hooks.asks>
            <p>{move || hooks.leaving.get().map(|hook| view! { <b><Zh text=hook.name /></b> })} " " {say("hooks.delete.text")}</p>
            <Summary form=form />
            <p class="row">
                <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=delete><Icon name="cross" />{say("hooks.delete")}</button>
                <button class="btn" type="button" on:click=move |_| hooks.asks.set(false)>{say("act.cancel")}</button>
            </p>
        </Dialog>
    }
}
