//! Project status 项目状态: 17 states from draft to archive, and who may move them (MODEL §4.1).

use serde::{Deserialize, Serialize};

use crate::people::Role::{self, *};
use crate::workflow::Transition;

/// A state of a project.
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
pub enum ProjectStatus {
    /// 草稿
    Draft,
    /// 摸底调查
    Surveying,
    /// 意愿征询
    Consulting,
    /// 暂缓
    Deferred,
    /// 方案公示
    PlanPublicity,
    /// 已立项
    Approved,
    /// 招标采购
    Tendering,
    /// 待开工
    Ready,
    /// 施工中
    UnderConstruction,
    /// 停工
    Suspended,
    /// 待验收
    CompletionSubmitted,
    /// 验收整改
    Rectifying,
    /// 验收合格
    Accepted,
    /// 已移交
    HandedOver,
    /// 长效管理
    InMaintenance,
    /// 已归档
    Archived,
    /// 已终止
    Cancelled,
}

/// What can happen to it.
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
pub enum ProjectEvent {
    /// `start_survey`
    StartSurvey,
    /// `approve`
    Approve,
    /// `open_consultation`
    OpenConsultation,
    /// `consent_reached`
    ConsentReached,
    /// `consent_failed`
    ConsentFailed,
    /// `reopen`
    Reopen,
    /// `revise_plan`
    RevisePlan,
    /// `start_tender`
    StartTender,
    /// `tender_failed`
    TenderFailed,
    /// `award`
    Award,
    /// `start_works`
    StartWorks,
    /// `suspend`
    Suspend,
    /// `resume`
    Resume,
    /// `submit_completion`
    SubmitCompletion,
    /// `pass`
    Pass,
    /// `fail`
    Fail,
    /// `resubmit`
    Resubmit,
    /// `hand_over`
    HandOver,
    /// `begin_maintenance`
    BeginMaintenance,
    /// `archive`
    Archive,
    /// `cancel`
    Cancel,
}

impl ProjectStatus {
    /// The state everything begins in.
    pub const INITIAL: Self = Self::Draft;
    /// States that nothing leaves.
    pub const TERMINAL: &[Self] = &[Self::Archived, Self::Cancelled];

    /// The official Chinese name, as lists of offices write it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Surveying => "摸底调查",
            Self::Consulting => "意愿征询",
            Self::Deferred => "暂缓",
            Self::PlanPublicity => "方案公示",
            Self::Approved => "已立项",
            Self::Tendering => "招标采购",
            Self::Ready => "待开工",
            Self::UnderConstruction => "施工中",
            Self::Suspended => "停工",
            Self::CompletionSubmitted => "待验收",
            Self::Rectifying => "验收整改",
            Self::Accepted => "验收合格",
            Self::HandedOver => "已移交",
            Self::InMaintenance => "长效管理",
            Self::Archived => "已归档",
            Self::Cancelled => "已终止",
        }
    }
}

const fn line(
    from: ProjectStatus,
    event: ProjectEvent,
    to: ProjectStatus,
    roles: &'static [Role],
) -> Transition<ProjectStatus, ProjectEvent> {
    Transition { from, event, to, roles }
}

/// The whole machine.
pub const PROJECT_TRANSITIONS: &[Transition<ProjectStatus, ProjectEvent>] = &[
    line(
        ProjectStatus::Draft,
        ProjectEvent::StartSurvey,
        ProjectStatus::Surveying,
        &[ProjectManager, CommunityAdmin, DistrictAdmin],
    ),
    line(ProjectStatus::Draft, ProjectEvent::Approve, ProjectStatus::Approved, &[DistrictAdmin]),
    line(
        ProjectStatus::Surveying,
        ProjectEvent::OpenConsultation,
        ProjectStatus::Consulting,
        &[CommunityAdmin, ProjectManager, DistrictAdmin],
    ),
    line(
        ProjectStatus::Consulting,
        ProjectEvent::ConsentReached,
        ProjectStatus::PlanPublicity,
        &[CommunityAdmin, DistrictAdmin],
    ),
    line(
        ProjectStatus::Consulting,
        ProjectEvent::ConsentFailed,
        ProjectStatus::Deferred,
        &[CommunityAdmin, DistrictAdmin],
    ),
    line(ProjectStatus::Deferred, ProjectEvent::Reopen, ProjectStatus::Consulting, &[CommunityAdmin, DistrictAdmin]),
    line(
        ProjectStatus::PlanPublicity,
        ProjectEvent::RevisePlan,
        ProjectStatus::Consulting,
        &[ProjectManager, DistrictAdmin],
    ),
    line(ProjectStatus::PlanPublicity, ProjectEvent::Approve, ProjectStatus::Approved, &[DistrictAdmin]),
    line(ProjectStatus::Approved, ProjectEvent::StartTender, ProjectStatus::Tendering, &[ProjectManager]),
    line(
        ProjectStatus::Tendering,
        ProjectEvent::TenderFailed,
        ProjectStatus::Approved,
        &[ProjectManager, DistrictAdmin],
    ),
    line(ProjectStatus::Tendering, ProjectEvent::Award, ProjectStatus::Ready, &[ProjectManager, DistrictAdmin]),
    line(
        ProjectStatus::Ready,
        ProjectEvent::StartWorks,
        ProjectStatus::UnderConstruction,
        &[ProjectManager, DistrictAdmin],
    ),
    line(
        ProjectStatus::UnderConstruction,
        ProjectEvent::Suspend,
        ProjectStatus::Suspended,
        &[ProjectManager, SupervisionEngineer, DistrictAdmin],
    ),
    line(
        ProjectStatus::Suspended,
        ProjectEvent::Resume,
        ProjectStatus::UnderConstruction,
        &[ProjectManager, DistrictAdmin],
    ),
    line(
        ProjectStatus::UnderConstruction,
        ProjectEvent::SubmitCompletion,
        ProjectStatus::CompletionSubmitted,
        &[ProjectManager],
    ),
    line(ProjectStatus::CompletionSubmitted, ProjectEvent::Pass, ProjectStatus::Accepted, &[DistrictAdmin]),
    line(
        ProjectStatus::CompletionSubmitted,
        ProjectEvent::Fail,
        ProjectStatus::Rectifying,
        &[DistrictAdmin, SupervisionEngineer],
    ),
    line(ProjectStatus::Rectifying, ProjectEvent::Resubmit, ProjectStatus::CompletionSubmitted, &[ProjectManager]),
    line(ProjectStatus::Accepted, ProjectEvent::HandOver, ProjectStatus::HandedOver, &[ProjectManager, DistrictAdmin]),
    line(
        ProjectStatus::HandedOver,
        ProjectEvent::BeginMaintenance,
        ProjectStatus::InMaintenance,
        &[CommunityAdmin, StreetOfficer, DistrictAdmin],
    ),
    line(ProjectStatus::InMaintenance, ProjectEvent::Archive, ProjectStatus::Archived, &[DistrictAdmin]),
    line(ProjectStatus::Draft, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Surveying, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Consulting, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Deferred, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::PlanPublicity, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Approved, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Tendering, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Ready, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
    line(ProjectStatus::Suspended, ProjectEvent::Cancel, ProjectStatus::Cancelled, &[DistrictAdmin]),
];
