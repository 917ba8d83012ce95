//! Milestones 节点: their states, their templates' lines and what a page shows of them (MODEL §4.2). "Overdue" is computed, never stored.

pub mod staff;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::Role::{self, *};
use crate::workflow::Transition;

/// A state of a milestone.
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
pub enum MilestoneStatus {
    /// 未开始
    NotStarted,
    /// 进行中
    InProgress,
    /// 已完成
    Completed,
    /// 不适用
    Waived,
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
pub enum MilestoneEvent {
    /// `start`
    Start,
    /// `waive`
    Waive,
    /// `report`
    Report,
    /// `complete`
    Complete,
    /// `reopen`
    Reopen,
}

impl MilestoneStatus {
    /// The state everything begins in.
    pub const INITIAL: Self = Self::NotStarted;
    /// States that nothing leaves.
    pub const TERMINAL: &[Self] = &[Self::Waived];

    /// The official Chinese name, as lists of offices write it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::NotStarted => "未开始",
            Self::InProgress => "进行中",
            Self::Completed => "已完成",
            Self::Waived => "不适用",
        }
    }
}

const fn line(
    from: MilestoneStatus,
    event: MilestoneEvent,
    to: MilestoneStatus,
    roles: &'static [Role],
) -> Transition<MilestoneStatus, MilestoneEvent> {
    Transition { from, event, to, roles }
}

/// The whole machine.
pub const MILESTONE_TRANSITIONS: &[Transition<MilestoneStatus, MilestoneEvent>] = &[
    line(
        MilestoneStatus::NotStarted,
        MilestoneEvent::Start,
        MilestoneStatus::InProgress,
        &[ProjectManager, Contractor],
    ),
    line(MilestoneStatus::NotStarted, MilestoneEvent::Waive, MilestoneStatus::Waived, &[DistrictAdmin]),
    line(
        MilestoneStatus::InProgress,
        MilestoneEvent::Report,
        MilestoneStatus::InProgress,
        &[ProjectManager, Contractor],
    ),
    line(MilestoneStatus::InProgress, MilestoneEvent::Complete, MilestoneStatus::Completed, &[System]),
    line(MilestoneStatus::Completed, MilestoneEvent::Reopen, MilestoneStatus::InProgress, &[DistrictAdmin]),
];

/// A milestone as a project's page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Milestone {
    /// Code within the template, such as `roof`.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Place in the order of works.
    pub seq: i16,
    /// Share of the works, basis points; 0 for paper milestones.
    pub weight_bp: i32,
    /// Physical works, which count for progress.
    pub is_physical: bool,
    /// Its state.
    pub status: MilestoneStatus,
    /// Approved progress, basis points.
    pub progress_bp: i32,
    /// First day of the promise, frozen at award.
    pub baseline_start: Option<NaiveDate>,
    /// Last day of the promise.
    pub baseline_finish: Option<NaiveDate>,
    /// First day of the plan in force.
    pub planned_start: Option<NaiveDate>,
    /// Last day of the plan in force.
    pub planned_finish: Option<NaiveDate>,
    /// Day the work began.
    pub actual_start: Option<NaiveDate>,
    /// Day the work ended.
    pub actual_finish: Option<NaiveDate>,
    /// Days late: until today while open, until the end when completed; never negative.
    pub days_late: i64,
    /// Why it is late or was left out.
    pub reason: Option<String>,
    /// Label of the building, for works by building.
    pub building: Option<String>,
}
