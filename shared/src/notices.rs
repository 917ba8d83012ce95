//! Notices 公示与公告: a publicity 公示 is posted for objections until a day, an announcement 公告 to be known.

pub mod staff;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::areas::AreaRef;
use crate::error::ApiError;
use crate::id::{AreaId, CompoundId, NoticeId};
use crate::outages::NamedRef;
use crate::query::{Params, write};

/// What sort of notice.
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
pub enum NoticeKind {
    /// 公示: objections are heard until its last day
    Publicity,
    /// 公告
    Announcement,
    /// 结果公布
    Result,
    /// 动态
    News,
    /// 问答
    Qa,
}

/// One published notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// Identifier.
    pub id: NoticeId,
    /// What sort.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// Text; paragraphs are set apart by line breaks.
    pub body: String,
    /// From the street down to the community it concerns; the district where nothing smaller is meant.
    pub areas: Vec<AreaRef>,
    /// The compound it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compound: Option<NamedRef>,
    /// The project it concerns, where that is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<NamedRef>,
    /// Office that wrote it, never a person.
    pub author: String,
    /// Where it was first published.
    pub source: String,
    /// When it was published, UTC.
    pub published_at: DateTime<Utc>,
    /// Last day for objections, in Shanghai; a publicity has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publicity_until: Option<NaiveDate>,
    /// Objections are still heard on the day of the answer.
    pub is_open: bool,
    /// Whom to call with an objection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When it was changed after it was published, UTC; absent while it is as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<DateTime<Utc>>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// Which notices, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeFilter {
    /// Sorts; all where empty.
    pub kinds: Vec<NoticeKind>,
    /// Only those that objections are still heard to.
    pub is_open: bool,
    /// An area; its whole subtree counts.
    pub area: Option<AreaId>,
    /// A compound, and the projects that treat it.
    pub compound: Option<CompoundId>,
    /// Number of a project.
    pub project: Option<String>,
}

impl NoticeFilter {
    /// Takes the filter out of `params`.
    ///
    /// # Errors
    /// 400 naming the parameter that cannot be read.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        let kind = (
            "publicity、announcement、result、news 或 qa",
            "publicity, announcement, result, news or qa, set apart by commas",
        );
        let id = ("13 位标识", "an identifier of 13 characters");
        Ok(Self {
            kinds: params.read_list("kind", kind)?,
            is_open: params.read("open", ("true 或 false", "true or false"))?.unwrap_or(false),
            area: params.read("area", id)?,
            compound: params.read("compound", id)?,
            project: params.take("project"),
        })
    }

    /// The query of this filter.
    pub fn write(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|k| <&str>::from(*k)).collect();
        write([
            ("kind", Some(kinds.join(","))),
            ("open", self.is_open.then(|| "true".to_owned())),
            ("area", self.area.map(|a| a.to_string())),
            ("compound", self.compound.map(|c| c.to_string())),
            ("project", self.project.clone()),
        ])
    }
}
