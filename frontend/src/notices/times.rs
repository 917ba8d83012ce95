//! Moments as people here read them: the clock of Shanghai, and tomorrow instead of a date where that is nearer.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use leptos::prelude::*;
use shared::time::{date_of, shanghai};

use crate::i18n::{date, t, tf};
use crate::shell::shell;
use crate::ui::Num;

/// 08:30, in Shanghai.
pub(super) fn clock(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&shanghai());
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// 2026-06-12 08:30.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    format!("{} {}", date(date_of(at)), clock(at))
}

/// The day of the week.
fn weekday(day: NaiveDate) -> String {
    t(&format!("time.day{}", day.weekday().num_days_from_monday()))
}

/// Today, tomorrow, yesterday; nothing for other days.
fn near(day: NaiveDate) -> Option<String> {
    match (day - shell().today()).num_days() {
        -1 => Some(t("date.yesterday")),
        0 => Some(t("date.today")),
        1 => Some(t("time.tomorrow")),
        2 => Some(t("time.day_after")),
        _ => None,
    }
}

/// 明天 2026-06-13 08:30–17:30, or both days in full. On paper only the dates stand.
pub(super) fn span(from: DateTime<Utc>, to: DateTime<Utc>) -> AnyView {
    let (first, last) = (date_of(from), date_of(to));
    let word = |day: NaiveDate| near(day).map(|word| view! { <span class="no-print">{word} " "</span> });
    // Day and hours apart: a narrow page breaks between them and nowhere else.
    let day =
        |day: NaiveDate| view! { {word(day)} <Num text=date(day) /> " " <span class="small">{weekday(day)}</span> " " };
    let start = clock(from);
    if first == last {
        return view! { {day(first)} <Num text=format!("{start}–{}", clock(to)) /> }.into_any();
    }
    view! { {day(first)} <Num text=start /> " " {t("time.until")} " " {day(last)} <Num text=clock(to) /> }.into_any()
}

/// By whom and when it was said.
pub(super) fn said_by(source: &str, at: DateTime<Utc>) -> AnyView {
    let words = tf("notice.published", &[("at", &moment(at))]);
    view! { <crate::ui::Zh text=source.to_owned() /> " · " <crate::ui::Said text=words /> }.into_any()
}
