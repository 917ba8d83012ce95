//! People 人员: what somebody may be, and where. Roles come from MODEL §5.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{AreaId, GrantId, OrganizationId, ProjectId, UserId};

/// What a person may be; `System` is the program itself.
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

impl Role {
    /// Roles that somebody can be given, in the order of MODEL §5. Everybody with an account is a resident, and nobody
    /// is the program.
    pub const GRANTABLE: [Self; 12] = [
        Self::ResidentRep,
        Self::Volunteer,
        Self::GridWorker,
        Self::CommunityAdmin,
        Self::StreetOfficer,
        Self::DeptOfficer,
        Self::ProjectManager,
        Self::Contractor,
        Self::SupervisionEngineer,
        Self::DistrictAdmin,
        Self::Auditor,
        Self::SystemAdmin,
    ];

    /// Whether it is work: such accounts have the longer password, idle out, and change the first password.
    pub fn is_staff(self) -> bool {
        !matches!(self, Self::Resident | Self::ResidentRep | Self::Volunteer | Self::System)
    }

    /// The kinds of scope it can be given for; where only `All` is left, it needs no place.
    pub fn scopes(self) -> &'static [ScopeType] {
        match self {
            Self::Resident | Self::System => &[],
            Self::ResidentRep | Self::Volunteer | Self::GridWorker | Self::CommunityAdmin | Self::StreetOfficer => {
                &[ScopeType::Area]
            }
            Self::DeptOfficer => &[ScopeType::Organization, ScopeType::Area],
            Self::ProjectManager | Self::Contractor | Self::SupervisionEngineer => {
                &[ScopeType::Project, ScopeType::Organization]
            }
            Self::DistrictAdmin => &[ScopeType::Area, ScopeType::All],
            Self::Auditor | Self::SystemAdmin => &[ScopeType::All],
        }
    }
}

/// Kind of scope.
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
pub enum ScopeType {
    /// Everything.
    All,
    /// An area and all below it.
    Area,
    /// One project.
    Project,
    /// The projects and duties of one organisation.
    Organization,
}

/// Where a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// Everywhere.
    All,
    /// In this area and all below it.
    Area(AreaId),
    /// On this project.
    Project(ProjectId),
    /// Where this organisation has a part.
    Organization(OrganizationId),
}

impl Scope {
    /// Its kind.
    pub fn kind(self) -> ScopeType {
        match self {
            Self::All => ScopeType::All,
            Self::Area(_) => ScopeType::Area,
            Self::Project(_) => ScopeType::Project,
            Self::Organization(_) => ScopeType::Organization,
        }
    }

    /// The identifier of what it names; `None` for everywhere.
    pub fn id(self) -> Option<i64> {
        match self {
            Self::All => None,
            Self::Area(id) => Some(id.0),
            Self::Project(id) => Some(id.0),
            Self::Organization(id) => Some(id.0),
        }
    }

    /// The scope of the kind `kind` on `id`; `None` where one of them is missing or too much.
    pub fn read(kind: ScopeType, id: Option<i64>) -> Option<Self> {
        match (kind, id) {
            (ScopeType::All, None) => Some(Self::All),
            (ScopeType::Area, Some(id)) => Some(Self::Area(AreaId(id))),
            (ScopeType::Project, Some(id)) => Some(Self::Project(ProjectId(id))),
            (ScopeType::Organization, Some(id)) => Some(Self::Organization(OrganizationId(id))),
            _ => None,
        }
    }
}

/// A role that somebody was given 授权.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its key.
    pub id: GrantId,
    /// What it makes of him.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// First day, in Shanghai.
    pub valid_from: NaiveDate,
    /// Last day; absent while it does not end.
    pub valid_until: Option<NaiveDate>,
}

impl Grant {
    /// Whether it holds on the day `today`.
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.valid_from <= today && self.valid_until.is_none_or(|last| today <= last)
    }
}

/// Somebody who is signed in, and the grants that hold today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// Grants that hold today.
    pub grants: Vec<Grant>,
}

impl Person {
    /// The roles of today: resident first, each once.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles = vec![Role::Resident];
        for grant in &self.grants {
            if !roles.contains(&grant.role) {
                roles.push(grant.role);
            }
        }
        roles
    }

    /// Whether one of the roles is work.
    pub fn is_staff(&self) -> bool {
        self.grants.iter().any(|g| g.role.is_staff())
    }
}
