//! What must be right about a project before an event can happen to it (MODEL §4.1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ProjectEvent, ProjectStatus};

/// What must be right about a project before an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The kind asks residents first: it is surveyed, not approved from the draft.
    AskResidents,
    /// The kind asks nobody: it is approved from the draft.
    NoSurvey,
    /// Every compound treated has its years, buildings, households and floor area.
    CompoundBasics,
    /// The works to choose from are drafted.
    WorkItems,
    /// The publicity is over.
    PublicityOver,
    /// The planned money, by source, sums up to the total.
    FundPlan,
    /// Contractor and supervisor are named.
    Parties,
    /// Every milestone of the works has its days, which become the promise.
    Baseline,
    /// A photograph from before of each building, or of the site.
    BeforePhotographs,
    /// A photograph of the site board 公示牌.
    SiteBoard,
    /// A phone for complaints.
    ComplaintPhone,
    /// Every milestone before acceptance is completed or left out.
    MilestonesDone,
    /// A photograph from after of each building, or of the site.
    AfterPhotographs,
    /// All warranties have ended.
    WarrantiesOver,
}

impl Guard {
    /// What is missing and what to do, in Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AskResidents => {
                ("这类项目要先摸底、征询居民，不能直接立项", "residents are asked first: start the survey")
            }
            Self::NoSurvey => ("这类项目不用征询居民，请直接立项", "nobody is asked for this kind: approve it"),
            Self::CompoundBasics => (
                "先补全所改小区的建成年份、楼栋数、户数和建筑面积",
                "fill in years, buildings, households and floor area of each compound",
            ),
            Self::WorkItems => ("先拟好供居民选择的改造内容", "draft the works that residents choose from"),
            Self::PublicityOver => ("方案公示还没有期满", "the publicity of the plan is not over"),
            Self::FundPlan => ("各来源的计划资金合计要等于总投资", "the planned money must sum up to the total"),
            Self::Parties => ("先填施工单位和监理单位", "name the contractor and the supervisor"),
            Self::Baseline => ("先给每个施工节点排好起止日期", "give every milestone of the works its days"),
            Self::BeforePhotographs => (
                "先上传每栋楼（没有楼栋的是现场）的改造前照片",
                "upload a photograph from before of each building, or of the site",
            ),
            Self::SiteBoard => {
                ("先上传公示牌照片（拍摄位置写“公示牌”）", "upload a photograph of the site board (viewpoint 公示牌)")
            }
            Self::ComplaintPhone => ("先填投诉电话", "fill in the phone for complaints"),
            Self::MilestonesDone => {
                ("验收之前的节点要全部完成或标为不适用", "every milestone before acceptance must be done or left out")
            }
            Self::AfterPhotographs => (
                "先上传每栋楼（没有楼栋的是现场）的改造后照片",
                "upload a photograph from after of each building, or of the site",
            ),
            Self::WarrantiesOver => ("还有没到期的质保", "a warranty has not ended"),
        }
    }
}

/// What guards are held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The kind asks residents first.
    pub needs_consent: bool,
    /// Every compound treated has its basics, and there is one.
    pub has_compound_basics: bool,
    /// Work items that are not dropped.
    pub work_items: usize,
    /// Last day of the plan's publicity.
    pub publicity_until: Option<NaiveDate>,
    /// Planned money of all sources, fen.
    pub planned_fen: i64,
    /// Contractor and supervisor are there.
    pub has_parties: bool,
    /// Milestones of the works have their days.
    pub has_days: bool,
    /// A photograph from before of each building or of the site.
    pub has_before: bool,
    /// A photograph of the site board.
    pub has_board: bool,
    /// A phone for complaints.
    pub has_phone: bool,
    /// Milestones before acceptance are completed or left out.
    pub are_milestones_done: bool,
    /// A photograph from after of each building or of the site.
    pub has_after: bool,
    /// The last warranty.
    pub last_warranty: Option<NaiveDate>,
}

/// What is missing before `event` can happen to a project in `from`. The money of the fund plan is held against the
/// total that the event itself tells, where it tells one.
pub fn missing(
    event: ProjectEvent,
    from: ProjectStatus,
    standing: &Standing,
    total_fen: Option<i64>,
    today: NaiveDate,
) -> Vec<Guard> {
    let s = standing;
    let held: &[(Guard, bool)] = match event {
        ProjectEvent::StartSurvey => {
            &[(Guard::NoSurvey, s.needs_consent), (Guard::CompoundBasics, s.has_compound_basics || !s.needs_consent)]
        }
        ProjectEvent::Approve => &[
            (Guard::AskResidents, from != ProjectStatus::Draft || !s.needs_consent),
            (
                Guard::PublicityOver,
                from != ProjectStatus::PlanPublicity || s.publicity_until.is_some_and(|until| until < today),
            ),
            (Guard::FundPlan, s.planned_fen > 0 && total_fen.is_none_or(|total| total == s.planned_fen)),
        ],
        ProjectEvent::OpenConsultation => &[(Guard::WorkItems, s.work_items > 0)],
        ProjectEvent::Award => &[(Guard::Parties, s.has_parties), (Guard::Baseline, s.has_days)],
        ProjectEvent::StartWorks => &[
            (Guard::BeforePhotographs, s.has_before),
            (Guard::SiteBoard, s.has_board),
            (Guard::ComplaintPhone, s.has_phone),
        ],
        ProjectEvent::SubmitCompletion => {
            &[(Guard::MilestonesDone, s.are_milestones_done), (Guard::AfterPhotographs, s.has_after)]
        }
        ProjectEvent::Archive => &[(Guard::WarrantiesOver, s.last_warranty.is_none_or(|last| last < today))],
        _ => &[],
    };
    held.iter().filter(|(_, is_met)| !is_met).map(|(guard, _)| *guard).collect()
}

/// An event that the caller may cause, with what is missing before it can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedEvent {
    /// The event.
    pub event: ProjectEvent,
    /// What is missing.
    pub missing: Vec<Guard>,
}
