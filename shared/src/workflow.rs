//! Transition tables: from, event, to, who. The server enforces them, the page draws its buttons from them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ErrorCode};
use crate::id::EventId;
use crate::people::Role;

/// One line of a state machine.
#[derive(Clone, Copy, Debug)]
pub struct Transition<S: 'static, E: 'static> {
    /// State before.
    pub from: S,
    /// What happens.
    pub event: E,
    /// State after; the same as `from` where only something is recorded.
    pub to: S,
    /// Who may do it.
    pub roles: &'static [Role],
}

/// Why an event was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal<E> {
    /// This state has no such event; these are there for the asking roles.
    NotNow(Vec<E>),
    /// The event exists here, but not for these roles.
    NotYou,
}

/// The events that `roles` may cause in `state`, in the order of the table, each once.
pub fn allowed<S: Copy + PartialEq, E: Copy + PartialEq>(
    table: &[Transition<S, E>],
    state: S,
    roles: &[Role],
) -> Vec<E> {
    let mut events = Vec::new();
    for line in table.iter().filter(|t| t.from == state) {
        if line.roles.iter().any(|r| roles.contains(r)) && !events.contains(&line.event) {
            events.push(line.event);
        }
    }
    events
}

/// The state after `event` and the role in which it happens, or why it may not.
///
/// # Errors
/// `NotNow` when the table has no such line for `state`, `NotYou` when it has but not for `roles`.
pub fn next<S: Copy + PartialEq, E: Copy + PartialEq>(
    table: &[Transition<S, E>],
    state: S,
    event: E,
    roles: &[Role],
) -> Result<(S, Role), Refusal<E>> {
    let mut lines = table.iter().filter(|t| t.from == state && t.event == event).peekable();
    if lines.peek().is_none() {
        return Err(Refusal::NotNow(allowed(table, state, roles)));
    }
    let by = |t: &Transition<S, E>| t.roles.iter().find(|r| roles.contains(r)).map(|role| (t.to, *role));
    lines.find_map(by).ok_or(Refusal::NotYou)
}

/// Body of `POST …/events`: what shall happen, to the thing as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command<E> {
    /// Version that was read.
    pub version: i32,
    /// Made by who sends it: the same token does it once, however often it comes.
    pub client_token: String,
    /// What shall happen.
    #[serde(flatten)]
    pub what: E,
}

/// Holds a token against its shape: 8 to 64 letters, digits and dashes.
///
/// # Errors
/// Naming `client_token`.
pub fn check_token(token: &str) -> Result<(), ApiError> {
    if (8..=64).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Ok(());
    }
    let (zh, en) =
        ("client_token 应是 8 到 64 个字母、数字或短横。", "client_token is 8 to 64 letters, digits and dashes.");
    Err(ApiError::field(ErrorCode::InvalidValue, "client_token", zh, en))
}

/// A text that must be there: trimmed, `most` characters at most.
///
/// # Errors
/// Naming `field`.
pub fn needed_text(text: &str, field: &str, most: usize) -> Result<String, ApiError> {
    let text = optional_text(Some(text), field, most)?;
    text.ok_or_else(|| ApiError::field(ErrorCode::InvalidValue, field, "这里要填写。", "This must be filled in."))
}

/// What is not seen and turns what is seen around or ends it: controls other than the end of a line, and marks of direction.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text that may be absent: without hidden signs, trimmed, `most` characters at most, `None` when nothing is left.
///
/// # Errors
/// Naming `field`.
pub fn optional_text(text: Option<&str>, field: &str, most: usize) -> Result<Option<String>, ApiError> {
    let text: Option<String> = text.map(|text| text.chars().filter(|c| !is_hidden(*c)).collect());
    let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > most) {
        let (zh, en) = (format!("最多 {most} 个字。"), format!("At most {most} characters."));
        return Err(ApiError::field(ErrorCode::InvalidValue, field, &zh, &en));
    }
    Ok(text.map(str::to_owned))
}

/// What somebody did to a thing, as those at work read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// Key, sorted by time.
    pub id: EventId,
    /// `project`, `milestone`, `report`, `plan_change`, `outage` or `notice`.
    pub noun: String,
    /// What it is called where it is one of several: the milestone's Chinese name.
    pub name: Option<String>,
    /// The event's code.
    pub event: String,
    /// State before.
    pub from: String,
    /// State after.
    pub to: String,
    /// Role in which it was done.
    pub role: Role,
    /// Display name or login name of who did it; absent once the account is erased.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Reason, or what else was said with it.
    pub note: Option<String>,
}
