//! One list of orders at work: it follows what happens by itself, row by row, so that nobody loses his place in it.

use std::collections::{BTreeMap, HashSet};

use leptos::html::Div;
use leptos::prelude::*;
use shared::orders::line::{ClockShown, OrderLine};
use shared::orders::list::{OrderFilter, OrderView};
use shared::orders::{OrderEvent, OrderStatus};
use shared::permissions::Action;

use super::bulk::Bulk;
use super::deeds;
use super::pulse::on_pulse;
use super::told;
use crate::api::Problem;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{Form, More, Rows, code_of, desk, fresh_token, is_out, problem_state, show, words_of};
use crate::ui::{Icon, State, WaitingItems, Zh};

/// What the rows of a list share.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) rows: Rows<OrderLine>,
    /// Numbers of the orders that are ticked, in the order of ticking.
    pub(super) chosen: RwSignal<Vec<String>>,
    clocks: Memo<BTreeMap<String, ClockShown>>,
    take: Form,
    /// The order that somebody else took first, and what the server said.
    refused: RwSignal<Option<(String, Problem)>>,
    /// The order that was pressed last, its version and the token: pressed again because nobody knows, it is the same press.
    pressed: StoredValue<(String, i32, String)>,
    /// The order that was just taken here.
    taken: RwSignal<Option<String>>,
}

/// One list.
#[component]
pub(super) fn List(view_of: OrderView, filter: Memo<OrderFilter>) -> impl IntoView {
    let own = Memo::new(move |before: Option<&OrderFilter>| {
        let now = filter.get();
        before.filter(|_| now.view != view_of).cloned().unwrap_or(now)
    });
    let rows = Rows::<OrderLine>::of(move || format!("/api/v1/staff/orders?{}", own.with(OrderFilter::query)));
    on_pulse(|| false, move || rows.retry_quietly());
    let clocks = Memo::new(move |_| {
        let all = rows.all().unwrap_or_default();
        all.into_iter().filter_map(|line| Some((line.number, line.clock?))).collect::<BTreeMap<_, _>>()
    });
    let here = Shared {
        rows,
        chosen: RwSignal::new(Vec::new()),
        clocks,
        take: Form::new("take"),
        refused: RwSignal::new(None),
        pressed: StoredValue::new((String::new(), 0, String::new())),
        taken: RwSignal::new(None),
    };
    // Another choice of orders: what was ticked is not seen any more.
    Effect::new(move |before: Option<()>| {
        own.track();
        if before.is_some() {
            here.chosen.set(Vec::new());
        }
    });
    let problem = Memo::new(move |_| rows.first.problem.get().filter(|problem| !is_out(problem)));
    let is_empty = Memo::new(move |_| rows.first.data.with(|page| page.as_ref().map(|page| page.items.is_empty())));
    let list = move || {
        lang();
        match (problem.get(), is_empty.get()) {
            (Some(problem), _) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (None, None) => view! { <WaitingItems /> }.into_any(),
            (None, Some(true)) => {
                // Under a filter it is empty for now, and not because there is nothing to do.
                let code = if own.with(OrderFilter::is_narrow) { "all" } else { code_of(view_of) };
                view! { <State icon="s-done" title=t(&format!("orders.empty.{code}")) text=t(&format!("orders.empty.{code}.text")) /> }.into_any()
            }
            (None, Some(false)) => view! {
                <ol class="frame">
                    <For each=move || keyed(here) key=|(key, _)| key.clone() children=move |(_, line)| row(&line, here) />
                </ol>
            }
            .into_any(),
        }
    };
    // What comes by itself is told to who cannot see it, without reading the whole list aloud.
    let count = Memo::new(move |_| rows.all().map(|all| all.len()).filter(|n| *n > 0));
    let count = move || {
        lang();
        let key = if rows.has_more() { "orders.count.more" } else { "orders.count" };
        count.get().map(|n| tf(key, &[("n", &n)]))
    };
    view! {
        <Refused here=here />
        <Taken here=here />
        <Bulk here=here />
        <p class="small muted section-s" role="status">{count}</p>
        <div aria-busy=move || rows.first.waiting.get().to_string()>{list}</div>
        <More rows=rows />
    }
}

/// The rows, each with what it tells beside its clock: a row that tells the same stays as it stands. One that moved between two
/// pages is there once.
fn keyed(here: Shared) -> Vec<(String, OrderLine)> {
    let mut seen = HashSet::new();
    let mut all = here.rows.all().unwrap_or_default();
    all.retain(|line| seen.insert(line.number.clone()));
    let one = |line: OrderLine| {
        let line = OrderLine { clock: None, ..line };
        (serde_json::to_string(&line).unwrap_or_default(), line)
    };
    all.into_iter().map(one).collect()
}

/// Whether it can be given to somebody together with others.
pub(super) fn may_be_given(line: &OrderLine) -> bool {
    line.allowed_events.contains(&OrderEvent::Assign) || line.status == OrderStatus::Placed
}

