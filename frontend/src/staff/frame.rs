//! The frame of a page behind the sign-in: the bar of what one may do, who may see the page, and what to say who may not.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::params::ParamsMap;
use serde::de::DeserializeOwned;
use shared::error::ErrorCode;
use shared::id::{GrantId, UserId};
use shared::people::{Grant, Person, Role, Scope};
use shared::permissions::{Action, allowed_somewhere};
use std::sync::Arc;

use super::desk::{desk, is_out};
use super::go;
use super::panels::{IdlePanel, SignInPanel, Toast};
use crate::api::{Load, Problem};
use crate::i18n::{Lang, say, t};
use crate::notifications::Bell;
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{State, WaitingLines};
use crate::users::ForcedPassword;

/// Pages of the bar: address, words, and the action that shows them.
const PAGES: [(&str, &str, Option<Action>); 4] = [
    ("/people", "people.title", Some(Action::ReadUsers)),
    ("/audit", "audit.title", Some(Action::ReadAudit)),
    ("/settings", "settings.title", Some(Action::ChangeSettings)),
    ("/account", "account_page.title", None),
];

/// A page without a bar: signing in, registering.
#[component]
pub(crate) fn PlainPage(
    /// Key of the heading.
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    title(move || t(heading));
    shell().set_trail(move || vec![Crumb::words(t(heading), None)]);
    view! {
        <Main>
            <div class="narrow">
                <h1>{say(heading)}</h1>
                {children()}
            </div>
        </Main>
    }
}

/// The query of the page that is being made. On the way to another page it stays: nothing is drawn and asked for anew.
pub(crate) fn own_query() -> Memo<ParamsMap> {
    let here = use_location();
    let (path, query) = (here.pathname, here.query);
    let own = path.get_untracked();
    Memo::new(move |before: Option<&ParamsMap>| match before {
        Some(before) if path.with(|path| *path != own) => before.clone(),
        _ => query.get(),
    })
}

/// A page for somebody who is signed in and, where `needs` says so, may do that.
#[component]
pub(crate) fn StaffPage(
    /// Key of the heading, the title and the last step of the breadcrumb.
    heading: &'static str,
    /// What one must be allowed to do to see it.
    #[prop(optional)]
    needs: Option<Action>,
    /// The page above it: address and words.
    #[prop(optional)]
    above: Option<(&'static str, &'static str)>,
    /// Its heading is its own, and drawn with it.
    #[prop(optional)]
    own_heading: bool,
    children: ChildrenFn,
) -> impl IntoView {
    title(move || t(heading));
    shell().set_trail(move || {
        let above = above.map(|(href, words)| Crumb::words(t(words), Some(href)));
        above.into_iter().chain([Crumb::words(t(heading), None)]).collect()
    });
    desk().ask();
    // Only what decides which page it is: what is typed stays when the rest is read anew.
    let who = Memo::new(move |_| {
        desk().me.with(|me| {
            let me = me.as_ref()?;
            Some((me.id, me.must_change_password, needs.is_none_or(|a| me.allowed_actions.contains(&a))))
        })
    });
    let children = StoredValue::new(children);
    let draw = move || match who.get() {
        None => view! { <Nobody heading=heading /> }.into_any(),
        Some((_, true, _)) => view! { <ForcedPassword /> }.into_any(),
        Some((_, _, false)) => forbidden(needs),
        Some(_) => {
            let heading = (!own_heading).then(|| view! { <h1>{say(heading)}</h1> });
            view! { {heading} {children.with_value(|draw| draw())} }.into_any()
        }
    };
    view! {
        <Bar />
        <Main>{draw}</Main>
        <SignInPanel />
        <IdlePanel />
        <Toast />
    }
}

/// Nobody is known to sit here yet.
#[component]
fn Nobody(heading: &'static str) -> impl IntoView {
    let body = move || match (desk().problem.get(), desk().is_out.get()) {
        (Some(problem), _) => problem_state(problem, Callback::new(|()| desk().ask()), false),
        (None, true) => view! {
            <State icon="info" title=t("out.title") text=t("out.text")>
                <a class="btn" href="/">{t("problem.home")}</a>
            </State>
        }
        .into_any(),
        (None, false) => view! { <WaitingLines /> }.into_any(),
    };
    view! { <h1>{say(heading)}</h1> <div class="section-s">{body}</div> }
}

