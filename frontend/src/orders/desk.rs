//! `/work/orders`: my queue, the pool, what comes in, what is to be called back, and what is stuck.

use std::collections::HashSet;

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::Deserialize;
use serde_json::json;
use shared::id::AreaId;
use shared::orders::list::{BulkResult, OrderFilter, OrderView, Stuck, StuckBoard, StuckLine};
use shared::orders::shown::{Candidate, OrderLine};
use shared::orders::{OrderEvent, OrderStatus};
use shared::permissions::Action;
use strum::VariantArray as _;

use super::deeds;
use super::new::ForOtherPage;
use super::one::OrderPanel;
use super::told;
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{
    Choice, Form, More, OneOf, Private, Rows, StaffPage, Summary, code_of, desk, every, fresh_token, role,
};
use crate::ui::{Icon, Num, State, WaitingItems, Zh};

/// How often it is asked whether anything happened, milliseconds.
const EVERY: u32 = 4_000;

#[derive(Deserialize)]
struct Pulse {
    last: String,
}

/// What of it is shown.
#[derive(Clone, PartialEq)]
enum Which {
    List(OrderFilter),
    Stuck,
    One(String),
    New,
}

/// Grows whenever something happened to any order.
pub(super) fn pulse() -> Memo<u32> {
    let load = Load::<Pulse>::keeping(|| "/api/v1/staff/order-pulse".to_owned());
    let ticking = every(EVERY, move || load.retry());
    on_cleanup(move || drop(ticking.try_set_value(None)));
    let seen = RwSignal::new((String::new(), 0_u32));
    Effect::new(move |_| {
        if let Some(found) = load.data.get() {
            let (last, n) = seen.get_untracked();
            if last != found.last {
                seen.set((found.last.clone(), if last.is_empty() { 0 } else { n + 1 }));
            }
        }
    });
    Memo::new(move |_| seen.get().1)
}

/// `/work/orders`.
#[component]
pub(crate) fn OrdersDesk() -> impl IntoView {
    let query = use_location().query;
    let which = Memo::new(move |_| {
        query.with(|q| {
            if let Some(number) = q.get("number") {
                return Which::One(number);
            }
            if q.get("new").is_some() {
                return Which::New;
            }
            if q.get("view").as_deref() == Some("stuck") {
                return Which::Stuck;
            }
            let read = |name: &str| q.get(name).and_then(|v| v.parse().ok());
            Which::List(OrderFilter {
                view: q.get("view").and_then(|v| v.parse().ok()).unwrap_or(OrderView::Mine),
                which: q.get("which").and_then(|v| v.parse().ok()),
                area: q.get("area").and_then(|v| v.parse::<AreaId>().ok()),
                here: q.get("here").is_some(),
                status: read("status"),
                category: q.get("category"),
            })
        })
    });
    move || match which.get() {
        Which::New => view! { <ForOtherPage /> }.into_any(),
        Which::One(number) => view! {
            <StaffPage heading="orders.desk" above=("/work/orders", "orders.desk") own_heading=true>
                <OrderPanel number=number.clone() />
            </StaffPage>
        }
        .into_any(),
        Which::Stuck => view! {
            <StaffPage heading="orders.desk" above=("/work", "work.title")><Tabs here="stuck" /> <Board /></StaffPage>
        }
        .into_any(),
        Which::List(filter) => view! {
            <StaffPage heading="orders.desk" above=("/work", "work.title")>
                <Tabs here=code_of(filter.view) />
                <List filter=filter.clone() />
            </StaffPage>
        }
        .into_any(),
    }
}

/// The ways between the lists; only those of what one does.
#[component]
fn Tabs(here: &'static str) -> impl IntoView {
    let tab = move |code: &'static str, needs: &'static [Action]| {
        let may = move || needs.iter().any(|action| desk().may(*action));
        let href = format!("/work/orders?view={code}");
        view! {
            <Show when=may>
                <a class="btn" href=href.clone() aria-current=(code == here).then_some("page")>{t(&format!("orders.view.{code}"))}</a>
            </Show>
        }
    };
    move || {
        lang();
        view! {
            <nav class="row section-s" aria-label=t("orders.views")>
                {tab("mine", &[Action::HandleOrder, Action::AssignOrder])}
                {tab("pool", &[Action::HandleOrder, Action::AssignOrder])}
                {tab("intake", &[Action::AcceptOrder])}
                {tab("callback", &[Action::CallBack])}
                {tab("stuck", &[Action::AcceptOrder])}
                {tab("all", &[Action::AcceptOrder])}
                <Show when=|| desk().may(Action::PlaceOrderForOthers)>
                    <a class="btn btn-main" href="/work/orders?new=1">{say("order.for_other")}</a>
                </Show>
                <a class="btn" href="/rates">{t("rates.title")}</a>
            </nav>
        }
    }
}

