//! What can be done with an order: a dialog for each event and deed, and what becomes of what it sends.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Deserialize as _;
use serde_json::{Value, json};
use shared::error::{ApiError, ErrorCode};
use shared::id::EventId;
use shared::orders::OrderEvent;
use shared::orders::callback::Solved;
use shared::orders::command::OrderCommand;
use shared::orders::deed::{DeedKind, OrderDeed};
use shared::orders::shown::StaffOrder;
use shared::workflow::Command;

use super::deed_body::body;
use super::deed_fields::{Fields, YES, fields};
use super::one::Opened;
use super::photos::Photos;
use crate::api::Problem;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{Dialog, Form, Summary, code_of, desk, fresh_token, go};

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Todo {
    /// An event of the table.
    Event(OrderEvent),
    /// A deed, of a chase-up with its key.
    Deed(DeedKind, Option<EventId>),
}

impl Todo {
    /// Key of its words.
    pub(super) fn key(self) -> String {
        match self {
            Self::Event(event) => format!("order.event.{}", code_of(event)),
            Self::Deed(kind, _) => format!("order.deed.{}", code_of(kind)),
        }
    }

    /// Whether the caller may do it to `order` as it stands.
    fn is_allowed(self, order: &StaffOrder) -> bool {
        match self {
            Self::Event(event) => order.line.allowed_events.contains(&event),
            Self::Deed(kind, _) => order.allowed_deeds.contains(&kind),
        }
    }
}

/// Its button stands beside the chase-up it is of.
pub(super) fn is_of_a_chase_up(kind: DeedKind) -> bool {
    matches!(kind, DeedKind::AnswerChaseUp | DeedKind::CloseChaseUp)
}

/// What a choice of the assignee means on the wire.
pub(super) fn assignee(choice: &str) -> Option<Value> {
    match choice.split_once(' ') {
        None if choice == "office" => Some(json!({ "to": "office" })),
        Some((to @ ("user" | "organization"), id)) => Some(json!({ "to": to, "id": id })),
        _ => None,
    }
}

/// Takes an order with one press; `or` hears why not.
pub(super) fn take(
    form: Form,
    number: &str,
    version: i32,
    token: &str,
    then: impl FnOnce() + 'static,
    or: impl FnOnce(Problem) + 'static,
) {
    let body = json!({ "event": "take", "version": version, "client_token": token });
    let path = format!("/api/v1/staff/orders/{number}/events");
    let done = move |_: Option<StaffOrder>| {
        desk().say("order.taken");
        then();
    };
    form.send_or(Method::POST, path, Some(body.to_string()), done, or);
}

/// Whether somebody was faster.
fn is_late(problem: &Problem) -> bool {
    matches!(problem, Problem::Refused(e) if matches!(e.code, ErrorCode::Stale | ErrorCode::NotAllowedNow))
}

/// What was typed for one deed. Escape, and the way back of a telephone, close the dialog and leave it; only who cancels lets go
/// of it.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    what: Todo,
    fields: Fields,
    photos: Photos,
    token: StoredValue<String>,
}

impl Typed {
    fn of(what: Todo, order: &StaffOrder) -> Self {
        let token = fresh_token();
        Self { what, fields: Fields::of(what, order), photos: Photos::of(&token), token: StoredValue::new(token) }
    }
}

