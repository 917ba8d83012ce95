//! Where one is signed in; each can be ended.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::accounts::Session;

use super::Section;
use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::staff::{Form, Private, Summary, desk, moment};
use crate::ui::Num;

/// The section of the account page.
#[component]
pub(super) fn SessionsSection() -> impl IntoView {
    let load = Load::<Vec<Session>>::keeping(|| "/api/v1/me/sessions".to_owned());
    let form = Form::new("sessions");
    let row = move |session: &Session| {
        let id = session.id;
        let device = if session.device.is_empty() { t("sessions.unknown") } else { session.device.clone() };
        let label = tf("sessions.end_of", &[("device", &device)]);
        let end = move |_| {
            let path = format!("/api/v1/me/sessions/{id}");
            form.send(Method::DELETE, path, &(), move |()| {
                desk().say("sessions.ended");
                load.retry();
            });
        };
        view! {
            <li>
                <div>
                    <b>{device}</b> {session.is_this.then(|| view! { " " <span class="mk-kind">{t("sessions.this")}</span> })}
                    <p class="small muted">
                        {t("sessions.began")} " " <Num text=moment(session.started_at) /> " · "
                        {t("sessions.used")} " " <Num text=moment(session.last_used_at) />
                    </p>
                </div>
                {(!session.is_this).then(|| view! {
                    <button class="btn" type="button" aria-label=label on:click=end>{t("sessions.end")}</button>
                })}
            </li>
        }
    };
    view! {
        <Section id="h-sessions" title="sessions.title">
            <p class="muted">{say("sessions.text")}</p>
            <Summary form=form />
            <Private
                load=load
                draw=move |all| view! { <ul class="people-rows section-s">{all.iter().map(row).collect_view()}</ul> }.into_any()
            />
        </Section>
    }
}
