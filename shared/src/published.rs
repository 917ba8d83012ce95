//! How far a published item 公告/公示 is: outage notices and notices alike (MODEL §4.10). The public reads what is published.

use serde::{Deserialize, Serialize};

/// A state of something that is written to be published.
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
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ItemStatus {
    /// 草稿
    Draft,
    /// 待审核
    InReview,
    /// 已发布
    Published,
    /// 已撤回
    Withdrawn,
}
