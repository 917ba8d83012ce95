//! Outage notices 停水停电等通知: what is off or blocked, where, from when to when, why, and what helps meanwhile.

pub mod staff;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::areas::AreaRef;
use crate::error::ApiError;
use crate::id::{AreaId, CompoundId, OutageId};
use crate::query::{Params, write};

/// Days that are shown where nobody asks for others: today and the next seven.
pub const DAYS_AHEAD: i64 = 7;
/// Days that one question may span.
pub const LONGEST: i64 = 92;
/// Hours before the start by which a notice has to be out; later ones are short notices 临时通知 (MODEL §2).
pub const HOURS_AHEAD: i64 = 24;

/// What is off or blocked.
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
pub enum OutageKind {
    /// 停水
    Water,
    /// 停电
    Power,
    /// 停气
    Gas,
    /// 停暖
    Heat,
    /// 道路封闭
    Road,
    /// 停车受限
    Parking,
    /// 噪声
    Noise,
    /// 夜间施工
    NightWork,
}

/// How it stands at the moment of the answer.
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
pub enum OutageStanding {
    /// 已超时: its end has passed and nobody has said that it is over.
    Overrun,
    /// Under way.
    Running,
    /// Not begun yet.
    Upcoming,
    /// Over.
    Ended,
}

/// How a notice from `starts_at` to `ends_at` that was declared over at `actual_end` stands at `now`.
pub fn standing(
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    actual_end: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> OutageStanding {
    match actual_end {
        Some(end) if end <= now => OutageStanding::Ended,
        _ if now < starts_at => OutageStanding::Upcoming,
        None if now >= ends_at => OutageStanding::Overrun,
        _ => OutageStanding::Running,
    }
}

/// Whether a notice published at `published_at` came less than a day before its start.
pub fn is_short_notice(published_at: DateTime<Utc>, starts_at: DateTime<Utc>) -> bool {
    starts_at - published_at < TimeDelta::hours(HOURS_AHEAD)
}

/// What is named beside its identifier or number: a compound or a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedRef {
    /// Identifier of the compound, or number of the project.
    pub id: String,
    /// Chinese name.
    pub name: String,
}

/// One published notice; it concerns one compound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outage {
    /// Identifier.
    pub id: OutageId,
    /// What is off or blocked.
    pub kind: OutageKind,
    /// The compound.
    pub compound: NamedRef,
    /// From the street down to its community.
    pub areas: Vec<AreaRef>,
    /// Buildings as the place calls them; none means the whole compound.
    pub buildings: Vec<String>,
    /// The works it is for, where they are public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<NamedRef>,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// End as announced, UTC.
    pub ends_at: DateTime<Utc>,
    /// When it was declared over, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_end: Option<DateTime<Utc>>,
    /// How it stands at the moment of the answer.
    pub standing: OutageStanding,
    /// Why, in everyday words.
    pub reason: String,
    /// What helps meanwhile: a water cart, other parking places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<String>,
    /// Whom to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Who announced it.
    pub source: String,
    /// When it was announced, UTC.
    pub published_at: DateTime<Utc>,
    /// When it was changed after it was published, UTC; absent while it is as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<DateTime<Utc>>,
    /// Announced less than a day ahead 临时通知.
    pub is_short_notice: bool,
    /// Why it could not be announced earlier 紧急原因.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<String>,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}

/// The notices of some days: overrun first, then by start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outages {
    /// First day, in Shanghai.
    pub from: NaiveDate,
    /// Last day, in Shanghai.
    pub to: NaiveDate,
    /// The notices that touch these days. What overran and is not over touches every day until somebody says so.
    pub items: Vec<Outage>,
}

/// Which notices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutageFilter {
    /// First day; today where absent.
    pub from: Option<NaiveDate>,
    /// Last day; [`DAYS_AHEAD`] after the first where absent.
    pub to: Option<NaiveDate>,
    /// An area; its whole subtree counts.
    pub area: Option<AreaId>,
    /// A compound.
    pub compound: Option<CompoundId>,
    /// Number of a project.
    pub project: Option<String>,
}

impl OutageFilter {
    /// Takes the filter out of `params`.
    ///
    /// # Errors
    /// 400 naming the parameter that cannot be read.
    pub fn take(params: &mut Params) -> Result<Self, ApiError> {
        let day = ("日期，如 2026-06-12", "a date such as 2026-06-12");
        let id = ("13 位标识", "an identifier of 13 characters");
        Ok(Self {
            from: params.read("from", day)?,
            to: params.read("to", day)?,
            area: params.read("area", id)?,
            compound: params.read("compound", id)?,
            project: params.take("project"),
        })
    }

    /// The days that are meant, where today is `today`.
    ///
    /// # Errors
    /// 400 where the last day is before the first or more than [`LONGEST`] days after it.
    pub fn days(&self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), ApiError> {
        let from = self.from.unwrap_or(today);
        let to = self.to.or_else(|| from.checked_add_signed(TimeDelta::days(DAYS_AHEAD))).unwrap_or(from);
        let span = (to - from).num_days();
        if (0..=LONGEST).contains(&span) {
            return Ok((from, to));
        }
        let zh = format!("不早于 from，最多晚 {LONGEST} 天的日期");
        let en = format!("a date not before from and at most {LONGEST} days after it");
        Err(ApiError::invalid("to", &to.to_string(), (&zh, &en)))
    }

    /// The query of this filter.
    pub fn write(&self) -> String {
        write([
            ("from", self.from.map(|d| d.to_string())),
            ("to", self.to.map(|d| d.to_string())),
            ("area", self.area.map(|a| a.to_string())),
            ("compound", self.compound.map(|c| c.to_string())),
            ("project", self.project.clone()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_overruns_until_somebody_says_that_it_is_over() {
        let at = |hour: u32| format!("2026-06-12T{hour:02}:00:00Z").parse().unwrap();
        let stands = |end: Option<u32>, now| standing((at(8), at(12)), end.map(at), at(now));
        assert_eq!(stands(None, 7), OutageStanding::Upcoming);
        assert_eq!(stands(None, 8), OutageStanding::Running);
        assert_eq!(stands(None, 12), OutageStanding::Overrun);
        assert_eq!(stands(Some(13), 12), OutageStanding::Running, "it is known to last longer");
        assert_eq!(stands(Some(10), 11), OutageStanding::Ended);
    }

    #[test]
    fn less_than_a_day_ahead_is_short_notice() {
        let at = |text: &str| text.parse().unwrap();
        assert!(!is_short_notice(at("2026-06-11T08:00:00Z"), at("2026-06-12T08:00:00Z")));
        assert!(is_short_notice(at("2026-06-11T08:00:01Z"), at("2026-06-12T08:00:00Z")));
    }

    #[test]
    fn days_that_make_no_sense_are_refused_by_name() {
        let today = "2026-06-12".parse().unwrap();
        let days = |query: &str| OutageFilter::take(&mut Params::parse(query).unwrap()).unwrap().days(today);
        assert_eq!(days("").unwrap(), (today, "2026-06-19".parse().unwrap()));
        for query in ["to=2026-06-11", "from=2026-06-01&to=2026-12-01"] {
            assert_eq!(days(query).unwrap_err().field.as_deref(), Some("to"), "{query}");
        }
        assert!(days("from=%2B262142-12-31").is_ok(), "the calendar ends, the server does not");
    }
}
