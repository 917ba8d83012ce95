//! Roads, bridges, markets, toilets and the like: how many are done, how many under way (MODEL §7 row 25).

use super::view::{Row, View, is_done, is_under_way};

/// The kinds that are counted so.
pub(super) const KINDS: [&str; 9] = [
    "road_widening",
    "back_street",
    "interchange",
    "footbridge",
    "market",
    "public_toilet",
    "waste_transfer",
    "waste_sorting",
    "elderly_care",
];

/// What stands before the kind in the code of the figure.
pub(super) const STATES: [&str; 2] = ["done", "running"];

/// The projects of `kind` that are done, or under way.
pub(super) fn rows<'a>(view: &View<'a>, state: &str, kind: &str) -> Vec<Row<'a>> {
    let counts = if state == "done" { is_done } else { is_under_way };
    let found = view.projects.iter().copied().filter(|p| *p.summary.kind == *kind && counts(p));
    found.map(|p| Row::project(p, Some(1))).collect()
}
