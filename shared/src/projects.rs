//! Projects 项目: what lists, maps and pages show of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::areas::AreaRef;
use crate::compounds::CompoundSummary;
use crate::geo::{Point, Shape};
use crate::milestones::Milestone;
use crate::money::Currency;
use crate::plan_changes::PlanChange;
use crate::progress::Health;
use crate::progress_reports::ProgressReport;
use crate::work_items::ProjectWorkItem;

pub mod events;
mod filter;
pub mod form;
mod funds;
pub mod guards;
mod members;
pub mod staff;
mod status;

pub use funds::{FundRecordType, FundSource};
pub use members::MemberType;

pub use filter::{ProjectFilter, ProjectQuery, ProjectSort, StatusFilter};
pub use status::{PROJECT_TRANSITIONS, ProjectEvent, ProjectStatus};

/// Features and clusters on one map at most.
pub const MAP_LIMIT: usize = 2_000;

/// The sign under which a project is shown (DESIGN §3): shape, word and colour.
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
pub enum Sign {
    /// Before works: a ring and the stage, never a percentage.
    Planned,
    /// Under way as planned: a brick.
    Works,
    /// Slower than planned: a diamond.
    Risk,
    /// Late: a triangle and the days.
    Late,
    /// No report for a week: a broken ring.
    Stale,
    /// Works stopped: an octagon.
    Suspended,
    /// Accepted and after: a disc with a tick.
    Done,
    /// Cancelled: a cross.
    Ended,
    /// Known from a published account only: no status of our own.
    Reported,
}

impl Sign {
    /// The sign of a status and health; no status at all means that the project is known from an account only.
    pub fn of(status: Option<ProjectStatus>, health: Option<Health>) -> Self {
        match (status.map(ProjectStatus::group), health) {
            (None, _) => Self::Reported,
            (Some(StatusGroup::Planned), _) => Self::Planned,
            (Some(StatusGroup::Done), _) => Self::Done,
            (Some(StatusGroup::Ended), _) => Self::Ended,
            (Some(StatusGroup::Suspended), _) => Self::Suspended,
            (Some(_), Some(Health::AtRisk)) => Self::Risk,
            (Some(_), Some(Health::Delayed)) => Self::Late,
            (Some(_), Some(Health::Stale)) => Self::Stale,
            (Some(_), _) => Self::Works,
        }
    }
}

/// The few groups people filter by.
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
pub enum StatusGroup {
    /// Before works 计划中
    Planned,
    /// Under way 施工中, acceptance included
    Works,
    /// Stopped 停工
    Suspended,
    /// Accepted and after 已完成
    Done,
    /// Cancelled 已终止
    Ended,
    /// Known from a published account only 据报道
    Reported,
}

impl ProjectStatus {
    /// The group people filter by.
    pub fn group(self) -> StatusGroup {
        match self {
            Self::Draft
            | Self::Surveying
            | Self::Consulting
            | Self::Deferred
            | Self::PlanPublicity
            | Self::Approved
            | Self::Tendering
            | Self::Ready => StatusGroup::Planned,
            Self::UnderConstruction | Self::CompletionSubmitted | Self::Rectifying => StatusGroup::Works,
            Self::Suspended => StatusGroup::Suspended,
            Self::Accepted | Self::HandedOver | Self::InMaintenance | Self::Archived => StatusGroup::Done,
            Self::Cancelled => StatusGroup::Ended,
        }
    }

    /// Works have begun, so that a percentage means something.
    pub fn shows_progress(self) -> bool {
        matches!(self.group(), StatusGroup::Works | StatusGroup::Suspended | StatusGroup::Done)
    }
}

/// Where a thing that is known from a published account only was published, and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reported {
    /// The account's own words.
    pub words: String,
    /// Day of publication.
    pub on: NaiveDate,
    /// Title and publisher.
    pub source: String,
}

/// One brick of the course: a physical milestone that is not waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Brick {
    /// Its share of the works, basis points.
    pub weight_bp: i32,
    /// Its approved progress, basis points.
    pub progress_bp: i32,
}

/// A milestone named by a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MilestoneRef {
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Approved progress, basis points.
    pub progress_bp: i32,
    /// Last day of the plan in force.
    pub planned_finish: Option<NaiveDate>,
    /// Days late, never negative.
    pub days_late: i64,
}

/// A project in a list. Everything that depends on the day was computed for the day of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectSummary {
    /// `PRJ-2026-0007`, its address and its name among people.
    pub number: String,
    /// Code of its kind.
    pub kind: String,
    /// Chinese name.
    pub name: String,
    /// State; absent when it is known from a published account only.
    pub status: Option<ProjectStatus>,
    /// Since when.
    pub status_since: Option<NaiveDate>,
    /// Sign under which it is shown.
    pub sign: Sign,
    /// How works stand against the plan; absent outside works.
    pub health: Option<Health>,
    /// Works progress, approved values only, basis points; absent before works.
    pub progress_bp: Option<i32>,
    /// Where the promise would have it today, basis points.
    pub planned_bp: Option<i32>,
    /// Physical milestones completed.
    pub milestones_done: u32,
    /// Physical milestones that are not waived.
    pub milestones_total: u32,
    /// The course of bricks.
    pub bricks: Vec<Brick>,
    /// What is being done now: the earliest open milestone that has begun.
    pub current: Option<MilestoneRef>,
    /// What comes next: the first milestone that has not begun.
    pub next: Option<MilestoneRef>,
    /// Days late: the worst of the whole works and any open milestone; 0 when in time.
    pub days_late: i64,
    /// Days of suspension, which are part of `days_late` and told apart.
    pub days_suspended: i64,
    /// Why it is late, stopped, put off or cancelled.
    pub reason: Option<String>,
    /// When works that stopped should go on.
    pub resume_expected_on: Option<NaiveDate>,
    /// Day of the last approved report, else the day works began or the state was told for; when no works run, also the
    /// day of the state, of acceptance or of the last step completed. Never that of an import.
    pub updated_on: Option<NaiveDate>,
    /// Days since then; absent outside works. Silent works of which no day is known tell the days since their entry.
    pub days_since_update: Option<i64>,
    /// Programme year.
    pub plan_year: Option<i16>,
    /// From the street down to its community; the district where nothing smaller is known.
    pub areas: Vec<AreaRef>,
    /// First day planned.
    pub planned_start: Option<NaiveDate>,
    /// Last day planned.
    pub planned_finish: Option<NaiveDate>,
    /// Last day of works, where they ended.
    pub actual_finish: Option<NaiveDate>,
    /// Where its sign stands; absent is 尚无位置 and never invented.
    pub position: Option<Point>,
    /// Model case 典型范例
    pub is_showcase: bool,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
    /// Known from a published account only.
    pub reported: Option<Reported>,
}