/// The dialog; it is open while there is something to do.
pub(super) fn dialog(order: Opened) -> AnyView {
    let todo = order.todo;
    // It outlives the dialog.
    let owner = StoredValue::new(Owner::current().unwrap_or_default());
    let open = RwSignal::new(false);
    // Each follows the other; what is so already is not set again, or they would never rest.
    Effect::new(move |_| {
        let wanted = todo.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move |_| {
        if !open.get() && todo.with_untracked(Option::is_some) {
            todo.set(None);
        }
    });
    let named = Signal::derive(move || {
        lang();
        todo.get().map_or_else(String::new, |what| t(&what.key()))
    });
    view! {
        <Dialog id="h-deed" title="act.title" open=open named=named>
            {move || todo.get().map(|what| {
                let typed = order.typed.get_value().filter(|typed| typed.what == what);
                let typed = typed.or_else(|| {
                    let found = order.load.data.get_untracked()?;
                    let made = owner.get_value().with(|| Typed::of(what, &found));
                    order.typed.set_value(Some(made));
                    Some(made)
                })?;
                Some(deed(order, typed, Callback::new(move |()| {
                    order.typed.set_value(None);
                    open.set(false);
                })))
            })}
        </Dialog>
    }
    .into_any()
}

/// What the server would refuse in `body`, by the same rules.
fn wrong(body: &Value, rest: &str) -> Option<ApiError> {
    match rest {
        "events" => Command::<OrderCommand>::deserialize(body).ok()?.what.checked().err(),
        _ => Command::<OrderDeed>::deserialize(body).ok()?.what.checked(shell().today()).err(),
    }
}

/// What is left to be done with what was heard: it is asked at once, or the order would wait on without a word.
fn next(what: Todo, f: Fields) -> Option<Todo> {
    let is_heard = what == Todo::Deed(DeedKind::CallBack, None) && f.reached.get_untracked() == YES;
    let solved: Option<Solved> = f.choice.get_untracked().parse().ok().filter(|_| is_heard);
    match solved? {
        Solved::Yes => Some(Todo::Event(OrderEvent::Confirm)),
        Solved::No => Some(Todo::Event(OrderEvent::Reject)),
        _ => None,
    }
}

fn deed(order: Opened, typed: Typed, done: Callback<()>) -> AnyView {
    let load = order.load;
    let form = Form::new("deed");
    let Typed { what, fields: f, photos, token } = typed;
    let was_late = RwSignal::new(false);
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let (mut faults, mut body, rest) = untrack(|| body(what, f, photos));
        let is_left = !photos.is_busy() && untrack(|| photos.missing()) != 0;
        faults = faults.when(photos.is_busy(), "photographs", "order.photo.wait");
        faults = faults.when(is_left, "photographs", "order.photo.left");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let version = load.data.with_untracked(|o| o.as_ref().map_or(0, |o| o.line.version));
        body["version"] = json!(version);
        body["client_token"] = json!(token.get_value());
        if let Some(why) = wrong(&body, rest) {
            return form.refuse(Problem::Refused(why));
        }
        let path = format!("/api/v1/staff/orders/{}/{rest}", order.number.get_value());
        let go = go.clone();
        let todo = order.todo;
        let next = next(what, f);
        let then = move |order: Option<StaffOrder>| {
            desk().say("act.done");
            done.run(());
            match order {
                Some(order) => {
                    let next = next.filter(|next| next.is_allowed(&order));
                    load.data.set(Some(std::sync::Arc::new(order)));
                    // Once this dialog is closed.
                    if next.is_some() {
                        let open = move || {
                            todo.try_set(next);
                        };
                        set_timeout(open, std::time::Duration::ZERO);
                    }
                }
                // It went out of sight: there is nothing left to look at.
                None => go("/work/orders"),
            }
        };
        let or = move |problem: Problem| {
            if is_late(&problem) {
                was_late.try_set(true);
                load.retry_quietly();
            }
            form.refuse(problem);
        };
        form.send_or(Method::POST, path, Some(body.to_string()), then, or);
    };
    let is_allowed = Memo::new(move |_| load.data.with(|o| o.as_ref().is_some_and(|o| what.is_allowed(o))));
    // Somebody was faster: the order was read anew, and how it stands now is said here, where what was typed still is.
    let news = move || {
        lang();
        let status = load.data.with(|o| o.as_ref().map(|o| o.line.status)).filter(|_| was_late.get())?;
        let words = tf("order.changed", &[("status", &t(&format!("order.status.{}", code_of(status))))]);
        let end = (!is_allowed.get()).then(|| view! { <p>{t("order.changed.end")}</p> });
        Some(view! { <div class="stale-now"><p>{words}</p> {end}</div> })
    };
    let key = what.key();
    let text = format!("{key}.text");
    let said = Some(t(&text)).filter(|said| *said != text);
    let words = t(&key);
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            {said.map(|said| view! { <p class="muted">{said}</p> })}
            <Summary form=form />
            <div role="status">{news}</div>
            {fields(what, form, f, photos, order)}
            <div class="row">
                <button class="btn" type="button" on:click=move |_| done.run(())>{say("act.cancel")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get() || !is_allowed.get()>{words}</button>
            </div>
        </form>
    }
    .into_any()
}
