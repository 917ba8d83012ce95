//! A forgotten password: the recovery code in its place.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{Recovery, RecoveryCode};
use shared::passwords::RESIDENTS;

use crate::i18n::say;
use crate::staff::{Faults, Field, Form, Hints, PlainPage, Secret, Summary, ToldOnce};

/// `/recover`.
#[component]
pub(crate) fn RecoverPage() -> impl IntoView {
    let form = Form::new("recover");
    let [login_name, code, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let told = RwSignal::new(None::<String>);
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let given = Recovery {
            login_name: login_name.get_untracked(),
            recovery_code: code.get_untracked(),
            new_password: password.get_untracked(),
        };
        let faults = Faults::none()
            .when(given.login_name.trim().is_empty(), "login_name", "login.name.missing")
            .when(given.recovery_code.trim().is_empty(), "recovery_code", "recover.code.missing")
            .rule(RESIDENTS.check("new_password", &given.new_password, &given.login_name));
        if !faults.is_none() {
            return form.refuse(faults);
        }
        form.send(Method::POST, "/api/v1/session/recovery", &given, move |answer: RecoveryCode| {
            password.try_set(String::new());
            told.try_set(Some(answer.recovery_code));
        });
    };
    let draw = move || {
        match told.get() {
        Some(code) => view! {
            <p class="lead">{say("recover.done")}</p>
            <ToldOnce title="code.title" text="code.text" code=code login_name=login_name.get_untracked() />
            <p class="section-s"><a class="btn btn-main" href="/login">{say("login.title")}</a></p>
        }
        .into_any(),
        None => view! {
            <p class="lead">{say("recover.lead")}</p>
            <form class="panel section-s" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Field form=form name="login_name" label="login.name" value=login_name complete="username" />
                <Field form=form name="recovery_code" label="recover.code" value=code hint="recover.code.hint" />
                <Secret form=form name="new_password" label="password.new" value=password complete="new-password" />
                <Hints rule=RESIDENTS value=password login_name=login_name />
                <button class="btn btn-main btn-wide" type="submit" disabled=move || form.busy.get()>{say("recover.send")}</button>
                <p class="small muted">{say("recover.staff")}</p>
            </form>
        }
        .into_any(),
    }
    };
    view! { <PlainPage heading="recover.title">{draw}</PlainPage> }
}