/// A party of the works, as the site notice board names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// client, designer, contractor, supervisor, property, utility, community or street.
    pub member_type: String,
    /// Organisation.
    pub organization: String,
    /// Duty phone, never a private one.
    pub duty_phone: Option<String>,
}

/// A compound and the part of it that the project treats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TreatedCompound {
    /// The compound.
    pub compound: CompoundSummary,
    /// Buildings treated.
    pub building_count: Option<i32>,
    /// Households treated.
    pub household_count: Option<i32>,
    /// Floor area treated, m².
    pub floor_area_m2: Option<i64>,
    /// Labels of the buildings treated, where they are listed.
    pub buildings: Vec<String>,
}

/// A project with all that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Project {
    /// What a list shows of it.
    pub summary: ProjectSummary,
    /// Public text.
    pub text: Option<String>,
    /// Its shape on the map, WGS-84.
    pub geometry: Option<Shape>,
    /// Its milestones in order.
    pub milestones: Vec<Milestone>,
    /// What was promised.
    pub work_items: Vec<ProjectWorkItem>,
    /// Compounds treated.
    pub compounds: Vec<TreatedCompound>,
    /// Parties of the works.
    pub members: Vec<Member>,
    /// Approved reports, the latest first.
    pub reports: Vec<ProgressReport>,
    /// Approved changes of the plan, the latest first.
    pub plan_changes: Vec<PlanChange>,
    /// Phone for complaints about the works.
    pub complaint_phone: Option<String>,
    /// Approval number 批复文号
    pub approval_no: Option<String>,
    /// Day of approval.
    pub approval_date: Option<NaiveDate>,
    /// What the three amounts count in: fen where it is absent, else hundredths of this currency.
    #[serde(default, skip_serializing_if = "Currency::is_yuan")]
    pub currency: Currency,
    /// Total investment, fen.
    pub total_investment_fen: Option<i64>,
    /// Contract sum, fen.
    pub contract_fen: Option<i64>,
    /// Final account 竣工决算, fen.
    pub final_account_fen: Option<i64>,
    /// Last day of the works as promised at award.
    pub baseline_finish: Option<NaiveDate>,
    /// First day of works.
    pub actual_start: Option<NaiveDate>,
    /// Day of acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// Households benefiting.
    pub benefit_households: Option<i32>,
    /// Where the data come from.
    pub source_note: Option<String>,
}

/// One page of the list of projects, with what the filters above it show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectPage {
    /// The rows, in the order asked for.
    pub items: Vec<ProjectSummary>,
    /// Pass it as `cursor` for the rows after these; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Projects that fit all filters.
    pub total: u32,
    /// Projects per group that fit the filters other than `status` and `health`.
    pub groups: BTreeMap<StatusGroup, u32>,
    /// Projects with health `delayed` that fit the filters other than `status` and `health`.
    pub late: u32,
    /// Projects of `total` without a position.
    pub without_position: u32,
    /// Programme years that occur, the latest first, whatever the filters.
    pub years: Vec<i16>,
    /// The day everything was computed for.
    pub as_of: NaiveDate,
    /// Name of the compound that the filter names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compound: Option<String>,
}

/// What a map feature carries: no more than the map draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapProperties {
    /// Number.
    pub number: String,
    /// Code of its kind.
    pub kind: String,
    /// Chinese name.
    pub name: String,
    /// State; absent when known from a published account only.
    pub status: Option<ProjectStatus>,
    /// Works progress, basis points; absent before works.
    pub progress: Option<i32>,
    /// How works stand; absent outside works.
    pub health: Option<Health>,
}

/// A GeoJSON feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename = "Feature")]
pub struct MapFeature {
    /// Its shape.
    pub geometry: Shape,
    /// Its six facts.
    pub properties: MapProperties,
}

/// A GeoJSON feature collection for the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename = "FeatureCollection")]
pub struct MapFeatures {
    /// At most 2,000 features, clusters included.
    pub features: Vec<MapFeature>,
    /// Projects with a position that fit the filters, in `features` or not.
    pub total: u32,
    /// Some were left out: filter.
    pub truncated: bool,
    /// One of `total` at least was invented for the demonstration 示例: only then are positions samples.
    #[serde(default)]
    pub has_demo: bool,
    /// Those that are not in `features`, where there would be more than 2,000 in all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<MapCluster>,
}

/// Projects that stand close together on the map, as one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapCluster {
    /// The middle of them.
    pub position: Point,
    /// How many there are.
    pub count: u32,
    /// How many of them are late.
    pub late: u32,
}
