//! Disable, enable, release, reset, sign out: only what the server says that one may do now.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{UserChanged, UserCommand, UserEvent, reason as read_reason};

use super::{Heading, Looked};
use crate::i18n::{say, t};
use crate::staff::{Area, Dialog, Faults, Form, Summary, code_of, desk};

/// The buttons, and the questions that come before some of them.
#[component]
pub(super) fn Deeds(looked: Looked) -> impl IntoView {
    let form = Form::new("deeds");
    let events = Memo::new(move |_| {
        looked.load.data.with(|user| user.as_ref().map(|user| user.allowed_events.clone()).unwrap_or_default())
    });
    let [disable, reset, out] = [(); 3].map(|()| RwSignal::new(false));
    let button = move |event: UserEvent| {
        let key = format!("user_event.{}", code_of(event));
        let class = if event == UserEvent::Disable { "btn btn-warn" } else { "btn" };
        let press = move |_| match event {
            UserEvent::Disable => disable.set(true),
            UserEvent::ResetPassword => reset.set(true),
            UserEvent::EndSessions => out.set(true),
            UserEvent::Enable | UserEvent::Release => command(looked, form, event, None, || ()),
        };
        view! { <button class=class type="button" on:click=press>{move || t(&key)}</button> }
    };
    view! {
        <Show when=move || events.with(|e| !e.is_empty())>
            <section class="section" aria-labelledby="h-deeds">
                <Heading id="h-deeds" words="person.deeds" />
                <Summary form=form />
                <p class="row section-s">{move || events.get().into_iter().map(button).collect_view()}</p>
            </section>
        </Show>
        <Dialog id="h-disable" title="disable.title" open=disable>
            <Ask looked=looked open=disable event=UserEvent::Disable text="disable.text" />
        </Dialog>
        <Dialog id="h-reset" title="reset.title" open=reset>
            <Ask looked=looked open=reset event=UserEvent::ResetPassword text="reset.text" />
        </Dialog>
        <Dialog id="h-out" title="end_sessions.title" open=out>
            <Ask looked=looked open=out event=UserEvent::EndSessions text="end_sessions.text" />
        </Dialog>
    }
}

/// Key of what is said when it is done.
fn done(event: UserEvent) -> &'static str {
    match event {
        UserEvent::Disable => "disable.done",
        UserEvent::Enable => "enable.done",
        UserEvent::Release => "release.done",
        UserEvent::ResetPassword => "reset.done",
        UserEvent::EndSessions => "end_sessions.done",
    }
}

fn command(looked: Looked, form: Form, event: UserEvent, reason: Option<String>, then: impl FnOnce() + 'static) {
    let Some(user) = looked.user() else { return };
    let body = serde_json::to_string(&UserCommand { event, version: user.version, reason }).ok();
    let path = format!("/api/v1/staff/users/{}/events", user.id);
    let did = move |changed: UserChanged| {
        looked.first.try_set(changed.first_password);
        looked.is_now(changed.user);
        desk().say(done(event));
        then();
    };
    form.send_or(Method::POST, path, body, did, move |problem| looked.refused(form, problem));
}

/// The question before it, with a reason where one is needed.
#[component]
fn Ask(
    looked: Looked,
    open: RwSignal<bool>,
    event: UserEvent,
    /// Key of what it means.
    text: &'static str,
) -> impl IntoView {
    let form = Form::new("ask");
    let why = RwSignal::new(String::new());
    let needs_reason = event == UserEvent::Disable;
    let key = format!("user_event.{}", code_of(event));
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let reason = needs_reason.then(|| why.get_untracked());
        let faults = Faults::none().rule(reason.as_deref().map(read_reason).transpose());
        if !faults.is_none() {
            return form.refuse(faults);
        }
        command(looked, form, event, reason, move || {
            open.try_set(false);
        });
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p>{say(text)}</p>
            <Summary form=form />
            {needs_reason.then(|| view! {
                <Area form=form name="reason" label="reason.label" value=why hint="disable.reason.hint" needed=true />
            })}
            <div class="row">
                <button class="btn" type="button" on:click=move |_| open.set(false)>{say("dialog.cancel")}</button>
                <button class="btn btn-warn" type="submit" disabled=move || form.busy.get()>{move || t(&key)}</button>
            </div>
        </form>
    }
}
