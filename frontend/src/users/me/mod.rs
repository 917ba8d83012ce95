//! 我的账号: who I am here, my password, where I am signed in, and what is kept about me.

use leptos::prelude::*;
use shared::accounts::Me;

use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{StaffPage, desk, grant_days, moment, or_none, role, scope};
use crate::ui::{DemoMark, Fact, Facts, Num};

mod data;
mod erase;
mod password;
mod profile;
mod sessions;

pub(crate) use password::ForcedPassword;

/// `/account`.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let erased = RwSignal::new(false);
    let draw = move || {
        view! {
            {move || { lang(); desk().me.get().map(|me| who(&me)) }}
            <password::PasswordSection />
            <profile::ProfileSection />
            <sessions::SessionsSection />
            <data::DataSection erased=erased />
        }
    };
    move || {
        if erased.get() {
            return view! { <crate::staff::PlainPage heading="account_page.title">{erase::gone()}</crate::staff::PlainPage> }
                .into_any();
        }
        view! { <StaffPage heading="account_page.title">{draw()}</StaffPage> }.into_any()
    }
}

/// Name, roles and their scopes.
fn who(me: &Me) -> AnyView {
    let today = shell().today();
    let grants = me.grants.iter().map(|grant| {
        let given = match &grant.granted_by {
            Some(by) => tf("grant.by", &[("name", by), ("at", &moment(grant.granted_at))]),
            None => tf("grant.by_nobody", &[("at", &moment(grant.granted_at))]),
        };
        view! {
            <li>
                <div>
                    <b>{role(grant.grant.role)}</b> " · " {scope(grant)}
                    <p class="small muted">{grant_days(grant, today)} " · " {given}</p>
                </div>
            </li>
        }
    });
    let grants = grants.collect_view();
    let (login_name, name) = (me.login_name.clone(), or_none(&me.display_name));
    let phone = me.phone_mask.clone().unwrap_or_else(|| t("none"));
    view! {
        <section class="panel section-s" aria-labelledby="h-who">
            <h2 class="t-l" id="h-who">{t("me.who")} " " {me.is_demo.then(|| view! { <DemoMark /> })}</h2>
            <Facts>
                <Fact label=t("login.name")><Num text=login_name /></Fact>
                <Fact label=t("field.display_name")>{name}</Fact>
                <Fact label=t("field.phone")>{phone}</Fact>
            </Facts>
            <h3 class="t-m">{t("me.roles")}</h3>
            {if me.grants.is_empty() {
                view! { <p>{t("me.resident")}</p> }.into_any()
            } else {
                view! { <ul class="people-rows">{grants}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// A section of the account page.
#[component]
fn Section(
    /// Identifier of its heading.
    id: &'static str,
    /// Key of its heading.
    title: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <section class="section" aria-labelledby=id><h2 id=id>{say(title)}</h2>{children()}</section> }
}
