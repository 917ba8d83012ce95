//! The full phone of an account: each look has its reason, and its owner reads it.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{FullPhone as Shown, PhoneRequest, reason as read_reason};
use shared::permissions::Action;

use super::{Heading, Looked};
use crate::i18n::say;
use crate::staff::{Area, Dialog, Faults, Form, Summary, desk};
use crate::ui::{Num, tel};

/// The section, where there is a phone and one may see it.
#[component]
pub(super) fn FullPhone(looked: Looked) -> impl IntoView {
    let open = RwSignal::new(false);
    let told = RwSignal::new(None::<String>);
    let is_there = Memo::new(move |_| {
        let has = looked.load.data.with(|user| user.as_ref().is_some_and(|user| user.phone_mask.is_some()));
        has && desk().may(Action::ReadUserPhone)
    });
    view! {
        <Show when=move || is_there.get()>
            <section class="section" aria-labelledby="h-phone">
                <Heading id="h-phone" words="phone.title" />
                <p class="muted">{say("phone.text")}</p>
                <p class="row section-s" role="status">
                    {move || match told.get() {
                        Some(phone) => view! { <a class="target t-l" href=tel(&phone)><Num text=phone.clone() /></a> }.into_any(),
                        None => view! {
                            <button class="btn" type="button" on:click=move |_| open.set(true)>{say("phone.see")}</button>
                        }
                        .into_any(),
                    }}
                </p>
            </section>
        </Show>
        <Dialog id="h-phone-ask" title="phone.ask" open=open><Ask looked=looked open=open told=told /></Dialog>
    }
}

#[component]
fn Ask(looked: Looked, open: RwSignal<bool>, told: RwSignal<Option<String>>) -> impl IntoView {
    let form = Form::new("phone");
    let why = RwSignal::new(String::new());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let Some(user) = looked.user() else { return };
        let given = PhoneRequest { reason: why.get_untracked() };
        let faults = Faults::none().rule(read_reason(&given.reason));
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let path = format!("/api/v1/staff/users/{}/phone-views", user.id);
        form.send(Method::POST, path, &given, move |shown: Shown| {
            told.try_set(Some(shown.phone));
            open.try_set(false);
        });
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p>{say("phone.text")}</p>
            <Summary form=form />
            <Area form=form name="reason" label="reason.label" value=why hint="phone.reason.hint" needed=true />
            <div class="row">
                <button class="btn" type="button" on:click=move |_| open.set(false)>{say("dialog.cancel")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("phone.see")}</button>
            </div>
        </form>
    }
}
