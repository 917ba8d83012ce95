//! Roles, scopes and moments in words.

use chrono::{DateTime, NaiveDate, Timelike as _, Utc};
use leptos::prelude::*;
use shared::accounts::NamedGrant;
use shared::people::{Role, Scope};
use shared::time::{date_of, shanghai};

use crate::i18n::{date, t};
use crate::ui::{Num, Zh};

/// The code of a value of an enumeration of the wire.
pub(crate) fn code_of(value: impl Into<&'static str>) -> &'static str {
    value.into()
}

/// 2026-06-12 08:30, in Shanghai.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&shanghai());
    format!("{} {:02}:{:02}", date(date_of(at)), local.hour(), local.minute())
}

/// Name of a role.
pub(crate) fn role(role: Role) -> String {
    t(&format!("role.{}", code_of(role)))
}

/// Name of a scope; everywhere has words of ours.
pub(crate) fn place(name: Option<String>) -> AnyView {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => view! { <Zh text=name /> }.into_any(),
        None => t("scope.all").into_any(),
    }
}

/// Where a grant holds.
pub(crate) fn scope(grant: &NamedGrant) -> AnyView {
    match grant.grant.scope {
        Scope::All => place(None),
        _ => place(grant.scope_name.clone()),
    }
}

/// From when to when a grant holds, and whether that is now.
pub(crate) fn grant_days(grant: &NamedGrant, today: NaiveDate) -> AnyView {
    let (from, until) = (grant.grant.valid_from, grant.grant.valid_until);
    let note = match (grant.grant.holds(today), from > today) {
        (true, _) => None,
        (false, true) => Some(t("grant.coming")),
        (false, false) => Some(t("grant.past")),
    };
    let end = match until {
        Some(until) => view! { {t("comma")} {t("grant.until")} " " <Num text=date(until) /> }.into_any(),
        None => view! { {t("comma")} {t("grant.open")} }.into_any(),
    };
    let words = t("grant.from");
    let (before, after) = words.split_once("{date}").unwrap_or((&words, ""));
    let (before, after) = (before.to_owned(), after.to_owned());
    let note = note.map(|note| view! { " " <b>{note}</b> });
    view! { {before} <Num text=date(from) /> {after} {end} {note} }.into_any()
}

/// A text that somebody wrote, or that there is none.
pub(crate) fn or_none(text: &Option<String>) -> AnyView {
    match text.clone() {
        Some(text) => view! { <Zh text=text /> }.into_any(),
        None => t("none").into_any(),
    }
}

/// A moment, or the words of `key` where there is none.
pub(crate) fn dated(at: Option<DateTime<Utc>>, key: &str) -> AnyView {
    match at {
        Some(at) => view! { <Num text=moment(at) /> }.into_any(),
        None => t(key).into_any(),
    }
}
