//! The life of an order at a glance: what is behind it, where it stands, who has it, by when, and what comes next.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use shared::orders::clock::AT_ONCE_MINUTES;
use shared::orders::shown::MyOrder;
use shared::orders::{OrderStatus as S, SILENT_DAYS};

use super::Mine;
use crate::i18n::{t, tf};
use crate::session::lang;
use crate::staff::{code_of, moment, role};
use crate::ui::{Icon, Num};

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Past,
    Now,
    Next,
    Ended,
}

impl Stand {
    /// Class, sign, and the words for who does not see it.
    fn look(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Past => ("s-done", "s-done", "order.life.past"),
            Self::Now => ("s-works now", "s-works", "order.life.now"),
            Self::Next => ("s-planned next", "s-planned", "order.life.next"),
            Self::Ended => ("s-ended", "s-ended", "order.life.past"),
        }
    }
}

/// One step.
#[derive(Debug)]
struct Step {
    stand: Stand,
    /// Key of its words.
    key: &'static str,
    /// When it was.
    at: Option<DateTime<Utc>>,
    /// Who, by when.
    says: Vec<String>,
}

/// What happens next, in one sentence.
pub(super) fn next_step(order: &MyOrder) -> String {
    match order.line.status {
        // What is critical is seen to at once: a moment that is over already would say the contrary.
        S::Placed if is_at_once(order) => t("order.next.at_once"),
        S::Placed => tf("order.next.placed", &[("at", &moment(order.intake_due_at))]),
        S::Open => t("order.next.open"),
        S::Assigned if waits(order).is_some() => {
            let key = if waits(order) == Some("above") { "order.next.above" } else { "order.next.returned" };
            tf(key, &[("owner", &order.line.owner)])
        }
        S::Assigned | S::Taken => match order.contact_due_at {
            Some(due) => tf("order.next.accepted", &[("at", &moment(due))]),
            None => t("order.next.assigned"),
        },
        status => t(&format!("order.next.{}", code_of(status))),
    }
}

/// It is critical: within minutes somebody sees to it.
fn is_at_once(order: &MyOrder) -> bool {
    order.intake_due_at <= order.line.placed_at + TimeDelta::minutes(AT_ONCE_MINUTES.into())
}

/// Where it waits to be given to somebody: above, for it was reported up or came there after the third "no"; or with its office,
/// for its handler is gone. `None` where somebody has it.
fn waits(order: &MyOrder) -> Option<&'static str> {
    let given = ["accept_and_assign", "assign", "escalate", "to_district", "handler_gone"];
    let last = order.history.iter().rev().find(|step| given.contains(&step.event.as_str()))?;
    match last.event.as_str() {
        "escalate" | "to_district" => Some("above"),
        "handler_gone" => Some("returned"),
        _ => None,
    }
}

/// The steps, drawn.
pub(super) fn life(mine: Mine) -> AnyView {
    // By when it is done: the rest of the clock goes on by itself.
    let due = Memo::new(move |_| mine.clock.with(|clock| clock.filter(|c| !c.is_stopped).map(|c| c.due_at)));
    let draw = move || {
        lang();
        let due = due.get();
        mine.data.get().map(|order| {
            let rows = steps(&order, due).into_iter().map(row).collect_view();
            view! { <ol class="life">{rows}</ol> }
        })
    };
    view! {
        <section class="section-s" aria-labelledby="h-life">
            <h2 class="t-m" id="h-life">{move || t("order.life")}</h2>
            {draw}
        </section>
    }
    .into_any()
}

fn row(step: Step) -> AnyView {
    let (class, icon, words) = step.stand.look();
    let says = step.says.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    view! {
        <li class=class aria-current=(step.stand == Stand::Now).then_some("step")>
            <Icon name=icon />
            <div class="ink">
                <h3><span class="vh">{t(words)}</span> {t(step.key)}</h3>
                {step.at.map(|at| view! { <time><Num text=moment(at) /></time> })}
                {says}
            </div>
        </li>
    }
    .into_any()
}

