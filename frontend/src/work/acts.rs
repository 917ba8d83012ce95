//! What can be done to a project and to what belongs to it: the address, the event, and what it takes.

use gloo_net::http::Method;
use serde_json::{Value, json};
use shared::id::{MilestoneId, PlanChangeId, ReportId};
use shared::milestones::MilestoneEvent;
use shared::plan_changes::PlanChangeEvent;
use shared::progress_reports::ReportEvent;
use shared::projects::ProjectEvent;
use shared::projects::events::Need;
use shared::projects::staff::StaffProjectPage;

use crate::staff::code_of;

/// A deed that is about to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Move the project on.
    Project(ProjectEvent),
    /// Show it to everybody.
    Publish,
    /// Take it back.
    Unpublish,
    /// To a milestone.
    Milestone(MilestoneId, MilestoneEvent),
    /// To a report.
    Report(ReportId, ReportEvent),
    /// To a change of plan.
    Change(PlanChangeId, PlanChangeEvent),
    /// Ask for another plan.
    Ask,
}

/// Something to fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// As the table of the project's events says.
    Of(Need),
    /// Progress in percent.
    Progress,
    /// What of the plan changes, and of which milestone.
    Plan,
    /// Faces and plates were looked for.
    Checked,
}

impl Act {
    /// Key of its words: the button and the heading of its dialog.
    pub(super) fn words(self) -> String {
        match self {
            Self::Project(event) => format!("act.project.{}", code_of(event)),
            Self::Publish => "act.publish".to_owned(),
            Self::Unpublish => "act.unpublish".to_owned(),
            Self::Milestone(_, event) => format!("act.milestone.{}", code_of(event)),
            Self::Report(_, event) => format!("act.report.{}", code_of(event)),
            Self::Change(_, event) => format!("act.change.{}", code_of(event)),
            Self::Ask => "act.ask".to_owned(),
        }
    }

    /// What it takes, and whether that must be there.
    pub(super) fn inputs(self) -> Vec<(Input, bool)> {
        let of = |need| (Input::Of(need), true);
        match self {
            Self::Project(event) => event.needs().iter().map(|(need, must)| (Input::Of(*need), *must)).collect(),
            Self::Unpublish | Self::Change(_, PlanChangeEvent::Reject) | Self::Report(_, ReportEvent::Return) => {
                vec![of(Need::Reason)]
            }
            Self::Milestone(_, MilestoneEvent::Start) => vec![of(Need::On)],
            Self::Milestone(_, MilestoneEvent::Waive) => vec![of(Need::Reason)],
            Self::Milestone(_, MilestoneEvent::Reopen) => vec![of(Need::Reason), (Input::Progress, true)],
            Self::Report(_, ReportEvent::Approve) => vec![(Input::Checked, true)],
            Self::Ask => vec![(Input::Plan, true), of(Need::Reason)],
            _ => Vec::new(),
        }
    }

    /// Where it is sent.
    pub(super) fn path(self, number: &str) -> String {
        match self {
            Self::Project(_) => format!("/api/v1/staff/projects/{number}/events"),
            Self::Publish | Self::Unpublish => format!("/api/v1/staff/projects/{number}/publication"),
            Self::Milestone(id, _) => format!("/api/v1/staff/milestones/{id}/events"),
            Self::Report(id, _) => format!("/api/v1/staff/reports/{id}/events"),
            Self::Change(id, _) => format!("/api/v1/staff/plan-changes/{id}/events"),
            Self::Ask => format!("/api/v1/staff/projects/{number}/plan-changes"),
        }
    }

    /// How it is sent.
    pub(super) const METHOD: Method = Method::POST;

    /// The body without what is filled in, to the thing as `page` shows it.
    pub(super) fn body(self, page: &StaffProjectPage, token: &str) -> Value {
        let of =
            |event: &'static str, version: i32| json!({ "event": event, "version": version, "client_token": token });
        match self {
            Self::Project(event) => of(event.into(), page.version),
            Self::Publish | Self::Unpublish => {
                json!({ "version": page.version, "client_token": token, "is_published": self == Self::Publish })
            }
            Self::Milestone(id, event) => {
                of(event.into(), page.milestones.iter().find(|m| m.id == id).map_or(0, |m| m.version))
            }
            Self::Report(id, event) => {
                of(event.into(), page.reports.iter().find(|r| r.id == id).map_or(0, |r| r.version))
            }
            Self::Change(id, event) => {
                of(event.into(), page.plan_changes.iter().find(|c| c.id == id).map_or(0, |c| c.version))
            }
            Self::Ask => json!({ "client_token": token }),
        }
    }
}
