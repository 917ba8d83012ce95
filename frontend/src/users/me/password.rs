//! A new password; the first one must be changed before anything else.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::PasswordChange;
use shared::passwords::Rule;

use super::Section;
use crate::i18n::say;
use crate::staff::{Faults, Form, Hints, Secret, Summary, desk};
use crate::ui::Icon;

/// The form; `done` is told when it is changed.
#[component]
fn Change(done: Callback<()>) -> impl IntoView {
    let form = Form::new("password");
    let [old, new] = [(); 2].map(|()| RwSignal::new(String::new()));
    let me = desk().me.get_untracked();
    let rule = Rule::of(me.as_ref().is_some_and(|me| me.is_staff));
    let name = me.as_ref().map(|me| me.login_name.clone()).unwrap_or_default();
    let login_name = Signal::stored(name.clone());
    let own = name.clone();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let given = PasswordChange { password: old.get_untracked(), new_password: new.get_untracked() };
        let faults = Faults::none()
            .when(given.password.is_empty(), "password", "login.password.missing")
            .rule(rule.check("new_password", &given.new_password, &own));
        if !faults.is_none() {
            return form.refuse(faults);
        }
        form.send(Method::PUT, "/api/v1/me/password", &given, move |()| {
            old.try_set(String::new());
            new.try_set(String::new());
            done.run(());
        });
    };
    view! {
        <form class="panel section-s" method="post" on:submit=send novalidate>
            <Summary form=form />
            // So that a password manager knows whose password it is.
            <input type="text" name="username" autocomplete="username" value=name hidden />
            <Secret form=form name="password" label="password.old" value=old complete="current-password" />
            <Secret form=form name="new_password" label="password.new" value=new complete="new-password" />
            <Hints rule=rule value=new login_name=login_name />
            <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("password.send")}</button>
        </form>
    }
}

/// The section of the account page.
#[component]
pub(super) fn PasswordSection() -> impl IntoView {
    view! {
        <Section id="h-password" title="password.title">
            <p class="muted">{say("password.text")}</p>
            <Change done=Callback::new(|()| desk().say("password.done")) />
        </Section>
    }
}

/// The only thing that can be done with a first password.
#[component]
pub(crate) fn ForcedPassword() -> impl IntoView {
    let done = Callback::new(|()| {
        desk().say("password.done");
        desk().ask();
    });
    view! {
        <div class="narrow">
            <h1>{say("first.title")}</h1>
            <div class="notice tone-risk section-s">
                <Icon name="info" />
                <p>{say("first.why")}</p>
            </div>
            <Change done=done />
        </div>
    }
}
