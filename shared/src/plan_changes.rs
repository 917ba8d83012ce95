//! Plan changes 计划变更 of published projects; the baseline is never overwritten (MODEL §4.4).

pub mod staff;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::Role::{self, *};
use crate::workflow::Transition;

/// A state of a plan change.
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
pub enum PlanChangeStatus {
    /// 待决定
    Requested,
    /// 已同意
    Approved,
    /// 未同意
    Rejected,
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
pub enum PlanChangeEvent {
    /// `approve`
    Approve,
    /// `reject`
    Reject,
    /// `withdraw`
    Withdraw,
}

impl PlanChangeStatus {
    /// The state everything begins in.
    pub const INITIAL: Self = Self::Requested;
    /// States that nothing leaves.
    pub const TERMINAL: &[Self] = &[Self::Approved, Self::Rejected, Self::Withdrawn];

    /// The official Chinese name, as lists of offices write it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Requested => "待决定",
            Self::Approved => "已同意",
            Self::Rejected => "未同意",
            Self::Withdrawn => "已撤回",
        }
    }
}

const fn line(
    from: PlanChangeStatus,
    event: PlanChangeEvent,
    to: PlanChangeStatus,
    roles: &'static [Role],
) -> Transition<PlanChangeStatus, PlanChangeEvent> {
    Transition { from, event, to, roles }
}

/// The whole machine.
pub const PLAN_CHANGE_TRANSITIONS: &[Transition<PlanChangeStatus, PlanChangeEvent>] = &[
    line(PlanChangeStatus::Requested, PlanChangeEvent::Approve, PlanChangeStatus::Approved, &[DistrictAdmin]),
    line(PlanChangeStatus::Requested, PlanChangeEvent::Reject, PlanChangeStatus::Rejected, &[DistrictAdmin]),
    line(PlanChangeStatus::Requested, PlanChangeEvent::Withdraw, PlanChangeStatus::Withdrawn, &[ProjectManager]),
];

/// A change of a published plan that was approved, shown to everybody; requests and refusals stay inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanChange {
    /// What changes: `planned_finish`, `scope`, `total_investment_fen`, …
    pub field: String,
    /// Of which milestone, in Chinese and English; absent for the project itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<(String, String)>,
    /// Value before.
    pub old: Option<String>,
    /// Value after.
    pub new: Option<String>,
    /// Why.
    pub reason: String,
    /// How far the request is.
    pub status: PlanChangeStatus,
    /// Day of the request.
    pub asked_on: NaiveDate,
    /// Day of the decision.
    pub decided_on: Option<NaiveDate>,
}
