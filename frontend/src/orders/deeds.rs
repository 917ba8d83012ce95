//! What can be done with an order: a dialog for each event and deed, with the fields that it needs.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::id::EventId;
use shared::orders::callback::{Satisfied, Solved};
use shared::orders::category::Category;
use shared::orders::deed::DeedKind;
use shared::orders::shown::{Candidate, StaffOrder};
use shared::orders::{DeclineReason, OrderEvent, Outcome, RefuseReason, Urgency};
use strum::VariantArray;

use super::desk::candidates;
use super::photos::{PhotoField, Photos};
use crate::api::Load;
use crate::i18n::{Lang, say, t};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{Area, Choice, Dialog, Faults, Field, Form, OneOf, Summary, code_of, desk, fresh_token, go};

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Todo {
    /// An event of the table.
    Event(OrderEvent),
    /// A deed, of a chase-up with its key.
    Deed(DeedKind, Option<EventId>),
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

/// Takes an order with one press.
pub(super) fn take(form: Form, number: &str, version: i32, then: impl Fn() + Copy + 'static) {
    let body = json!({ "event": "take", "version": version, "client_token": fresh_token() });
    let path = format!("/api/v1/staff/orders/{number}/events");
    let body = serde_json::to_string(&body).ok();
    form.send_or(
        Method::POST,
        path,
        body,
        move |_: Option<StaffOrder>| {
            desk().say("order.taken");
            then();
        },
        // Somebody was faster: the words stand there, and the list shows it at the next look.
        move |problem| form.refuse(problem),
    );
}

/// The dialog; it is open while there is something to do.
pub(super) fn dialog(load: Load<StaffOrder>, todo: RwSignal<Option<Todo>>) -> AnyView {
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
    view! {
        <Dialog id="h-deed" title="act.title" open=open>
            {move || todo.get().map(|what| deed(load, what, Callback::new(move |()| open.set(false))))}
        </Dialog>
    }
    .into_any()
}

/// The codes of an enumeration as choices, with words of the family `family`.
fn codes<T: VariantArray + Copy + Into<&'static str>>(family: &'static str) -> Signal<Vec<OneOf>> {
    Signal::derive(move || {
        lang();
        let one = |value: &T| {
            let code: &'static str = (*value).into();
            OneOf { value: code.to_owned(), words: t(&format!("{family}.{code}")), is_name: false }
        };
        T::VARIANTS.iter().map(one).collect()
    })
}

/// All that any of the dialogs asks for.
#[derive(Clone, Copy)]
struct Fields {
    one: RwSignal<String>,
    two: RwSignal<String>,
    choice: RwSignal<String>,
    second: RwSignal<String>,
    category: RwSignal<String>,
    urgency: RwSignal<String>,
    tick: RwSignal<bool>,
}

