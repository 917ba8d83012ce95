//! A row of the ledger of compounds 小区.

use super::amounts::Measure;
use super::cells::{flag, name, one_of, years};
use super::projects::{Bounds, Place, place, point};
use super::{Cells, Field, position};
use crate::geo::{Crs, Point, Shape};

/// Columns without which there is no compound.
pub const NEEDED: &[&[Field]] = &[&[Field::Name], &[Field::Community]];

const OWNERSHIP: &[(&str, &[&str])] = &[
    ("public_sale", &["房改房", "public_sale", "已售公房"]),
    ("former_unit", &["单位自管", "former_unit", "单位房", "单位宿舍"]),
    ("commercial", &["商品房", "commercial"]),
    ("mixed", &["混合", "mixed"]),
];

const MANAGEMENT: &[(&str, &[&str])] = &[
    ("none", &["无", "none", "无物业", "失管"]),
    ("community", &["社区托管", "community", "社区代管"]),
    ("unit", &["单位管理", "unit", "原单位管理"]),
    ("property", &["物业公司", "property", "专业物业", "物业管理"]),
    ("self", &["居民自管", "self", "业主自管", "自治"]),
];

/// One compound as a file describes it.
#[derive(Clone, Debug)]
pub struct CompoundEntry {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// Where it belongs.
    pub place: Place,
    /// Chinese name.
    pub name: String,
    /// Another name.
    pub alias: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// Position, WGS-84.
    pub position: Option<Point>,
    /// Its outline, WGS-84.
    pub outline: Option<Shape>,
    /// The system it was typed in.
    pub coord_origin: Crs,
    /// First and last year of building.
    pub built: Option<(i16, i16)>,
    /// Buildings 栋.
    pub building_count: Option<i32>,
    /// Households 户.
    pub household_count: Option<i32>,
    /// Floor area, m².
    pub floor_area_m2: Option<i64>,
    /// Land area, m².
    pub land_area_m2: Option<i64>,
    /// How the homes are owned.
    pub ownership: Option<&'static str>,
    /// Who runs it.
    pub management_mode: Option<&'static str>,
    /// It has an owners' committee.
    pub has_owners_committee: Option<bool>,
    /// State before works.
    pub condition: Option<String>,
    /// Invented for a demonstration.
    pub is_demo: bool,
}

/// Reads one row; `None` when something in it is wrong, which is then written down.
pub fn read(cells: &mut Cells<'_>, bounds: &Bounds) -> Option<CompoundEntry> {
    let name = cells.required(Field::Name, name);
    let community = cells.required(Field::Community, |t| Ok(t.to_owned()));
    let place = place(cells, community);
    let crs = super::areas::crs(cells);
    let bounds = bounds.of(place.district.as_deref());
    let (position, outline) =
        position::placed(point(cells, crs, bounds), cells.read(Field::Geometry, |t| position::shape(t, crs, bounds)));
    Some(CompoundEntry {
        row: cells.row(),
        place,
        alias: cells.text(Field::Alias),
        address: cells.text(Field::Address),
        position,
        outline,
        coord_origin: crs,
        built: cells.read(Field::BuiltYears, years),
        building_count: cells.count(Field::BuildingCount),
        household_count: cells.count(Field::HouseholdCount),
        floor_area_m2: cells.amount(Field::FloorArea, Measure::Area),
        land_area_m2: cells.amount(Field::LandArea, Measure::Area),
        ownership: cells.read(Field::Ownership, |t| one_of(t, OWNERSHIP)),
        management_mode: cells.read(Field::ManagementMode, |t| one_of(t, MANAGEMENT)),
        has_owners_committee: cells.read(Field::OwnersCommittee, flag),
        condition: cells.text(Field::Condition),
        is_demo: cells.read(Field::Demo, flag).unwrap_or(false),
        // Last, so that a row without it is told all its other problems too.
        name: name?,
    })
}
