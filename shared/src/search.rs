//! Search 搜索: one box for compounds, projects, streets and communities; what it asks and what it is answered.

use serde::{Deserialize, Serialize};

use crate::areas::{AreaLevel, AreaRef};
use crate::error::{ApiError, ErrorCode};
use crate::geo::{Bbox, Point};
use crate::projects::{ProjectStatus, Sign};
use crate::query::{Params, write};

/// Hits when nothing else is asked for: what a box shows without scrolling.
pub const DEFAULT_HITS: u16 = 8;
/// Hits at most.
pub const MAX_HITS: u16 = 20;

/// What a hit is. In this order hits stand that fit equally well.
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
pub enum SearchKind {
    /// 小区
    Compound,
    /// 项目
    Project,
    /// 街道, or a unit of the same height
    Street,
    /// 社区 or 村
    Community,
    /// 区
    District,
}

impl SearchKind {
    /// The kind of an area of this height; grids are not searched for.
    pub fn of(level: AreaLevel) -> Option<Self> {
        match level {
            AreaLevel::District => Some(Self::District),
            AreaLevel::Street => Some(Self::Street),
            AreaLevel::Community => Some(Self::Community),
            AreaLevel::Grid => None,
        }
    }
}

/// Which text of a thing fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchField {
    /// Its name.
    Name,
    /// Its other name.
    Alias,
    /// Its number.
    Number,
}

/// The part of a text that fits, to be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchMatch {
    /// Which text.
    pub field: SearchField,
    /// First character that fits, from 0 (characters, not bytes).
    pub from: u32,
    /// The character after the last that fits.
    pub to: u32,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHit {
    /// What it is.
    pub kind: SearchKind,
    /// The number of a project, else the identifier: with `kind`, its address.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Another name people use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Where it lies, from the street down; the district where nothing smaller is known. An area is not in its own place.
    pub areas: Vec<AreaRef>,
    /// What fits.
    pub matched: SearchMatch,
    /// Where the map flies to; absent is 尚无位置 and never invented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Point>,
    /// What the map should show whole: a project's shape, an area's outline, else the box of the public things in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Bbox>,
    /// State of a project; absent when it is known from a published account only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProjectStatus>,
    /// Sign of a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<Sign>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// What was found, the best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHits {
    /// The hits.
    pub items: Vec<SearchHit>,
}

/// A question to the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery {
    /// Part of a name in characters, pinyin, initials or a mixture, or the beginning of a number.
    pub q: String,
    /// How many hits.
    pub limit: u16,
}

impl SearchQuery {
    /// Reads the query part of an address.
    ///
    /// # Errors
    /// 400 naming the parameter that is unknown, repeated, malformed, or missing, which is `q`.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let mut params = Params::parse(query)?;
        let (q, limit) = (params.words()?, params.limit_of(DEFAULT_HITS, MAX_HITS)?);
        params.finish()?;
        let missing = || {
            ApiError::field(
                ErrorCode::TooShort,
                "q",
                "要有参数 q，至少两个字。",
                "Parameter q is needed, two characters at least.",
            )
        };
        Ok(Self { q: q.ok_or_else(missing)?, limit })
    }

    /// The query part of an address, without `?`.
    pub fn write(&self) -> String {
        let limit = (self.limit != DEFAULT_HITS).then(|| self.limit.to_string());
        write([("q", Some(self.q.clone())), ("limit", limit)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_survives_reading_and_writing() {
        let query = "q=%E7%94%B0%E5%AE%B6dun&limit=20";
        let read = SearchQuery::parse(query).unwrap();
        assert_eq!((read.q.as_str(), read.write().as_str()), ("田家dun", query));
        assert_eq!(SearchQuery::parse("q=tjd").unwrap().limit, DEFAULT_HITS);
    }

    #[test]
    fn what_cannot_be_asked_is_named() {
        for (query, field) in
            [("", "q"), ("q=", "q"), ("q=t", "q"), ("q=tj&limit=21", "limit"), ("q=tj&kind=x", "kind")]
        {
            assert_eq!(SearchQuery::parse(query).unwrap_err().field.as_deref(), Some(field), "{query}");
        }
    }
}