fn deed(load: Load<StaffOrder>, what: Todo, done: Callback<()>) -> AnyView {
    let Some(order) = load.data.get_untracked() else { return ().into_any() };
    let form = Form::new("deed");
    let token = fresh_token();
    let photos = Photos::of(&token);
    let token = StoredValue::new(token);
    let text = || RwSignal::new(String::new());
    let urgency = code_of(order.line.urgency).to_owned();
    let summary = order.summary.clone();
    let f = Fields {
        one: RwSignal::new(
            summary
                .as_ref()
                .map(|s| s.title.clone())
                .filter(|_| what == Todo::Deed(DeedKind::WriteSummary, None))
                .unwrap_or_default(),
        ),
        two: text(),
        choice: text(),
        second: text(),
        category: RwSignal::new(order.line.category.clone()),
        urgency: RwSignal::new(urgency),
        tick: RwSignal::new(false),
    };
    let number = StoredValue::new(order.line.number.clone());
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let (mut faults, mut body, rest) = untrack(|| body(what, f, photos));
        faults = faults.when(photos.is_busy(), "photographs", "order.photo.wait");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let version = load.data.with_untracked(|o| o.as_ref().map_or(0, |o| o.line.version));
        body["version"] = json!(version);
        body["client_token"] = json!(token.get_value());
        let path = format!("/api/v1/staff/orders/{}/{rest}", number.get_value());
        let go = go.clone();
        form.send(Method::POST, path, &body, move |order: Option<StaffOrder>| {
            desk().say("act.done");
            done.run(());
            match order {
                Some(order) => load.data.set(Some(std::sync::Arc::new(order))),
                // It went out of sight: there is nothing left to look at.
                None => go("/work/orders"),
            }
        });
    };
    let (key, heading) = match what {
        Todo::Event(event) => {
            (format!("order.event.{}.text", code_of(event)), format!("order.event.{}", code_of(event)))
        }
        Todo::Deed(kind, _) => (format!("order.deed.{}.text", code_of(kind)), format!("order.deed.{}", code_of(kind))),
    };
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p class="t-m"><b>{t(&heading)}</b></p>
            {Some(t(&key)).filter(|said| *said != key).map(|said| view! { <p class="muted">{said}</p> })}
            <Summary form=form />
            {fields(what, form, f, photos, number)}
            <div class="row">
                <button class="btn" type="button" on:click=move |_| done.run(())>{say("act.cancel")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("act.send")}</button>
            </div>
        </form>
    }
    .into_any()
}

