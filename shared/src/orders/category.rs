//! Categories 点单类别 (MODEL §3.1): what can be ordered, who may take it, what is asked beside, and by when it is done.

use serde::{Deserialize, Serialize};

use super::clock::Limits;
use super::{Urgency, codes};
use crate::error::{ApiError, ErrorCode};

codes! {
    /// Sort of order.
    OrderType {
        /// 服务
        Service,
        /// 微心愿
        Wish,
        /// 报修
        Repair,
        /// 施工投诉
        Complaint,
        /// 咨询
        Enquiry,
        /// 建议
        Suggestion,
        /// 举报
        Report,
    }
}

codes! {
    /// Who may take it from the pool.
    Pool {
        /// Volunteers and those at work
        Volunteers,
        /// Those at work
        Staff,
        /// Nobody: it is given to somebody
        None,
    }
}

codes! {
    /// How a question is answered.
    QuestionKind {
        /// One of its choices
        Choice,
        /// In words
        Text,
    }
}

/// Something that a category asks beside what is always asked. None of them must be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// Its code within the category.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What can be chosen.
    pub choices: Vec<QuestionChoice>,
}

/// One of the choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionChoice {
    /// Its code, which is what is kept.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A category, as everybody reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// Its code.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Sort of order.
    pub order_type: OrderType,
    /// Who may take it from the pool.
    pub pool: Pool,
    /// A photograph of the result must be there before it is done.
    pub needs_result_photo: bool,
    /// A project must be named.
    pub needs_project: bool,
    /// Limits at each urgency: normal, urgent, critical.
    pub limits: [Limits; 3],
    /// What it asks beside.
    pub questions: Vec<Question>,
    /// It can be ordered now.
    pub is_active: bool,
    /// Grows with each change.
    pub version: i32,
}

impl Category {
    /// Its limits at `urgency`.
    pub fn limits(&self, urgency: Urgency) -> Limits {
        self.limits[urgency as usize]
    }

    /// The name in Chinese or English.
    pub fn name(&self, chinese: bool) -> &str {
        if chinese { &self.zh } else { &self.en }
    }

    /// Reads answers to its questions: known questions, known choices, words of 200 characters at most; each once.
    ///
    /// # Errors
    /// Naming `answers`.
    pub fn answers(&self, given: &[Answer]) -> Result<Vec<Answer>, ApiError> {
        let wrong = || {
            let (zh, en) = (
                "这一类没有这个问题，或没有这个选项；文字最多 200 字。",
                "This category has no such question or choice; words have two hundred characters at most.",
            );
            ApiError::field(ErrorCode::InvalidValue, "answers", zh, en)
        };
        let mut read: Vec<Answer> = Vec::new();
        for answer in given {
            let value = answer.value.trim();
            if value.is_empty() {
                continue;
            }
            let question = self.questions.iter().find(|q| q.code == answer.question).ok_or_else(wrong)?;
            let fits = match question.kind {
                QuestionKind::Choice => question.choices.iter().any(|choice| choice.code == value),
                QuestionKind::Text => value.chars().count() <= 200,
            };
            if !fits || read.iter().any(|known| known.question == answer.question) {
                return Err(wrong());
            }
            read.push(Answer { question: answer.question.clone(), value: value.to_owned() });
        }
        Ok(read)
    }
}

/// An answer to a question of the category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// Code of the question.
    pub question: String,
    /// Code of the choice, or the words.
    pub value: String,
}

/// Body of `PUT /api/v1/staff/order-categories/{code}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// Another name in Chinese; absent where it stays.
    #[serde(default)]
    pub zh: Option<String>,
    /// Another name in English; absent where it stays.
    #[serde(default)]
    pub en: Option<String>,
    /// What it asks beside from now on; absent where that stays.
    #[serde(default)]
    pub questions: Option<Vec<Question>>,
    /// Who may take it from the pool.
    pub pool: Pool,
    /// A photograph of the result must be there before it is done.
    pub needs_result_photo: bool,
    /// Limits at each urgency: normal, urgent, critical.
    pub limits: [Limits; 3],
    /// It can be ordered.
    pub is_active: bool,
    /// The version that was seen.
    pub version: i32,
}

impl CategoryChange {
    /// Holds it against the rules.
    ///
    /// # Errors
    /// Naming `zh`, `en`, `questions` or `limits`.
    pub fn check(&self) -> Result<(), ApiError> {
        self.zh.as_deref().map_or(Ok(()), |zh| check_name("zh", zh))?;
        self.en.as_deref().map_or(Ok(()), |en| check_name("en", en))?;
        self.questions.as_deref().map_or(Ok(()), super::questions::check)?;
        if self.limits.iter().all(Limits::are_good) {
            return Ok(());
        }
        let (zh, en) = (
            "时限是 0 到 132480 的整数（分钟），办结时限要大于 0。",
            "A limit is a whole number of minutes from 0 to 132,480, and the one for finishing is above 0.",
        );
        Err(ApiError::field(ErrorCode::InvalidValue, "limits", zh, en))
    }
}

/// Body of `POST /api/v1/staff/order-categories`: a category that the starter ones lack. It begins with the usual limits, for
/// those at work to take, and cannot be ordered before somebody looked at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// Sort of order; a complaint names a project.
    pub order_type: OrderType,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
}

impl NewCategory {
    /// Holds it against the rules.
    ///
    /// # Errors
    /// Naming `zh` or `en`.
    pub fn check(&self) -> Result<(), ApiError> {
        check_name("zh", &self.zh)?;
        check_name("en", &self.en)
    }
}

/// A name is one line of forty characters at most.
fn check_name(field: &str, name: &str) -> Result<(), ApiError> {
    let is_one = name.trim() == name && (1..=40).contains(&name.chars().count());
    if is_one && !name.chars().any(char::is_control) {
        return Ok(());
    }
    let (zh, en) =
        ("名称要写 1 到 40 个字，前后不留空格。", "A name has one to forty characters, without spaces around.");
    Err(ApiError::field(ErrorCode::InvalidValue, field, zh, en))
}
