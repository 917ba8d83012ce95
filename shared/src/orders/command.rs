//! What is sent to make something happen to an order: one body for each event of the table of states.

use serde::{Deserialize, Serialize};

use super::new::check_photographs;
use super::{DeclineReason, OrderEvent, Outcome, RefuseReason, Urgency};
use crate::error::{ApiError, ErrorCode};
use crate::id::{MediaId, OrganizationId, UserId};
use crate::workflow::{needed_text, optional_text};

/// Characters of a reason, a question, an answer or a result.
pub const MOST_SAID: usize = 500;

/// To whom an order is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Assignee {
    /// A person.
    User {
        /// Who.
        id: UserId,
    },
    /// An organisation: anybody of it takes it.
    Organization {
        /// Which.
        id: OrganizationId,
    },
    /// The office that answers for it: anybody there takes it.
    Office,
}

/// Body of `POST …/orders/{number}/events`, beside version and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderCommand {
    /// 请补充: the clock stands until the answer.
    AskInfo {
        /// What is asked.
        question: String,
    },
    /// 补充
    GiveInfo {
        /// The answer.
        answer: String,
        /// Photographs that were uploaded with the same token.
        #[serde(default)]
        photographs: Vec<MediaId>,
    },
    /// 不予受理
    Decline {
        /// Why.
        reason: DeclineReason,
        /// In words that who asked understands.
        words: String,
        /// Where to go instead.
        instead: String,
    },
    /// 受理，放入接单池
    AcceptToPool {
        /// Another category than was chosen.
        #[serde(default)]
        category: Option<String>,
        /// Another urgency than was chosen.
        #[serde(default)]
        urgency: Option<Urgency>,
    },
    /// 受理并派单
    AcceptAndAssign {
        /// Another category than was chosen.
        #[serde(default)]
        category: Option<String>,
        /// Another urgency than was chosen.
        #[serde(default)]
        urgency: Option<Urgency>,
        /// To whom.
        assignee: Assignee,
    },
    /// 接单
    Take,
    /// 派单
    Assign {
        /// To whom.
        assignee: Assignee,
        /// Why; needed where it was given to somebody before.
        #[serde(default)]
        reason: Option<String>,
    },
    /// 拒单
    Refuse {
        /// Why.
        reason: RefuseReason,
        /// In words.
        #[serde(default)]
        words: Option<String>,
    },
    /// 退单
    GiveBack {
        /// Why.
        reason: String,
    },
    /// 开始办理: the first talk with who asked
    Start {
        /// What was agreed.
        #[serde(default)]
        note: Option<String>,
    },
    /// 记一笔
    Log {
        /// What was done; who asked reads it.
        note: String,
        /// Photographs that were uploaded with the same token.
        #[serde(default)]
        photographs: Vec<MediaId>,
    },
    /// 办结
    Finish {
        /// What came of it.
        outcome: Outcome,
        /// What was done, for who asked.
        result: String,
        /// Photographs that were uploaded with the same token.
        #[serde(default)]
        photographs: Vec<MediaId>,
    },
    /// 确认解决: one to five stars by who asked; those at work do it by a callback and give none.
    Confirm {
        /// One to five.
        #[serde(default)]
        rating: Option<u8>,
        /// In words.
        #[serde(default)]
        words: Option<String>,
    },
    /// 没有解决
    Reject {
        /// What is missing.
        reason: String,
    },
    /// 上报
    Escalate {
        /// Why it cannot be solved here.
        reason: String,
        /// What was tried.
        tried: String,
    },
    /// 同意延期: the one that was asked for
    Extend,
    /// 撤单
    Cancel {
        /// Why.
        reason: String,
    },
}

impl OrderCommand {
    /// The event of the table of states.
    pub fn event(&self) -> OrderEvent {
        match self {
            Self::AskInfo { .. } => OrderEvent::AskInfo,
            Self::GiveInfo { .. } => OrderEvent::GiveInfo,
            Self::Decline { .. } => OrderEvent::Decline,
            Self::AcceptToPool { .. } => OrderEvent::AcceptToPool,
            Self::AcceptAndAssign { .. } => OrderEvent::AcceptAndAssign,
            Self::Take => OrderEvent::Take,
            Self::Assign { .. } => OrderEvent::Assign,
            Self::Refuse { .. } => OrderEvent::Refuse,
            Self::GiveBack { .. } => OrderEvent::GiveBack,
            Self::Start { .. } => OrderEvent::Start,
            Self::Log { .. } => OrderEvent::Log,
            Self::Finish { .. } => OrderEvent::Finish,
            Self::Confirm { .. } => OrderEvent::Confirm,
            Self::Reject { .. } => OrderEvent::Reject,
            Self::Escalate { .. } => OrderEvent::Escalate,
            Self::Extend => OrderEvent::Extend,
            Self::Cancel { .. } => OrderEvent::Cancel,
        }
    }

    /// Reads the words that come with it: trimmed, there where they must be, none too long.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self) -> Result<Self, ApiError> {
        let needed = |text: &str, field: &str| needed_text(text, field, MOST_SAID);
        let optional = |text: &Option<String>, field: &str| optional_text(text.as_deref(), field, MOST_SAID);
        Ok(match self {
            Self::AskInfo { question } => Self::AskInfo { question: needed(&question, "question")? },
            Self::GiveInfo { answer, photographs } => {
                check_photographs(&photographs)?;
                Self::GiveInfo { answer: needed(&answer, "answer")?, photographs }
            }
            Self::Decline { reason, words, instead } => {
                Self::Decline { reason, words: needed(&words, "words")?, instead: needed(&instead, "instead")? }
            }
            Self::Assign { assignee, reason } => Self::Assign { assignee, reason: optional(&reason, "reason")? },
            Self::Refuse { reason, words } => Self::Refuse { reason, words: optional(&words, "words")? },
            Self::GiveBack { reason } => Self::GiveBack { reason: needed(&reason, "reason")? },
            Self::Start { note } => Self::Start { note: optional(&note, "note")? },
            Self::Log { note, photographs } => {
                check_photographs(&photographs)?;
                Self::Log { note: needed(&note, "note")?, photographs }
            }
            Self::Finish { outcome, result, photographs } => {
                check_photographs(&photographs)?;
                Self::Finish { outcome, result: needed(&result, "result")?, photographs }
            }
            Self::Confirm { rating, words } => {
                if rating.is_some_and(|stars| !(1..=5).contains(&stars)) {
                    let (zh, en) = ("请给 1 到 5 颗星。", "Give one to five stars.");
                    return Err(ApiError::field(ErrorCode::InvalidValue, "rating", zh, en));
                }
                Self::Confirm { rating, words: optional(&words, "words")? }
            }
            Self::Reject { reason } => Self::Reject { reason: needed(&reason, "reason")? },
            Self::Escalate { reason, tried } => {
                Self::Escalate { reason: needed(&reason, "reason")?, tried: needed(&tried, "tried")? }
            }
            Self::Cancel { reason } => Self::Cancel { reason: needed(&reason, "reason")? },
            other @ (Self::AcceptToPool { .. } | Self::AcceptAndAssign { .. } | Self::Take | Self::Extend) => other,
        })
    }
}
