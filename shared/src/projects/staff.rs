//! Projects as those who work on them see them: drafts too, and what was reported before it is approved.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ProjectStatus;
use super::guards::OfferedEvent;
use crate::areas::AreaRef;
use crate::milestones::staff::StaffMilestone;
use crate::permissions::Action;
use crate::plan_changes::staff::StaffPlanChange;
use crate::progress_reports::staff::StaffReport;
use crate::workflow::Happened;

/// A line of `GET /api/v1/staff/projects`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffProject {
    /// Number.
    pub number: String,
    /// Code of its kind.
    pub kind: String,
    /// Chinese name.
    pub name: String,
    /// State; absent when it is known from a published account only.
    pub status: Option<ProjectStatus>,
    /// Everybody sees it.
    pub is_published: bool,
    /// Programme year.
    pub plan_year: Option<i16>,
    /// From the street down.
    pub areas: Vec<AreaRef>,
    /// Invented for the demonstration.
    pub is_demo: bool,
}

/// `GET /api/v1/staff/projects/{number}`, and the answer to every event of the project and of what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffProjectPage {
    /// What the list says.
    #[serde(flatten)]
    pub project: StaffProject,
    /// Grows with each change.
    pub version: i32,
    /// First day of the plan in force.
    pub planned_start: Option<NaiveDate>,
    /// Last day of the plan in force.
    pub planned_finish: Option<NaiveDate>,
    /// Total investment, fen.
    pub total_investment_fen: Option<i64>,
    /// What the caller may do to it.
    pub may: Vec<Action>,
    /// What moves it on, by the caller.
    pub events: Vec<OfferedEvent>,
    /// Why it stands as it does, where MODEL asks for a reason.
    pub status_reason: Option<String>,
    /// Labels of the buildings it treats, by the compound's and their own order.
    pub buildings: Vec<String>,
    /// In the order of works.
    pub milestones: Vec<StaffMilestone>,
    /// Reports in every state of review, the latest first, a hundred at most.
    pub reports: Vec<StaffReport>,
    /// Changes of plan in every state, the latest first.
    pub plan_changes: Vec<StaffPlanChange>,
    /// What people did, the latest first, two hundred at most.
    pub history: Vec<Happened>,
}

/// Body of `POST /api/v1/staff/projects/{number}/publication`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// Version that was read.
    pub version: i32,
    /// The same token does it once.
    pub client_token: String,
    /// Everybody shall see it.
    pub is_published: bool,
    /// Why not any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
