//! What those at work do to an order beside its events: it stays in the state it is in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::callback::NewCallback;
use super::command::MOST_SAID;
use super::summary::NewSummary;
use super::{MOST_EXTENSION_DAYS, codes};
use crate::error::{ApiError, ErrorCode};
use crate::id::EventId;
use crate::workflow::needed_text;

codes! {
    /// Kind of deed.
    DeedKind {
        /// 申请延期
        AskExtension,
        /// 不同意延期
        RefuseExtension,
        /// 督办
        ChaseUp,
        /// 答复督办
        AnswerChaseUp,
        /// 结束督办
        CloseChaseUp,
        /// 回访
        CallBack,
        /// 写公开摘要
        WriteSummary,
        /// 公开摘要
        PublishSummary,
        /// 撤下摘要
        WithdrawSummary,
        /// 放行存疑的单
        Release,
    }
}

/// Body of `POST …/orders/{number}/deeds`, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderDeed {
    /// 申请延期, before the limit
    AskExtension {
        /// Working days more, 1 to 10.
        days: i32,
        /// Why.
        reason: String,
    },
    /// 不同意延期
    RefuseExtension {
        /// Why.
        reason: String,
    },
    /// 督办
    ChaseUp {
        /// What is to be done.
        text: String,
        /// By which day it is answered, in Shanghai.
        due_on: NaiveDate,
    },
    /// 答复督办
    AnswerChaseUp {
        /// Which.
        id: EventId,
        /// The answer.
        answer: String,
    },
    /// 结束督办
    CloseChaseUp {
        /// Which.
        id: EventId,
    },
    /// 回访
    CallBack(NewCallback),
    /// 写公开摘要
    WriteSummary(NewSummary),
    /// 公开摘要
    PublishSummary {
        /// Somebody looked: it tells nothing of a person.
        is_checked: bool,
    },
    /// 撤下摘要
    WithdrawSummary {
        /// Why.
        reason: String,
    },
    /// 放行存疑的单
    Release,
}

impl OrderDeed {
    /// Its kind.
    pub fn kind(&self) -> DeedKind {
        match self {
            Self::AskExtension { .. } => DeedKind::AskExtension,
            Self::RefuseExtension { .. } => DeedKind::RefuseExtension,
            Self::ChaseUp { .. } => DeedKind::ChaseUp,
            Self::AnswerChaseUp { .. } => DeedKind::AnswerChaseUp,
            Self::CloseChaseUp { .. } => DeedKind::CloseChaseUp,
            Self::CallBack(_) => DeedKind::CallBack,
            Self::WriteSummary(_) => DeedKind::WriteSummary,
            Self::PublishSummary { .. } => DeedKind::PublishSummary,
            Self::WithdrawSummary { .. } => DeedKind::WithdrawSummary,
            Self::Release => DeedKind::Release,
        }
    }

    /// Reads what comes with it on the day `today`.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self, today: NaiveDate) -> Result<Self, ApiError> {
        let wrong = |field: &str, zh: &str, en: &str| Err(ApiError::field(ErrorCode::InvalidValue, field, zh, en));
        let needed = |text: &str, field: &str| needed_text(text, field, MOST_SAID);
        Ok(match self {
            Self::AskExtension { days, reason } => {
                if !(1..=MOST_EXTENSION_DAYS).contains(&days) {
                    return wrong("days", "延期是 1 到 10 个工作日。", "An extension is of one to ten working days.");
                }
                Self::AskExtension { days, reason: needed(&reason, "reason")? }
            }
            Self::RefuseExtension { reason } => Self::RefuseExtension { reason: needed(&reason, "reason")? },
            Self::ChaseUp { text, due_on } => {
                if due_on < today {
                    return wrong("due_on", "答复期限不能早于今天。", "The day of the answer is today or later.");
                }
                Self::ChaseUp { text: needed(&text, "text")?, due_on }
            }
            Self::AnswerChaseUp { id, answer } => Self::AnswerChaseUp { id, answer: needed(&answer, "answer")? },
            Self::CallBack(heard) => Self::CallBack(heard.checked()?),
            Self::WriteSummary(summary) => Self::WriteSummary(summary.checked()?),
            Self::PublishSummary { is_checked: false } => {
                return wrong(
                    "is_checked",
                    "请先看过摘要，确认没有个人信息，再勾选。",
                    "Read the summary first and tick that it tells nothing of a person.",
                );
            }
            Self::WithdrawSummary { reason } => Self::WithdrawSummary { reason: needed(&reason, "reason")? },
            other @ (Self::CloseChaseUp { .. } | Self::PublishSummary { .. } | Self::Release) => other,
        })
    }
}
