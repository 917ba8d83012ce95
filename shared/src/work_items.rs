//! Work items 改造内容: the catalogue residents choose from, and what a project promises (MODEL §2.4).

use serde::{Deserialize, Serialize};

/// Class after 国办发〔2020〕23号.
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
pub enum WorkClass {
    /// 基础类
    Basic,
    /// 完善类
    Improvement,
    /// 提升类
    Upgrade,
}

/// One item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkItem {
    /// Stable code, such as B17.
    pub code: String,
    /// Its class.
    pub work_class: WorkClass,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Unit of its quantities: m, m2, count, household, …
    pub unit: String,
    /// Years of warranty; absent where there is none.
    pub warranty_years: Option<i16>,
}

/// How far a promised item is.
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
pub enum WorkItemStatus {
    /// 计划
    Planned,
    /// 进行中
    InProgress,
    /// 已完成
    Done,
    /// 不做了; the reason is public
    Dropped,
}

/// An item that a project promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectWorkItem {
    /// The item of the catalogue.
    pub item: WorkItem,
    /// How far it is.
    pub status: WorkItemStatus,
    /// Planned quantity in the item's unit.
    pub quantity_planned: Option<i64>,
    /// Quantity done so far in the item's unit.
    pub quantity_done: Option<i64>,
    /// Why it was dropped.
    pub drop_reason: Option<String>,
    /// Until when its maker answers for it.
    pub warranty_until: Option<chrono::NaiveDate>,
}
