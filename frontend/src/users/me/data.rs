//! 我的数据: to see, to take away, to keep a way in, and to end.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{Confirmation, MyData, RecoveryCode};

use super::Section;
use super::erase::Erase;
use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::staff::{Dialog, Faults, Form, Private, Secret, Summary, ToldOnce, dated, desk, moment, or_none, role};
use crate::ui::{Fact, Facts, Icon, Num, Zh};

/// The section of the account page.
#[component]
pub(super) fn DataSection(erased: RwSignal<bool>) -> impl IntoView {
    let asked = RwSignal::new(false);
    let load = Load::<MyData>::of(move || if asked.get() { "/api/v1/me/data".to_owned() } else { String::new() });
    let is_staff = desk().me.with_untracked(|me| me.as_ref().is_some_and(|me| me.is_staff));
    view! {
        <Section id="h-data" title="data_page.title">
            <p class="muted">{say("data_page.text")}</p>
            <p class="row section-s">
                <Show when=move || !asked.get()>
                    <button class="btn" type="button" on:click=move |_| asked.set(true)>{say("data_page.see")}</button>
                </Show>
                <a class="btn" href="/api/v1/me/data" rel="external" download="linxin-my-data.json"><Icon name="down" />{say("data_page.take")}</a>
            </p>
            <Show when=move || asked.get()>
                <Private load=load draw=|data| seen(&data) />
            </Show>
        </Section>
        {if is_staff {
            view! { <p class="muted section-s">{say("erase.staff")}</p> }.into_any()
        } else {
            view! { <CodeSection /> <Erase erased=erased /> }.into_any()
        }}
    }
}

/// Everything that is kept.
fn seen(data: &MyData) -> AnyView {
    let looks = data.phone_views.iter().map(|look| {
        view! {
            <li>
                <div>
                    <Num text=moment(look.at) /> " · " {role(look.role)} " · " <Zh text=look.by.clone() />
                    <p class="small">{t("data_page.reason")} " " <Zh text=look.reason.clone() /></p>
                </div>
            </li>
        }
    });
    let agreed = data.consents.iter().map(|consent| {
        view! { <p><Num text=consent.document_version.clone() /> " · " <Num text=moment(consent.given_at) /></p> }
    });
    let agreed = match data.consents.is_empty() {
        true => t("none").into_any(),
        false => agreed.collect_view().into_any(),
    };
    let (name, shown) = (data.login_name.clone(), or_none(&data.display_name));
    let phone = data.phone.clone().unwrap_or_else(|| t("none"));
    let (made, last) = (moment(data.created_at), dated(data.last_login_at, "none"));
    let (sessions, grants, orders) = (data.sessions.len(), data.grants.len(), data.orders.len());
    view! {
        <div class="panel section-s">
            <Facts wide=true>
                <Fact label=t("login.name")>{name}</Fact>
                <Fact label=t("field.display_name")>{shown}</Fact>
                <Fact label=t("field.phone")>{phone}</Fact>
                <Fact label=t("data_page.made")><Num text=made /></Fact>
                <Fact label=t("data_page.last")>{last}</Fact>
                <Fact label=t("data_page.sessions")>{sessions}</Fact>
                <Fact label=t("data_page.grants")>{grants}</Fact>
                <Fact label=t("data_page.orders")>{orders} " " <a href="/orders">{t("data_page.orders.see")}</a></Fact>
                <Fact label=t("data_page.consents")>{agreed}</Fact>
            </Facts>
            <h3 class="t-m">{tf("data_page.looks", &[("n", &data.phone_views.len())])}</h3>
            {if data.phone_views.is_empty() {
                view! { <p>{t("data_page.looks.none")}</p> }.into_any()
            } else {
                view! { <ul class="people-rows">{looks.collect_view()}</ul> }.into_any()
            }}
        </div>
    }
    .into_any()
}

/// A new recovery code in place of the old one.
#[component]
fn CodeSection() -> impl IntoView {
    let open = RwSignal::new(false);
    let told = RwSignal::new(None::<String>);
    let name = desk().me.with_untracked(|me| me.as_ref().map(|me| me.login_name.clone()).unwrap_or_default());
    let name = StoredValue::new(name);
    view! {
        <Section id="h-code" title="code.section">
            <p class="muted">{say("code.section.text")}</p>
            {move || told.get().map(|code| view! {
                <ToldOnce title="code.title" text="code.text" code=code login_name=name.get_value() />
            })}
            <p class="section-s"><button class="btn" type="button" on:click=move |_| open.set(true)>{say("code.renew")}</button></p>
            <Dialog id="h-renew" title="code.renew.title" open=open><Renew open=open told=told /></Dialog>
        </Section>
    }
}

#[component]
fn Renew(open: RwSignal<bool>, told: RwSignal<Option<String>>) -> impl IntoView {
    let form = Form::new("renew");
    let password = RwSignal::new(String::new());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let given = Confirmation { password: password.get_untracked() };
        let faults = Faults::none().when(given.password.is_empty(), "password", "login.password.missing");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        form.send(Method::POST, "/api/v1/me/recovery-code", &given, move |answer: RecoveryCode| {
            told.try_set(Some(answer.recovery_code));
            open.try_set(false);
        });
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p>{say("code.renew.text")}</p>
            <Summary form=form />
            <Secret form=form name="password" label="login.password" value=password complete="current-password" />
            <div class="row">
                <button class="btn" type="button" on:click=move |_| open.set(false)>{say("dialog.cancel")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("code.renew")}</button>
            </div>
        </form>
    }
}