fn fields(what: Todo, form: Form, f: Fields, photos: Photos, number: StoredValue<String>) -> AnyView {
    let area = |name: &'static str, label: &'static str, hint: &'static str| {
        view! { <Area form=form name=name label=label value=f.one hint=hint /> }.into_any()
    };
    let shots = || view! { <PhotoField photos=photos id=form.control("photographs") /> }.into_any();
    let to_whom = move || {
        let load =
            Load::<Vec<Candidate>>::of(move || format!("/api/v1/staff/orders/{}/candidates", number.get_value()));
        let options = Signal::derive(move || {
            lang();
            load.data.get().map(|all| candidates(&all)).unwrap_or_default()
        });
        view! { <Choice form=form name="assignee" label="order.assignee" value=f.choice none="act.choose" options=options /> }
            .into_any()
    };
    let sort = move || {
        let load = Load::<Vec<Category>>::of(|| "/api/v1/order-categories".to_owned());
        let options = Signal::derive(move || {
            let zh = lang() == Lang::Zh;
            let one = |c: &Category| OneOf { value: c.code.clone(), words: c.name(zh).to_owned(), is_name: false };
            load.data.get().map(|all| all.iter().map(one).collect::<Vec<_>>()).unwrap_or_default()
        });
        view! {
            <Choice form=form name="category" label="order.category" value=f.category none="act.choose" options=options />
            <Choice form=form name="urgency" label="order.urgency" value=f.urgency none="act.choose" options={codes::<Urgency>("order.urgency")} />
        }
        .into_any()
    };
    match what {
        Todo::Event(event) => match event {
            OrderEvent::AskInfo => area("question", "order.question", "order.question.hint"),
            OrderEvent::GiveInfo => view! { {area("answer", "order.answer", "order.answer.hint")} {shots()} }.into_any(),
            OrderEvent::Decline => view! {
                <Choice form=form name="reason" label="order.decline" value=f.choice none="act.choose" options={codes::<DeclineReason>("order.decline")} />
                {area("words", "order.decline.words", "order.decline.words.hint")}
                <Area form=form name="instead" label="order.instead" value=f.two hint="order.instead.hint" />
            }
            .into_any(),
            OrderEvent::AcceptToPool => sort(),
            OrderEvent::AcceptAndAssign => view! { {sort()} {to_whom()} }.into_any(),
            OrderEvent::Assign => view! { {to_whom()} {area("reason", "act.field.reason", "order.assign.hint")} }.into_any(),
            OrderEvent::Refuse => view! {
                <Choice form=form name="reason" label="act.field.reason" value=f.choice none="act.choose" options={codes::<RefuseReason>("order.refuse")} />
                {area("words", "order.words", "order.words.hint")}
            }
            .into_any(),
            OrderEvent::GiveBack | OrderEvent::Reject | OrderEvent::Cancel => {
                area("reason", "act.field.reason", "order.reason.hint")
            }
            OrderEvent::Start => area("note", "order.start.note", "order.start.hint"),
            OrderEvent::Log => view! { {area("note", "order.log.note", "order.log.hint")} {shots()} }.into_any(),
            OrderEvent::Finish => view! {
                <Choice form=form name="outcome" label="order.outcome" value=f.choice none="act.choose" options={codes::<Outcome>("order.outcome")} />
                {area("result", "order.result", "order.result.hint")} {shots()}
            }
            .into_any(),
            OrderEvent::Escalate => view! {
                {area("reason", "order.escalate.reason", "order.escalate.hint")}
                <Area form=form name="tried" label="order.escalate.tried" value=f.two hint="order.escalate.tried.hint" />
            }
            .into_any(),
            _ => ().into_any(),
        },
        Todo::Deed(kind, _) => match kind {
            DeedKind::AskExtension => view! {
                <Field form=form name="days" label="order.extension.days" value=f.two kind="number" hint="order.extension.hint" />
                {area("reason", "act.field.reason", "order.reason.hint")}
            }
            .into_any(),
            DeedKind::RefuseExtension | DeedKind::WithdrawSummary => area("reason", "act.field.reason", "order.reason.hint"),
            DeedKind::ChaseUp => {
                f.two.set(shell().today().to_string());
                view! {
                    {area("text", "order.chase.text", "order.chase.hint")}
                    <Field form=form name="due_on" label="order.chase.due_on" value=f.two kind="date" />
                }
                .into_any()
            }
            DeedKind::AnswerChaseUp => area("answer", "order.chase.answer", "order.chase.answer.hint"),
            DeedKind::CallBack => view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || f.tick.get() on:change=move |e| f.tick.set(event_target_checked(&e)) />
                    <span>{say("order.reached")}</span>
                </label>
                <Show when=move || f.tick.get()>
                    <Choice form=form name="solved" label="order.solved" value=f.choice none="act.choose" options={codes::<Solved>("order.solved")} />
                    <Choice form=form name="satisfied" label="order.satisfied" value=f.second none="act.choose" options={codes::<Satisfied>("order.satisfied")} />
                </Show>
                {area("words", "order.callback.words", "order.callback.hint")}
            }
            .into_any(),
            DeedKind::WriteSummary => view! {
                <Field form=form name="title" label="order.summary.title" value=f.one hint="order.summary.hint" />
                <Area form=form name="result" label="order.summary.result" value=f.two hint="order.summary.result.hint" />
            }
            .into_any(),
            DeedKind::PublishSummary => view! {
                <label class="check">
                    <input type="checkbox" id=form.control("is_checked") prop:checked=move || f.tick.get() on:change=move |e| f.tick.set(event_target_checked(&e)) />
                    <span>{say("order.summary.checked")}</span>
                </label>
            }
            .into_any(),
            DeedKind::CloseChaseUp | DeedKind::Release => ().into_any(),
        },
    }
}

