//! How works stand, computed in one place: works progress, planned progress for a day, health and days of delay
//! (MODEL §7 rows 9 to 11). Ratios are basis points (10,000 = all). Nothing here is ever stored.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::milestones::MilestoneStatus;
use crate::projects::{ProjectStatus, StatusGroup};

/// Days without an approved report after which works count as silent.
pub const STALE_AFTER_DAYS: i64 = 7;
/// Days a milestone may be overdue before the whole project counts as late.
pub const OVERDUE_LIMIT_DAYS: i64 = 14;
/// Basis points behind plan from which works are at risk.
pub const AT_RISK_BP: i32 = 1_000;
/// Basis points behind plan from which works are late.
pub const DELAYED_BP: i32 = 2_000;

/// Basis points as the whole percentage that people are told: 4,600 is 46. Never 100 before all is done, never 0 once
/// something is.
pub fn whole_percent(bp: i32) -> i32 {
    match bp {
        ..=0 => 0,
        1..=99 => 1,
        9_901..=9_999 => 99,
        _ => (bp + 50) / 100,
    }
}

/// How works stand against the plan, worst reason first; none outside works.
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
pub enum Health {
    /// 停工
    Suspended,
    /// 7 天未更新
    Stale,
    /// 滞后
    Delayed,
    /// 偏慢
    AtRisk,
    /// 正常
    OnTrack,
}

/// What the figures need to know of one milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Share of the works, basis points.
    pub weight_bp: i32,
    /// Physical works, which count for progress.
    pub is_physical: bool,
    /// Its state.
    pub status: MilestoneStatus,
    /// Approved progress, basis points.
    pub progress_bp: i32,
    /// The promise, frozen at award: first and last day.
    pub baseline: Option<(NaiveDate, NaiveDate)>,
    /// Last day of the plan in force.
    pub planned_finish: Option<NaiveDate>,
    /// Day it was completed.
    pub actual_finish: Option<NaiveDate>,
}

impl Step {
    fn counts(&self) -> bool {
        self.is_physical && self.weight_bp > 0 && self.status != MilestoneStatus::Waived
    }

    fn is_open(&self) -> bool {
        !matches!(self.status, MilestoneStatus::Completed | MilestoneStatus::Waived)
    }

    /// Days late against the promise, which no change of plan overwrites: until `today` while open, until its end when
    /// completed. The plan in force counts only where nothing was promised.
    pub fn days_late(&self, today: NaiveDate) -> i64 {
        let until = match self.status {
            MilestoneStatus::Waived => None,
            MilestoneStatus::Completed => self.actual_finish,
            MilestoneStatus::NotStarted | MilestoneStatus::InProgress => Some(today),
        };
        let promise = self.baseline.map(|(_, finish)| finish).or(self.planned_finish);
        promise.zip(until).map_or(0, |(promise, until)| (until - promise).num_days().max(0))
    }
}

fn weighted(steps: impl Iterator<Item = (i32, i64)>) -> Option<i32> {
    let (weight, sum) =
        steps.fold((0i64, 0i64), |(w, s), (weight, bp)| (w + i64::from(weight), s + i64::from(weight) * bp));
    (weight > 0).then(|| i32::try_from((sum + weight / 2) / weight).unwrap_or(10_000))
}

/// Works progress: Σ weight × progress ÷ Σ weight over physical milestones that are not waived. `None` without any.
pub fn works_progress(steps: &[Step]) -> Option<i32> {
    weighted(steps.iter().filter(|s| s.counts()).map(|s| (s.weight_bp, i64::from(s.progress_bp.clamp(0, 10_000)))))
}

/// Where the promise would have the works on `day`: each milestone runs straight from the first to the last day of its
/// baseline (it is due in the evening of the last day). `None` while any physical milestone lacks its baseline.
pub fn planned_progress(steps: &[Step], day: NaiveDate) -> Option<i32> {
    let due = steps.iter().filter(|s| s.counts()).map(|s| {
        let (start, finish) = s.baseline?;
        let (gone, whole) = ((day - start).num_days() + 1, (finish - start).num_days() + 1);
        Some((
            s.weight_bp,
            if whole <= 0 { 10_000 * i64::from(day >= finish) } else { (gone * 10_000 / whole).clamp(0, 10_000) },
        ))
    });
    weighted(due.collect::<Option<Vec<_>>>()?.into_iter())
}

