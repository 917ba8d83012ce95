//! What comes over a page: signing in anew, the warning before a session ends by itself, and what was just done.

use gloo_net::http::Method;
use leptos::ev;
use leptos::prelude::*;
use shared::accounts::{Credentials, Me};

use super::browser::Every;
use super::desk::desk;
use super::{Dialog, Faults, Field, Form, Secret, Summary, go, idle};
use crate::i18n::{say, t, tf};
use crate::ui::Icon;

/// Signs in over the page, which keeps what was typed.
#[component]
pub(super) fn SignInPanel() -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(desk().is_out.get()));
    view! {
        <Dialog id="h-panel" title="panel.title" open=open stays=true>
            <SignIn />
        </Dialog>
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let form = Form::new("panel");
    let known = desk().me.with_untracked(|me| me.as_ref().map(|me| me.login_name.clone()));
    let text = if known.is_some() { "panel.text" } else { "panel.first" };
    let (login_name, password) = (RwSignal::new(known.unwrap_or_default()), RwSignal::new(String::new()));
    let go = go();
    let send =
        move |e: ev::SubmitEvent| {
            e.prevent_default();
            let given = Credentials { login_name: login_name.get_untracked(), password: password.get_untracked() };
            let faults = Faults::none()
                .when(given.login_name.trim().is_empty(), "login_name", "login.name.missing")
                .when(given.password.is_empty(), "password", "login.password.missing");
            if !faults.is_none() {
                return form.refuse(faults);
            }
            form.send(Method::POST, "/api/v1/session", &given, |me: Me| desk().goes_on(me));
        };
    let leave = move |_| {
        desk().forgets();
        go("/");
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p>{say(text)}</p>
            <Summary form=form />
            <Field form=form name="login_name" label="login.name" value=login_name complete="username" />
            <Secret form=form name="password" label="login.password" value=password complete="current-password" />
            <div class="row">
                <button class="btn" type="button" on:click=leave>{say("panel.leave")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("login.send")}</button>
            </div>
            <p class="small">
                <a class="target" href="/register" rel="external">{say("register.title")}</a> " · "
                <a class="target" href="/recover" rel="external">{say("recover.title")}</a>
            </p>
        </form>
    }
}

/// Warns two minutes before the session ends, and keeps it alive while somebody works.
#[component]
pub(super) fn IdlePanel() -> impl IntoView {
    let open = RwSignal::new(false);
    let left = RwSignal::new(0_i32);
    let tick = move || {
        let Some(seconds) = idle::left() else { return open.set(false) };
        if desk().is_out.get_untracked() {
            return open.set(false);
        }
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a session fit")]
        left.set(seconds.ceil() as i32);
        if seconds <= 0.0 {
            open.set(false);
            desk().is_out.set(true);
        } else {
            // Another window of this browser may have gone on.
            open.set(seconds <= idle::WARNING);
        }
    };
    let ticking = StoredValue::new_local(Some(Every::new(1_000, tick)));
    let keys = window_event_listener(ev::keydown, |_| idle::active());
    let pointer = window_event_listener(ev::pointerdown, |_| idle::active());
    on_cleanup(move || {
        // The value goes with the page, and the clock with it.
        ticking.try_set_value(None);
        keys.remove();
        pointer.remove();
    });
    let stay = move |_| {
        open.set(false);
        idle::stay();
    };
    let go = go();
    let leave = StoredValue::new_local(move || {
        let go = go.clone();
        open.set(false);
        wasm_bindgen_futures::spawn_local(async move {
            // Whoever is out already is where he wants to be.
            let _ = crate::api::send(Method::DELETE, "/api/v1/session", None).await;
            desk().forgets();
            go("/login");
        });
    });
    let clock = move || format!("{}:{:02}", left.get() / 60, left.get() % 60);
    // Said aloud twice a minute and not each second.
    let step = Memo::new(move |_| (left.get() + 29) / 30 * 30);
    view! {
        <Dialog id="h-idle" title="idle.title" open=open stays=true>
            <div class="stack">
                <p>{say("idle.text")}</p>
                <p class="big" aria-hidden="true">{clock}</p>
                <p class="vh" role="status">{move || tf("idle.left", &[("n", &step.get())])}</p>
                <div class="row">
                    <button class="btn" type="button" on:click=move |_| leave.with_value(|leave| leave())>{say("desk.out")}</button>
                    <button class="btn btn-main" type="button" autofocus=true on:click=stay>{say("idle.stay")}</button>
                </div>
            </div>
        </Dialog>
    }
}

/// What was just done: until it is closed, or eight seconds.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let seconds = StoredValue::new(0);
    Effect::new(move |_| {
        desk().toast.track();
        seconds.set_value(0);
    });
    let clock = StoredValue::new_local(Some(Every::new(1_000, move || {
        seconds.try_update_value(|n| *n += 1);
        if seconds.try_get_value() == Some(8) {
            desk().toast.set(None);
        }
    })));
    on_cleanup(move || drop(clock.try_set_value(None)));
    view! {
        <div class="toasts" role="status">
            {move || {
                desk().toast.get().map(|key| view! {
                    <div class="toast">
                        <Icon name="s-done" />
                        <span>{t(key)}</span>
                        <button class="btn btn-plain" type="button" aria-label=t("toast.close") on:click=|_| desk().toast.set(None)>
                            <Icon name="cross" />
                        </button>
                    </div>
                })
            }}
        </div>
    }
}
