//! Plan changes as those at work read them, and how they are asked for and decided.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{PlanChange, PlanChangeEvent};
use crate::error::{ApiError, ErrorCode};
use crate::id::{MilestoneId, PlanChangeId};
use crate::workflow::needed_text;

/// What a change may concern.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PlanField {
    /// 开工日期, of the project or of a milestone
    PlannedStart,
    /// 完工日期, of the project or of a milestone
    PlannedFinish,
    /// 总投资, in fen
    TotalInvestmentFen,
    /// 改造内容
    Scope,
}

impl PlanField {
    /// It holds a day.
    pub fn is_day(self) -> bool {
        matches!(self, Self::PlannedStart | Self::PlannedFinish)
    }
}

/// Body of `POST /api/v1/staff/projects/{number}/plan-changes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPlanChange {
    /// The same token asks once.
    pub client_token: String,
    /// What.
    pub field: PlanField,
    /// Of which milestone; absent for the project itself.
    #[serde(default)]
    pub milestone: Option<MilestoneId>,
    /// The value wanted: a day, fen, or words.
    pub new: String,
    /// Why; everybody reads it once it is approved.
    pub reason: String,
}

impl NewPlanChange {
    /// The request with its texts trimmed, when it can be read.
    ///
    /// # Errors
    /// Naming the field that is not right.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        self.reason = needed_text(&self.reason, "reason", 500)?;
        self.new = needed_text(&self.new, "new", 500)?;
        let wrong = |zh, en| Err(ApiError::field(ErrorCode::InvalidValue, "new", zh, en));
        match self.field {
            field if field.is_day() => {
                let Ok(day) = self.new.parse::<NaiveDate>() else {
                    return wrong("日期应写成 2026-06-30。", "A day is written 2026-06-30.");
                };
                self.new = day.to_string();
            }
            _ if self.milestone.is_some() => {
                let (zh, en) = ("节点只能改日期。", "Of a milestone only days can be changed.");
                return Err(ApiError::field(ErrorCode::InvalidValue, "field", zh, en));
            }
            PlanField::TotalInvestmentFen => match self.new.parse::<i64>() {
                Ok(fen) if (0..=1_000_000_000_000_000).contains(&fen) => {}
                _ => return wrong("金额读不懂，应是以分计的整数。", "The amount is a whole number of fen."),
            },
            _ => {}
        }
        Ok(self)
    }
}

/// Body of `POST /api/v1/staff/plan-changes/{id}/events`, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum PlanChangeCommand {
    /// 同意
    Approve,
    /// 不同意
    Reject {
        /// Why.
        reason: String,
    },
    /// 撤回
    Withdraw,
}

impl PlanChangeCommand {
    /// The event of the table of states.
    pub fn event(&self) -> PlanChangeEvent {
        match self {
            Self::Approve => PlanChangeEvent::Approve,
            Self::Reject { .. } => PlanChangeEvent::Reject,
            Self::Withdraw => PlanChangeEvent::Withdraw,
        }
    }
}

/// A change of plan in any state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPlanChange {
    /// Key.
    pub id: PlanChangeId,
    /// What everybody reads once it is approved.
    #[serde(flatten)]
    pub change: PlanChange,
    /// Display name or login name of who asked.
    pub asked_by: Option<String>,
    /// Why it was refused.
    pub decision_reason: Option<String>,
    /// Grows with each change.
    pub version: i32,
    /// What the caller may cause.
    pub allowed_events: Vec<PlanChangeEvent>,
}
