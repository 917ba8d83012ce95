//! Dates as people here write them: 2026-06-12, and how long ago that is. The day is Shanghai's.

use chrono::{DateTime, Datelike, NaiveDate};

use super::{t, tf};

/// 2026-06-12, in both languages.
pub(crate) fn date(day: NaiveDate) -> String {
    day.to_string()
}

/// 06-12, where the year is said elsewhere.
pub(crate) fn short_date(day: NaiveDate) -> String {
    format!("{:02}-{:02}", day.month(), day.day())
}

/// 今天, 昨天, 3 天前.
pub(crate) fn days_ago(days: i64) -> String {
    match days {
        ..=0 => t("date.today"),
        1 => t("date.yesterday"),
        _ => tf("date.days_ago", &[("n", &days)]),
    }
}

/// A range of years, one year, or nothing.
pub(crate) fn years(from: Option<i16>, to: Option<i16>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) if from != to => Some(format!("{from}–{to}")),
        (Some(year), _) | (None, Some(year)) => Some(year.to_string()),
        (None, None) => None,
    }
}

/// Today in Shanghai by this device's clock, for where the server has not said its own.
pub(crate) fn today() -> NaiveDate {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit into i64 for ever")]
    let now = DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default();
    shared::time::date_of(now)
}
