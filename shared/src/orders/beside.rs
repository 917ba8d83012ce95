//! What goes on beside the states of an order, as those at work read it: extensions, escalations, chase-ups, callbacks and the summary.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::OwnerLevel;
use super::callback::{CallbackChannel, Satisfied, Solved};
use super::summary::SummaryStatus;
use crate::id::EventId;

/// An extension 延期.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionShown {
    /// Working days.
    pub days: i32,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Name of who asked.
    pub asked_by: Option<String>,
    /// Whether it was granted; absent while nobody decided.
    pub is_granted: Option<bool>,
    /// Nobody decided it: the order was done, or went to somebody else.
    #[serde(default)]
    pub is_void: bool,
    /// Why not.
    pub refusal: Option<String>,
}

/// An escalation 上报.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationShown {
    /// From which level.
    pub from: OwnerLevel,
    /// To which.
    pub to: OwnerLevel,
    /// Name of the area it went to.
    pub to_area: String,
    /// Why it could not be solved there.
    pub reason: String,
    /// What was tried.
    pub tried: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When somebody up there took it or gave it to somebody.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A chase-up 督办.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChaseUpShown {
    /// Key.
    pub id: EventId,
    /// The level it comes from.
    pub level: OwnerLevel,
    /// It opened by itself.
    pub is_by_system: bool,
    /// What is to be done.
    pub text: String,
    /// By which day it is answered.
    pub due_on: NaiveDate,
    /// When it was opened.
    pub at: DateTime<Utc>,
    /// The answer; forgotten with what it is about.
    pub answer: Option<String>,
    /// Somebody answered it.
    pub is_answered: bool,
    /// It is over.
    pub is_closed: bool,
}

/// A callback 回访.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackShown {
    /// When.
    pub at: DateTime<Utc>,
    /// Name of who called.
    pub by: Option<String>,
    /// By telephone or at the door.
    pub channel: CallbackChannel,
    /// Somebody answered.
    pub reached: bool,
    /// Whether it was solved.
    pub solved: Option<Solved>,
    /// How satisfied.
    pub satisfied: Option<Satisfied>,
    /// In his words.
    pub words: Option<String>,
}

/// What may become public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryShown {
    /// What was asked for.
    pub title: String,
    /// What was done.
    pub result: Option<String>,
    /// How far it is.
    pub status: SummaryStatus,
    /// Name of who wrote it.
    pub written_by: Option<String>,
}
