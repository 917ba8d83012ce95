//! What is written and told of an event of an order: the words of its history, who may read them, and whom it concerns.
//!
//! A note is made of pieces set apart by ` · `; a piece that is a code, or a change from one code to another, the page translates.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::notifications::NewsKind;
use shared::orders::OrderStatus;
use shared::orders::command::OrderCommand;

use super::assignee;
use super::news;
use super::store::OrderRow;
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::order_extensions as x;

fn pieces(all: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let all: Vec<String> = all.into_iter().flatten().filter(|piece| !piece.is_empty()).collect();
    (!all.is_empty()).then(|| all.join(" · "))
}

fn day_and_hour(at: NaiveDateTime) -> String {
    (at + TimeDelta::hours(8)).format("%Y-%m-%d %H:%M").to_string()
}

/// What the history tells of `command`, which made `after` of `before`.
///
/// # Errors
/// Those of the database.
pub(super) fn of(
    conn: &mut Conn,
    catalog: &Catalog,
    command: &OrderCommand,
    before: &OrderRow,
    after: &OrderRow,
) -> Result<Option<String>> {
    let sorted = || {
        let name = |code: &str| catalog.category(code).map_or_else(|| code.to_owned(), |category| category.zh.clone());
        let (old, new): (&'static str, &'static str) = (before.urgency.0.into(), after.urgency.0.into());
        let category = (before.category_code != after.category_code)
            .then(|| format!("{} → {}", name(&before.category_code), name(&after.category_code)));
        (category, (old != new).then(|| format!("{old} → {new}")))
    };
    Ok(match command {
        OrderCommand::AskInfo { question } => Some(question.clone()),
        OrderCommand::GiveInfo { answer, .. } => Some(answer.clone()),
        OrderCommand::Decline { words, instead, .. } => Some(format!("{words} → {instead}")),
        OrderCommand::AcceptToPool { .. } => {
            let (category, urgency) = sorted();
            pieces([category, urgency])
        }
        OrderCommand::AcceptAndAssign { .. } => {
            let (category, urgency) = sorted();
            pieces([assignee::named(conn, after)?, category, urgency])
        }
        OrderCommand::Assign { reason, .. } => {
            let new = assignee::named(conn, after)?.unwrap_or_default();
            let old = match before.status.0 {
                OrderStatus::Assigned => assignee::named(conn, before)?,
                _ => None,
            };
            pieces([Some(old.map_or_else(|| new.clone(), |old| format!("{old} → {new}"))), reason.clone()])
        }
        OrderCommand::Refuse { reason, words } => {
            let code: &'static str = (*reason).into();
            pieces([Some(code.to_owned()), words.clone()])
        }
        OrderCommand::GiveBack { reason } | OrderCommand::Cancel { reason } => Some(reason.clone()),
        OrderCommand::Reject { reason } => {
            // The third one took it to the street.
            let name = |row: &OrderRow| catalog.areas.get(row.owner_area_id).map(|area| area.name.clone());
            let moved = (before.owner_area_id != after.owner_area_id)
                .then(|| format!("{} → {}", name(before).unwrap_or_default(), name(after).unwrap_or_default()));
            pieces([Some(reason.clone()), moved])
        }
        OrderCommand::Start { note } => note.clone(),
        OrderCommand::Log { note, .. } => Some(note.clone()),
        OrderCommand::Finish { result, .. } => Some(result.clone()),
        OrderCommand::Confirm { words, .. } => words.clone(),
        OrderCommand::Escalate { reason, tried } => Some(format!("{reason} · {tried}")),
        OrderCommand::Extend => {
            let granted = x::table.filter(x::order_id.eq(after.id)).filter(x::is_granted.eq(true)).order(x::id.desc());
            let reason: Option<String> = granted.select(x::reason).first(conn).optional()?;
            pieces([Some(format!("{} → {}", day_and_hour(before.due_at), day_and_hour(after.due_at))), reason])
        }
        OrderCommand::Take => None,
    })
}

/// Whether who asked reads the words: what those at work tell one another stays among them, and so do their names.
pub(super) fn is_visible(command: &OrderCommand) -> bool {
    !matches!(
        command,
        OrderCommand::Refuse { .. }
            | OrderCommand::GiveBack { .. }
            | OrderCommand::Assign { .. }
            | OrderCommand::AcceptAndAssign { .. }
    )
}

/// Tells whom it concerns: in the page, and other systems.
///
/// # Errors
/// Those of the database.
pub(super) fn tell(
    conn: &mut Conn,
    catalog: &Catalog,
    before: &OrderRow,
    row: &OrderRow,
    command: &OrderCommand,
    now: DateTime<Utc>,
) -> Result<()> {
    match command {
        OrderCommand::AcceptAndAssign { .. } | OrderCommand::Assign { .. } => {
            news::tell_holder(conn, row, NewsKind::OrderAssigned, now)?;
        }
        OrderCommand::Refuse { .. } | OrderCommand::GiveBack { .. } => {
            news::tell_owner(conn, row, NewsKind::OrderTakeLate, now)?;
        }
        OrderCommand::Escalate { .. } => news::tell_owner(conn, row, NewsKind::OrderEscalated, now)?,
        OrderCommand::Reject { .. } => news::tell_holder(conn, row, NewsKind::OrderReopened, now)?,
        OrderCommand::Extend => {
            news::tell_holder(conn, row, NewsKind::ExtensionDecided, now)?;
            news::tell_asker(conn, row, NewsKind::ExtensionDecided, now)?;
        }
        OrderCommand::GiveInfo { .. } => news::tell_owner(conn, row, NewsKind::OrderAnswered, now)?,
        // Whoever was about to go there need not.
        OrderCommand::Cancel { .. } if before.accepted_at.is_some() => {
            news::tell_holder(conn, before, NewsKind::OrderCancelled, now)?;
        }
        OrderCommand::Finish { .. } | OrderCommand::Decline { .. } | OrderCommand::AskInfo { .. } => {
            news::tell_asker(conn, row, NewsKind::OrderAnswered, now)?;
        }
        _ => {}
    }
    let event: &'static str = command.event().into();
    news::hook(conn, catalog, row, event, now)
}
