//! The end of an account, by its owner.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::Confirmation;

use super::Section;
use crate::i18n::{say, t};
use crate::staff::{Dialog, Faults, Form, Secret, Summary, desk};
use crate::ui::State;

/// The account is gone.
pub(super) fn gone() -> AnyView {
    let body = move || {
        view! {
            <State icon="s-done" title=t("erase.done") text=t("erase.done.text")>
                <a class="btn btn-main" href="/">{t("problem.home")}</a>
            </State>
        }
    };
    view! { <div class="section-s" role="status">{body}</div> }.into_any()
}

/// The section of the account page.
#[component]
pub(super) fn Erase(erased: RwSignal<bool>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Section id="h-erase" title="erase.section">
            <p class="muted">{say("erase.section.text")}</p>
            <p class="section-s"><button class="btn btn-warn" type="button" on:click=move |_| open.set(true)>{say("erase.send")}</button></p>
            <Dialog id="h-erase-ask" title="erase.title" open=open><Ask open=open erased=erased /></Dialog>
        </Section>
    }
}

#[component]
fn Ask(open: RwSignal<bool>, erased: RwSignal<bool>) -> impl IntoView {
    let form = Form::new("erase");
    let password = RwSignal::new(String::new());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let given = Confirmation { password: password.get_untracked() };
        let faults = Faults::none().when(given.password.is_empty(), "password", "login.password.missing");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        form.send(Method::DELETE, "/api/v1/me", &given, move |()| {
            erased.try_set(true);
            desk().forgets();
        });
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p>{say("erase.text")}</p>
            <Summary form=form />
            <Secret form=form name="password" label="login.password" value=password complete="current-password" />
            <div class="row">
                <button class="btn" type="button" on:click=move |_| open.set(false)>{say("erase.keep")}</button>
                <button class="btn btn-warn" type="submit" disabled=move || form.busy.get()>{say("erase.send")}</button>
            </div>
        </form>
    }
}
