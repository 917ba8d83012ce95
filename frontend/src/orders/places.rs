//! Areas as choices of a filter: streets, each with its communities and grids below it.

use std::collections::HashSet;

use leptos::prelude::*;
use shared::areas::{Area, AreaLevel};
use shared::id::AreaId;
use shared::people::Scope;

use crate::staff::desk;
use crate::ui::Choosable;

/// Those below `above` down to `deepest`, each after the one it belongs to and further in.
fn below(all: &[Area], above: Option<AreaId>, depth: usize, deepest: AreaLevel, found: &mut Vec<Choosable>) {
    for area in all.iter().filter(|area| area.parent == above && area.level <= deepest) {
        // The whole district is what is chosen while nothing is.
        let is_district = area.level == AreaLevel::District;
        if !is_district {
            found.push(Choosable::name(area.id.to_string(), format!("{}{}", "　".repeat(depth), area.name)));
        }
        below(all, Some(area.id), depth + usize::from(!is_district), deepest, found);
    }
}

/// Streets and communities, for everybody.
pub(crate) fn public_areas(all: &[Area]) -> Vec<Choosable> {
    let mut found = Vec::new();
    below(all, None, 0, AreaLevel::Community, &mut found);
    found
}

/// The areas in which the one who is signed in works, and all below them.
pub(crate) fn own_areas(all: &[Area]) -> Vec<Choosable> {
    let grants = desk().me.with(|me| me.as_ref().map(|me| me.grants.clone()).unwrap_or_default());
    let own: HashSet<AreaId> = grants
        .iter()
        .filter_map(|grant| match grant.grant.scope {
            Scope::Area(id) => Some(id),
            _ => None,
        })
        .collect();
    let parent = |id: AreaId| all.iter().find(|area| area.id == id).and_then(|area| area.parent);
    let is_inside = |id: AreaId| std::iter::successors(parent(id), |id| parent(*id)).any(|above| own.contains(&above));
    let mut found = Vec::new();
    let heads: Vec<&Area> = all.iter().filter(|area| own.contains(&area.id) && !is_inside(area.id)).collect();
    if heads.is_empty() || heads.iter().any(|head| head.level == AreaLevel::District) {
        below(all, None, 0, AreaLevel::Grid, &mut found);
        return found;
    }
    for head in heads {
        found.push(Choosable::name(head.id.to_string(), head.name.clone()));
        below(all, Some(head.id), 1, AreaLevel::Grid, &mut found);
    }
    found
}