/// One list.
#[component]
fn List(filter: OrderFilter) -> impl IntoView {
    let (address, view_of) = (filter.query(), filter.view);
    let pulse = pulse();
    let rows = Rows::<OrderLine>::of(move || format!("/api/v1/staff/orders?{address}"));
    Effect::new(move |before: Option<u32>| {
        let now = pulse.get();
        if before.is_some_and(|before| before != now) {
            rows.first.retry();
        }
        now
    });
    let chosen = RwSignal::new(HashSet::<(String, i32)>::new());
    let chips = (filter.which.is_some() || filter.area.is_some() || filter.status.is_some()).then(|| {
        let which = filter.which.map(|which| t(&format!("orders.which.{}", code_of(which))));
        let href = format!("/work/orders?view={}", code_of(filter.view));
        view! { <p class="row">{which.map(|words| view! { <b>{words}</b> })} <a class="btn" href=href>{t("orders.all_of_view")}</a></p> }
    });
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => {
                crate::staff::problem_state(problem, Callback::new(move |()| rows.first.retry()), false)
            }
            (Some(all), None) if all.is_empty() => {
                let code = code_of(view_of);
                view! { <State icon="s-done" title=t(&format!("orders.empty.{code}")) text=t(&format!("orders.empty.{code}.text")) /> }.into_any()
            }
            (Some(all), None) => {
                view! { <ol class="frame">{all.iter().map(|line| row(line, chosen, rows)).collect_view()}</ol> }
                    .into_any()
            }
            (None, None) => view! { <WaitingItems /> }.into_any(),
        }
    };
    view! {
        {chips}
        <Bulk chosen=chosen rows=rows />
        <div class="section-s" aria-live="polite">{list}</div>
        <More rows=rows />
    }
}

fn row(line: &OrderLine, chosen: RwSignal<HashSet<(String, i32)>>, rows: Rows<OrderLine>) -> AnyView {
    let href = format!("/work/orders?number={}", line.number);
    let key = (line.number.clone(), line.version);
    let may_give = line.allowed_events.contains(&OrderEvent::Assign) || line.status == OrderStatus::Placed;
    let tick = (may_give && desk().may(Action::AssignOrder)).then(|| {
        let (own, set, label) = (key.clone(), key.clone(), tf("orders.tick", &[("number", &line.number)]));
        let toggle = move |e: leptos::ev::Event| {
            let on = event_target_checked(&e);
            chosen.update(|all| {
                all.retain(|(number, _)| *number != set.0);
                if on {
                    all.insert(set.clone());
                }
            });
        };
        view! {
            <label class="check order-tick">
                <input type="checkbox" aria-label=label prop:checked=move || chosen.with(|all| all.contains(&own)) on:change=toggle />
            </label>
        }
    });
    let can_take = line.allowed_events.contains(&OrderEvent::Take);
    let take = can_take.then(|| {
        let (number, version) = (line.number.clone(), line.version);
        let form = Form::new("take");
        let press = move |_| deeds::take(form, &number, version, move || rows.first.retry());
        view! {
            <div>
                <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=press>{t("order.event.take")}</button>
                <Summary form=form />
            </div>
        }
    });
    let near = line.near.map(|near| view! { <span>{t(&format!("order.near.{}", code_of(near)))}</span> });
    let flags = [
        (line.is_held, "orders.view.held"),
        (line.is_chased, "orders.which.chased"),
        (line.is_escalated, "order.escalated"),
        (line.reopened > 0, "order.came_back"),
    ];
    let flags = flags.into_iter().filter(|(is, _)| *is).map(|(_, words)| {
        view! { <span class="badge s-risk"><Icon name="s-risk" />{t(words)}</span> }
    });
    view! {
        <li class="item">
            <div class="row between">
                <h2 class="row t-m">{tick} <a href=href>{told::category(line)}</a> {told::urgency(line.urgency)}</h2>
                {told::badge(line.status)}
            </div>
            {line.what.clone().map(|what| view! { <p><Zh text=what /></p> })}
            <p class="meta">
                {told::number(line)} {told::place(line)} {near}
                {line.assignee.clone().map(|name| view! { <span><Icon name="user" /><Zh text=name /></span> })}
            </p>
            <div class="row between">
                <div class="row">{line.clock.as_ref().map(told::clock)} {flags.collect_view()}</div>
                {take}
            </div>
        </li>
    }
    .into_any()
}

