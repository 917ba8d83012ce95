//! Which area holds a point, by drawn boundaries.

use shared::geo::Point;

use super::tree::AreaTree;

/// The smallest area whose boundary holds `at`.
pub fn holding(_tree: &AreaTree, _at: Point) -> Option<i64> {
    None
}
