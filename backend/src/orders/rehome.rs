//! Orders whose office nobody works for any more: each goes up to the next office in which somebody does, so that none is without
//! an owner. Its clock runs on.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::notifications::NewsKind;
use shared::orders::{OrderStatus, OwnerLevel};
use shared::people::Role;

use super::owner::{self, Owner};
use super::store::{self, EventRow, OrderRow};
use super::{list, news};
use crate::audit::{Entry, Origin, Via};
use crate::catalog::Catalog;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::ids;
use crate::schema::service_orders as o;

/// Event of the move.
const MOVED: &str = "rehome";
/// Orders that are moved in one go; the next goes on.
const BATCH: i64 = 500;

/// Moves what lies with an office of nobody; answers how many orders.
///
/// # Errors
/// Those of the database.
pub fn round(conn: &mut Conn, catalog: &Catalog, now: DateTime<Utc>) -> Result<usize> {
    let today = shared::time::date_of(now);
    let open = list::codes(&OrderStatus::OPEN);
    let offices: Vec<(i64, Code<OwnerLevel>)> = o::table
        .filter(o::status.eq_any(open.clone()))
        .select((o::owner_area_id, o::owner_level))
        .distinct()
        .load(conn)?;
    let mut homes: HashMap<i64, Owner> = HashMap::new();
    for (area, level) in offices {
        let home = owner::owner_of(conn, &catalog.areas, area, today)?;
        if (home.owner, home.level) != (area, level.0) {
            homes.insert(area, home);
        }
    }
    let lost: Vec<i64> = homes.keys().copied().collect();
    let ids: Vec<i64> = o::table
        .filter(o::status.eq_any(open))
        .filter(o::owner_area_id.eq_any(lost))
        .order(o::id)
        .limit(BATCH)
        .select(o::id)
        .load(conn)?;
    let mut n = 0;
    for id in ids {
        // As it is now: somebody may have acted on it meanwhile.
        let row = store::hold(conn, id)?;
        if let Some(home) = homes.get(&row.owner_area_id).filter(|_| row.status.0.is_open()) {
            moved(conn, catalog, row, home, now)?;
            n += 1;
        }
    }
    Ok(n)
}

fn moved(conn: &mut Conn, catalog: &Catalog, row: OrderRow, home: &Owner, now: DateTime<Utc>) -> Result<()> {
    let at = now.naive_utc();
    let name = |id: i64| catalog.areas.get(id).map(|area| area.name.clone()).unwrap_or_default();
    let note = format!("{} → {}", name(row.owner_area_id), name(home.owner));
    let (version, owner_level) = (row.version + 1, Code(home.level));
    let row = OrderRow { owner_level, owner_area_id: home.owner, version, updated_at: at, ..row };
    store::update(conn, &row)?;
    let event = EventRow {
        id: ids::next(),
        order_id: row.id,
        event: MOVED.to_owned(),
        from_status: row.status,
        to_status: row.status,
        actor_id: None,
        role: Code(Role::System),
        office: None,
        at,
        note: Some(note),
        is_visible: true,
        client_token: None,
    };
    store::insert_event(conn, &event)?;
    let origin = Origin { via: Via::System, ..Origin::default() };
    let entry = Entry::new(&origin, Some(Role::System), AuditAction::HandleOrder).on("order", &row.number);
    entry.changed(MOVED).write_at(conn, at)?;
    news::tell_owner(conn, &row, NewsKind::OrderEscalated, now)
}
