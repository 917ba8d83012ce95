//! The form of a webhook, new or changed. A signing secret is told once.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::webhooks::{self, EventGroup, NewWebhook, Webhook, WebhookChange, WebhookKind, WebhookSaved};
use strum::VariantArray as _;

use super::{Hooks, PATH};
use crate::i18n::{say, t};
use crate::session::lang;
use crate::staff::{Choice, Faults, Field, Form, OneOf, Summary, ToldOnce, code_of, desk, fresh_token};
use crate::ui::Icon;

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    kind: RwSignal<String>,
    url: RwSignal<String>,
    wants: RwSignal<Vec<EventGroup>>,
    is_active: RwSignal<bool>,
    renew: RwSignal<bool>,
}

impl Typed {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            kind: text(),
            url: text(),
            wants: RwSignal::new(EventGroup::VARIANTS.to_vec()),
            is_active: RwSignal::new(true),
            renew: RwSignal::new(false),
        }
    }

    /// The fields say what `hook` is; an address is never told back.
    fn show(self, hook: Option<&Webhook>) {
        self.name.set(hook.map(|h| h.name.clone()).unwrap_or_default());
        self.kind.set(hook.map(|h| code_of(h.kind).to_owned()).unwrap_or_default());
        self.url.set(String::new());
        self.wants.set(hook.map_or_else(|| EventGroup::VARIANTS.to_vec(), |h| h.wants.clone()));
        self.is_active.set(hook.is_none_or(|h| h.is_active));
        self.renew.set(false);
    }

    fn kind(self) -> Option<WebhookKind> {
        self.kind.get_untracked().parse().ok()
    }
}

/// The form, folded away until somebody wants it.
#[component]
pub(super) fn HookForm(hooks: Hooks) -> impl IntoView {
    let (form, typed) = (Form::new("hook"), Typed::new());
    let told = RwSignal::new(None::<WebhookSaved>);
    let is_open = RwSignal::new(false);
    // The same for each press until one is answered: it is made once.
    let token = StoredValue::new(fresh_token());
    let is_new = Memo::new(move |_| hooks.edited.with(Option::is_none));
    Effect::new(move |_| {
        hooks.edited.with(|hook| {
            typed.show(hook.as_ref());
            if hook.is_some() {
                is_open.set(true);
            }
        });
        form.clear();
    });
    let done = move |saved: WebhookSaved| {
        token.try_set_value(fresh_token());
        told.try_set(Some(saved));
        typed.show(None);
        hooks.edited.try_set(None);
        is_open.try_set(false);
        hooks.load.retry();
        desk().say("hooks.saved");
    };
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let (name, url, wants) = (typed.name.get_untracked(), typed.url.get_untracked(), typed.wants.get_untracked());
        let Some(kind) = typed.kind() else {
            return form.refuse(Faults::none().when(true, "kind", "act.missing"));
        };
        let edited = hooks.edited.get_untracked();
        let keeps = edited.is_some() && url.trim().is_empty();
        let mut faults = Faults::none().rule(webhooks::name(&name)).rule(webhooks::wants(&wants));
        if !keeps {
            faults = faults.rule(webhooks::url(kind, &url));
        }
        if !faults.is_none() {
            return form.refuse(faults);
        }
        match edited {
            None => {
                let wanted = NewWebhook { name, kind, url, wants, client_token: token.get_value() };
                form.send(Method::POST, PATH, &wanted, done);
            }
            Some(hook) => {
                let change = WebhookChange {
                    name,
                    url: (!keeps).then_some(url),
                    wants,
                    is_active: typed.is_active.get_untracked(),
                    renew_secret: typed.renew.get_untracked(),
                    version: hook.version,
                };
                form.send(Method::PUT, format!("{PATH}/{}", hook.id), &change, done);
            }
        }
    };
    let kinds = Signal::derive(|| {
        lang();
        let one = |kind: &WebhookKind| OneOf {
            value: code_of(*kind).to_owned(),
            words: t(&format!("hook_kind.{}", code_of(*kind))),
            is_name: false,
        };
        WebhookKind::VARIANTS.iter().map(one).collect()
    });
    let secret = move || {
        told.get().and_then(|saved| {
            let code = saved.secret?;
            Some(view! {
                <ToldOnce title="hooks.secret.title" text="hooks.secret.text" code=code login_name=saved.webhook.name whose="hooks.secret.for" />
            })
        })
    };
    let is_signed = Memo::new(move |_| typed.kind.get() == code_of(WebhookKind::Generic));
    view! {
        <div class="section-s" role="status">{secret}</div>
        <details class="fold section-s" prop:open=move || is_open.get() on:toggle=move |e| is_open.set(is_unfolded(&e))>
            <summary><Icon name="next" />{move || t(if is_new.get() { "hooks.new" } else { "hooks.edit" })}</summary>
            <form class="stack" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Field form=form name="name" label="hooks.name" value=typed.name hint="hooks.name.hint" />
                <Show when=move || is_new.get()>
                    <Choice form=form name="kind" label="hooks.kind" value=typed.kind none="act.choose" options=kinds />
                </Show>
                {move || {
                    let hint = if is_new.get() { "hooks.url.hint" } else { "hooks.url.keep" };
                    view! { <Field form=form name="url" label="hooks.url" value=typed.url hint=hint /> }
                }}
                <Wants form=form wants=typed.wants />
                <Show when=move || !is_new.get()>
                    <label class="check">
                        <input type="checkbox" prop:checked=move || typed.is_active.get() on:change=move |e| typed.is_active.set(event_target_checked(&e)) />
                        <span>{say("hooks.active")}</span>
                    </label>
                    <Show when=move || is_signed.get()>
                        <label class="check">
                            <input type="checkbox" prop:checked=move || typed.renew.get() on:change=move |e| typed.renew.set(event_target_checked(&e)) />
                            <span>{say("hooks.renew")}</span>
                        </label>
                    </Show>
                </Show>
                <p class="row">
                    <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("hooks.send")}</button>
                    <Show when=move || !is_new.get()>
                        <button class="btn" type="button" on:click=move |_| hooks.edited.set(None)>{say("act.cancel")}</button>
                    </Show>
                </p>
            </form>
        </details>
    }
}

/// Whether the fold that `e` tells of is open.
fn is_unfolded(e: &leptos::ev::Event) -> bool {
    event_target::<web_sys::Element>(e).has_attribute("open")
}

/// What it is told, at least one.
#[component]
fn Wants(form: Form, wants: RwSignal<Vec<EventGroup>>) -> impl IntoView {
    let one = move |group: EventGroup| {
        let words = format!("hook_group.{}", code_of(group));
        let turn = move |_| {
            wants.update(|all| {
                if all.contains(&group) {
                    all.retain(|known| *known != group);
                } else {
                    all.push(group);
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || wants.with(|all| all.contains(&group)) on:change=turn />
                <span>{move || t(&words)}</span>
            </label>
        }
    };
    let wrong = move || {
        form.wrong("wants").map(|words| view! { <p class="err"><Icon name="s-late" /><span>{words}</span></p> })
    };
    view! {
        <fieldset class="field" id=form.control("wants") tabindex="-1">
            <legend>{say("hooks.wants")}</legend>
            {EventGroup::VARIANTS.iter().map(|group| one(*group)).collect_view()}
            {wrong}
        </fieldset>
    }
}
