//! One order at work: what was asked for, how the clock stands, what can be done, and what happened. Each part follows the
//! order by itself, so that what changes in one disturbs nobody in another.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::geo::Shape;
use shared::orders::deed::DeedKind;
use shared::orders::line::OrderLine;
use shared::orders::shown::{AskedShown, FullContact, OrderPhotograph, ResultShown, StaffOrder};
use shared::orders::{OrderEvent, OrderStatus};
use shared::projects::Sign;

use super::deeds::{self, Todo, Typed};
use super::followed::{Followed, followed};
use super::mine::stars;
use super::phone::Phone;
use super::pulse::on_pulse;
use super::told;
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::map::ProjectMap;
use crate::session::lang;
use crate::staff::{PrivateParts, code_of, every, moment};
use crate::ui::{Fact, Facts, Icon, Num, Zh};

/// How often a limit is held against the clock, milliseconds.
const LOOKS: u32 = 30_000;

/// The order that is open, and what is under way with it.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    pub(super) load: Load<StaffOrder>,
    pub(super) number: StoredValue<String>,
    /// What somebody is about to do.
    pub(super) todo: RwSignal<Option<Todo>>,
    /// What was typed into the dialog that was open last.
    pub(super) typed: StoredValue<Option<Typed>>,
    /// The full contact, once somebody looked: each further look would be on record.
    pub(super) contact: RwSignal<Option<FullContact>>,
}

/// The order `number`.
#[component]
pub(super) fn OrderPanel(number: String) -> impl IntoView {
    let path = format!("/api/v1/staff/orders/{number}");
    let order = Opened {
        load: Load::keeping(move || path.clone()),
        number: StoredValue::new(number),
        todo: RwSignal::new(None),
        typed: StoredValue::new(None),
        contact: RwSignal::new(None),
    };
    // While somebody is at a dialog, what he reads stays.
    on_pulse(move || order.todo.with(Option::is_some), move || order.load.retry_quietly());
    view! {
        <PrivateParts load=order.load draw=move || draw(order) />
        {deeds::dialog(order)}
    }
}

/// A part of the order: drawn anew when what `of` takes of it changes.
pub(super) fn part<P: Clone + PartialEq + Send + Sync + 'static>(
    order: Opened,
    of: fn(&StaffOrder) -> P,
    draw: impl Fn(P) -> AnyView + Send + 'static,
) -> AnyView {
    let piece = Memo::new(move |_| order.load.data.with(|order| order.as_deref().map(of)));
    let shown = move || {
        lang();
        piece.get().map(&draw)
    };
    shown.into_any()
}

/// The line without its clock, which runs.
fn line_of(order: &StaffOrder) -> OrderLine {
    OrderLine { clock: None, ..order.line.clone() }
}

