//! Many orders given at once, each for itself: what fails stays ticked, with the reason.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::id::AreaId;
use shared::orders::OrderStatus;
use shared::orders::line::OrderLine;
use shared::orders::list::BulkResult;
use shared::orders::shown::Candidate;

use super::deeds;
use super::list::{Shared, may_be_given};
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{Choice, Faults, Field, Form, OneOf, Summary, fresh_token, role};
use crate::ui::{Icon, Num};

/// Candidates as choices: the office of each first.
pub(super) fn candidates(all: &[Candidate]) -> Vec<OneOf> {
    let one = |c: &Candidate| {
        let load = tf("order.assignee.load", &[("n", &c.open)]);
        let (value, words) = match (c.user, c.organization) {
            (Some(id), _) => (format!("user {id}"), format!("{} · {} · {load}", c.name, role(c.role))),
            (None, Some(id)) => (format!("organization {id}"), format!("{} · {}", c.name, role(c.role))),
            (None, None) => return None,
        };
        Some(OneOf { value, words, is_name: true })
    };
    std::iter::once(office()).chain(all.iter().filter_map(one)).collect()
}

/// The office that answers for it.
pub(super) fn office() -> OneOf {
    OneOf { value: "office".to_owned(), words: t("order.assignee.office"), is_name: false }
}

/// Where the same people work: the community. Whom one of its grids alone has, the server refuses for the others.
fn desk_of(line: &OrderLine) -> Option<AreaId> {
    line.areas.get(1).or(line.areas.first()).map(|area| area.id)
}

/// Gives all that are ticked to somebody.
#[component]
pub(super) fn Bulk(here: Shared) -> impl IntoView {
    let form = Form::new("bulk");
    let (to, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let failed = RwSignal::new(Vec::<BulkResult>::new());
    // How many were given, and to whom.
    let said = RwSignal::new(None::<(usize, String)>);
    // As they stand in the list now: what is not in it any more cannot be given.
    let ticked = Memo::new(move |_| {
        let all = here.rows.all().unwrap_or_default();
        let of = |number: &String| all.iter().find(|line| line.number == *number && may_be_given(line)).cloned();
        here.chosen.with(|chosen| chosen.iter().filter_map(of).collect::<Vec<_>>())
    });
    let is_one_place =
        Memo::new(move |_| ticked.with(|all| all.windows(2).all(|pair| desk_of(&pair[0]) == desk_of(&pair[1]))));
    let first = Memo::new(move |_| ticked.with(|all| all.first().map(|line| line.number.clone())));
    let load = Load::<Vec<Candidate>>::keeping(move || match (is_one_place.get(), first.get()) {
        (true, Some(number)) => format!("/api/v1/staff/orders/{number}/candidates"),
        _ => String::new(),
    });
    let options = Signal::derive(move || {
        lang();
        match is_one_place.get() {
            true => load.data.get().map(|all| candidates(&all)).unwrap_or_else(|| vec![office()]),
            false => vec![office()],
        }
    });
    // The same press that hung is sent again under its token; another choice is another deed.
    let last = StoredValue::new((Value::Null, String::new()));
    let send = move |_| {
        said.set(None);
        let all = ticked.get_untracked();
        let choice = to.get_untracked();
        let is_there = untrack(|| options.with(|all| all.iter().any(|one| one.value == choice)));
        let assignee = deeds::assignee(&choice).filter(|_| is_there);
        let why = Some(reason.get_untracked().trim().to_owned()).filter(|why| !why.is_empty());
        let was_given = all.iter().any(|line| line.status == OrderStatus::Assigned);
        let faults = Faults::none().when(assignee.is_none(), "assignee", "act.missing").when(
            was_given && why.is_none(),
            "reason",
            "orders.bulk.reason.missing",
        );
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let orders: Vec<Value> =
            all.iter().map(|line| json!({ "number": line.number, "version": line.version })).collect();
        let mut body = json!({ "orders": orders, "assignee": assignee, "reason": why });
        if last.with_value(|(sent, _)| *sent != body) {
            last.set_value((body.clone(), fresh_token()));
        }
        body["client_token"] = json!(last.with_value(|(_, token)| token.clone()));
        form.send(Method::POST, "/api/v1/staff/order-assignments", &body, move |told: Vec<BulkResult>| {
            last.set_value((Value::Null, String::new()));
            let bad: Vec<BulkResult> = told.into_iter().filter(|one| one.problem.is_some()).collect();
            here.chosen.set(bad.iter().map(|one| one.number.clone()).collect());
            let n = all.len() - bad.len();
            let whom =
                untrack(|| options.with(|all| all.iter().find(|one| one.value == choice).map(|one| one.words.clone())));
            // His name alone: what he had before is more by now.
            let whom = whom.unwrap_or_default();
            let whom = whom.split(" · ").next().unwrap_or_default().to_owned();
            said.set((n > 0).then_some((n, whom)));
            if bad.is_empty() {
                reason.set(String::new());
            }
            failed.set(bad);
            here.rows.retry_quietly();
        });
    };
    let problem = |one: BulkResult| {
        let why = one.problem.map(|e| e.half(lang() == Lang::Zh).to_owned());
        view! { <li><b><Num text=one.number /></b> " " {why}</li> }
    };
    let leave = move |_| {
        said.set(None);
        here.chosen.set(Vec::new());
        failed.set(Vec::new());
    };
    view! {
        <Show when=move || !failed.with(Vec::is_empty)>
            <div class="notice tone-late section-s" role="alert">
                <Icon name="s-late" />
                <div><p><b>{say("orders.bulk.failed")}</b></p><ul>{move || failed.get().into_iter().map(problem).collect_view()}</ul></div>
            </div>
        </Show>
        <div role="status">
            <Show when=move || said.with(Option::is_some)>
                <p class="notice section-s"><Icon name="s-done" /><b>{move || {
                    lang();
                    said.get().map(|(n, to)| tf("orders.bulk.done", &[("n", &n), ("to", &to)]))
                }}</b></p>
            </Show>
        </div>
        <Show when=move || !ticked.with(Vec::is_empty)>
            <section class="panel stack section-s" aria-label=say("orders.bulk")>
                <Summary form=form />
                <p role="status"><b>{move || tf("orders.bulk.n", &[("n", &ticked.with(Vec::len))])}</b></p>
                <Show when=move || !is_one_place.get()><p class="muted">{say("orders.bulk.apart")}</p></Show>
                <Choice form=form name="assignee" label="order.assignee" value=to none="act.choose" options=options />
                <Field form=form name="reason" label="act.field.reason" value=reason hint="orders.bulk.reason.hint" free=true />
                <p class="row">
                    <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=send>{say("orders.bulk.send")}</button>
                    <button class="btn" type="button" on:click=leave>{say("act.cancel")}</button>
                </p>
            </section>
        </Show>
    }
}