/// 403: whose page it is, and what else there is.
fn forbidden(needs: Option<Action>) -> AnyView {
    let body = move || {
        let owners = needs.map(|action| owners(action).into_iter().map(super::role).collect::<Vec<_>>());
        let owners =
            owners.map(|names| view! { <p>{t("forbidden.owners")} " " <b>{names.join(&t("list.comma"))}</b></p> });
        let roles = desk().me.with(|me| me.as_ref().map(|me| me.roles.clone()).unwrap_or_default());
        let named = roles.into_iter().map(super::role).collect::<Vec<_>>().join(&t("list.comma"));
        view! {
            <State icon="info" title=t("forbidden.title") text=t("forbidden.text") page=true>
                {owners}
                <p>{t("forbidden.roles")} " " <b>{named}</b></p>
                <a class="btn btn-main" href="/account">{t("account_page.title")}</a>
            </State>
        }
    };
    view! { <div role="alert">{body}</div> }.into_any()
}

/// The roles that do `action`, by the table of both ends.
fn owners(action: Action) -> Vec<Role> {
    let day = shell().today();
    let does = |role: &Role| {
        let grant = Grant { id: GrantId(0), role: *role, scope: Scope::All, valid_from: day, valid_until: None };
        allowed_somewhere(&Person { id: UserId(0), grants: vec![grant] }).contains(&action)
    };
    Role::GRANTABLE.into_iter().filter(does).collect()
}

/// The second bar: only what one may do.
#[component]
fn Bar() -> impl IntoView {
    let path = use_location().pathname;
    let go = go();
    let sign_out = StoredValue::new_local(move || {
        let go = go.clone();
        wasm_bindgen_futures::spawn_local(async move {
            // Whoever is out already is where he wants to be.
            let _ = crate::api::send(gloo_net::http::Method::DELETE, "/api/v1/session", None).await;
            desk().forgets();
            go("/login");
        });
    });
    let is_known = Memo::new(|_| desk().me.with(Option::is_some));
    let is_free = Memo::new(|_| desk().me.with(|me| me.as_ref().is_some_and(|me| !me.must_change_password)));
    let link = move |href: &'static str, words: &'static str| {
        let here = move || {
            let path = path.get();
            (path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))).then_some("page")
        };
        view! { <a href=href aria-current=here>{say(words)}</a> }
    };
    view! {
        <Show when=move || is_known.get()>
            <nav class="desk no-print" aria-label=say("desk.label")>
                <Show when=move || is_free.get()>
                    <Show when=|| desk().me.with(|me| me.as_ref().is_some_and(|me| me.is_staff))>
                        {link("/work", "work.title")}
                    </Show>
                    // A volunteer has no week, but orders to take.
                    <Show when=|| desk().me.with(|me| me.as_ref().is_some_and(|me| !me.is_staff)) && desk().may(Action::HandleOrder)>
                        {link("/work/orders", "orders.desk")}
                    </Show>
                    {PAGES
                        .map(|(href, words, needs)| {
                            view! { <Show when=move || needs.is_none_or(|a| desk().may(a))>{link(href, words)}</Show> }
                        })
                        .collect_view()}
                    <Bell />
                </Show>
                <button type="button" class="btn btn-plain" on:click=move |_| sign_out.with_value(|out| out())>
                    {say("desk.out")}
                </button>
            </nav>
        </Show>
    }
}

