//! Which area a place lies in 归属, by the borders that were drawn.

use shared::areas::AreaLevel;
use shared::geo::{Bbox, Point, Shape};

use super::store::AreaRow;
use super::tree::AreaTree;

/// Degrees around the outline of the district, a schematic, within which a place is still believed to be of it.
pub(crate) const AROUND: f64 = 0.05;

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
/// always the same one of them. A border that goes beyond the area above does not take in what lies in another: one whose
/// borders above hold the place too comes first. `None` where nobody has drawn anything around it.
pub fn holding(tree: &AreaTree, at: Point) -> Option<i64> {
    let found: Vec<&Drawn> = tree.drawn().iter().filter(|area| area.holds(at)).collect();
    let has_border = |id: i64| tree.drawn().iter().any(|area| area.id == id);
    let is_whole = |area: &&&Drawn| {
        tree.path(area.id).iter().all(|above| !has_border(above.id) || found.iter().any(|held| held.id == above.id))
    };
    found.iter().find(is_whole).or(found.first()).map(|area| area.id)
}