/// That somebody else was faster: it stays above the list until it is closed, whatever becomes of the row.
#[component]
fn Refused(here: Shared) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if here.refused.with(Option::is_none) {
            return;
        }
        // The button that was pressed goes with its row.
        show(node);
    });
    let said = move || {
        lang();
        let (number, problem) = here.refused.get()?;
        // Of what the network lost nobody knows whether it was taken.
        let (title, text) = match &problem {
            Problem::Offline => ("orders.refused.lost", t("orders.refused.lost.text")),
            other => ("orders.refused", words_of(other)),
        };
        Some(view! { <p><b>{tf(title, &[("number", &number)])}</b></p> <p>{text}</p> })
    };
    view! {
        <Show when=move || here.refused.with(Option::is_some)>
            <div class="notice tone-late section-s" role="alert" tabindex="-1" node_ref=node>
                <Icon name="s-late" />
                <div class="stack-s">
                    {said}
                    <p><button class="btn" type="button" on:click=move |_| here.refused.set(None)>{say("orders.refused.close")}</button></p>
                </div>
            </div>
        </Show>
    }
}

/// That one has it, and the way to it: the row goes with the button that was pressed.
#[component]
fn Taken(here: Shared) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if here.taken.with(Option::is_none) {
            return;
        }
        show(node);
    });
    let said = move || {
        lang();
        let number = here.taken.get()?;
        let href = format!("/work/orders?number={number}");
        Some(
            view! { <p class="row"><b>{tf("orders.taken", &[("number", &number)])}</b> <a class="btn" href=href>{t("order.open")}</a></p> },
        )
    };
    view! {
        <Show when=move || here.taken.with(Option::is_some)>
            <div class="notice section-s" role="status" tabindex="-1" node_ref=node><Icon name="s-done" /> {said}</div>
        </Show>
    }
}

fn tick(line: &OrderLine, here: Shared) -> Option<AnyView> {
    let may = may_be_given(line) && desk().may(Action::AssignOrder);
    may.then(|| {
        let (own, set) = (line.number.clone(), line.number.clone());
        let label = tf("orders.tick", &[("number", &line.number)]);
        let toggle = move |e: leptos::ev::Event| {
            let on = event_target_checked(&e);
            here.chosen.update(|all| {
                all.retain(|number| *number != set);
                if on {
                    all.push(set.clone());
                }
            });
        };
        view! {
            <label class="check order-tick">
                <input type="checkbox" aria-label=label prop:checked=move || here.chosen.with(|all| all.contains(&own)) on:change=toggle />
            </label>
        }
        .into_any()
    })
}

fn take(line: &OrderLine, here: Shared) -> Option<AnyView> {
    line.allowed_events.contains(&OrderEvent::Take).then(|| {
        let (number, version) = (line.number.clone(), line.version);
        let press = move |_| {
            let number = number.clone();
            here.refused.set(None);
            here.taken.set(None);
            if here.pressed.with_value(|(of, at, _)| *of != number || *at != version) {
                here.pressed.set_value((number.clone(), version, fresh_token()));
            }
            let token = here.pressed.with_value(|(_, _, token)| token.clone());
            let again = move || here.rows.retry_quietly();
            let (own, told) = (number.clone(), number.clone());
            let done = move || {
                here.taken.set(Some(own));
                again();
            };
            deeds::take(here.take, &number, version, &token, done, move |problem| {
                here.refused.set(Some((told, problem)));
                again();
            });
        };
        view! {
            <button class="btn btn-main" type="button" disabled=move || here.take.busy.get() on:click=press>{t("order.event.take")}</button>
        }
        .into_any()
    })
}

fn row(line: &OrderLine, here: Shared) -> AnyView {
    let href = format!("/work/orders?number={}", line.number);
    let near = line.near.map(|near| view! { <span>{t(&format!("order.near.{}", code_of(near)))}</span> });
    let flags = [
        (line.is_held, "orders.view.held"),
        (line.is_heard && line.status == OrderStatus::Done, "order.heard"),
        (line.is_chased, "orders.which.chased"),
        (line.is_escalated, "order.escalated"),
        (line.reopened > 0, "order.came_back"),
    ];
    let flags = flags.into_iter().filter(|(is, _)| *is).map(|(_, words)| {
        view! { <span class="badge s-risk"><Icon name="s-risk" />{t(words)}</span> }
    });
    let number = line.number.clone();
    let clock = Memo::new(move |_| here.clocks.with(|all| all.get(&number).copied()));
    let clock = move || {
        lang();
        clock.get().as_ref().map(told::clock)
    };
    view! {
        <li class="item">
            <div class="row between">
                <h2 class="row t-m">{tick(line, here)} <a href=href>{told::category(line)}</a> {told::urgency(line.urgency)}</h2>
                {told::badge(line.status)}
            </div>
            {line.what.clone().map(|what| view! { <p><Zh text=what /></p> })}
            <p class="meta">
                {told::number(line)} {told::place(line)} {near}
                {line.assignee.clone().map(|name| view! { <span>{t("order.handler")} " " <Zh text=name /></span> })}
            </p>
            <div class="row between">
                <div class="row">{told::step(line)} {clock} {flags.collect_view()}</div>
                {take(line, here)}
            </div>
        </li>
    }
    .into_any()
}
