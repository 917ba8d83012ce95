//! A resident registers: a login name and a password; a phone only for who wants to give one.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{NewAccount, PRIVACY_VERSION, RecoveryCode, login_name as read_name, phone as read_phone};
use shared::passwords::RESIDENTS;

use crate::i18n::{say, tf};
use crate::staff::{Faults, Field, Form, Hints, PlainPage, Secret, Summary, ToldOnce};
use crate::ui::Icon;

/// `/register`.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let told = RwSignal::new(None::<(String, String)>);
    let draw = move || match told.get() {
        Some((name, code)) => view! {
            <p class="lead" role="status">{say("register.done")}</p>
            <ToldOnce title="code.title" text="code.text" code=code login_name=name />
            <p class="section-s"><a class="btn btn-main" href="/login">{say("register.go_on")}</a></p>
        }
        .into_any(),
        None => view! { <Wanted told=told /> }.into_any(),
    };
    view! { <PlainPage heading="register.title">{draw}</PlainPage> }
}

/// The privacy notice, and the form below it.
#[component]
fn Wanted(told: RwSignal<Option<(String, String)>>) -> impl IntoView {
    let form = Form::new("register");
    let [login_name, password, phone] = [(); 3].map(|()| RwSignal::new(String::new()));
    let agrees = RwSignal::new(false);
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let phone = Some(phone.get_untracked()).filter(|phone| !phone.trim().is_empty());
        let given = NewAccount {
            login_name: login_name.get_untracked(),
            password: password.get_untracked(),
            phone,
            privacy_version: PRIVACY_VERSION.to_owned(),
        };
        let faults = Faults::none()
            .rule(read_name(&given.login_name))
            .rule(RESIDENTS.check("password", &given.password, &given.login_name))
            .rule(given.phone.as_deref().map(read_phone).transpose())
            .when(!agrees.get_untracked(), "privacy_version", "register.agree.missing");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let name = given.login_name.trim().to_lowercase();
        form.send(Method::POST, "/api/v1/accounts", &given, move |answer: RecoveryCode| {
            told.try_set(Some((name, answer.recovery_code)));
        });
    };
    let agree = form.control("privacy_version");
    view! {
        <p class="lead">{say("register.lead")}</p>
        <section class="notice section-s" aria-labelledby="h-privacy">
            <Icon name="info" />
            <h2 class="t-m" id="h-privacy">{say("register.privacy")}</h2>
            <ul class="plain-list">
                <li>{say("register.privacy.what")}</li>
                <li>{say("register.privacy.why")}</li>
                <li>{say("register.privacy.who")}</li>
                <li>{say("register.privacy.end")}</li>
                <li><a class="target" href="/about/privacy" target="_blank" rel="external">{say("register.privacy.full")}</a></li>
            </ul>
        </section>
        <form class="panel section-s" method="post" on:submit=send novalidate>
            <Summary form=form />
            <Field form=form name="login_name" label="login.name" value=login_name complete="username" hint="register.name.hint" />
            <Secret form=form name="password" label="login.password" value=password complete="new-password" />
            <Hints rule=RESIDENTS value=password login_name=login_name />
            <Field form=form name="phone" label="field.phone" value=phone kind="tel" complete="tel" hint="register.phone.hint" free=true />
            <div class="field">
                <label class="check" for=agree.clone()>
                    <input
                        type="checkbox"
                        id=agree.clone()
                        aria-invalid=move || form.wrong("privacy_version").is_some().then_some("true")
                        aria-describedby=form.control("privacy_version-e")
                        prop:checked=move || agrees.get()
                        on:change=move |_| agrees.update(|on| *on = !*on)
                    />
                    <span>{move || tf("register.agree", &[("date", &PRIVACY_VERSION)])}</span>
                </label>
                <p class="err" id=form.control("privacy_version-e")>{move || form.wrong("privacy_version")}</p>
            </div>
            <button class="btn btn-main btn-wide" type="submit" disabled=move || form.busy.get()>{say("register.send")}</button>
            <p><a class="target" href="/login">{say("register.have")}</a></p>
        </form>
    }
}
