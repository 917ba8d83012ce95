//! Accounts of the demonstration 示例账号 on the sign-in page: one press each.

use leptos::prelude::*;
use shared::accounts::{Credentials, DemoAccount};
use shared::people::Role;

use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{place, role};
use crate::ui::DemoMark;

/// The list.
#[component]
pub(super) fn DemoAccounts(
    /// Signs in.
    sign_in: Callback<Credentials>,
    /// A sign-in is under way.
    busy: RwSignal<bool>,
) -> impl IntoView {
    let load = Load::<Vec<DemoAccount>>::of(|| "/api/v1/demo-accounts".to_owned());
    let row = move |account: &DemoAccount| {
        let given = Credentials { login_name: account.login_name.clone(), password: account.password.clone() };
        let name = role(account.role);
        // A resident has no scope; what has one without a name holds everywhere.
        let scope = (account.role != Role::Resident).then(|| view! { {place(account.scope_name.clone())} " · " });
        let label = tf("demo_accounts.as", &[("role", &name)]);
        view! {
            <li>
                <div>
                    <b>{name}</b>
                    <p class="small muted">{scope} <code>{account.login_name.clone()}</code></p>
                </div>
                <button class="btn" type="button" aria-label=label disabled=move || busy.get() on:click=move |_| sign_in.run(given.clone())>
                    {t("demo_accounts.enter")}
                </button>
            </li>
        }
    };
    let rows = move || {
        lang();
        load.data.get().map(|all| all.iter().map(row).collect_view())
    };
    view! {
        <section class="section" aria-labelledby="h-demo">
            <h2 id="h-demo">{say("demo_accounts.title")} " " <DemoMark /></h2>
            <p class="muted">{say("demo_accounts.text")}</p>
            <ul class="people-rows section-s">{rows}</ul>
        </section>
    }
}
