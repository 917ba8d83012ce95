//! Money 资金: where it comes from, and what a record of it says.

use serde::{Deserialize, Serialize};

/// Where money comes from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FundSource {
    /// 中央补助
    Central,
    /// 省级补助
    Provincial,
    /// 市级财政
    City,
    /// 区级财政
    District,
    /// 专项债
    SpecialBond,
    /// 居民出资
    Resident,
    /// 原产权单位
    FormerOwner,
    /// 管线单位
    Utility,
    /// 社会资本
    PrivateCapital,
    /// 维修资金
    MaintenanceFund,
    /// 其他
    Other,
}

/// What a record of money says.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FundRecordType {
    /// 计划
    Planned,
    /// 下达
    Allocated,
    /// 到位
    Received,
    /// 支付
    Paid,
}
