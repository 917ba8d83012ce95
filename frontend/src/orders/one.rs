//! One order at work: what was asked for, how the clock stands, what can be done, and what happened.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::orders::deed::DeedKind;
use shared::orders::shown::{FullContact, OrderPhotograph, StaffOrder};
use shared::orders::{OrderEvent, OrderStatus};

use super::deeds::{self, Todo};
use super::desk::pulse;
use super::mine::stars;
use super::told;
use crate::api::Load;
use crate::i18n::{Lang, date, t, tf};
use crate::session::lang;
use crate::staff::{Form, Private, Summary, code_of, moment};
use crate::ui::{Fact, Facts, Icon, Num, Zh, tel};

/// The order `number`.
#[component]
pub(super) fn OrderPanel(number: String) -> impl IntoView {
    let path = format!("/api/v1/staff/orders/{number}");
    let load = Load::<StaffOrder>::keeping(move || path.clone());
    let todo = RwSignal::new(None::<Todo>);
    let pulse = pulse();
    Effect::new(move |before: Option<u32>| {
        let now = pulse.get();
        // While somebody is at a dialog, what he reads stays.
        if before.is_some_and(|before| before != now) && todo.with_untracked(Option::is_none) {
            load.retry();
        }
        now
    });
    view! {
        <Private load=load page=true draw=move |order| draw(&order, todo) />
        {deeds::dialog(load, todo)}
    }
}

