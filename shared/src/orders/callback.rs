//! Callback 回访: somebody of another organisation than the handler asks by telephone how it went. Five fields.

use serde::{Deserialize, Serialize};

use super::codes;
use crate::error::ApiError;
use crate::workflow::optional_text;

codes! {
    /// How satisfied somebody says he is.
    Satisfied {
        /// 非常满意
        Very,
        /// 满意
        Yes,
        /// 基本满意
        Basic,
        /// 不满意
        No,
    }
}

impl Satisfied {
    /// Whether it counts as satisfied (MODEL §7, row 16).
    pub fn counts(self) -> bool {
        self != Self::No
    }
}

codes! {
    /// Whether it was solved, as who asked says.
    Solved {
        /// 已解决
        Yes,
        /// 部分解决
        Partly,
        /// 没有解决
        No,
    }
}

codes! {
    /// How somebody was asked.
    CallbackChannel {
        /// 电话
        Phone,
        /// 上门
        Visit,
    }
}

fn by_phone() -> CallbackChannel {
    CallbackChannel::Phone
}

/// What was heard on the telephone, or at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCallback {
    /// How he was asked; by telephone where nothing is said.
    #[serde(default = "by_phone")]
    pub channel: CallbackChannel,
    /// Somebody answered.
    pub reached: bool,
    /// Whether it was solved; with `reached`.
    #[serde(default)]
    pub solved: Option<Solved>,
    /// How satisfied; with `reached`.
    #[serde(default)]
    pub satisfied: Option<Satisfied>,
    /// In his words.
    #[serde(default)]
    pub words: Option<String>,
}

impl NewCallback {
    /// Reads it: who was reached said both, who was not said nothing.
    ///
    /// # Errors
    /// Naming the field.
    pub fn checked(self) -> Result<Self, ApiError> {
        let words = optional_text(self.words.as_deref(), "words", super::command::MOST_SAID)?;
        let missing = |field: &str| {
            let (zh, en) = ("接通了就要问这一项。", "Whoever was reached is asked this.");
            Err(ApiError::field(crate::error::ErrorCode::InvalidValue, field, zh, en))
        };
        match (self.reached, self.solved, self.satisfied) {
            (true, None, _) => missing("solved"),
            (true, _, None) => missing("satisfied"),
            (true, solved, satisfied) => Ok(Self { reached: true, solved, satisfied, words, ..self }),
            (false, ..) => Ok(Self { reached: false, solved: None, satisfied: None, words, ..self }),
        }
    }
}
