//! My week 我的一周: what waits for somebody at work, worst first. `GET /api/v1/staff/week`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{MilestoneId, OutageId, PlanChangeId, ReportId};

/// Why it is on the list, in the order of the page.
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
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DutyKind {
    /// 退回给我的
    Returned,
    /// 等我处理的
    Waiting,
    /// 已逾期的
    Overdue,
    /// 多日没有更新的
    Stale,
    /// 快到期的
    RunningOut,
    /// 在施工、可以上报的
    ToReport,
}

/// What the duty is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "noun", rename_all = "snake_case")]
pub enum Matter {
    /// A milestone, by its names.
    Milestone {
        /// Key.
        id: MilestoneId,
        /// Chinese name.
        zh: String,
        /// English name.
        en: String,
    },
    /// A report on a milestone.
    Report {
        /// Key.
        id: ReportId,
        /// Chinese name of the milestone.
        zh: String,
        /// Its English name.
        en: String,
    },
    /// A change of plan.
    PlanChange {
        /// Key.
        id: PlanChangeId,
        /// What changes, as in [`crate::plan_changes::staff::PlanField`].
        field: String,
    },
    /// An outage notice.
    Outage {
        /// Key.
        id: OutageId,
        /// Kind, as in [`crate::outages::OutageKind`].
        kind: String,
        /// Name of the compound.
        compound: String,
    },
    /// The project itself.
    Project,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Why it is here.
    pub kind: DutyKind,
    /// Number of the project; absent for what belongs to none.
    pub project: Option<String>,
    /// Its Chinese name.
    pub project_name: Option<String>,
    /// What it is about.
    pub matter: Matter,
    /// The day that counts: due, filed, last updated or last day.
    pub on: Option<NaiveDate>,
    /// Days since that day; negative while it is to come.
    pub days: i64,
    /// What the caller does about it can be done on the page of reports that wait.
    pub is_mine: bool,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Worst first: by kind, then by days; fifty of a kind at most.
    pub duties: Vec<Duty>,
    /// How many there are of each kind, beyond fifty too.
    pub counts: Vec<(DutyKind, u32)>,
}

impl Week {
    /// How many there are of `kind`.
    pub fn count(&self, kind: DutyKind) -> u32 {
        self.counts.iter().find(|(k, _)| *k == kind).map_or(0, |(_, n)| *n)
    }
}
