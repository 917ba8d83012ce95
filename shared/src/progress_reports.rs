//! Progress reports 进度上报: only approved ones are public, and each approval updates its milestone (MODEL §4.3).

mod new;
pub mod staff;

pub use new::{Before, NOTE, NeedsPhoto, NewReport, PHOTOGRAPHS, ReportPhotograph};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::Role::{self, *};
use crate::workflow::Transition;

/// A state of a progress report's review.
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
pub enum ReportReview {
    /// 待审核
    Pending,
    /// 已通过
    Approved,
    /// 已退回
    Returned,
    /// 已撤回
    Withdrawn,
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
pub enum ReportEvent {
    /// `approve`
    Approve,
    /// `return`
    Return,
    /// `withdraw`
    Withdraw,
    /// `resubmit`
    Resubmit,
}

impl ReportReview {
    /// The state everything begins in.
    pub const INITIAL: Self = Self::Pending;
    /// States that nothing leaves.
    pub const TERMINAL: &[Self] = &[Self::Approved, Self::Withdrawn];

    /// The official Chinese name, as lists of offices write it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Pending => "待审核",
            Self::Approved => "已通过",
            Self::Returned => "已退回",
            Self::Withdrawn => "已撤回",
        }
    }
}

const fn line(
    from: ReportReview,
    event: ReportEvent,
    to: ReportReview,
    roles: &'static [Role],
) -> Transition<ReportReview, ReportEvent> {
    Transition { from, event, to, roles }
}

/// The whole machine.
pub const REPORT_TRANSITIONS: &[Transition<ReportReview, ReportEvent>] = &[
    line(ReportReview::Pending, ReportEvent::Approve, ReportReview::Approved, &[SupervisionEngineer, DistrictAdmin]),
    line(ReportReview::Pending, ReportEvent::Return, ReportReview::Returned, &[SupervisionEngineer, DistrictAdmin]),
    line(ReportReview::Pending, ReportEvent::Withdraw, ReportReview::Withdrawn, &[ProjectManager, Contractor]),
    line(ReportReview::Returned, ReportEvent::Resubmit, ReportReview::Pending, &[ProjectManager, Contractor]),
    line(ReportReview::Returned, ReportEvent::Withdraw, ReportReview::Withdrawn, &[ProjectManager, Contractor]),
];

/// An approved report, as the public reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProgressReport {
    /// Code of the milestone.
    pub milestone_code: String,
    /// Day of the report.
    pub reported_on: NaiveDate,
    /// Progress of the milestone, basis points.
    pub progress_bp: i32,
    /// What was done, in words.
    pub note: Option<String>,
    /// Why progress was corrected downwards.
    pub correction_reason: Option<String>,
    /// Works stood still because of the weather.
    pub weather_stop: bool,
}
