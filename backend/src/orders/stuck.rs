//! What is stuck 卡在哪里: for each area below the caller's, how many orders of each sort. Each figure is the length of the
//! list it leads to.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use shared::areas::AreaRef;
use shared::id::AreaId;
use shared::orders::list::{Stuck, StuckBoard, StuckLine};
use strum::VariantArray as _;

use super::list::{Reach, counted};
use crate::auth::SignedIn;
use crate::catalog::Catalog;
use crate::db::Conn;
use crate::error::Result;

/// The board of `caller`.
pub(super) fn board(conn: &mut Conn, caller: &SignedIn, catalog: &Catalog, now: DateTime<Utc>) -> Result<StuckBoard> {
    let reach = Reach::of(conn, caller, catalog)?;
    let tree = &catalog.areas;
    // The areas right below those he works for; one without any below, and what lies in none of them, stand for themselves.
    // An office inside another's area has no lines of its own: its orders are counted there already.
    let is_inside = |own: i64| tree.path(own).iter().any(|row| row.id != own && reach.offices.contains(&row.id));
    let outer = reach.offices.iter().copied().filter(|own| !is_inside(*own));
    let heads: Vec<i64> = outer.flat_map(|own| tree.below(own)).map(|row| row.id).collect();
    let head_of: HashMap<i64, i64> =
        heads.iter().flat_map(|head| tree.subtree(*head).into_iter().map(|id| (id, *head))).collect();
    let mut counts: HashMap<Option<i64>, Vec<i64>> = HashMap::new();
    for (at, which) in Stuck::VARIANTS.iter().copied().enumerate() {
        for area in counted(conn, &reach.areas, which, now)? {
            let head = head_of.get(&area).copied().unwrap_or(area);
            for key in [None, Some(head)] {
                counts.entry(key).or_insert_with(|| vec![0; Stuck::VARIANTS.len()])[at] += 1;
            }
        }
    }
    let none = || vec![0; Stuck::VARIANTS.len()];
    let total = StuckLine { area: None, is_own: false, counts: counts.remove(&None).unwrap_or_else(none) };
    let line = |(id, counts): (Option<i64>, Vec<i64>)| {
        let row = tree.get(id?)?;
        let area = Some(AreaRef { id: AreaId(row.id), name: row.name.clone() });
        let is_own = !heads.contains(&row.id) && tree.below(row.id).next().is_some();
        Some(StuckLine { area, is_own, counts })
    };
    let mut lines: Vec<StuckLine> = counts.into_iter().filter_map(line).collect();
    lines.sort_by_key(|line| {
        let name = line.area.as_ref().map(|area| area.name.clone());
        (-line.counts[Stuck::Overdue as usize], -line.counts[Stuck::Open as usize], name)
    });
    Ok(StuckBoard { total, lines })
}