/// What health is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Works<'a> {
    /// State of the project; absent when it is known from a published account only.
    pub status: Option<ProjectStatus>,
    /// Its milestones.
    pub steps: &'a [Step],
    /// Day of the last approved report, else the day works began.
    pub updated_on: Option<NaiveDate>,
    /// Day of the entry, from which silence counts where nobody ever told a day. It is no news and never shown as such.
    pub entered_on: Option<NaiveDate>,
    /// Last day promised for the whole works, where there are no milestones to tell.
    pub planned_finish: Option<NaiveDate>,
    /// Last day of works, where they ended; the day of acceptance where only that is known.
    pub actual_finish: Option<NaiveDate>,
}

impl Works<'_> {
    /// Days since the last approved report while under construction. Where nothing was ever dated there is no such day,
    /// and works that count as silent tell the days since their entry.
    pub fn days_since_update(&self, today: NaiveDate) -> Option<i64> {
        self.silence(today).filter(|days| self.updated_on.is_some() || self.is_stale(*days))
    }

    /// Days for which nobody has heard of works that run or stand still.
    fn silence(&self, today: NaiveDate) -> Option<i64> {
        let running = matches!(self.status, Some(ProjectStatus::UnderConstruction | ProjectStatus::Suspended));
        self.updated_on.or(self.entered_on).filter(|_| running).map(|on| (today - on).num_days().max(0))
    }

    /// Nobody expects reports from works that stand still.
    fn is_stale(&self, silence: i64) -> bool {
        self.status == Some(ProjectStatus::UnderConstruction) && silence >= STALE_AFTER_DAYS
    }

    /// First that fits: suspended, stale, delayed, at risk, on track. `None` outside works, and where nothing was
    /// promised that works could be held against.
    pub fn health(&self, today: NaiveDate) -> Option<Health> {
        match self.status? {
            ProjectStatus::Suspended => return Some(Health::Suspended),
            ProjectStatus::UnderConstruction => {}
            _ => return None,
        }
        if self.silence(today).is_some_and(|days| self.is_stale(days)) {
            return Some(Health::Stale);
        }
        let overdue = self.overdue(today);
        let behind = planned_progress(self.steps, today).map(|p| p - works_progress(self.steps).unwrap_or(0));
        match behind {
            _ if overdue > OVERDUE_LIMIT_DAYS => Some(Health::Delayed),
            Some(bp) if bp >= DELAYED_BP => Some(Health::Delayed),
            Some(bp) if bp >= AT_RISK_BP => Some(Health::AtRisk),
            Some(_) => Some(Health::OnTrack),
            None => self.planned_finish.map(|p| match (today - p).num_days() {
                days if days > OVERDUE_LIMIT_DAYS => Health::Delayed,
                days if days > 0 => Health::AtRisk,
                _ => Health::OnTrack,
            }),
        }
    }

    /// Last day promised for the works: the latest baseline of a physical milestone, else the planned finish.
    pub fn promised_finish(&self) -> Option<NaiveDate> {
        self.steps.iter().filter(|s| s.counts()).filter_map(|s| s.baseline.map(|b| b.1)).max().or(self.planned_finish)
    }

    /// Days of delay of the whole works: today (or the last day of works) minus the promise, never negative.
    pub fn delay(&self, today: NaiveDate) -> i64 {
        let group = self.status.map(ProjectStatus::group);
        // Works that are done and whose last day nobody told are not counted on for ever.
        let until = match group {
            Some(StatusGroup::Works | StatusGroup::Suspended) => Some(self.actual_finish.unwrap_or(today)),
            Some(StatusGroup::Done) => self.actual_finish,
            _ => None,
        };
        self.promised_finish().zip(until).map_or(0, |(promise, until)| (until - promise).num_days().max(0))
    }

    /// What is said first: the worst of the whole works' delay and, while they run, of any open milestone.
    pub fn days_late(&self, today: NaiveDate) -> i64 {
        let running = matches!(self.status, Some(ProjectStatus::UnderConstruction | ProjectStatus::Suspended));
        self.delay(today).max(if running { self.overdue(today) } else { 0 })
    }

    /// Days by which the worst open milestone is overdue.
    fn overdue(&self, today: NaiveDate) -> i64 {
        self.steps.iter().filter(|s| s.is_open()).map(|s| s.days_late(today)).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
