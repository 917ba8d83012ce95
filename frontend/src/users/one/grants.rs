//! Roles of an account: who gave them and when, where and until when they hold; giving and taking them.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::accounts::{NamedGrant, NewGrant, UserChanged};
use shared::id::GrantId;
use shared::people::{Role, Scope, ScopeType};
use shared::query;
use shared::scopes::ScopeHit;

use super::super::list::roles;
use super::{Heading, Looked, named};
use crate::api::{Load, Problem};
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{
    Choice, Dialog, Faults, Field, Form, OneOf, Summary, code_of, desk, grant_days, moment, role, scope,
};
use crate::ui::Zh;

/// The roles, and the form to give one more.
#[component]
pub(super) fn Grants(looked: Looked) -> impl IntoView {
    let taking = RwSignal::new(None::<NamedGrant>);
    let open = RwSignal::new(false);
    let row = move |grant: &NamedGrant, is_mine: bool| {
        let by = match &grant.granted_by {
            Some(by) => tf("grant.by", &[("name", by), ("at", &moment(grant.granted_at))]),
            None => tf("grant.by_nobody", &[("at", &moment(grant.granted_at))]),
        };
        let label = tf("grant.take_of", &[("role", &role(grant.grant.role))]);
        let own = grant.clone();
        let take = move |_| {
            taking.set(Some(own.clone()));
            open.set(true);
        };
        view! {
            <li>
                <div>
                    <b>{role(grant.grant.role)}</b> " · " {scope(grant)}
                    <p class="small">{grant_days(grant, shell().today())}</p>
                    <p class="small muted">{by}</p>
                </div>
                {is_mine.then(|| view! {
                    <button class="btn" type="button" aria-label=label on:click=take>{t("grant.take")}</button>
                })}
            </li>
        }
    };
    let list = move || {
        lang();
        let user = looked.load.data.get()?;
        if user.grants.is_empty() {
            return Some(view! { <p>{t("people.resident")}</p> }.into_any());
        }
        let rows = user.grants.iter().map(|g| row(g, user.grantable_roles.contains(&g.grant.role))).collect_view();
        Some(view! { <ul class="people-rows">{rows}</ul> }.into_any())
    };
    let may_give =
        Memo::new(move |_| looked.load.data.with(|u| u.as_ref().is_some_and(|u| !u.grantable_roles.is_empty())));
    view! {
        <section class="section" aria-labelledby="h-grants">
            <Heading id="h-grants" words="grant.title" />
            {list}
        </section>
        <Show when=move || may_give.get()><Give looked=looked /></Show>
        <Dialog id="h-take" title="grant.take.title" open=open><Take looked=looked taking=taking open=open /></Dialog>
    }
}

/// The question before a role is taken back.
#[component]
fn Take(looked: Looked, taking: RwSignal<Option<NamedGrant>>, open: RwSignal<bool>) -> impl IntoView {
    let form = Form::new("take");
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let (Some(user), Some(grant)) = (looked.user(), taking.get_untracked()) else { return };
        let id: GrantId = grant.grant.id;
        let path = format!("/api/v1/staff/users/{}/grants/{id}", user.id);
        let did = move |changed: UserChanged| {
            looked.is_now(changed.user);
            desk().say("grant.taken");
            open.try_set(false);
        };
        form.send_or(Method::DELETE, path, None, did, move |problem| looked.refused(form, problem));
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p>{move || taking.get().map(|grant| named(&grant))}</p>
            <p>{say("grant.take.text")}</p>
            <Summary form=form />
            <div class="row">
                <button class="btn" type="button" on:click=move |_| open.set(false)>{say("dialog.cancel")}</button>
                <button class="btn btn-warn" type="submit" disabled=move || form.busy.get()>{say("grant.take")}</button>
            </div>
        </form>
    }
}

/// A scope on the wire of a `<select>`: its kind and its identifier.
fn key_of(scope: Scope) -> String {
    serde_json::to_string(&scope).unwrap_or_default()
}