/// When the last of `events` happened.
fn when(order: &MyOrder, events: &[&str]) -> Option<DateTime<Utc>> {
    order.history.iter().rev().find(|step| events.contains(&step.event.as_str())).map(|step| step.at)
}

fn steps(order: &MyOrder, due: Option<DateTime<Utc>>) -> Vec<Step> {
    let status = order.line.status;
    let past = |key, events: &[&str]| Step { stand: Stand::Past, key, at: when(order, events), says: Vec::new() };
    let now = |key, says| Step { stand: Stand::Now, key, at: None, says };
    let next = |key| Step { stand: Stand::Next, key, at: None, says: Vec::new() };
    let by = |at: Option<DateTime<Utc>>| at.map(|at| tf("order.life.by", &[("at", &moment(at))]));
    let who = order.handler.map(role);
    let accepted = || past("order.life.accepted", &["accept_to_pool", "accept_and_assign"]);
    // Whoever took it last did so in this role; who has it by now may be another.
    let taker = order.history.iter().rev().find(|step| step.event == "take").map(|step| role(step.role));
    let taken = || Step { says: taker.clone().into_iter().collect(), ..past("order.life.taken", &["take"]) };
    let mut all = vec![Step { at: Some(order.line.placed_at), ..past("order.life.placed", &[]) }];
    match status {
        S::Placed => {
            let due = Some(order.intake_due_at).filter(|_| !is_at_once(order));
            all.push(now("order.life.accept", by(due).into_iter().collect()));
        }
        S::NeedsInfo => all.push(now("order.life.answer", vec![t("order.life.answer.text")])),
        S::Declined => all.push(Step { stand: Stand::Ended, ..past("order.life.declined", &["decline"]) }),
        S::Cancelled => {
            if when(order, &["accept_to_pool", "accept_and_assign"]).is_some() {
                all.push(accepted());
            }
            all.push(Step { stand: Stand::Ended, ..past("order.life.cancelled", &["cancel", "expire"]) });
        }
        _ => all.push(accepted()),
    }
    match status {
        S::Placed | S::NeedsInfo => all.push(next("order.life.take.next")),
        S::Open => all.push(now("order.life.take", by(order.line.take_due_at).into_iter().collect())),
        S::Assigned if waits(order).is_some() => {
            let key = if waits(order) == Some("above") { "order.life.above" } else { "order.life.returned" };
            all.push(now(key, vec![order.line.owner.clone()]));
        }
        S::Assigned => all.push(now("order.life.assigned", who.clone().into_iter().collect())),
        S::Taken | S::InProgress | S::Done | S::Closed => all.push(taken()),
        S::Declined | S::Cancelled => return all,
    }
    match status {
        S::Taken => {
            let contact = order.contact_due_at.map(|at| tf("order.life.contact", &[("at", &moment(at))]));
            all.push(now("order.life.contact.now", contact.into_iter().collect()));
        }
        S::InProgress => {
            let again = (order.line.reopened > 0).then(|| tf("order.life.again", &[("n", &order.line.reopened)]));
            let done = due.map(|at| tf("order.placed.due", &[("at", &moment(at))]));
            // After the third "no" the street has it.
            let above = (order.line.is_escalated && order.handler.is_none())
                .then(|| tf("order.life.work.above", &[("owner", &order.line.owner)]));
            all.push(now("order.life.work", again.into_iter().chain(above).chain(done).collect()));
        }
        S::Done | S::Closed => all.push(past("order.life.worked", &["start"])),
        _ => all.push(next("order.life.work.next")),
    }
    match status {
        S::Done => {
            all.push(past("order.life.done", &["finish"]));
            all.push(now("order.life.judge", vec![tf("order.life.silent", &[("n", &SILENT_DAYS)])]));
        }
        S::Closed => {
            all.push(past("order.life.done", &["finish"]));
            let is_silent = order.result.answered_by.is_none();
            let key = if is_silent { "order.life.silently" } else { "order.life.judged" };
            all.push(Step { at: order.result.closed_at, ..past(key, &["confirm", "auto_close"]) });
        }
        _ => all.push(next("order.life.judge.next")),
    }
    all
}
