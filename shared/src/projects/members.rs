//! Who has a part in a project 参建单位.

use serde::{Deserialize, Serialize};

/// What part an organisation has.
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
pub enum MemberType {
    /// 建设单位
    Client,
    /// 设计单位
    Designer,
    /// 施工单位
    Contractor,
    /// 监理单位
    Supervisor,
    /// 物业
    Property,
    /// 管线单位
    Utility,
    /// 居民代表
    ResidentRep,
    /// 社区
    Community,
    /// 街道
    Street,
}

impl MemberType {
    /// The type of an organisation that is first heard of in this part.
    pub fn org_type(self) -> &'static str {
        match self {
            Self::ResidentRep => "other",
            Self::Community => "community_committee",
            Self::Street => "street_office",
            other => other.into(),
        }
    }
}