fn draw(order: &StaffOrder, todo: RwSignal<Option<Todo>>) -> AnyView {
    let line = &order.line;
    let held = order.held.clone().map(|why| {
        view! { <p class="stale-now">{t(&format!("order.held.{why}"))}</p> }
    });
    let asked = &order.asked;
    let photographs = asked.photographs.iter().map(photograph).collect_view();
    let answers = asked.answers.iter().map(|answer| {
        let (question, value) = match lang() {
            Lang::Zh => (answer.question_zh.clone(), answer.value_zh.clone()),
            Lang::En => (answer.question_en.clone(), answer.value_en.clone()),
        };
        view! { <p class="small">{question} ": " <Zh text=value /></p> }
    });
    let place = [asked.building.clone(), asked.place.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let map = asked.at.map(|at| tf("order.at", &[("lng", &at.texts().0), ("lat", &at.texts().1)]));
    view! {
        <p class="row">{told::badge(line.status)} {told::urgency(line.urgency)} {line.clock.as_ref().map(told::clock)}</p>
        <h1>{told::category(line)}</h1>
        <p class="row">{told::number(line)} {told::place(line)}</p>
        {held}
        {buttons(order, todo)}
        <div class="cols section-s">
            <div class="stack">
                <section class="panel" aria-labelledby="h-asked">
                    <h2 class="t-m" id="h-asked">{t("order.asked")}</h2>
                    {asked.what.clone().map(|what| view! { <p><Zh text=what /></p> })}
                    {answers.collect_view()}
                    {(!place.is_empty()).then(|| view! { <p><Zh text=place /></p> })}
                    {map.map(|words| view! { <p class="small muted"><Num text=words /></p> })}
                    {asked.project.clone().map(|p| view! { <p>{t("order.project")} " " <a href=format!("/work/{}", p.id)><Zh text=p.name /></a></p> })}
                    <div class="shot-strip">{photographs}</div>
                    <Phone number=line.number.clone() mask=order.phone_mask.clone() name=order.name_mask.clone() may=order.may_read_phone />
                </section>
                {result(order)}
                {followed(order, todo)}
            </div>
            <div class="stack">
                <section class="panel" aria-labelledby="h-facts">
                    <h2 class="t-m" id="h-facts">{t("order.facts")}</h2>
                    {facts(order)}
                </section>
                <section class="panel" aria-labelledby="h-steps">
                    <h2 class="t-m" id="h-steps">{t("order.steps")}</h2>
                    {told::history(&order.history, photograph)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn photograph(photograph: &OrderPhotograph) -> AnyView {
    let small = photograph.sizes.first().map(|size| size.url.clone()).unwrap_or_default();
    let large = photograph.sizes.last().map(|size| size.url.clone()).unwrap_or_default();
    view! { <a href=large rel="external" target="_blank"><img src=small alt=t("order.photo.alt") loading="lazy" /></a> }
        .into_any()
}

fn buttons(order: &StaffOrder, todo: RwSignal<Option<Todo>>) -> AnyView {
    let main = |event: OrderEvent| {
        matches!(
            event,
            OrderEvent::Take
                | OrderEvent::Start
                | OrderEvent::Finish
                | OrderEvent::AcceptToPool
                | OrderEvent::AcceptAndAssign
                | OrderEvent::Confirm
        )
    };
    let event = |event: &OrderEvent| {
        let event = *event;
        view! {
            <button type="button" class=if main(event) { "btn btn-main" } else { "btn" } on:click=move |_| todo.set(Some(Todo::Event(event)))>
                {t(&format!("order.event.{}", code_of(event)))}
            </button>
        }
    };
    let deed = |kind: &DeedKind| {
        let kind = *kind;
        view! {
            <button type="button" class="btn" on:click=move |_| todo.set(Some(Todo::Deed(kind, None)))>
                {t(&format!("order.deed.{}", code_of(kind)))}
            </button>
        }
    };
    let deeds = order.allowed_deeds.iter().filter(|kind| !deeds::is_of_a_chase_up(**kind));
    let events = order.line.allowed_events.iter().map(event).collect_view();
    view! { <p class="row section-s">{events} {deeds.map(deed).collect_view()}</p> }.into_any()
}

fn facts(order: &StaffOrder) -> AnyView {
    let line = &order.line;
    let at = |label: &'static str, at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map(|at| view! { <Fact label=t(label)><Num text=moment(at) /></Fact> })
    };
    let owner = format!("{} · {}", told::level(line.owner_level), line.owner);
    let intake = (line.status == OrderStatus::Placed).then_some(order.intake_due_at);
    let counted = |label: &'static str, n: i64| {
        let words = n.to_string();
        (n > 0).then(|| view! { <Fact label=t(label)><Num text=words /></Fact> })
    };
    let channel = t(&format!("order.channel.{}", code_of(order.asked.channel)));
    let assignee = line.assignee.clone().map(|name| view! { <Fact label=t("order.assignee")><Zh text=name /></Fact> });
    let for_other = order.is_for_other.then(|| view! { <Fact label=t("order.for_other")>{t("order.yes")}</Fact> });
    let times = [
        at("order.placed_at", Some(line.placed_at)),
        at("order.intake_due", intake),
        at("order.take_due", line.take_due_at),
        at("order.contact_due", order.contact_due_at.filter(|_| order.contacted_at.is_none())),
        at("order.contacted", order.contacted_at),
    ];
    let counts = [
        counted("order.back", order.came_back.into()),
        counted("order.came_back", line.reopened.into()),
        counted("order.joins", order.joined),
    ];
    view! {
        <Facts>
            <Fact label=t("order.owner")><Zh text=owner /></Fact>
            {assignee}
            <Fact label=t("order.channel")>{channel}</Fact>
            {for_other} {times.into_iter().collect_view()} {counts.into_iter().collect_view()}
        </Facts>
    }
    .into_any()
}

fn result(order: &StaffOrder) -> Option<AnyView> {
    let found = &order.result;
    let text = found.result.clone()?;
    let outcome = found.outcome.map(|o| t(&format!("order.outcome.{}", code_of(o))));
    let by = found.answered_by.map(|by| t(&format!("order.answered_by.{}", code_of(by))));
    Some(
        view! {
            <section class="panel" aria-labelledby="h-result">
                <h2 class="t-m" id="h-result">{t("order.result")}</h2>
                <p>{outcome.map(|words| view! { <b>{words}</b> " " })} <Zh text=text /></p>
                {found.rating.map(|n| view! { <p>{stars(n)}</p> })}
                {found.rating_words.clone().map(|words| view! { <p><Zh text=words /></p> })}
                {by.map(|words| view! { <p class="small muted">{words}</p> })}
            </section>
        }
        .into_any(),
    )
}

/// Extensions, escalations, chase-ups, callbacks and the public summary.
fn followed(order: &StaffOrder, todo: RwSignal<Option<Todo>>) -> AnyView {
    let extension = |x: &shared::orders::shown::ExtensionShown| {
        let state = match x.is_granted {
            None => t("order.extension.open"),
            Some(true) => t("order.extension.granted"),
            Some(false) => t("order.extension.refused"),
        };
        let days = tf("order.workdays", &[("n", &x.days)]);
        let reason = x.refusal.clone().map_or_else(|| x.reason.clone(), |no| format!("{} → {no}", x.reason));
        view! { <li><div><b>{t("order.extension")}</b> " " {days} " · " {state} <p><Zh text=reason /></p></div></li> }
    };
    let escalation = |e: &shared::orders::shown::EscalationShown| {
        let way = format!("{} → {} {}", told::level(e.from), told::level(e.to), e.to_area);
        let said = format!("{} · {}", e.reason, e.tried);
        view! { <li><div><b>{t("order.escalation")}</b> " " <Zh text=way /> <p><Zh text=said /></p> <p class="small muted"><Num text=moment(e.at) /></p></div></li> }
    };
    let chase = |c: &shared::orders::shown::ChaseUpShown| {
        let id = c.id;
        let button = |kind: DeedKind| {
            order.allowed_deeds.contains(&kind).then(|| {
                view! {
                    <button class="btn" type="button" on:click=move |_| todo.set(Some(Todo::Deed(kind, Some(id))))>
                        {t(&format!("order.deed.{}", code_of(kind)))}
                    </button>
                }
            })
        };
        let answer = (c.answer.is_none() && !c.is_closed).then(|| button(DeedKind::AnswerChaseUp));
        let close = (!c.is_closed).then(|| button(DeedKind::CloseChaseUp));
        let due = tf("order.chase.due", &[("date", &date(c.due_on))]);
        let state = if c.is_closed {
            "order.chase.closed"
        } else if c.answer.is_some() {
            "order.chase.answered"
        } else {
            "order.chase.open"
        };
        view! {
            <li>
                <div>
                    <b>{t("order.chase")}</b> " " {told::level(c.level)} " · " {t(state)}
                    <p><Zh text=c.text.clone() /></p>
                    {c.answer.clone().map(|a| view! { <p><b>{t("order.chase.answer")}</b> " " <Zh text=a /></p> })}
                    <p class="small muted"><Num text=due /></p>
                </div>
                <div class="row">{answer} {close}</div>
            </li>
        }
    };
    let call = |c: &shared::orders::shown::CallbackShown| {
        let said = match (c.reached, c.solved, c.satisfied) {
            (true, Some(solved), Some(satisfied)) => format!(
                "{} · {}",
                t(&format!("order.solved.{}", code_of(solved))),
                t(&format!("order.satisfied.{}", code_of(satisfied)))
            ),
            _ => t("order.unreached"),
        };
        view! {
            <li><div><b>{t("order.deed.call_back")}</b> " " {said}
                {c.words.clone().map(|w| view! { <p><Zh text=w /></p> })}
                <p class="small muted"><Num text=moment(c.at) /> " " {c.by.clone()}</p></div></li>
        }
    };
    let summary = order.summary.as_ref().map(|s| {
        let status = t(&format!("order.summary.{}", code_of(s.status)));
        view! {
            <li><div><b>{t("order.summary")}</b> " " {status}
                <p><Zh text=s.title.clone() /></p>
                {s.result.clone().map(|r| view! { <p><Zh text=r /></p> })}
                <p class="small muted">{s.written_by.clone()}</p></div></li>
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
        <section aria-labelledby="h-followed">
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

/// The phone: masked, and full on a press that is on record.
#[component]
fn Phone(number: String, mask: Option<String>, name: Option<String>, may: bool) -> impl IntoView {
    let form = Form::new("phone");
    let full = RwSignal::new(None::<FullContact>);
    let path = StoredValue::new(format!("/api/v1/staff/orders/{number}/phone"));
    let look = move |_| {
        form.send(Method::POST, path.get_value(), &serde_json::json!({}), move |found: FullContact| {
            full.set(Some(found))
        });
    };
    let shown = move || {
        match full.get() {
        Some(found) => {
            let phone = found.phone.unwrap_or_default();
            view! { <p class="row"><a class="btn btn-main" href=tel(&phone)><Num text=phone.clone() /></a> {found.name.map(|name| view! { <Zh text=name /> })}</p> }.into_any()
        }
        None => view! {
            <p class="row">
                {mask.clone().map(|mask| view! { <Num text=mask /> })} {name.clone().map(|name| view! { <Zh text=name /> })}
                {may.then(|| view! { <button class="btn" type="button" disabled=move || form.busy.get() on:click=look><Icon name="info" />{t("order.phone.look")}</button> })}
            </p>
        }
        .into_any(),
    }
    };
    view! { <div class="section-s"><Summary form=form /> {shown} {may.then(|| view! { <p class="small muted">{t("order.phone.logged")}</p> })}</div> }
}
