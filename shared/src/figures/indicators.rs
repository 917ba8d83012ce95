//! Indicators 指标: what a stored value is of, and what kind of value it is.

/// What kind of value it is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum ValueKind {
    /// 计划
    Planned,
    /// 实际: counted or measured by those who did it
    Actual,
    /// 目标
    Target,
    /// 公布值: published by somebody; shown apart from all that is computed
    Reported,
}

/// What a value is of.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum ScopeType {
    /// District, street or community
    Area,
    /// 小区
    Compound,
    /// 项目
    Project,
}
