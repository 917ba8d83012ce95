//! Notices as those at work write and read them: `/api/v1/staff/notices`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::areas::AreaRef;
use crate::error::{ApiError, ErrorCode};
use crate::id::{AreaId, CompoundId, NoticeId};
use crate::outages::NamedRef;
use crate::published::Desked;
use crate::workflow::{Happened, needed_text, optional_text};

/// A notice as it is written. What it is about is the smallest of project, compound and area that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeForm {
    /// What sort.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// Text; paragraphs are set apart by line breaks.
    pub body: String,
    /// The area it is about.
    #[serde(default)]
    pub area: Option<AreaId>,
    /// The compound it is about.
    #[serde(default)]
    pub compound: Option<CompoundId>,
    /// Number of the project it is about.
    #[serde(default)]
    pub project: Option<String>,
    /// Office that writes it, never a person.
    pub author: String,
    /// Where it was first published; the author where nothing else is said.
    #[serde(default)]
    pub source: Option<String>,
    /// Whom to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// Last day for objections, in Shanghai; a publicity has one.
    #[serde(default)]
    pub publicity_until: Option<NaiveDate>,
}

impl NoticeForm {
    /// The form with its texts trimmed, when it can be read.
    ///
    /// # Errors
    /// Naming the field that is not right.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        self.title = needed_text(&self.title, "title", 100)?;
        self.body = needed_text(&self.body, "body", 20_000)?;
        self.author = needed_text(&self.author, "author", 100)?;
        self.source = optional_text(self.source.as_deref(), "source", 200)?;
        self.phone = optional_text(self.phone.as_deref(), "phone", 40)?;
        self.project = optional_text(self.project.as_deref(), "project", 40)?.map(|p| p.to_ascii_uppercase());
        if self.area.is_none() && self.compound.is_none() && self.project.is_none() {
            return Err(wrong("area", "请选择它说的是哪里。", "Say where it is about."));
        }
        match (self.kind, self.publicity_until) {
            (NoticeKind::Publicity, None) => {
                Err(wrong("publicity_until", "公示要写明截止日期。", "A publicity has a last day for objections."))
            }
            (NoticeKind::Publicity, Some(_)) | (_, None) => Ok(self),
            (_, Some(_)) => Err(wrong(
                "publicity_until",
                "只有公示才有截止日期。",
                "Only a publicity has a last day for objections.",
            )),
        }
    }
}

/// Whether a notice may be told on the day `today`: a publicity is open for that day at least.
///
/// # Errors
/// Naming `publicity_until`.
pub fn publishable(publicity_until: Option<NaiveDate>, today: NaiveDate) -> Result<(), ApiError> {
    if publicity_until.is_some_and(|until| until < today) {
        return Err(wrong(
            "publicity_until",
            "公示的截止日期已经过了，请改日期。",
            "That last day has passed: change it.",
        ));
    }
    Ok(())
}

/// Body of `POST /api/v1/staff/notices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    /// The same token writes it once.
    pub client_token: String,
    /// The notice.
    pub form: NoticeForm,
}

/// Body of `PUT /api/v1/staff/notices/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeChange {
    /// Version that was read.
    pub version: i32,
    /// The same token writes it once.
    pub client_token: String,
    /// The notice.
    pub form: NoticeForm,
}

/// A notice in any state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffNotice {
    /// Key.
    pub id: NoticeId,
    /// As it is written.
    pub form: NoticeForm,
    /// From the street down to where it is about.
    pub areas: Vec<AreaRef>,
    /// The compound by name.
    pub compound: Option<NamedRef>,
    /// The project by name.
    pub project: Option<NamedRef>,
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

    #[test]
    fn a_publicity_has_a_last_day_and_nothing_else_has_one() {
        let form = |kind, until: Option<&str>| NoticeForm {
            kind,
            title: "改造方案".to_owned(),
            body: "方案见附件。".to_owned(),
            area: Some(AreaId(1)),
            compound: None,
            project: None,
            author: "示例街道办事处".to_owned(),
            source: None,
            phone: None,
            publicity_until: until.map(|day| day.parse().unwrap()),
        };
        assert!(form(NoticeKind::Publicity, Some("2026-06-12")).checked().is_ok());
        assert!(form(NoticeKind::News, None).checked().is_ok());
        for wrong in [form(NoticeKind::Publicity, None), form(NoticeKind::News, Some("2026-06-12"))] {
            assert_eq!(wrong.checked().unwrap_err().field.as_deref(), Some("publicity_until"));
        }
        let nowhere = NoticeForm { area: None, ..form(NoticeKind::News, None) };
        assert_eq!(nowhere.checked().unwrap_err().field.as_deref(), Some("area"));
        let day: NaiveDate = "2026-06-12".parse().unwrap();
        assert!(publishable(Some(day), day).is_ok());
        assert!(publishable(Some(day), day + chrono::Days::new(1)).is_err());
    }
}
