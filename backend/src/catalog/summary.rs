//! What a list shows of a project, as it is kept: what many share lies once in memory, what is rare lies apart.

use std::sync::Arc;

use chrono::NaiveDate;
use shared::areas::AreaRef;
use shared::geo::Point;
use shared::progress::Health;
use shared::projects::{Brick, MilestoneRef, ProjectStatus, ProjectSummary, Reported, Sign};

/// Field by field a [`ProjectSummary`].
#[derive(Debug)]
#[expect(missing_docs, reason = "each is described where it goes out")]
pub struct Summary {
    pub number: String,
    pub kind: Arc<str>,
    pub name: String,
    pub status: Option<ProjectStatus>,
    pub status_since: Option<NaiveDate>,
    pub sign: Sign,
    pub health: Option<Health>,
    pub progress_bp: Option<i32>,
    pub planned_bp: Option<i32>,
    pub milestones_done: u32,
    pub milestones_total: u32,
    pub bricks: Box<[Brick]>,
    pub current: Option<Box<MilestoneRef>>,
    pub next: Option<Box<MilestoneRef>>,
    pub days_late: i64,
    pub days_suspended: i64,
    pub reason: Option<Box<str>>,
    pub resume_expected_on: Option<NaiveDate>,
    pub updated_on: Option<NaiveDate>,
    pub days_since_update: Option<i64>,
    pub plan_year: Option<i16>,
    pub areas: Arc<[AreaRef]>,
    pub planned_start: Option<NaiveDate>,
    pub planned_finish: Option<NaiveDate>,
    pub actual_finish: Option<NaiveDate>,
    pub position: Option<Point>,
    pub is_showcase: bool,
    pub is_demo: bool,
    pub reported: Option<Box<Reported>>,
}

impl Summary {
    /// As it goes out.
    pub fn shown(&self) -> ProjectSummary {
        ProjectSummary {
            number: self.number.clone(),
            kind: self.kind.to_string(),
            name: self.name.clone(),
            status: self.status,
            status_since: self.status_since,
            sign: self.sign,
            health: self.health,
            progress_bp: self.progress_bp,
            planned_bp: self.planned_bp,
            milestones_done: self.milestones_done,
            milestones_total: self.milestones_total,
            bricks: self.bricks.to_vec(),
            current: self.current.as_deref().cloned(),
            next: self.next.as_deref().cloned(),
            days_late: self.days_late,
            days_suspended: self.days_suspended,
            reason: self.reason.as_deref().map(str::to_owned),
            resume_expected_on: self.resume_expected_on,
            updated_on: self.updated_on,
            days_since_update: self.days_since_update,
            plan_year: self.plan_year,
            areas: self.areas.to_vec(),
            planned_start: self.planned_start,
            planned_finish: self.planned_finish,
            actual_finish: self.actual_finish,
            position: self.position,
            is_showcase: self.is_showcase,
            is_demo: self.is_demo,
            reported: self.reported.as_deref().cloned(),
        }
    }
}
