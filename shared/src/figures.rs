//! Figures 数说: what the system computes from its rows, and beside it, never mixed, what was published elsewhere.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::areas::AreaRef;
use crate::projects::{Sign, StatusGroup};

pub mod indicators;
mod query;
pub mod shown;

pub use query::FiguresQuery;

/// What a figure counts or measures. Values are in the base unit: fen, m, m², basis points, days, pieces.
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
pub enum Unit {
    /// 个小区
    Compounds,
    /// 个项目
    Projects,
    /// 户
    Households,
    /// 栋
    Buildings,
    /// 套
    Homes,
    /// 个
    Places,
    /// 个片区
    Areas,
    /// Money in fen, shown as 万元 or 亿元
    Fen,
    /// Length in metres, shown as 公里 from 1,000
    Metres,
    /// Area in m², shown as 万㎡ from 10,000
    SquareMetres,
    /// Land in m², shown as 亩: 1 亩 is 10,000 ÷ 15 m²
    Land,
    /// Ratio in basis points, shown as %
    BasisPoints,
    /// 天
    Days,
}

/// How exactly a published number is meant.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Qualifier {
    /// As it stands.
    #[default]
    Exact,
    /// Rounded, as 3.4 万 is.
    Rounded,
    /// 余, 多: not less.
    AtLeast,
    /// 约
    About,
}

impl Unit {
    /// The base unit in Chinese, as lists of figures write and read it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Compounds => "个小区",
            Self::Projects => "个项目",
            Self::Households => "户",
            Self::Buildings => "栋",
            Self::Homes => "套",
            Self::Places => "个",
            Self::Areas => "个片区",
            Self::Fen => "分",
            Self::Metres => "米",
            Self::SquareMetres | Self::Land => "㎡",
            Self::BasisPoints => "基点",
            Self::Days => "天",
        }
    }
}

impl Qualifier {
    /// In Chinese, as lists of figures write and read it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Exact => "准确",
            Self::Rounded => "取整",
            Self::AtLeast => "余",
            Self::About => "约",
        }
    }
}

/// A ratio with both its halves, so that nobody has to believe a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ratio {
    /// Numerator.
    pub part: i64,
    /// Denominator.
    pub whole: i64,
}

/// A figure that was computed from rows of this database for the day of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// Its code; the page has its name and how it is computed under it.
    pub code: String,
    /// What it counts or measures.
    pub unit: Unit,
    /// Value in the base unit; absent where nothing is known that it could be computed from.
    pub value: Option<i64>,
    /// Both halves of a ratio or mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// Rows that add to it; they and the unknown ones are at `/api/v1/figures/{code}`.
    pub rows: u32,
    /// Rows that do not say what they would add, such as compounds without a number of households.
    pub unknown: u32,
    /// Programme year, of figures that are of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// Some of its rows were invented for the demonstration 示例.
    pub is_demo: bool,
}

/// A figure as somebody published it. It is copied, not computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportedFigure {
    /// Code of the indicator: `renovation.households`.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// What it counts or measures.
    pub unit: Unit,
    /// Value in the base unit.
    pub value: i64,
    /// How exactly it is meant.
    pub qualifier: Qualifier,
    /// What it is a figure of, where that is not the area asked for: a place below it, a compound or a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// First day of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_start: Option<NaiveDate>,
    /// Last day of the period, or the day as of which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_end: Option<NaiveDate>,
    /// The period in the source's own words, where it gives no days: 近年来.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_words: Option<String>,
    /// Title and publisher.
    pub source: String,
    /// Day of publication; absent where nobody knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_on: Option<NaiveDate>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What has to be known to read it rightly. Chinese, then English, where both were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// Projects of one year, kind or place, by group of states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// The year, the code of the kind or the identifier of the area, as the filters of `/api/v1/projects` take it.
    pub key: String,
    /// Chinese name of the area; empty for years and kinds.
    pub name: String,
    /// Projects in each group.
    pub groups: BTreeMap<StatusGroup, u32>,
    /// All of them.
    pub total: u32,
    /// Those that works have begun on, ended or not.
    pub started: u32,
    /// Those whose works ended.
    pub finished: u32,
}

/// Plan and actual of the projects of one year at the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonthPoint {
    /// Last day of the month, or the day of the answer in the month that it is in.
    pub on: NaiveDate,
    /// Where the promises would have the works, mean over the projects, basis points.
    pub planned_bp: i32,
    /// Where approved reports had them, basis points; absent for days to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_bp: Option<i32>,
}

/// What the charts are drawn from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Charts {
    /// Programme years, the earliest first.
    pub years: Vec<Tally>,
    /// Kinds that have projects, in the order of the catalogue.
    pub kinds: Vec<Tally>,
    /// Streets of a district, communities of a street, in their order; empty for a community.
    pub places: Vec<Tally>,
    /// Projects by the sign they are shown under.
    pub signs: BTreeMap<Sign, u32>,
    /// Plan and actual by month, of the projects of `year` that have dated promises.
    pub months: Vec<MonthPoint>,
    /// How many projects `months` is the mean of.
    pub months_projects: u32,
}

/// All figures of an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// The area; absent where the database has no district yet.
    pub area: Option<AreaRef>,
    /// The day everything was computed for.
    pub as_of: NaiveDate,
    /// Programme year of the rates and of the months: the one asked for, else the latest that has begun.
    pub year: Option<i16>,
    /// Years that can be asked for, the latest first.
    pub years: Vec<i16>,
    /// Computed here.
    pub computed: Vec<Figure>,
    /// Published elsewhere.
    pub reported: Vec<ReportedFigure>,
    /// For charts.
    pub charts: Charts,
}

/// What a row of a figure is.
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
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RowKind {
    /// 小区
    Compound,
    /// 项目
    Project,
}

/// One row behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureRow {
    /// What it is.
    pub kind: RowKind,
    /// Identifier of the compound, or number of the project.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// From the street down to its community.
    pub areas: Vec<AreaRef>,
    /// What it adds to the value, or to the numerator of a ratio; absent where it ought to and says nothing.
    pub value: Option<i64>,
    /// What it adds to the denominator of a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<i64>,
    /// What else has to be known of it: day and standard of the last sample of a waterway. Chinese, then English, as the
    /// message of an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// A figure and the rows it is made of: their values add up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureRows {
    /// The figure.
    pub figure: Figure,
    /// The area it is of.
    pub area: Option<AreaRef>,
    /// The day it was computed for.
    pub as_of: NaiveDate,
    /// The rows, the largest first.
    pub items: Vec<FigureRow>,
}
