//! The desk 工作台: my week, my roles and what I may do, and the projects in my scope; a project at work, reports from the
//! site and their review.

mod act;
mod acts;
mod areas;
mod draft;
mod form;
mod history;
mod ledger;
mod milestones;
mod photographs;
mod plan;
mod project;
mod queue;
mod report;
mod shots;
pub(crate) mod shrink;
mod week;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_params_map};
use shared::accounts::Me;
use shared::permissions::Action;
use shared::projects::staff::StaffProject;
use shared::projects::{ProjectStatus, Sign};
use shared::query;

use crate::i18n::{say, t};
use crate::notices::{NoticesDesk, OutagesDesk};
use crate::notifications::MessagesPage;
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{Field, Form, More, Rows, StaffPage, code_of, desk, grant_days, problem_state, role, scope};
use crate::ui::{DemoMark, Fold, Icon, Plate, State, StatusBadge, WaitingItems, Zh, place_of};

/// `/work`.
#[component]
pub(crate) fn WorkPage() -> impl IntoView {
    let sees = Memo::new(|_| {
        desk().me.with(|me| me.as_ref().is_some_and(|me| me.is_staff)) && desk().may(Action::ReadProject)
    });
    view! {
        <StaffPage heading="work.title">
            <Show when=move || sees.get() fallback=|| view! { <p class="section muted">{say("work.none_to_see")}</p> }>
                <Ways />
                <crate::orders::OrdersWaiting />
                <week::Week />
                <Projects />
            </Show>
            <Show when=move || !sees.get() && desk().may(Action::HandleOrder)>
                <p class="row section-s"><a class="btn btn-main" href="/work/orders">{say("work.orders")}</a></p>
                <crate::orders::OrdersWaiting />
            </Show>
            {move || { lang(); desk().me.get().map(|me| mine(&me)) }}
        </StaffPage>
    }
}

/// `/work/{id}`: reports that wait, notices that are written, or a project by its number.
#[component]
pub(crate) fn OnePage() -> impl IntoView {
    let params = use_params_map();
    // From one project to another the page stays.
    let which = Memo::new(move |_| {
        let id = params.with(|p| p.get("id")).unwrap_or_default();
        ["reports", "outages", "notices", "ledger", "areas", "orders", "cards", "messages", "new"]
            .into_iter()
            .find(|page| *page == id)
            .unwrap_or_default()
    });
    move || match which.get() {
        "reports" => view! { <queue::QueuePage /> }.into_any(),
        "outages" => view! { <OutagesDesk /> }.into_any(),
        "notices" => view! { <NoticesDesk /> }.into_any(),
        "new" => view! { <form::NewPage /> }.into_any(),
        "messages" => view! { <MessagesPage /> }.into_any(),
        "areas" => view! { <areas::AreasPage /> }.into_any(),
        "cards" => view! { <crate::contacts::CardsDesk /> }.into_any(),
        "orders" => view! { <crate::orders::OrdersDesk /> }.into_any(),
        "ledger" => view! { <ledger::LedgerPage /> }.into_any(),
        _ => view! { <project::ProjectPage /> }.into_any(),
    }
}

/// My roles, and what they allow.
fn mine(me: &Me) -> AnyView {
    let today = shell().today();
    let grants = me.grants.iter().map(|grant| {
        view! {
            <li><div><b>{role(grant.grant.role)}</b> " · " {scope(grant)} <p class="small muted">{grant_days(grant, today)}</p></div></li>
        }
    });
    let may = me.allowed_actions.iter().map(|action| view! { <li>{t(&format!("may.{}", code_of(*action)))}</li> });
    let may = may.collect_view();
    view! {
        <section class="section" aria-labelledby="h-mine">
            <h2 class="t-l" id="h-mine">{t("me.roles")}</h2>
            {if me.grants.is_empty() {
                view! { <p>{t("me.resident")}</p> }.into_any()
            } else {
                view! { <ul class="people-rows">{grants.collect_view()}</ul> }.into_any()
            }}
            <Fold label=t("work.may")><ul class="may">{may}</ul></Fold>
        </section>
    }
    .into_any()
}

