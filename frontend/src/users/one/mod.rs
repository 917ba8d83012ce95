//! One account as an office looks after it: its state, its roles, and what may be done with it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::accounts::UserSummary;
use shared::error::ErrorCode;
use shared::permissions::Action;

use super::list::status;
use crate::api::{Load, Problem};
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{Form, Private, StaffPage, dated, desk, moment, or_none, role, scope};
use crate::ui::{DemoMark, Fact, Facts, Icon, Num, Plate};

mod deeds;
mod grants;
mod phone;

/// `/people/{id}`.
#[component]
pub(crate) fn PersonPage() -> impl IntoView {
    view! {
        <StaffPage heading="person.title" above=("/people", "people.title") needs=Action::ReadUsers own_heading=true>
            <Person />
        </StaffPage>
    }
}

/// The account on the page, and what changed while somebody typed.
#[derive(Clone, Copy)]
struct Looked {
    load: Load<UserSummary>,
    /// What another one changed meanwhile, in words; none yet.
    changed: RwSignal<Vec<String>>,
    /// A first password that was just made.
    first: RwSignal<Option<String>>,
}

impl Looked {
    fn user(self) -> Option<Arc<UserSummary>> {
        self.load.data.get_untracked()
    }

    /// The account is `user` now.
    fn is_now(self, user: UserSummary) {
        self.changed.try_set(Vec::new());
        self.load.data.try_set(Some(Arc::new(user)));
    }

    /// What was sent is refused: where somebody was faster, the account is read anew, and what differs is told. What was
    /// typed stays.
    fn refused(self, form: Form, problem: Problem) {
        let is_late =
            matches!(&problem, Problem::Refused(e) if matches!(e.code, ErrorCode::Stale | ErrorCode::NotAllowedNow));
        form.refuse(problem);
        let (true, Some(before)) = (is_late, self.user()) else { return };
        wasm_bindgen_futures::spawn_local(async move {
            let path = format!("/api/v1/staff/users/{}", before.id);
            let Ok(now) = crate::staff::call::<UserSummary>(gloo_net::http::Method::GET, &path, None).await else {
                return;
            };
            self.changed.try_set(differences(&before, &now));
            self.load.data.try_set(Some(Arc::new(now)));
        });
    }
}

/// What is not as it was.
fn differences(before: &UserSummary, now: &UserSummary) -> Vec<String> {
    let mut told = Vec::new();
    if before.status != now.status {
        let code: &'static str = now.status.into();
        told.push(tf("stale.status", &[("status", &t(&format!("user_status.{code}")))]));
    }
    if before.locked_until != now.locked_until {
        told.push(t(if now.locked_until.is_some() { "stale.locked" } else { "stale.open" }));
    }
    let is_in = |all: &UserSummary, id| all.grants.iter().any(|g| g.grant.id == id);
    for grant in now.grants.iter().filter(|g| !is_in(before, g.grant.id)) {
        told.push(tf("stale.given", &[("role", &role(grant.grant.role))]));
    }
    for grant in before.grants.iter().filter(|g| !is_in(now, g.grant.id)) {
        told.push(tf("stale.taken", &[("role", &role(grant.grant.role))]));
    }
    if told.is_empty() {
        told.push(t("stale.other"));
    }
    told
}

#[component]
fn Person() -> impl IntoView {
    let params = use_params_map();
    let path = move || params.with(|p| p.get("id").map(|id| format!("/api/v1/staff/users/{id}"))).unwrap_or_default();
    let load = Load::<UserSummary>::of(path);
    let looked = Looked { load, changed: RwSignal::new(Vec::new()), first: RwSignal::new(None) };
    // The forms are made once: what is typed in them stays while the account is read anew.
    let is_there = Memo::new(move |_| load.data.with(Option::is_some));
    view! {
        <Private load=load page=true draw=move |user| head(&user) />
        <Show when=move || is_there.get()>
            <Changed looked=looked />
            {move || looked.first.get().map(|code| {
                let name = looked.user().map(|user| user.login_name.clone()).unwrap_or_default();
                view! {
                    <div class="section-s">
                        <crate::staff::ToldOnce title="first_password.title" text="first_password.text" code=code login_name=name />
                    </div>
                }
            })}
            <grants::Grants looked=looked />
            <phone::FullPhone looked=looked />
            <deeds::Deeds looked=looked />
        </Show>
    }
}

/// What somebody else changed meanwhile.
#[component]
fn Changed(looked: Looked) -> impl IntoView {
    view! {
        <div role="status">
            {move || {
                let changed = looked.changed.get();
                (!changed.is_empty()).then(|| view! {
                    <div class="notice tone-risk section-s">
                        <Icon name="info" />
                        <div>
                            <p><b>{t("stale.title")}</b></p>
                            <ul class="plain-list">{changed.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                            <p>{t("stale.kept")}</p>
                        </div>
                    </div>
                })
            }}
        </div>
    }
}

fn head(user: &Arc<UserSummary>) -> AnyView {
    let is_me = desk().me.with_untracked(|me| me.as_ref().is_some_and(|me| me.id == user.id));
    let name = if user.login_name.is_empty() { t("user_status.erased") } else { user.login_name.clone() };
    let (shown, last) = (or_none(&user.display_name), dated(user.last_login_at, "people.never"));
    let (phone, id) = (user.phone_mask.clone().unwrap_or_else(|| t("none")), user.id.to_string());
    let locked = user.locked_until.map(|at| view! { <Fact label=t("person.locked")><Num text=moment(at) /></Fact> });
    let first =
        user.must_change_password.then(|| view! { <Fact label=t("person.password")>{t("person.first")}</Fact> });
    view! {
        <div class="row between">
            <h1>{name} " " {user.is_demo.then(|| view! { <DemoMark /> })}</h1>
            {status(user)}
        </div>
        {is_me.then(|| view! { <p class="muted">{t("person.own")} " " <a href="/account">{t("account_page.title")}</a></p> })}
        <div class="panel section-s">
            <Facts wide=true>
                <Fact label=t("field.display_name")>{shown}</Fact>
                <Fact label=t("field.phone")>{phone}</Fact>
                <Fact label=t("data_page.last")>{last}</Fact>
                {locked}
                {first}
                <Fact label=t("person.id")><Plate text=id /></Fact>
            </Facts>
        </div>
    }
    .into_any()
}

/// A grant in words, for a dialog.
fn named(grant: &shared::accounts::NamedGrant) -> AnyView {
    lang();
    view! { <b>{role(grant.grant.role)}</b> " · " {scope(grant)} }.into_any()
}

/// A heading of a section.
#[component]
fn Heading(id: &'static str, words: &'static str) -> impl IntoView {
    view! { <h2 id=id>{say(words)}</h2> }
}
