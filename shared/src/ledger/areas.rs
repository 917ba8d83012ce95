//! A row of the ledger of areas 区划.

use super::cells::{flag, name, one_of};
use super::position;
use super::{Cells, Field};
use crate::areas::{AreaKind, AreaLevel};
use crate::geo::{Crs, Point, Shape};

/// Columns without which there is no area.
pub const NEEDED: &[&[Field]] = &[&[Field::Name], &[Field::Level]];

const LEVELS: &[(AreaLevel, &[&str])] = &[
    (AreaLevel::District, &["区", "district", "县", "区县", "县级"]),
    (AreaLevel::Street, &["街道", "street", "镇", "乡", "镇街", "乡级"]),
    (AreaLevel::Community, &["社区", "community", "村", "村级", "居委会"]),
    (AreaLevel::Grid, &["网格", "grid"]),
];

const KINDS: &[(AreaKind, &[&str])] = &[
    (AreaKind::District, &["区", "district", "县"]),
    (AreaKind::Street, &["街道", "street", "镇", "乡"]),
    (AreaKind::Farm, &["农场", "farm"]),
    (AreaKind::IndustrialPark, &["工业园区", "industrial_park", "园区", "开发区", "工业园"]),
    (AreaKind::Community, &["社区", "community", "居委会"]),
    (AreaKind::Village, &["村", "village", "村委会"]),
    (AreaKind::Grid, &["网格", "grid"]),
];

/// One area as a file describes it.
#[derive(Clone, Debug)]
pub struct AreaEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// Official code.
    pub code: Option<String>,
    /// Chinese name.
    pub name: String,
    /// Height in the tree.
    pub level: AreaLevel,
    /// Code or name of the unit above.
    pub parent: Option<String>,
    /// What kind of unit it is.
    pub kind: AreaKind,
    /// Households.
    pub households: Option<i32>,
    /// Inhabitants.
    pub population: Option<i32>,
    /// Where its label stands.
    pub center: Option<Point>,
    /// Its outline.
    pub boundary: Option<Shape>,
    /// Invented for a demonstration.
    pub is_demo: bool,
}

/// What kind of unit stands at `level` under this name: offices write 其他 for farms and parks.
pub fn kind_by_name(level: AreaLevel, name: &str) -> AreaKind {
    match level {
        AreaLevel::District => AreaKind::District,
        AreaLevel::Street if name.contains("农场") => AreaKind::Farm,
        AreaLevel::Street if name.contains("工业园") || name.contains("园区") || name.contains("开发区") => {
            AreaKind::IndustrialPark
        }
        AreaLevel::Street => AreaKind::Street,
        AreaLevel::Community if name.ends_with('村') || name.ends_with("村委会") || name.ends_with("村民委员会") => {
            AreaKind::Village
        }
        AreaLevel::Community => AreaKind::Community,
        AreaLevel::Grid => AreaKind::Grid,
    }
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>) -> Option<AreaEntry> {
    let name = cells.required(Field::Name, name);
    let level = cells.required(Field::Level, |t| one_of(t, LEVELS));
    let by_name = level.zip(name.as_deref()).map(|(level, name)| kind_by_name(level, name));
    let kind = match cells.text(Field::Kind).as_deref() {
        None | Some("其他" | "其它" | "other") => by_name,
        Some(_) => cells.read(Field::Kind, |t| one_of(t, KINDS)),
    };
    let crs = crs(cells);
    let center = super::projects::point(cells, crs, None);
    let boundary = cells.read(Field::Geometry, |t| position::shape(t, crs, None));
    // An outline says nothing of where the label stands, a single point says nothing else.
    let (center, boundary) = match boundary {
        Some(Shape::Point(_)) => position::placed(center, boundary),
        boundary => (center, boundary),
    };
    Some(AreaEntry {
        row: cells.row(),
        code: cells.text(Field::Code),
        parent: cells.text(Field::Parent),
        households: cells.count(Field::Households),
        population: cells.count(Field::Population),
        center,
        boundary,
        is_demo: cells.read(Field::Demo, flag).unwrap_or(false),
        // Last, so that a row without them is told all its other problems too.
        name: name?,
        level: level?,
        kind: kind?,
    })
}

/// The system of this row's positions: its own column, else that of the file.
pub(super) fn crs(cells: &mut Cells<'_>) -> Crs {
    cells.read(Field::Crs, position::system).unwrap_or_else(|| cells.layout().crs())
}
