//! What a dialog sends: the body of an event or deed, and what is missing in it.

use leptos::prelude::*;
use serde_json::{Value, json};
use shared::orders::OrderEvent;
use shared::orders::deed::DeedKind;

use super::deed_fields::{Fields, YES};
use super::deeds::{Todo, assignee};
use super::photos::Photos;
use crate::staff::{Faults, code_of};

/// What is missing, what is sent, and whether it is an event or a deed.
pub(super) fn body(what: Todo, f: Fields, photos: Photos) -> (Faults, Value, &'static str) {
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
                    let faults = missing(faults, f.reached, "reached");
                    let reached = f.reached.get() == YES;
                    let faults = if reached {
                        missing(missing(faults, f.choice, "solved"), f.second, "satisfied")
                    } else {
                        faults
                    };
                    let heard = |text| some(text).filter(|_| reached);
                    (
                        faults,
                        json!({ "channel": some(f.two), "reached": reached, "solved": heard(f.choice), "satisfied": heard(f.second), "words": some(f.one) }),
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
