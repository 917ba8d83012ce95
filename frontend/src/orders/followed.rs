//! What follows an order at work: extensions, reports up, chase-ups, callbacks and the public summary.

use leptos::prelude::*;
use shared::orders::beside::{CallbackShown, ChaseUpShown, EscalationShown, ExtensionShown, SummaryShown};
use shared::orders::deed::DeedKind;
use shared::orders::shown::StaffOrder;

use super::deeds::Todo;
use super::told::{self, late};
use crate::i18n::{date, t, tf};
use crate::shell::shell;
use crate::staff::{code_of, moment};
use crate::ui::{Num, Zh};

/// The part of an order that it draws.
#[derive(Clone, PartialEq)]
pub(super) struct Followed {
    extensions: Vec<ExtensionShown>,
    escalations: Vec<EscalationShown>,
    chase_ups: Vec<ChaseUpShown>,
    callbacks: Vec<CallbackShown>,
    summary: Option<SummaryShown>,
    deeds: Vec<DeedKind>,
}

impl Followed {
    /// Of `order`.
    pub(super) fn of(order: &StaffOrder) -> Self {
        Self {
            extensions: order.extensions.clone(),
            escalations: order.escalations.clone(),
            chase_ups: order.chase_ups.clone(),
            callbacks: order.callbacks.clone(),
            summary: order.summary.clone(),
            deeds: order.allowed_deeds.clone(),
        }
    }
}

/// Extensions, escalations, chase-ups, callbacks and the public summary.
pub(super) fn followed(order: &Followed, todo: RwSignal<Option<Todo>>) -> AnyView {
    let today = shell().today();
    let extension = |x: &ExtensionShown| {
        let state = match x.is_granted {
            None => t("order.extension.open"),
            Some(true) => t("order.extension.granted"),
            Some(false) if x.is_void => t("order.extension.over"),
            Some(false) => t("order.extension.refused"),
        };
        let days = tf("order.workdays", &[("n", &x.days)]);
        let reason = x.refusal.clone().map_or_else(|| x.reason.clone(), |no| format!("{} → {no}", x.reason));
        view! { <li><div><b>{t("order.extension")}</b> " " {days} " · " {state} <p><Zh text=reason /></p></div></li> }
    };
    let escalation = |e: &EscalationShown| {
        let way = format!("{} → {} {}", told::level(e.from), told::level(e.to), e.to_area);
        let said = format!("{} · {}", e.reason, e.tried);
        view! { <li><div><b>{t("order.escalation")}</b> " " <Zh text=way /> <p><Zh text=said /></p> <p class="small muted"><Num text=moment(e.at) /></p></div></li> }
    };
    let chase = |c: &ChaseUpShown| {
        let id = c.id;
        let button = |kind: DeedKind| {
            order.deeds.contains(&kind).then(|| {
                view! {
                    <button class="btn" type="button" on:click=move |_| todo.set(Some(Todo::Deed(kind, Some(id))))>
                        {t(&format!("order.deed.{}", code_of(kind)))}
                    </button>
                }
            })
        };
        let is_waited_for = !c.is_answered && !c.is_closed;
        let answer = is_waited_for.then(|| button(DeedKind::AnswerChaseUp));
        let close = (!c.is_closed).then(|| button(DeedKind::CloseChaseUp));
        let due = tf("order.chase.due", &[("date", &date(c.due_on))]);
        let state = if c.is_closed {
            "order.chase.closed"
        } else if is_waited_for {
            "order.chase.open"
        } else {
            "order.chase.answered"
        };
        let due = match is_waited_for && c.due_on < today {
            true => late(format!("{due} · {}", t("order.chase.late"))),
            false => view! { <span class="small muted"><Num text=due /></span> }.into_any(),
        };
        view! {
            <li>
                <div>
                    <b>{t("order.chase")}</b> " " {told::level(c.level)} " · " {t(state)}
                    <p><Zh text=c.text.clone() /></p>
                    {c.answer.clone().map(|a| view! { <p><b>{t("order.chase.answer")}</b> " " <Zh text=a /></p> })}
                    <p>{due}</p>
                </div>
                <div class="row">{answer} {close}</div>
            </li>
        }
    };
    let call = |c: &CallbackShown| {
        let said = match (c.reached, c.solved, c.satisfied) {
            (true, Some(solved), Some(satisfied)) => format!(
                "{} · {}",
                t(&format!("order.solved.{}", code_of(solved))),
                t(&format!("order.satisfied.{}", code_of(satisfied)))
            ),
            _ => t("order.unreached"),
        };
        view! {
            <li><div><b>{t("order.deed.call_back")}</b> " " {t(&format!("order.callback.channel.{}", code_of(c.channel)))} " · " {said}
                {c.words.clone().map(|w| view! { <p><Zh text=w /></p> })}
                <p class="small muted"><Num text=moment(c.at) /> {c.by.clone().map(|by| view! { " · " <Zh text=by /> })}</p></div></li>
        }
    };
    let summary = order.summary.as_ref().map(|s| {
        let status = t(&format!("order.summary.{}", code_of(s.status)));
        view! {
            <li><div><b>{t("order.summary")}</b> " " {status}
                <p><Zh text=s.title.clone() /></p>
                {s.result.clone().map(|r| view! { <p><Zh text=r /></p> })}
                {s.written_by.clone().map(|by| view! { <p class="small muted"><Zh text=by /></p> })}</div></li>
        }
    });
    let is_empty = order.extensions.is_empty()
        && order.escalations.is_empty()
        && order.chase_ups.is_empty()
        && order.callbacks.is_empty()
        && order.summary.is_none();
    if is_empty {
        return ().into_any();
    }
    view! {
        <section class="panel" aria-labelledby="h-followed">
            <h2 class="t-m" id="h-followed">{t("order.followed")}</h2>
            <ul class="people-rows">
                {order.chase_ups.iter().map(chase).collect_view()}
                {order.extensions.iter().map(extension).collect_view()}
                {order.escalations.iter().map(escalation).collect_view()}
                {order.callbacks.iter().map(call).collect_view()}
                {summary}
            </ul>
        </section>
    }
    .into_any()
}
