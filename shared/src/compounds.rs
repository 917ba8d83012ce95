//! Residential compounds 小区 and their buildings 楼栋. Never "community": that is 社区.

use serde::{Deserialize, Serialize};

use crate::areas::AreaRef;
use crate::geo::Point;
use crate::id::CompoundId;
use crate::projects::{ProjectSummary, Reported};

/// A compound in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompoundSummary {
    /// Identifier.
    pub id: CompoundId,
    /// Chinese name.
    pub name: String,
    /// Another name people use.
    pub alias: Option<String>,
    /// From the street down to its community; the district where nothing smaller is known.
    pub areas: Vec<AreaRef>,
    /// Position, where known.
    pub position: Option<Point>,
    /// First year of building.
    pub built_year_from: Option<i16>,
    /// Last year of building.
    pub built_year_to: Option<i16>,
    /// Buildings 栋.
    pub building_count: Option<i32>,
    /// Households 户.
    pub household_count: Option<i32>,
    /// Published projects that treat it.
    pub project_count: u32,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// How much of a compound was treated: the part that was told, never more than there is; all there is where none was
/// told. Households, buildings and areas alike.
pub fn treated(part: Option<i64>, own: Option<i64>) -> Option<i64> {
    match (part, own) {
        (Some(part), Some(own)) => Some(part.min(own)),
        (part, own) => part.or(own),
    }
}

/// One building of a compound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Building {
    /// What is painted on it, such as 3栋.
    pub label: String,
    /// Year built.
    pub built_year: Option<i16>,
    /// Storeys.
    pub floors: Option<i16>,
    /// Households 户.
    pub household_count: Option<i32>,
    /// Floor area, m².
    pub floor_area_m2: Option<i64>,
    /// Has a lift.
    pub has_lift: Option<bool>,
}

/// A compound with all that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Compound {
    /// What a list shows of it.
    pub summary: CompoundSummary,
    /// Street address.
    pub address: Option<String>,
    /// Floor area, m².
    pub floor_area_m2: Option<i64>,
    /// Land area, m².
    pub land_area_m2: Option<i64>,
    /// How the homes are owned: public_sale, former_unit, commercial or mixed.
    pub ownership: Option<String>,
    /// Who runs it: none, community, unit, property or self.
    pub management_mode: Option<String>,
    /// It has an owners' committee 业委会.
    pub has_owners_committee: Option<bool>,
    /// State before works, in words.
    pub condition_summary: Option<String>,
    /// Its buildings.
    pub buildings: Vec<Building>,
    /// Its published projects, the latest year first.
    pub projects: Vec<ProjectSummary>,
    /// Known from a published account only.
    pub reported: Option<Reported>,
}
