//! A row of a list of boundaries 边界: which area it is of, and where that area ends.

use super::cells::name;
use super::{Cells, Field, Words, areas, position};
use crate::areas::staff::{boundary, told};
use crate::geo::{Crs, Shape};

/// Columns without which there is no boundary.
pub const NEEDED: &[&[Field]] =
    &[&[Field::Geometry], &[Field::Code, Field::Name, Field::Grid, Field::Community, Field::Street]];

/// One boundary as a file gives it.
#[derive(Clone, Debug)]
pub struct BoundaryEntry {
    /// Row as the spreadsheet numbers it, or number of the feature.
    pub row: u32,
    /// Code of the area.
    pub code: Option<String>,
    /// Its name, whatever its level.
    pub name: Option<String>,
    /// Its name where it is a grid.
    pub grid: Option<String>,
    /// The community it lies in, or the area itself where no grid is named.
    pub community: Option<String>,
    /// The street it lies in, or the area itself where nothing smaller is named.
    pub street: Option<String>,
    /// Households.
    pub households: Option<i32>,
    /// Its border.
    pub boundary: Shape,
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>) -> Option<BoundaryEntry> {
    let crs = areas::crs(cells);
    let boundary = cells.required(Field::Geometry, |text| border(text, crs));
    let mut named = |field| cells.read(field, name);
    let entry = BoundaryEntry {
        row: 0,
        name: named(Field::Name),
        grid: named(Field::Grid),
        community: named(Field::Community),
        street: named(Field::Street),
        code: cells.text(Field::Code),
        households: cells.count(Field::Households),
        boundary: boundary?,
    };
    Some(BoundaryEntry { row: cells.row(), ..entry })
}

/// A border as it stands in the file; its rings may lack their last point.
fn border(json: &str, crs: Crs) -> Result<Shape, Words> {
    let shape: Shape = serde_json::from_str(json).map_err(|_| {
        Words::new("不是 GeoJSON 的面（Polygon 或 MultiPolygon）", "is no GeoJSON area (Polygon or MultiPolygon)")
    })?;
    for p in shape.points() {
        position::check(p.lng, p.lat, crs, None).map_err(|words| Words {
            zh: format!("其中的点 {}, {}：{}", p.lng, p.lat, words.zh),
            en: format!("its point {}, {}: {}", p.lng, p.lat, words.en),
        })?;
    }
    boundary(shape.from_crs(crs)).map_err(|e| {
        let (zh, en) = told(&e);
        Words::new(zh, en)
    })
}