/// The form: a role, then where, then from when to when.
#[component]
fn Give(looked: Looked) -> impl IntoView {
    let form = Form::new("give");
    let [role_code, words, place, from, until] = [(); 5].map(|()| RwSignal::new(String::new()));
    let chosen = Memo::new(move |_| role_code.with(|code| code.parse::<Role>().ok()));
    let needs_place = Memo::new(move |_| chosen.get().is_some_and(|role| role.scopes() != [ScopeType::All]));
    // Another role has other places.
    Effect::new(move |_| {
        chosen.track();
        place.set(String::new());
    });
    let hits = Load::<Vec<ScopeHit>>::of(move || match (chosen.get(), needs_place.get()) {
        (Some(role), true) => {
            let q = words.with(|w| w.trim().to_owned());
            let q = Some(q).filter(|q| q.chars().count() >= query::SHORTEST_WORDS);
            format!("/api/v1/staff/scopes?{}", query::write([("role", Some(code_of(role).to_owned())), ("q", q)]))
        }
        _ => String::new(),
    });
    // What is no longer among them is not chosen.
    Effect::new(move |_| {
        let is_gone = |all: &[ScopeHit]| !all.iter().any(|hit| key_of(hit.scope) == place.get_untracked());
        if hits.data.get().is_some_and(|all| is_gone(&all)) {
            place.set(String::new());
        }
    });
    let options = Signal::derive(move || {
        lang();
        let found = hits.data.get().map(|all| all.to_vec()).unwrap_or_default();
        let name = |hit: &ScopeHit| match (&hit.place, hit.scope) {
            (_, Scope::All) => t("scope.all"),
            (Some(place), _) => format!("{}（{place}）", hit.name),
            (None, _) => hit.name.clone(),
        };
        found
            .iter()
            .map(|hit| OneOf { value: key_of(hit.scope), words: name(hit), is_name: hit.scope != Scope::All })
            .collect::<Vec<_>>()
    });
    let grantable = Signal::derive(move || {
        lang();
        looked.load.data.with(|user| user.as_ref().map(|user| roles(&user.grantable_roles)).unwrap_or_default())
    });
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let Some(user) = looked.user() else { return };
        let scope = if needs_place.get_untracked() {
            serde_json::from_str::<Scope>(&place.get_untracked()).ok()
        } else {
            Some(Scope::All)
        };
        let (Some(role), Some(scope)) = (chosen.get_untracked(), scope) else {
            let faults = Faults::none().when(chosen.get_untracked().is_none(), "role", "grant.role.missing").when(
                chosen.get_untracked().is_some(),
                "scope",
                "grant.scope.missing",
            );
            return form.refuse(faults);
        };
        let day = |text: RwSignal<String>| text.get_untracked().parse().ok();
        let given = NewGrant { role, scope, valid_from: day(from), valid_until: day(until) };
        let faults = Faults::none().rule(given.check());
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let body = serde_json::to_string(&given).ok();
        let path = format!("/api/v1/staff/users/{}/grants", user.id);
        let did = move |changed: UserChanged| {
            for typed in [role_code, words, place, from, until] {
                typed.try_set(String::new());
            }
            looked.is_now(changed.user);
            desk().say("grant.given");
        };
        let or = move |problem: Problem| looked.refused(form, problem);
        form.send_or(Method::POST, path, body, did, or);
    };
    let where_ = move || {
        view! {
            <Field form=form name="q" label="grant.find" value=words kind="search" hint="grant.find.hint" free=true />
            <Choice form=form name="scope" label="grant.scope" value=place none="grant.scope.none" options=options />
            <p class="small muted" role="status">{move || hits.data.get().map(|all| tf("grant.found", &[("n", &all.len())]))}</p>
        }
    };
    view! {
        <section class="section" aria-labelledby="h-give">
            <Heading id="h-give" words="grant.give" />
            <form class="panel section-s" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Choice form=form name="role" label="grant.role" value=role_code none="grant.role.none" options=grantable />
                <Show when=move || needs_place.get()>{where_()}</Show>
                <Show when=move || chosen.get().is_some() && !needs_place.get()>
                    <p>{say("grant.everywhere")}</p>
                </Show>
                <div class="pair">
                    <Field form=form name="valid_from" label="grant.valid_from" value=from kind="date" hint="grant.valid_from.hint" free=true />
                    <Field form=form name="valid_until" label="grant.valid_until" value=until kind="date" hint="grant.valid_until.hint" free=true />
                </div>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("grant.send")}</button>
                {looked.user().and_then(|u| u.display_name.clone()).map(|name| view! { <p class="small muted">{say("grant.to")} " " <Zh text=name /></p> })}
            </form>
        </section>
    }
}
