//! Imports 导入 in the page: a list is checked row by row, then written as a whole or not at all, and can be taken back.
//! `/api/v1/staff/imports`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The largest list that is taken by the page, bytes; longer ones are imported on the server.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// What a list is of. Photographs come with their folder, by the command line.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ImportKind {
    /// 项目台账
    Projects,
    /// 小区
    Compounds,
    /// 区划
    Areas,
    /// 停水停电等通知
    Outages,
    /// 公示与公告
    Notices,
    /// 数据
    Figures,
}

/// One thing that is wrong with a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// Row as the spreadsheet numbers it; absent when the whole file is meant.
    pub row: Option<u32>,
    /// Header of the column as it stands in the file.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// What is wrong and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// What came of a list: `POST /api/v1/staff/imports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Something was wrong, and nothing was changed.
    pub is_refused: bool,
    /// Nothing was to be changed: it was only checked.
    pub is_dry_run: bool,
    /// Rows that were not there before.
    pub new: usize,
    /// Rows that are different now.
    pub changed: usize,
    /// Rows that were there just so.
    pub unchanged: usize,
    /// What happened, in Chinese, a sentence a line.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How many things are wrong.
    pub problem_count: usize,
    /// The first hundred of them.
    pub problems: Vec<ImportProblem>,
}

/// An import on record: `GET /api/v1/staff/imports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDone {
    /// Key, as text.
    pub id: String,
    /// What the list was of: the code of an [`ImportKind`], or `media`.
    pub what: String,
    /// Who imported it.
    pub by: String,
    /// Name of the file.
    pub file_name: String,
    /// Rows that were new.
    pub new: i32,
    /// Rows that changed.
    pub changed: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who took it back.
    pub undone_by: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// It is the one that would be taken back now.
    pub is_next: bool,
}
