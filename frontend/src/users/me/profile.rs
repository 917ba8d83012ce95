//! Name and phone: to be corrected by their owner.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{Me, MeChange, display_name as read_name, phone as read_phone};

use super::Section;
use crate::i18n::say;
use crate::staff::{Faults, Field, Form, Summary, desk};

/// The section of the account page.
#[component]
pub(super) fn ProfileSection() -> impl IntoView {
    let form = Form::new("profile");
    let me = desk().me.get_untracked();
    let had_phone = me.as_ref().is_some_and(|me| me.phone_mask.is_some());
    let name = RwSignal::new(me.and_then(|me| me.display_name.clone()).unwrap_or_default());
    let (phone, away) = (RwSignal::new(String::new()), RwSignal::new(false));
    let has_phone = RwSignal::new(had_phone);
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let typed = Some(phone.get_untracked()).filter(|phone| !phone.trim().is_empty());
        // Only what was typed is sent: the page never had the full number.
        let phone_change = if away.get_untracked() { Some(String::new()) } else { typed };
        let given = MeChange { display_name: Some(name.get_untracked()), phone: phone_change, senior_mode: None };
        let number = given.phone.as_deref().filter(|phone| !phone.is_empty()).map(read_phone).transpose();
        let faults = Faults::none().rule(read_name(&name.get_untracked())).rule(number);
        if !faults.is_none() {
            return form.refuse(faults);
        }
        form.send(Method::PATCH, "/api/v1/me", &given, move |me: Me| {
            has_phone.try_set(me.phone_mask.is_some());
            phone.try_set(String::new());
            away.try_set(false);
            desk().knows(me);
            desk().say("profile.done");
        });
    };
    view! {
        <Section id="h-profile" title="profile.title">
            <form class="panel section-s" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Field form=form name="display_name" label="field.display_name" value=name complete="nickname" hint="profile.name.hint" free=true />
                <Field form=form name="phone" label="profile.phone" value=phone kind="tel" complete="tel" hint="profile.phone.hint" free=true />
                <Show when=move || has_phone.get()>
                    <label class="check">
                        <input type="checkbox" prop:checked=move || away.get() on:change=move |_| away.update(|on| *on = !*on) />
                        <span>{say("profile.phone.away")}</span>
                    </label>
                </Show>
                <button class="btn" type="submit" disabled=move || form.busy.get()>{say("profile.send")}</button>
            </form>
        </Section>
    }
}
