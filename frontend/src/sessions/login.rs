//! The sign-in page.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::accounts::{Credentials, Me};

use super::demo::DemoAccounts;
use crate::i18n::say;
use crate::session::who;
use crate::shell::shell;
use crate::staff::{Faults, Field, Form, PlainPage, Secret, Summary, desk, go};

/// The page a reader wanted; only one of ours.
fn is_ours(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.starts_with("/login")
}

/// `/login?next=/path`.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let query = use_query_map();
    let form = Form::new("login");
    let (login_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let go = go();
    let sign_in = Callback::new({
        let go = send_wrapper::SendWrapper::new(go);
        move |given: Credentials| {
            let go = go.clone();
            form.send(Method::POST, "/api/v1/session", &given, move |me: Me| {
                let next = query.with_untracked(|q| q.get("next")).filter(|next| is_ours(next));
                let home = if me.is_staff { "/work" } else { "/account" };
                let to = next.unwrap_or_else(|| home.to_owned());
                desk().knows(me);
                go(&to);
            });
        }
    });
    let send =
        move |e: SubmitEvent| {
            e.prevent_default();
            let given = Credentials { login_name: login_name.get_untracked(), password: password.get_untracked() };
            let faults = Faults::none()
                .when(given.login_name.trim().is_empty(), "login_name", "login.name.missing")
                .when(given.password.is_empty(), "password", "login.password.missing");
            if faults.is_none() { sign_in.run(given) } else { form.refuse(faults) }
        };
    let site = shell().site;
    let is_demo = Memo::new(move |_| site.data.with(|s| s.as_ref().is_some_and(|s| s.is_demo)));
    view! {
        <PlainPage heading="login.title">
            <p class="lead">{say("login.lead")}</p>
            <Show when=who>
                <p class="section-s">{say("login.already")} " " <a href="/account">{say("account_page.title")}</a></p>
            </Show>
            <form class="panel section-s" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Field form=form name="login_name" label="login.name" value=login_name complete="username" />
                <Secret form=form name="password" label="login.password" value=password complete="current-password" />
                <button class="btn btn-main btn-wide" type="submit" disabled=move || form.busy.get()>{say("login.send")}</button>
                <p class="row">
                    <a class="target" href="/register">{say("register.title")}</a>
                    <a class="target" href="/recover">{say("recover.title")}</a>
                </p>
                <p class="small muted">{say("login.staff")}</p>
            </form>
            <Show when=move || is_demo.get()>
                <DemoAccounts sign_in=sign_in busy=form.busy />
            </Show>
        </PlainPage>
    }
}
