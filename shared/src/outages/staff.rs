//! Outage notices as those at work write and read them: `/api/v1/staff/outages`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{NamedRef, OutageKind, OutageStanding, is_short_notice};
use crate::areas::AreaRef;
use crate::error::{ApiError, ErrorCode};
use crate::id::{CompoundId, OutageId};
use crate::published::Desked;
use crate::workflow::{Happened, needed_text, optional_text};

/// Days that a notice may last: longer ones are works, and told as such.
pub const LONGEST_DAYS: i64 = 366;
/// Buildings that one notice may name.
const MOST_BUILDINGS: usize = 200;

/// A notice as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutageForm {
    /// What is off or blocked.
    pub kind: OutageKind,
    /// The compound it concerns.
    pub compound: CompoundId,
    /// Number of the works it is for.
    #[serde(default)]
    pub project: Option<String>,
    /// Buildings as the place calls them; none means the whole compound.
    #[serde(default)]
    pub buildings: Vec<String>,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// End as announced, UTC.
    pub ends_at: DateTime<Utc>,
    /// Why, in everyday words.
    pub reason: String,
    /// What helps meanwhile.
    #[serde(default)]
    pub alternative: Option<String>,
    /// Whom to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// Who announces it.
    pub source: String,
    /// Why it cannot be announced a day ahead 紧急原因.
    #[serde(default)]
    pub emergency: Option<String>,
}

impl OutageForm {
    /// The form with its texts trimmed, when it can be read.
    ///
    /// # Errors
    /// Naming the field that is not right.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        self.reason = needed_text(&self.reason, "reason", 500)?;
        self.alternative = optional_text(self.alternative.as_deref(), "alternative", 500)?;
        self.phone = optional_text(self.phone.as_deref(), "phone", 40)?;
        self.source = needed_text(&self.source, "source", 100)?;
        self.emergency = optional_text(self.emergency.as_deref(), "emergency", 500)?;
        self.project = optional_text(self.project.as_deref(), "project", 40)?.map(|p| p.to_ascii_uppercase());
        let mut buildings: Vec<String> = Vec::new();
        for label in &self.buildings {
            let label = needed_text(label, "buildings", 40)?;
            if !buildings.contains(&label) {
                buildings.push(label);
            }
        }
        if buildings.len() > MOST_BUILDINGS {
            return Err(wrong(
                "buildings",
                "楼栋太多，请改为整个小区。",
                "Too many buildings: take the whole compound.",
            ));
        }
        self.buildings = buildings;
        span(self.starts_at, self.ends_at)?;
        Ok(self)
    }
}

/// Holds a start and an end against each other.
///
/// # Errors
/// Naming `ends_at`.
pub fn span(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<(), ApiError> {
    if ends_at <= starts_at {
        return Err(wrong("ends_at", "结束时间要晚于开始时间。", "The end must be after the start."));
    }
    if ends_at - starts_at > TimeDelta::days(LONGEST_DAYS) {
        return Err(wrong(
            "ends_at",
            "一则通知最长一年，请检查年份。",
            "A notice lasts a year at most: check the year.",
        ));
    }
    Ok(())
}

/// Whether a notice may be told at `now`: not over yet, and a day ahead or with the reason why not (MODEL §4.10).
///
/// # Errors
/// Naming `ends_at` or `emergency`.
pub fn publishable(
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    emergency: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    if ends_at <= now {
        return Err(wrong("ends_at", "结束时间已经过了，请改时间。", "That end has passed: change it."));
    }
    if is_short_notice(now, starts_at) && emergency.is_none() {
        return Err(wrong(
            "emergency",
            "离开始不到 24 小时，请填写紧急原因，居民会看到。",
            "It begins in less than 24 hours: say why it could not be told earlier; residents read it.",
        ));
    }
    Ok(())
}

/// Body of `POST /api/v1/staff/outages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOutage {
    /// The same token writes it once.
    pub client_token: String,
    /// The notice.
    pub form: OutageForm,
}

/// Body of `PUT /api/v1/staff/outages/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutageChange {
    /// Version that was read.
    pub version: i32,
    /// The same token writes it once.
    pub client_token: String,
    /// The notice.
    pub form: OutageForm,
}

/// A notice in any state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffOutage {
    /// Key.
    pub id: OutageId,
    /// As it is written.
    pub form: OutageForm,
    /// The compound by name.
    pub compound: NamedRef,
    /// From the street down to its community.
    pub areas: Vec<AreaRef>,
    /// The works by name.
    pub project: Option<NamedRef>,
    /// When it was declared over, UTC.
    pub actual_end: Option<DateTime<Utc>>,
    /// How it stands, once it is published.
    pub standing: Option<OutageStanding>,
    /// It was announced less than a day ahead.
    pub is_short_notice: bool,
    /// What is the same for all that is published.
    pub desked: Desked,
    /// What happened to it, the latest first; on its own page.
    #[serde(default)]
    pub history: Vec<Happened>,
}

fn wrong(field: &str, zh: &str, en: &str) -> ApiError {
    ApiError::field(ErrorCode::InvalidValue, field, zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_cut_is_told_a_day_ahead_or_with_the_reason_why_not() {
        let times = (at("2026-06-12T00:00:00Z"), at("2026-06-12T04:00:00Z"));
        let field = |emergency, now| publishable(times, emergency, at(now)).map_err(|e| e.field.unwrap());
        assert_eq!(field(None, "2026-06-11T00:00:00Z"), Ok(()));
        assert_eq!(field(None, "2026-06-11T00:00:01Z"), Err("emergency".to_owned()));
        assert_eq!(field(Some("主管爆裂"), "2026-06-12T01:00:00Z"), Ok(()));
        assert_eq!(field(Some("主管爆裂"), "2026-06-12T04:00:00Z"), Err("ends_at".to_owned()));
    }

    #[test]
    fn a_year_that_was_mistyped_is_found() {
        assert!(span(at("2026-06-12T00:00:00Z"), at("2027-06-12T00:00:00Z")).is_ok());
        assert!(span(at("2026-06-12T00:00:00Z"), at("2036-06-12T00:00:00Z")).is_err());
        assert!(span(at("2026-06-12T00:00:00Z"), at("2026-06-12T00:00:00Z")).is_err());
    }
}
