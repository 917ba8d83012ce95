//! stub
#![allow(missing_docs, reason = "x")]
use serde::{Deserialize, Serialize};
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewsKind {
    OrderAssigned,
    OrderReminder,
    OrderOverdue,
    OrderEscalated,
    OrderChasedUp,
    OrderReopened,
    ExtensionAsked,
    ExtensionDecided,
    OrderAnswered,
    OrderTakeLate,
}
#[derive(Clone, Debug)]
pub struct News {
    pub kind: NewsKind,
    pub number: Option<String>,
    pub about: String,
}
