//! How one milestone stands: a sign and its words, computed from the dates the server sent.

use chrono::NaiveDate;
use shared::milestones::{Milestone, MilestoneStatus};
use shared::projects::Sign;

use crate::i18n::{t, tf};

/// Sign and words of a milestone on `today`; `running` while works are under way.
pub(super) fn stand_of(milestone: &Milestone, today: NaiveDate, running: bool) -> (Sign, String) {
    let late = milestone.days_late;
    let code: &'static str = milestone.status.into();
    let plain = || t(&format!("milestone_status.{code}"));
    let due = milestone.planned_start.or(milestone.baseline_start).is_some_and(|day| day < today);
    match milestone.status {
        MilestoneStatus::Completed if late > 0 => (Sign::Done, tf("milestone.done_late", &[("n", &late)])),
        MilestoneStatus::Completed => (Sign::Done, plain()),
        MilestoneStatus::Waived => (Sign::Ended, plain()),
        _ if late > 0 && running => (Sign::Late, tf("milestone.late", &[("n", &late)])),
        MilestoneStatus::InProgress => (Sign::Works, plain()),
        MilestoneStatus::NotStarted if due && running => (Sign::Risk, t("milestone.should_have_begun")),
        MilestoneStatus::NotStarted => (Sign::Planned, plain()),
    }
}