/// What went wrong with a question of the staff's pages, and the way on.
pub(crate) fn problem_state(problem: Problem, retry: Callback<()>, page: bool) -> AnyView {
    let (icon, key) = match &problem {
        Problem::Offline => ("offline", "problem.offline"),
        Problem::NotFound => ("search", "absent"),
        Problem::Refused(e) if e.code == ErrorCode::Forbidden => ("info", "forbidden"),
        Problem::Refused(_) => ("info", "form.refused"),
        Problem::Broken => ("info", "problem.broken"),
    };
    let (title, text) = match &problem {
        Problem::Refused(e) if e.code != ErrorCode::Forbidden => (t(key), e.half(lang() == Lang::Zh).to_owned()),
        _ => (t(&format!("{key}.title")), t(&format!("{key}.text"))),
    };
    let again = matches!(problem, Problem::Offline | Problem::Broken);
    view! {
        <div role="alert">
            <State icon=icon title=title text=text page=page>
                {again.then(|| view! {
                    <button class="btn btn-main" type="button" on:click=move |_| retry.run(())>{t("problem.retry")}</button>
                })}
            </State>
        </div>
    }
    .into_any()
}

/// Draws an answer of a private address once it is there. Where nobody is signed in any more, it waits until somebody is.
#[component]
pub(crate) fn Private<T, D>(
    load: Load<T>,
    /// Its problem stands for the whole page.
    #[prop(optional)]
    page: bool,
    draw: D,
) -> impl IntoView
where
    T: DeserializeOwned + Send + Sync + 'static,
    D: Fn(Arc<T>) -> AnyView + Send + 'static,
{
    follow(load);
    move || {
        lang();
        match (load.data.get(), load.problem.get()) {
            (_, Some(problem)) if !is_out(&problem) => {
                problem_state(problem, Callback::new(move |()| load.retry()), page)
            }
            (Some(data), _) => draw(data),
            _ => view! { <WaitingLines lines=5 /> }.into_any(),
        }
    }
}

/// The same for a page whose parts follow the answer by themselves: it is drawn once, and what changes in one part disturbs
/// nobody in another.
#[component]
pub(crate) fn PrivateParts<T, D>(load: Load<T>, draw: D) -> impl IntoView
where
    T: DeserializeOwned + Send + Sync + 'static,
    D: Fn() -> AnyView + Send + 'static,
{
    follow(load);
    let problem = Memo::new(move |_| load.problem.get().filter(|problem| !is_out(problem)));
    let is_there = Memo::new(move |_| load.data.with(Option::is_some));
    move || match (problem.get(), is_there.get()) {
        (Some(problem), _) => problem_state(problem, Callback::new(move |()| load.retry()), true),
        (None, true) => draw(),
        (None, false) => view! { <WaitingLines lines=5 /> }.into_any(),
    }
}

/// The same for a form: it is drawn from the first answer and stays, whatever is told or chosen meanwhile, or what is
/// typed would be lost.
#[component]
pub(crate) fn PrivateForm<T, D>(load: Load<T>, draw: D) -> impl IntoView
where
    T: DeserializeOwned + Send + Sync + 'static,
    D: Fn(Arc<T>) -> AnyView + Send + 'static,
{
    follow(load);
    let first = RwSignal::new(None::<Arc<T>>);
    Effect::new(move |_| {
        if let Some(found) = load.data.get().filter(|_| first.with_untracked(Option::is_none)) {
            first.set(Some(found));
        }
    });
    let problem = move || {
        let problem = load.problem.get().filter(|problem| !is_out(problem) && first.with(Option::is_none));
        problem.map(|problem| problem_state(problem, Callback::new(move |()| load.retry()), true))
    };
    view! {
        {problem}
        {move || match first.get() {
            Some(found) => untrack(|| draw(found)),
            None => view! { <WaitingLines lines=5 /> }.into_any(),
        }}
    }
}

/// Asks for a sign-in where `load` wants one, and asks again after it.
pub(super) fn follow<T: DeserializeOwned + Send + Sync + 'static>(load: Load<T>) {
    Effect::new(move |_| {
        if load.problem.with(|p| p.as_ref().is_some_and(is_out)) {
            desk().is_out.set(true);
        }
    });
    Effect::new(move |before: Option<u32>| {
        let now = desk().back.get();
        if before.is_some_and(|before| before != now) && load.problem.with_untracked(|p| p.as_ref().is_some_and(is_out))
        {
            load.retry();
        }
        now
    });
}