fn draw(order: Opened) -> AnyView {
    view! {
        <div class="row">
            {part(order, line_of, |line| view! { {told::badge(line.status)} {told::urgency(line.urgency)} }.into_any())}
            {part(order, |o| o.line.clock, |clock| clock.as_ref().map(told::clock).into_any())}
        </div>
        {part(order, |o| (line_of(o), o.held.clone()), |(line, held)| heading(&line, held))}
        {part(order, Doable::of, move |doable| buttons(&doable, order.todo))}
        <div class="cols section-s">
            <div class="stack">
                <section class="panel" aria-labelledby="h-asked">
                    <h2 class="t-m" id="h-asked">{t("order.asked")}</h2>
                    {part(order, |o| (o.asked.clone(), o.line.is_demo), move |(asked, is_demo)| asked_for(order, &asked, is_demo))}
                    <Phone order=order />
                </section>
                {part(order, |o| o.result.clone(), |found| result(&found).into_any())}
                {part(order, Followed::of, move |found| followed(&found, order.todo))}
                <section class="panel" aria-labelledby="h-steps">
                    <h2 class="t-m" id="h-steps">{t("order.steps")}</h2>
                    {part(order, |o| o.history.clone(), |history| match history.is_empty() {
                        true => view! { <p class="muted">{t("order.hidden")}</p> }.into_any(),
                        false => told::history(&history, photograph),
                    })}
                </section>
            </div>
            <div class="stack">
                <section class="panel" aria-labelledby="h-facts">
                    <h2 class="t-m" id="h-facts">{t("order.facts")}</h2>
                    <FactsPart order=order />
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn heading(line: &OrderLine, held: Option<String>) -> AnyView {
    let held = held.map(|why| view! { <p class="stale-now">{t(&format!("order.held.{why}"))}</p> });
    view! {
        <h1>{told::category(line)}</h1>
        <p class="row">{told::number(line)} {told::place(line)}</p>
        {held}
    }
    .into_any()
}

fn asked_for(order: Opened, asked: &AskedShown, is_demo: bool) -> AnyView {
    let photographs = asked.photographs.iter().map(photograph).collect_view();
    let answers = asked.answers.iter().map(|answer| {
        let (question, value) = match lang() {
            Lang::Zh => (answer.question_zh.clone(), answer.value_zh.clone()),
            Lang::En => (answer.question_en.clone(), answer.value_en.clone()),
        };
        // What somebody wrote himself is the same in both.
        let value = match answer.value_zh == answer.value_en {
            true => view! { <Zh text=value /> }.into_any(),
            false => value.into_any(),
        };
        view! { <p class="small">{question} ": " {value}</p> }
    });
    let place = [asked.building.clone(), asked.place.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let pin = asked.at.map(|at| {
        let words = tf("order.at", &[("lng", &at.texts().0), ("lat", &at.texts().1)]);
        view! { <p class="small muted"><Num text=words /></p> <Pin order=order at=(at.lng, at.lat) is_demo=is_demo /> }
    });
    view! {
        {match asked.what.clone() {
            Some(what) => view! { <p><Zh text=what /></p> }.into_any(),
            None => view! { <p class="muted">{t("order.words.none")}</p> }.into_any(),
        }}
        {answers.collect_view()}
        {(!place.is_empty()).then(|| view! { <p><Zh text=place /></p> })}
        {pin}
        {asked.project.clone().map(|p| view! { <p>{t("order.project")} " " <a class="target" href=format!("/work/{}", p.id)><Zh text=p.name /></a></p> })}
        <div class="shot-strip">{photographs}</div>
    }
    .into_any()
}

/// The pin on a map, which is only fetched when somebody wants to see it.
#[component]
fn Pin(order: Opened, at: (f64, f64), is_demo: bool) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <p>
            <button class="btn" type="button" aria-expanded=move || is_open.get().to_string() on:click=move |_| is_open.update(|is| *is = !*is)>
                <Icon name="map" />{say("order.at.map")}
            </button>
        </p>
        <Show when=move || is_open.get()>
            <ProjectMap number=order.number.get_value() geometry=Shape::Point([at.0, at.1]) sign=Sign::Planned is_demo=is_demo label=t("order.pin.map") />
        </Show>
    }
}

fn photograph(photograph: &OrderPhotograph) -> AnyView {
    let small = photograph.sizes.first().map(|size| size.url.clone()).unwrap_or_default();
    let large = photograph.sizes.last().map(|size| size.url.clone()).unwrap_or_default();
    view! { <a href=large rel="external" target="_blank"><img src=small alt=t("order.photo.alt") loading="lazy" /></a> }
        .into_any()
}

/// What the caller may do.
#[derive(Clone, PartialEq)]
struct Doable {
    events: Vec<OrderEvent>,
    deeds: Vec<DeedKind>,
    /// Whoever asked was reached by telephone.
    is_heard: bool,
}

impl Doable {
    fn of(order: &StaffOrder) -> Self {
        Self {
            events: order.line.allowed_events.clone(),
            deeds: order.allowed_deeds.iter().copied().filter(|kind| !deeds::is_of_a_chase_up(*kind)).collect(),
            is_heard: order.callbacks.iter().any(|call| call.reached),
        }
    }

    /// The next step, which is the main one.
    fn main(&self) -> Option<Todo> {
        let has = |event: OrderEvent| self.events.contains(&event).then_some(Todo::Event(event));
        let deed = |kind: DeedKind| self.deeds.contains(&kind).then_some(Todo::Deed(kind, None));
        let confirm = || has(OrderEvent::Confirm);
        deed(DeedKind::Release)
            .or_else(|| has(OrderEvent::Take))
            .or_else(|| has(OrderEvent::Start))
            .or_else(|| has(OrderEvent::Finish))
            .or_else(|| has(OrderEvent::AcceptToPool))
            .or_else(|| has(OrderEvent::AcceptAndAssign))
            .or_else(|| if self.is_heard { confirm() } else { deed(DeedKind::CallBack) })
            .or_else(confirm)
            .or_else(|| has(OrderEvent::Assign))
            .or_else(|| has(OrderEvent::GiveInfo))
            .or_else(|| deed(DeedKind::PublishSummary))
    }
}

/// What ends it, or throws it back: it stands apart.
fn is_grave(todo: Todo) -> bool {
    match todo {
        Todo::Event(event) => matches!(
            event,
            OrderEvent::Decline | OrderEvent::Refuse | OrderEvent::GiveBack | OrderEvent::Cancel | OrderEvent::Reject
        ),
        Todo::Deed(kind, _) => matches!(kind, DeedKind::RefuseExtension | DeedKind::WithdrawSummary),
    }
}

fn buttons(doable: &Doable, todo: RwSignal<Option<Todo>>) -> AnyView {
    let main = doable.main();
    let events = doable.events.iter().map(|event| Todo::Event(*event));
    let deeds = doable.deeds.iter().map(|kind| Todo::Deed(*kind, None));
    let others = events.chain(deeds).filter(|one| Some(*one) != main);
    let (grave, usual): (Vec<Todo>, Vec<Todo>) = others.partition(|one| is_grave(*one));
    let button = |one: Todo, class: &'static str| {
        view! { <button type="button" class=class on:click=move |_| todo.set(Some(one))>{t(&one.key())}</button> }
    };
    let grave = grave.into_iter().map(|one| button(one, "btn btn-warn")).collect_view();
    view! {
        <div class="row between section-s">
            <div class="row">
                {main.map(|one| button(one, "btn btn-main"))}
                {usual.into_iter().map(|one| button(one, "btn")).collect_view()}
            </div>
            <div class="row">{grave}</div>
        </div>
    }
    .into_any()
}

