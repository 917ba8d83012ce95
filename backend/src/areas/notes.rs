//! What somebody should look at: grids of an unusual size, borders that overlap or go beyond the area above.

use std::collections::HashMap;

use shared::areas::AreaRef;
use shared::areas::staff::{AreaNote, AreaWarning, goes_beyond, overlap, size_warning};
use shared::id::AreaId;

use super::holding::Drawn;
use super::tree::AreaTree;

/// Households that a grid has as a rule: at least, and at most.
#[derive(Clone, Copy, Debug)]
pub struct GridSize {
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
}

/// Two areas of one level that cover the same ground, and how much of it, m².
#[derive(Clone, Copy, Debug)]
pub struct Overlap {
    /// The one.
    pub one: i64,
    /// The other.
    pub other: i64,
    /// What both cover.
    pub m2: f64,
}

/// Areas of one level that cover the same ground, where `is_asked` about one of them.
pub fn overlaps(tree: &AreaTree, is_asked: impl Fn(i64) -> bool) -> Vec<Overlap> {
    let drawn = tree.drawn();
    let pairs = drawn.iter().enumerate().flat_map(|(i, one)| drawn[i + 1..].iter().map(move |other| (one, other)));
    let near = pairs.filter(|(one, other)| one.level == other.level && one.bbox.meets(&other.bbox));
    near.filter(|(one, other)| is_asked(one.id) || is_asked(other.id))
        .filter_map(|(one, other)| {
            let m2 = overlap((&one.shape, one.m2), (&other.shape, other.m2))?;
            // Named in the order of the tree.
            let mut pair = [one.id, other.id];
            pair.sort_by_key(|id| tree.place_of(*id));
            Some(Overlap { one: pair[0], other: pair[1], m2 })
        })
        .collect()
}

/// What is to be said of each area that `is_asked` about.
pub fn notes(tree: &AreaTree, size: GridSize, is_asked: impl Fn(i64) -> bool) -> HashMap<i64, Vec<AreaNote>> {
    let mut all: HashMap<i64, Vec<AreaNote>> = HashMap::new();
    let named = |id: i64| tree.get(id).map(|row| AreaRef { id: AreaId(id), name: row.name.clone() });
    let mut note = |id: i64, warning: AreaWarning, other: Option<AreaRef>| {
        if is_asked(id) {
            all.entry(id).or_default().push(AreaNote { warning, other });
        }
    };
    for row in tree.rows() {
        if let Some(warning) = size_warning(row.area_level.0, row.households, size.least, size.most) {
            note(row.id, warning, None);
        }
    }
    for Overlap { one, other, .. } in overlaps(tree, &is_asked) {
        note(one, AreaWarning::Overlaps, named(other));
        note(other, AreaWarning::Overlaps, named(one));
    }
    let drawn: HashMap<i64, &Drawn> = tree.drawn().iter().map(|area| (area.id, area)).collect();
    for area in tree.drawn().iter().filter(|area| is_asked(area.id)) {
        let above = tree.get(area.id).and_then(|row| row.parent_id).and_then(|id| drawn.get(&id));
        if let Some(above) = above.filter(|above| goes_beyond((&area.shape, area.m2), &above.shape)) {
            note(area.id, AreaWarning::GoesBeyond, named(above.id));
        }
    }
    all
}