/// Gives all that are ticked to somebody.
#[component]
fn Bulk(chosen: RwSignal<HashSet<(String, i32)>>, rows: Rows<OrderLine>) -> impl IntoView {
    let form = Form::new("bulk");
    let to = RwSignal::new(String::new());
    let failed = RwSignal::new(Vec::<BulkResult>::new());
    // Whom the first of them can be given to.
    let load = Load::<Vec<Candidate>>::keeping(move || {
        let first = chosen.with(|all| all.iter().next().map(|(number, _)| number.clone()));
        first.map_or_else(String::new, |number| format!("/api/v1/staff/orders/{number}/candidates"))
    });
    let options = Signal::derive(move || {
        lang();
        load.data.get().map(|all| candidates(&all)).unwrap_or_default()
    });
    let send = move |_| {
        let orders: Vec<_> = chosen
            .get_untracked()
            .into_iter()
            .map(|(number, version)| json!({ "number": number, "version": version }))
            .collect();
        let Some(assignee) = deeds::assignee(&to.get_untracked()) else {
            return form.refuse(crate::staff::Faults::none().when(true, "assignee", "act.missing"));
        };
        let body = json!({ "orders": orders, "assignee": assignee, "reason": t("orders.bulk.reason"), "client_token": fresh_token() });
        form.send(Method::POST, "/api/v1/staff/order-assignments", &body, move |told: Vec<BulkResult>| {
            failed.set(told.into_iter().filter(|one| one.problem.is_some()).collect());
            chosen.set(HashSet::new());
            desk().say("act.done");
            rows.first.retry();
        });
    };
    let problem = |one: BulkResult| {
        let why = one.problem.map(|e| e.half(lang() == Lang::Zh).to_owned());
        view! { <li>{one.number} " " {why}</li> }
    };
    view! {
        <Show when=move || !chosen.with(HashSet::is_empty)>
            <section class="panel stack section-s" aria-label=say("orders.bulk")>
                <Summary form=form />
                <p><b>{move || tf("orders.bulk.n", &[("n", &chosen.with(HashSet::len))])}</b></p>
                <Choice form=form name="assignee" label="order.assignee" value=to none="act.choose" options=options />
                <p class="row">
                    <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=send>{say("orders.bulk.send")}</button>
                    <button class="btn" type="button" on:click=move |_| chosen.set(HashSet::new())>{say("act.cancel")}</button>
                </p>
            </section>
        </Show>
        <Show when=move || !failed.with(Vec::is_empty)>
            <div class="notice tone-late" role="alert">
                <Icon name="s-late" />
                <div><p><b>{say("orders.bulk.failed")}</b></p><ul>{move || failed.get().into_iter().map(problem).collect_view()}</ul></div>
            </div>
        </Show>
    }
}

/// Candidates as choices: their office first.
pub(super) fn candidates(all: &[Candidate]) -> Vec<OneOf> {
    let office = OneOf { value: "office".to_owned(), words: t("order.assignee.office"), is_name: false };
    let one = |c: &Candidate| {
        let load = tf("order.assignee.load", &[("n", &c.open)]);
        let (value, words) = match (c.user, c.organization) {
            (Some(id), _) => (format!("user {id}"), format!("{} · {} · {load}", c.name, role(c.role))),
            (None, Some(id)) => (format!("organization {id}"), format!("{} · {}", c.name, role(c.role))),
            (None, None) => return None,
        };
        Some(OneOf { value, words, is_name: true })
    };
    std::iter::once(office).chain(all.iter().filter_map(one)).collect()
}

/// What is stuck: a table whose every figure leads to its list.
#[component]
fn Board() -> impl IntoView {
    let pulse = pulse();
    let load = Load::<StuckBoard>::keeping(|| "/api/v1/staff/order-board".to_owned());
    Effect::new(move |before: Option<u32>| {
        let now = pulse.get();
        if before.is_some_and(|before| before != now) {
            load.retry();
        }
        now
    });
    view! { <Private load=load draw=|found| board(&found) /> }
}

fn board(board: &StuckBoard) -> AnyView {
    let head = Stuck::VARIANTS
        .iter()
        .map(|which| view! { <th scope="col">{t(&format!("orders.which.{}", code_of(*which)))}</th> });
    let cell = |line: &StuckLine, which: &Stuck, n: i64| {
        let filter = OrderFilter {
            view: OrderView::All,
            which: Some(*which),
            area: line.area.as_ref().map(|area| area.id),
            here: line.is_own,
            ..OrderFilter::default()
        };
        let href = format!("/work/orders?{}", filter.query());
        let tone = if n > 0 && matches!(which, Stuck::Overdue | Stuck::Reopened | Stuck::Chased) { "late" } else { "" };
        view! { <td class=tone><a class="target" href=href><Num text=n.to_string() /></a></td> }
    };
    let row = |line: &StuckLine| {
        let name = match &line.area {
            Some(area) => view! { <Zh text=area.name.clone() /> }.into_any(),
            None => view! { <b>{t("orders.board.total")}</b> }.into_any(),
        };
        let cells = Stuck::VARIANTS.iter().zip(&line.counts).map(|(which, n)| cell(line, which, *n)).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    };
    let lines = board.lines.iter().map(row).collect_view();
    view! {
        <p class="muted">{t("orders.board.text")}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=t("orders.view.stuck")>
            <table class="table">
                <thead><tr><th scope="col">{t("orders.board.area")}</th>{head.collect_view()}</tr></thead>
                <tbody>{row(&board.total)} {lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}
