//! Who is told what of an order 提醒: those at work and, where he has an account, who asked, in the page; other systems by
//! the webhook. No name, no phone and no word of what was asked for travels with it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::id::UserId;
use shared::notifications::{News, NewsKind};
use shared::orders::category::Pool;
use shared::orders::{OwnerLevel, Urgency};
use shared::people::ScopeType;
use shared::webhooks::HookNews;

use super::store::OrderRow;
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::notifications::store as notifications;
use crate::schema::role_grants as g;
use crate::webhooks::store as webhooks;

fn news(row: &OrderRow, kind: NewsKind) -> News {
    News { kind, number: Some(row.number.clone()), about: row.category_code.clone() }
}

/// Tells who has it: the person, all of the organisation, or all of the office that answers for it.
///
/// # Errors
/// Those of the database.
pub fn tell_holder(conn: &mut Conn, row: &OrderRow, kind: NewsKind, now: DateTime<Utc>) -> Result<()> {
    let news = news(row, kind);
    if let Some(user) = row.assignee_user_id {
        return notifications::tell(conn, UserId(user), &news, now);
    }
    let Some(org) = row.assignee_org_id else { return tell_owner(conn, row, kind, now) };
    let today = shared::time::date_of(now);
    let mut members: Vec<i64> = g::table
        .filter(g::scope_type.eq(Code(ScopeType::Organization)))
        .filter(g::scope_id.eq(org))
        .filter(g::valid_from.le(today))
        .filter(g::valid_until.is_null().or(g::valid_until.ge(today)))
        .select(g::user_id)
        .load(conn)?;
    members.sort_unstable();
    members.dedup();
    members.into_iter().try_for_each(|user| notifications::tell(conn, UserId(user), &news, now))
}

/// Tells the office that answers for it.
///
/// # Errors
/// Those of the database.
pub fn tell_owner(conn: &mut Conn, row: &OrderRow, kind: NewsKind, now: DateTime<Utc>) -> Result<()> {
    notifications::tell_office(conn, row.owner_area_id, row.owner_level.0.office(), &news(row, kind), now)
}

/// Tells that it was placed: who answers for it, and where a grid does what it cannot do alone (give it to somebody, see to what
/// is critical), its community too.
///
/// # Errors
/// Those of the database.
pub fn tell_placed(conn: &mut Conn, catalog: &Catalog, row: &OrderRow, now: DateTime<Utc>) -> Result<()> {
    tell_owner(conn, row, NewsKind::OrderPlaced, now)?;
    let has_pool = catalog.category(&row.category_code).is_some_and(|category| category.pool != Pool::None);
    if row.owner_level.0 == OwnerLevel::Grid && (!has_pool || row.urgency.0 == Urgency::Critical) {
        tell_decider(conn, catalog, row, NewsKind::OrderPlaced, now)?;
    }
    Ok(())
}

/// Tells the office that decides on an extension: the one that answers for it, and above a grid its community.
///
/// # Errors
/// Those of the database.
pub fn tell_decider(
    conn: &mut Conn,
    catalog: &Catalog,
    row: &OrderRow,
    kind: NewsKind,
    now: DateTime<Utc>,
) -> Result<()> {
    let level = row.owner_level.0.max(OwnerLevel::Community);
    let found = super::owner::at_level(&catalog.areas, row.owner_area_id, level);
    let area = found.map_or(row.owner_area_id, |(_, area)| area);
    let today = shared::time::date_of(now);
    // Where nobody works there, the next level up.
    let office = super::owner::owner_of(conn, &catalog.areas, area, today)?;
    notifications::tell_office(conn, office.owner, office.level.office(), &news(row, kind), now)
}

/// Tells who opened a chase-up that it was answered; where it opened by itself, the office from which it comes.
///
/// # Errors
/// Those of the database.
pub fn tell_chaser(
    conn: &mut Conn,
    row: &OrderRow,
    by: Option<i64>,
    (area, level): (i64, OwnerLevel),
    now: DateTime<Utc>,
) -> Result<()> {
    let news = news(row, NewsKind::ChaseUpAnswered);
    match by {
        Some(user) => notifications::tell(conn, UserId(user), &news, now),
        None => notifications::tell_office(conn, area, level.office(), &news, now),
    }
}

/// Tells who asked, where he did so signed in.
///
/// # Errors
/// Those of the database.
pub fn tell_asker(conn: &mut Conn, row: &OrderRow, kind: NewsKind, now: DateTime<Utc>) -> Result<()> {
    match row.placed_by {
        Some(user) => notifications::tell(conn, UserId(user), &news(row, kind), now),
        None => Ok(()),
    }
}

/// Tells other systems that `event` happened.
///
/// # Errors
/// Those of the database.
pub fn hook(conn: &mut Conn, catalog: &Catalog, row: &OrderRow, event: &str, now: DateTime<Utc>) -> Result<()> {
    let category = catalog.category(&row.category_code);
    let place: Vec<String> = catalog.areas.place(row.area_id).into_iter().map(|area| area.name).collect();
    let (urgency, status): (&'static str, &'static str) = (row.urgency.0.into(), row.status.0.into());
    let news = HookNews {
        event: event.to_owned(),
        number: row.number.clone(),
        category_zh: category.map(|c| c.zh.clone()).unwrap_or_default(),
        category_en: category.map(|c| c.en.clone()).unwrap_or_default(),
        area: place.join(" "),
        urgency: urgency.to_owned(),
        status: status.to_owned(),
        due_at: row.running_since.map(|_| row.due_at.and_utc()),
    };
    webhooks::queue(conn, &news, now)
}
