//! Orders in words: state, clock, who and when.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::orders::line::{ClockShown, OrderLine};
use shared::orders::shown::{OrderHappened, OrderPhotograph};
use shared::orders::{OrderStatus, OwnerLevel, Urgency};
use shared::projects::Sign;

use crate::i18n::{Lang, t, t_code, tf};
use crate::session::lang;
use crate::staff::{code_of, moment, role};
use crate::ui::{DemoMark, Icon, Num, Plate, StatusBadge, Zh, place_of};

/// This moment by this device's clock, for what turned late while the page is open.
pub(super) fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit into i64 for ever")]
    let now = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(now).unwrap_or_default()
}

/// How far it is.
pub(super) fn badge(status: OrderStatus) -> AnyView {
    let sign = match status {
        OrderStatus::Placed | OrderStatus::Open => Sign::Planned,
        OrderStatus::NeedsInfo => Sign::Risk,
        OrderStatus::Assigned | OrderStatus::Taken | OrderStatus::InProgress => Sign::Works,
        OrderStatus::Done | OrderStatus::Closed => Sign::Done,
        OrderStatus::Declined | OrderStatus::Cancelled => Sign::Ended,
    };
    view! { <StatusBadge sign=sign words=Signal::stored(t(&format!("order.status.{}", code_of(status)))) /> }.into_any()
}

/// The mark of what is pressing; nothing of what is not.
pub(super) fn urgency(urgency: Urgency) -> Option<AnyView> {
    (urgency != Urgency::Normal).then(|| {
        let words = t(&format!("order.urgency.{}", code_of(urgency)));
        view! { <span class="badge s-late"><Icon name="s-late" />{words}</span> }.into_any()
    })
}

/// Name of the category in the language of the page.
pub(super) fn category(line: &OrderLine) -> String {
    if lang() == Lang::Zh { line.category_zh.clone() } else { line.category_en.clone() }
}

/// A span of time in words: days of `day` seconds, which are working days unless all time counts.
pub(super) fn span(seconds: i64, day: i64, is_round: bool) -> String {
    let day = day.max(1);
    let (days, hours, minutes) = (seconds / day, seconds % day / 3_600, seconds % 3_600 / 60);
    let unit = if is_round { "order.days" } else { "order.workdays" };
    match (days, hours, minutes) {
        (0, 0, m) => tf("order.minutes", &[("n", &m.max(1))]),
        (0, h, _) => tf("order.hours", &[("n", &h)]),
        (d, 0, _) => tf(unit, &[("n", &d)]),
        (d, h, _) => format!("{} {}", tf(unit, &[("n", &d)]), tf("order.hours", &[("n", &h)])),
    }
}

/// How the clock stands, in one line with a sign.
pub(super) fn clock(clock: &ClockShown) -> AnyView {
    let span = |seconds: i64| span(seconds, clock.day, clock.is_round);
    let (tone, icon, words) = if clock.is_stopped {
        ("s-stale", "s-stale", t("order.clock.stopped"))
    } else if clock.is_overdue() {
        ("s-late", "s-late", tf("order.clock.over", &[("span", &span(-clock.left))]))
    } else if clock.is_running_out() {
        ("s-risk", "s-risk", tf("order.clock.soon", &[("span", &span(clock.left))]))
    } else {
        ("s-works", "s-works", tf("order.clock.left", &[("span", &span(clock.left))]))
    };
    let warning = clock.unknown_year.map(|year| {
        view! { <span class="small muted">{tf("order.clock.unknown", &[("year", &year)])}</span> }
    });
    let due = (!clock.is_stopped).then(|| tf("order.clock.due", &[("at", &moment(clock.due_at))]));
    view! {
        <span class="row order-clock">
            <span class=format!("badge {tone}")><Icon name=icon />{words}</span>
            {due.map(|due| view! { <span class="small muted"><Num text=due /></span> })}
            {warning}
        </span>
    }
    .into_any()
}

/// By when the next step is done; red where that is over.
pub(super) fn step(line: &OrderLine) -> Option<AnyView> {
    let due = line.step_due_at?;
    let words = tf(&format!("order.step.{}", code_of(line.status)), &[("at", &moment(due))]);
    Some(match due < now() {
        true => late(words),
        false => view! { <span class="small muted"><Num text=words /></span> }.into_any(),
    })
}

/// What is late, with its sign.
pub(super) fn late(words: String) -> AnyView {
    view! { <span class="badge s-late"><Icon name="s-late" /><span>{words}</span></span> }.into_any()
}

/// Where it is: area, compound.
pub(super) fn place(line: &OrderLine) -> AnyView {
    let area = place_of(&line.areas).map(|place| view! { <Zh text=place /> " " });
    let compound = line.compound.clone().map(|name| view! { <b><Zh text=name /></b> });
    view! { <span>{area} {compound}</span> }.into_any()
}

/// The level that answers for it.
pub(super) fn level(level: OwnerLevel) -> String {
    t(&format!("order.level.{}", code_of(level)))
}

/// Number and mark of a sample.
pub(super) fn number(line: &OrderLine) -> AnyView {
    view! { <Plate text=line.number.clone() /> {line.is_demo.then(|| view! { " " <DemoMark /> })} }.into_any()
}

/// A note: its pieces are codes, or what somebody wrote.
fn said(note: &str) -> AnyView {
    let piece = |(at, piece): (usize, &str)| {
        // A change from one to another is told side by side.
        let side = |(at, text): (usize, &str)| {
            let words = match t_code("order.note", text).or_else(|| t_code("order.urgency", text)) {
                Some(words) => words.into_any(),
                None => view! { <Zh text=text.to_owned() /> }.into_any(),
            };
            view! { {(at > 0).then_some(" → ")} {words} }
        };
        let words = piece.split(" → ").enumerate().map(side).collect_view();
        view! { {(at > 0).then_some(" · ")} {words} }
    };
    note.split(" · ").enumerate().map(piece).collect_view().into_any()
}

/// How many working days were asked for, and why; of other events nothing.
fn days_and_reason<'a>(event: &str, note: &'a str) -> Option<(i32, &'a str)> {
    let (days, reason) = note.split_once(" · ").filter(|_| event == "ask_extension")?;
    Some((days.parse().ok()?, reason))
}

/// What happened, in plain words with its time; `photograph` draws one.
pub(super) fn history(
    all: &[OrderHappened],
    photograph: impl Fn(&OrderPhotograph) -> AnyView + Copy + 'static,
) -> AnyView {
    let row = move |step: &OrderHappened| {
        let words = t_code("order.did", &step.event).unwrap_or_else(|| step.event.clone());
        let by = step.by.clone().map(|name| view! { " " <Zh text=name /> });
        let note = step.note.clone().filter(|note| !note.is_empty());
        let note = note.map(|note| match days_and_reason(&step.event, &note) {
            Some((days, reason)) => view! { {tf("order.workdays", &[("n", &days)])} " · " {said(reason)} }.into_any(),
            None => said(&note),
        });
        let photographs = step.photographs.iter().map(photograph).collect_view();
        view! {
            <li>
                <time><Num text=moment(step.at) /></time>
                <div>
                    <p><b>{words}</b> <span class="small muted">" " {role(step.role)} {by}</span></p>
                    {note.map(|note| view! { <p>{note}</p> })}
                    <div class="shot-strip">{photographs}</div>
                </div>
            </li>
        }
    };
    view! { <ol class="log">{all.iter().map(row).collect_view()}</ol> }.into_any()
}
