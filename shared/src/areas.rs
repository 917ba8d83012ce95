//! Areas 区划: district, street 街道, community 社区 and grid 网格, one tree.

use serde::{Deserialize, Serialize};

use crate::geo::Point;
use crate::id::AreaId;
use crate::projects::Reported;

pub mod staff;

/// Height in the tree.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AreaLevel {
    /// 区
    District,
    /// 街道, or a unit of the same height
    Street,
    /// 社区 or 村
    Community,
    /// 网格
    Grid,
}

/// What kind of unit it is; a farm or an industrial park stands at the height of a street.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AreaKind {
    /// 区
    District,
    /// 街道
    Street,
    /// 农场
    Farm,
    /// 工业园区
    IndustrialPark,
    /// 社区
    Community,
    /// 村
    Village,
    /// 网格
    Grid,
}

/// One unit of the tree, as the public sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Area {
    /// Identifier, the value of the filter `area`.
    pub id: AreaId,
    /// The unit it belongs to; absent for the district.
    pub parent: Option<AreaId>,
    /// Height in the tree.
    pub level: AreaLevel,
    /// What kind of unit it is.
    pub kind: AreaKind,
    /// Official statistical code, where it has one.
    pub code: Option<String>,
    /// Chinese name.
    pub name: String,
    /// Households, where known.
    pub households: Option<i32>,
    /// Where its label stands, where known.
    pub center: Option<Point>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
    /// Published projects in its whole subtree.
    pub project_count: u32,
    /// What a published account says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
}

/// An area named by something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaRef {
    /// Identifier.
    pub id: AreaId,
    /// Chinese name.
    pub name: String,
}
