//! Which area a place lies in 归属, by the borders that were drawn.

use shared::areas::AreaLevel;
use shared::geo::{Bbox, Point, Shape};

use super::store::AreaRow;
use super::tree::AreaTree;

/// An area with its border.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its key.
    pub id: i64,
    /// Its height in the tree.
    pub level: AreaLevel,
    /// Its border.
    pub shape: Shape,
    /// The box around it.
    pub bbox: Bbox,
    /// How large it is.
    pub m2: f64,
}

impl Drawn {
    /// Of a row that has a border.
    fn of(row: &AreaRow) -> Option<Self> {
        let shape = Shape::parse(row.boundary.as_deref()?).ok()?;
        let (bbox, m2) = (shape.bbox()?, shape.area_m2());
        // The district's outline is a schematic: who owns a place, it does not say.
        let is_owner = row.area_level.0 != AreaLevel::District && m2 > 0.0;
        is_owner.then_some(Self { id: row.id, level: row.area_level.0, shape, bbox, m2 })
    }

    /// Of all these rows, the smallest first.
    pub(super) fn all(rows: &[AreaRow]) -> Vec<Self> {
        let mut all: Vec<Self> = rows.iter().filter_map(Self::of).collect();
        all.sort_by(|a, b| b.level.cmp(&a.level).then(a.m2.total_cmp(&b.m2)).then(a.id.cmp(&b.id)));
        all
    }

    /// Whether it holds `at`; its border belongs to it.
    pub fn holds(&self, at: Point) -> bool {
        self.bbox.grown(1e-9).contains(at) && self.shape.holds(at)
    }
}

/// The smallest area whose border holds `at`: a grid before a community before a street. On a border between two it is
/// always the same one of them. `None` where nobody has drawn anything around it.
pub fn holding(tree: &AreaTree, at: Point) -> Option<i64> {
    tree.drawn().iter().find(|area| area.holds(at)).map(|area| area.id)
}