/// The ways to what is written, where somebody stands in the street with a phone.
#[component]
fn Ways() -> impl IntoView {
    let way = |needs: Action, href: &'static str, words: &'static str| {
        view! { <Show when=move || desk().may(needs)><a class="btn" href=href>{say(words)}</a></Show> }
    };
    view! {
        <nav class="row section-s" aria-label=say("work.ways")>
            {way(Action::HandleOrder, "/work/orders", "work.orders")}
            <Show when=|| desk().may(Action::AssignOrder) && !desk().may(Action::HandleOrder)>
                <a class="btn" href="/work/orders">{say("work.orders")}</a>
            </Show>
            {way(Action::WriteOutage, "/work/outages?new=1", "work.write_outage")}
            {way(Action::WriteOutage, "/work/outages", "write.outages")}
            {way(Action::WriteOutage, "/work/notices", "write.notices")}
            {way(Action::EditDraft, "/work/new", "work.new")}
            {way(Action::ExportLedger, "/work/ledger", "ledger.title")}
            {way(Action::EditContactCard, "/work/cards", "work.cards")}
            {way(Action::EditAreas, "/work/areas", "areas.title")}
        </nav>
    }
}

/// Projects in scope, drafts too.
#[component]
fn Projects() -> impl IntoView {
    let map = use_location().query;
    let asked = move || map.with(|m| m.get("q")).unwrap_or_default();
    let form = Form::new("work");
    let words = RwSignal::new(String::new());
    Effect::new(move |_| words.set(asked()));
    let rows =
        Rows::<StaffProject>::of(move || format!("/api/v1/staff/projects?{}", query::write([("q", Some(asked()))])));
    let navigate = use_navigate();
    let find = move |e: SubmitEvent| {
        e.prevent_default();
        let to = query::write([("q", Some(words.get_untracked()))]);
        navigate(&format!("/work?{to}"), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (Some(found), None) if found.is_empty() => {
                view! { <State icon="search" title=t("work.nothing") text=t("work.nothing.text") /> }.into_any()
            }
            (Some(found), None) => view! { <ol class="frame">{found.iter().map(row).collect_view()}</ol> }.into_any(),
            (None, None) => view! { <WaitingItems /> }.into_any(),
        }
    };
    view! {
        <section class="section" aria-labelledby="h-projects">
            <h2 id="h-projects">{say("work.projects")}</h2>
            <form class="filter-row" role="search" on:submit=find>
                <Field form=form name="q" label="work.find" value=words kind="search" />
                <button class="btn" type="submit"><Icon name="search" />{say("people.send")}</button>
            </form>
            <div class="section-s">{list}</div>
            <More rows=rows />
        </section>
    }
}

/// The badge of a project's state.
pub(super) fn badge(status: Option<ProjectStatus>) -> AnyView {
    let sign = Sign::of(status, None);
    let words = match status {
        Some(status) => t(&format!("status.{}", code_of(status))),
        None => t("sign.reported"),
    };
    view! { <StatusBadge sign=sign words=Signal::stored(words) /> }.into_any()
}

/// Mark of what the public does not see yet.
pub(super) fn draft_mark(project: &StaffProject) -> Option<AnyView> {
    (!project.is_published).then(|| view! { " " <span class="mk-kind">{t("work.draft")}</span> }.into_any())
}

fn row(project: &StaffProject) -> AnyView {
    let href = format!("/work/{}", project.number);
    view! {
        <li class="item">
            <div class="row between">
                <h3>
                    <a href=href><Zh text=project.name.clone() /></a>
                    {project.is_demo.then(|| view! { " " <DemoMark /> })} {draft_mark(project)}
                </h3>
                {badge(project.status)}
            </div>
            <p class="meta">
                <Plate text=project.number.clone() />
                {place_of(&project.areas).map(|place| view! { <span><Zh text=place /></span> })}
            </p>
        </li>
    }
    .into_any()
}