/// What is missing, what is sent, and whether it is an event or a deed.
fn body(what: Todo, f: Fields, photos: Photos) -> (Faults, Value, &'static str) {
    let some = |text: RwSignal<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
    let missing = |faults: Faults, text: RwSignal<String>, field: &'static str| {
        faults.when(some(text).is_none(), field, "act.missing")
    };
    let (faults, ids) = (Faults::none(), photos.ids());
    let event = match what {
        Todo::Event(event) => event,
        Todo::Deed(kind, id) => {
            let code = code_of(kind);
            let (faults, fields) = match kind {
                DeedKind::AskExtension => (
                    missing(missing(faults, f.two, "days"), f.one, "reason"),
                    json!({ "days": some(f.two).and_then(|n| n.parse::<i32>().ok()).unwrap_or(0), "reason": some(f.one) }),
                ),
                DeedKind::RefuseExtension | DeedKind::WithdrawSummary => {
                    (missing(faults, f.one, "reason"), json!({ "reason": some(f.one) }))
                }
                DeedKind::ChaseUp => (
                    missing(missing(faults, f.one, "text"), f.two, "due_on"),
                    json!({ "text": some(f.one), "due_on": some(f.two) }),
                ),
                DeedKind::AnswerChaseUp => {
                    (missing(faults, f.one, "answer"), json!({ "id": id, "answer": some(f.one) }))
                }
                DeedKind::CloseChaseUp => (faults, json!({ "id": id })),
                DeedKind::CallBack => {
                    let reached = f.tick.get();
                    let faults = if reached {
                        missing(missing(faults, f.choice, "solved"), f.second, "satisfied")
                    } else {
                        faults
                    };
                    let heard = |text| some(text).filter(|_| reached);
                    (
                        faults,
                        json!({ "reached": reached, "solved": heard(f.choice), "satisfied": heard(f.second), "words": some(f.one) }),
                    )
                }
                DeedKind::WriteSummary => {
                    (missing(faults, f.one, "title"), json!({ "title": some(f.one), "result": some(f.two) }))
                }
                DeedKind::PublishSummary => (faults, json!({ "is_checked": f.tick.get() })),
                DeedKind::Release => (faults, json!({})),
            };
            let mut body = fields;
            body["deed"] = json!(code);
            return (faults, body, "deeds");
        }
    };
    let (faults, fields) = match event {
        OrderEvent::AskInfo => (missing(faults, f.one, "question"), json!({ "question": some(f.one) })),
        OrderEvent::GiveInfo => {
            (missing(faults, f.one, "answer"), json!({ "answer": some(f.one), "photographs": ids }))
        }
        OrderEvent::Decline => (
            missing(missing(missing(faults, f.choice, "reason"), f.one, "words"), f.two, "instead"),
            json!({ "reason": some(f.choice), "words": some(f.one), "instead": some(f.two) }),
        ),
        OrderEvent::AcceptToPool => (faults, json!({ "category": some(f.category), "urgency": some(f.urgency) })),
        OrderEvent::AcceptAndAssign => (
            missing(faults, f.choice, "assignee"),
            json!({ "category": some(f.category), "urgency": some(f.urgency), "assignee": assignee(&f.choice.get()) }),
        ),
        OrderEvent::Assign => (
            missing(faults, f.choice, "assignee"),
            json!({ "assignee": assignee(&f.choice.get()), "reason": some(f.one) }),
        ),
        OrderEvent::Refuse => {
            (missing(faults, f.choice, "reason"), json!({ "reason": some(f.choice), "words": some(f.one) }))
        }
        OrderEvent::GiveBack | OrderEvent::Reject | OrderEvent::Cancel => {
            (missing(faults, f.one, "reason"), json!({ "reason": some(f.one) }))
        }
        OrderEvent::Start => (faults, json!({ "note": some(f.one) })),
        OrderEvent::Log => (missing(faults, f.one, "note"), json!({ "note": some(f.one), "photographs": ids })),
        OrderEvent::Finish => (
            missing(missing(faults, f.choice, "outcome"), f.one, "result"),
            json!({ "outcome": some(f.choice), "result": some(f.one), "photographs": ids }),
        ),
        OrderEvent::Escalate => (
            missing(missing(faults, f.one, "reason"), f.two, "tried"),
            json!({ "reason": some(f.one), "tried": some(f.two) }),
        ),
        _ => (faults, json!({})),
    };
    let mut body = fields;
    body["event"] = json!(code_of(event));
    (faults, body, "events")
}