/// What the facts are told from.
#[derive(Clone, PartialEq)]
struct Told {
    line: OrderLine,
    channel: &'static str,
    is_for_other: bool,
    intake_due_at: DateTime<Utc>,
    contact_due_at: Option<DateTime<Utc>>,
    contacted_at: Option<DateTime<Utc>>,
    came_back: i32,
    joined: i64,
}

impl Told {
    fn of(order: &StaffOrder) -> Self {
        Self {
            line: line_of(order),
            channel: code_of(order.asked.channel),
            is_for_other: order.is_for_other,
            intake_due_at: order.intake_due_at,
            contact_due_at: order.contact_due_at,
            contacted_at: order.contacted_at,
            came_back: order.came_back,
            joined: order.joined,
        }
    }
}

/// The facts; a limit that passes while the page is open turns red by itself.
#[component]
fn FactsPart(order: Opened) -> impl IntoView {
    let now = RwSignal::new(told::now());
    let looking = every(LOOKS, move || now.set(told::now()));
    on_cleanup(move || drop(looking.try_set_value(None)));
    part(order, Told::of, move |told| facts(&told, now.get()))
}

fn facts(told: &Told, now: DateTime<Utc>) -> AnyView {
    let line = &told.line;
    let at = |label: &'static str, at: Option<DateTime<Utc>>| {
        at.map(|at| view! { <Fact label=t(label)><Num text=moment(at) /></Fact> }.into_any())
    };
    let limit = |label: &'static str, due: Option<DateTime<Utc>>| {
        let due = due?;
        if due >= now {
            return at(label, Some(due));
        }
        let over = told::late(t("order.limit.over"));
        Some(view! { <Fact label=t(label)><Num text=moment(due) /> " " {over}</Fact> }.into_any())
    };
    let owner = format!("{} · {}", told::level(line.owner_level), line.owner);
    let counted = |label: &'static str, n: i64| {
        let words = n.to_string();
        (n > 0).then(|| view! { <Fact label=t(label)><Num text=words /></Fact> })
    };
    let channel = t(&format!("order.channel.{}", told.channel));
    let assignee =
        line.assignee.clone().map(|name| view! { <Fact label=t("order.handled_by")><Zh text=name /></Fact> });
    let for_other = told.is_for_other.then(|| view! { <Fact label=t("order.for_other")>{t("order.yes")}</Fact> });
    let times = [
        at("order.placed_at", Some(line.placed_at)),
        limit("order.intake_due", (line.status == OrderStatus::Placed).then_some(told.intake_due_at)),
        limit("order.take_due", line.take_due_at),
        limit(
            "order.contact_due",
            told.contact_due_at.filter(|_| told.contacted_at.is_none() && line.status.is_open()),
        ),
        at("order.contacted", told.contacted_at),
    ];
    let counts = [
        counted("order.back", told.came_back.into()),
        counted("order.came_back", line.reopened.into()),
        counted("order.joins", told.joined),
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

fn result(found: &ResultShown) -> Option<AnyView> {
    let text = found.result.clone()?;
    let outcome = found.outcome.map(|o| t(&format!("order.outcome.{}", code_of(o))));
    let by = found.answered_by.map(|by| t(&format!("order.answered_by.{}", code_of(by))));
    // What was said of it outweighs what was said in it.
    let verdict = found.is_solved.map(|is| match is {
        true => view! { <span class="badge s-done"><Icon name="s-done" />{t("order.solved.yes")}</span> }.into_any(),
        false => told::late(t("order.solved.no")),
    });
    Some(
        view! {
            <section class="panel" aria-labelledby="h-result">
                <h2 class="t-m" id="h-result">{t("order.result")}</h2>
                <p>{outcome.map(|words| view! { <b>{words}</b> " " })} <Zh text=text /></p>
                {found.rating.map(|n| view! { <p>{stars(n)}</p> })}
                {found.rating_words.clone().map(|words| view! { <p><Zh text=words /></p> })}
                {by.map(|words| view! { <p class="row"><span class="small muted">{words}</span> {verdict}</p> })}
            </section>
        }
        .into_any(),
    )
}
