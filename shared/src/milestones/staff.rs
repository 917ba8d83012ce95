//! Milestones as those at work read them, and what they do with them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Milestone, MilestoneEvent};
use crate::id::MilestoneId;
use crate::progress_reports::{NeedsPhoto, NewReport};

/// Body of `POST /api/v1/staff/milestones/{id}/events`, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum MilestoneCommand {
    /// 开始
    Start {
        /// First day.
        on: NaiveDate,
    },
    /// 不适用
    Waive {
        /// Why; everybody reads it.
        reason: String,
    },
    /// 上报进度
    Report(NewReport),
    /// 重新打开
    Reopen {
        /// Why; everybody reads it.
        reason: String,
        /// Where it stands in truth, basis points, below 10,000.
        progress_bp: i32,
    },
}

impl MilestoneCommand {
    /// The event of the table of states.
    pub fn event(&self) -> MilestoneEvent {
        match self {
            Self::Start { .. } => MilestoneEvent::Start,
            Self::Waive { .. } => MilestoneEvent::Waive,
            Self::Report(_) => MilestoneEvent::Report,
            Self::Reopen { .. } => MilestoneEvent::Reopen,
        }
    }
}

/// A milestone with what is needed to act on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffMilestone {
    /// Key.
    pub id: MilestoneId,
    /// What everybody reads.
    #[serde(flatten)]
    pub milestone: Milestone,
    /// Photographs that finishing it takes.
    pub needs_photo: NeedsPhoto,
    /// Whether an approved report showed what is covered now.
    pub has_concealed: bool,
    /// Unit of the quantity, where it has one work item.
    pub unit: Option<String>,
    /// Quantity that was planned, where it has one work item.
    pub quantity_planned: Option<i64>,
    /// Quantity that was approved, where it has one work item.
    pub quantity_done: Option<i64>,
    /// Grows with each change.
    pub version: i32,
    /// Chinese name of the milestone that must be done before it begins.
    pub waits_for: Option<String>,
    /// What the caller may cause.
    pub allowed_events: Vec<MilestoneEvent>,
}
