//! People and roles 人员与角色: the accounts one looks after.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::accounts::{UserStatus, UserSummary};
use shared::people::Role;
use shared::permissions::Action;
use shared::projects::Sign;
use shared::query;

use super::new::NewPerson;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{
    Choice, Field, Form, More, OneOf, Rows, StaffPage, code_of, desk, moment, problem_state, role, scope,
};
use crate::ui::{DemoMark, Icon, State, StatusBadge, WaitingLines, Zh};

/// `/people`.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    view! { <StaffPage heading="people.title" needs=Action::ReadUsers><People /></StaffPage> }
}

/// Roles as choices.
pub(super) fn roles(of: &[Role]) -> Vec<OneOf> {
    of.iter().map(|r| OneOf { value: code_of(*r).to_owned(), words: role(*r), is_name: false }).collect()
}

#[component]
fn People() -> impl IntoView {
    let map = use_query_map();
    let of = move |name: &str| map.with(|m| m.get(name)).unwrap_or_default();
    let form = Form::new("people");
    let (words, chosen) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // What the address says stands in the fields.
    Effect::new(move |_| {
        words.set(of("q"));
        chosen.set(of("role"));
    });
    let path = move || query::write([("q", Some(of("q"))), ("role", Some(of("role")))]);
    let rows = Rows::<UserSummary>::of(move || format!("/api/v1/staff/users?{}", path()));
    let navigate = use_navigate();
    let find = move |e: SubmitEvent| {
        e.prevent_default();
        let to = query::write([("q", Some(words.get_untracked())), ("role", Some(chosen.get_untracked()))]);
        navigate(&format!("/people?{to}"), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let all_roles = Signal::derive(|| {
        lang();
        roles(&Role::GRANTABLE)
    });
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (Some(found), None) if found.is_empty() => {
                view! { <State icon="search" title=t("people.none") text=t("people.none.text") /> }.into_any()
            }
            (Some(found), None) => {
                view! { <ul class="people-rows">{found.iter().map(row).collect_view()}</ul> }.into_any()
            }
            (None, None) => view! { <WaitingLines lines=6 /> }.into_any(),
        }
    };
    view! {
        <p class="lead">{say("people.lead")}</p>
        <Show when=|| desk().may(Action::ManageAccounts)><NewPerson /></Show>
        <form class="filter-row section-s" role="search" on:submit=find>
            <Field form=form name="q" label="people.find" value=words kind="search" free=false />
            <Choice form=form name="role" label="people.role" value=chosen none="people.role.all" options=all_roles />
            <button class="btn" type="submit"><Icon name="search" />{say("people.send")}</button>
        </form>
        <section class="section-s" aria-label=say("people.list")>{list}<More rows=rows /></section>
    }
}

/// State of an account in one word.
pub(super) fn status(user: &UserSummary) -> AnyView {
    let (sign, key) = match (user.status, user.locked_until) {
        (UserStatus::Active, Some(_)) => (Sign::Late, "people.locked".to_owned()),
        (UserStatus::Active, None) => (Sign::Done, "user_status.active".to_owned()),
        (UserStatus::Disabled, _) => (Sign::Suspended, "user_status.disabled".to_owned()),
        (UserStatus::Erased, _) => (Sign::Ended, "user_status.erased".to_owned()),
    };
    view! { <StatusBadge sign=sign words=Signal::stored(t(&key)) /> }.into_any()
}

fn row(user: &UserSummary) -> AnyView {
    let roles = user.grants.iter().map(|g| view! { <span>{role(g.grant.role)} " · " {scope(g)}</span> });
    let last = match user.last_login_at {
        Some(at) => tf("people.last", &[("at", &moment(at))]),
        None => t("people.never"),
    };
    let name = if user.login_name.is_empty() { t("user_status.erased") } else { user.login_name.clone() };
    view! {
        <li>
            <div>
                <a class="target" href=format!("/people/{}", user.id)><b>{name}</b></a>
                {user.display_name.clone().map(|name| view! { " " <Zh text=name /> })}
                {user.is_demo.then(|| view! { " " <DemoMark /> })}
                <p class="small grants-line">
                    {if user.grants.is_empty() { t("people.resident").into_any() } else { roles.collect_view().into_any() }}
                </p>
                <p class="small muted">{last}</p>
            </div>
            {status(user)}
        </li>
    }
    .into_any()
}
