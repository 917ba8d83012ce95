//! Reports as those at work read them, and what they do with them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{NewReport, ReportEvent, ReportReview};
use crate::id::{MediaId, MilestoneId, ReportId};
use crate::media::{MediaSize, Phase};

/// Body of `POST /api/v1/staff/reports/{id}/events`, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReportCommand {
    /// 通过
    Approve {
        /// Somebody looked for faces and number plates; needed where there are photographs.
        #[serde(default)]
        photographs_checked: bool,
    },
    /// 退回
    Return {
        /// What is to be mended.
        reason: String,
    },
    /// 撤回
    Withdraw,
    /// 再次提交
    Resubmit {
        /// What was mended.
        mended: String,
        /// As it is now.
        report: NewReport,
    },
}

impl ReportCommand {
    /// The event of the table of states.
    pub fn event(&self) -> ReportEvent {
        match self {
            Self::Approve { .. } => ReportEvent::Approve,
            Self::Return { .. } => ReportEvent::Return,
            Self::Withdraw => ReportEvent::Withdraw,
            Self::Resubmit { .. } => ReportEvent::Resubmit,
        }
    }
}

/// A report with what only those at work read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffReport {
    /// Key.
    pub id: ReportId,
    /// Its milestone.
    pub milestone: MilestoneId,
    /// Chinese name of the milestone.
    pub milestone_zh: String,
    /// Its English name.
    pub milestone_en: String,
    /// Day of the report.
    pub reported_on: NaiveDate,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// Display name or login name of who filed it; absent where a list brought it.
    pub filed_by: Option<String>,
    /// Progress of the milestone, basis points.
    pub progress_bp: i32,
    /// Quantity done, in the unit of the milestone's work item.
    pub quantity_done: Option<i64>,
    /// What was done; public once approved.
    pub note: Option<String>,
    /// What stands in the way; never public.
    pub issue: Option<String>,
    /// Works stood still because of the weather.
    pub weather_stop: bool,
    /// Why the progress is lower than the approved one.
    pub correction_reason: Option<String>,
    /// Where its review stands.
    pub review: ReportReview,
    /// Why it came back.
    pub review_reason: Option<String>,
    /// Display name or login name of who reviewed it.
    pub reviewed_by: Option<String>,
    /// Its photographs.
    pub photographs: Vec<StaffPhotograph>,
    /// Grows with each change.
    pub version: i32,
    /// What the caller may cause.
    pub allowed_events: Vec<ReportEvent>,
}

/// A photograph that the public may not see yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPhotograph {
    /// Key.
    pub id: MediaId,
    /// When in the works.
    pub phase: Phase,
    /// Building.
    pub building: Option<String>,
    /// Where the camera stood.
    pub viewpoint: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
    /// Pixels of the largest size.
    pub width: u32,
    /// Pixels of the largest size.
    pub height: u32,
    /// The three sizes, small to large; these addresses need a session.
    pub sizes: Vec<MediaSize>,
    /// Everybody sees it.
    pub is_published: bool,
}

/// A report in the queue of whoever reviews it: `GET /api/v1/staff/reports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedReport {
    /// Number of the project.
    pub project: String,
    /// Its Chinese name.
    pub project_name: String,
    /// The report.
    #[serde(flatten)]
    pub report: StaffReport,
    /// Approved progress of the milestone until now, basis points.
    pub approved_bp: i32,
    /// Where the promise would have the milestone today, basis points; absent without a promise.
    pub planned_bp: Option<i32>,
    /// Last day of the milestone's plan in force.
    pub planned_finish: Option<NaiveDate>,
    /// Quantity that was planned, where the milestone has one work item.
    pub quantity_planned: Option<i64>,
    /// Unit of the quantities, where the milestone has one work item.
    pub unit: Option<String>,
}
