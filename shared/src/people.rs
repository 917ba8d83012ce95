//! Roles of the people who act in Linxin (MODEL §5).

use serde::{Deserialize, Serialize};

/// What a person may be; `System` is the program itself.
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
pub enum Role {
    /// 居民
    Resident,
    /// 居民代表
    ResidentRep,
    /// 志愿者
    Volunteer,
    /// 网格员
    GridWorker,
    /// 社区
    CommunityAdmin,
    /// 街道
    StreetOfficer,
    /// 区直部门
    DeptOfficer,
    /// 项目负责人
    ProjectManager,
    /// 施工
    Contractor,
    /// 监理
    SupervisionEngineer,
    /// 区旧改办
    DistrictAdmin,
    /// 审计
    Auditor,
    /// 系统管理员
    SystemAdmin,
    /// The program itself
    System,
}
