//! Transition tables: from, event, to, who. The server enforces them, the page draws its buttons from them.

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

/// The state after `event`, or why it may not happen.
///
/// # Errors
/// `NotNow` when the table has no such line for `state`, `NotYou` when it has but not for `roles`.
pub fn next<S: Copy + PartialEq, E: Copy + PartialEq>(
    table: &[Transition<S, E>],
    state: S,
    event: E,
    roles: &[Role],
) -> Result<S, Refusal<E>> {
    let mut lines = table.iter().filter(|t| t.from == state && t.event == event).peekable();
    if lines.peek().is_none() {
        return Err(Refusal::NotNow(allowed(table, state, roles)));
    }
    lines.find(|t| t.roles.iter().any(|r| roles.contains(r))).map(|t| t.to).ok_or(Refusal::NotYou)
}
