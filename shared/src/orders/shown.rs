//! An order as those read it who may: who asked, who handles, who answers for it. No public answer holds any of these.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::beside::{CallbackShown, ChaseUpShown, EscalationShown, ExtensionShown, SummaryShown};
use super::deed::DeedKind;
use super::line::OrderLine;
use super::{AnsweredBy, Channel, DeclineReason, OrderEvent, OrderStatus, Outcome};
use crate::areas::AreaRef;
use crate::geo::Point;
use crate::id::{EventId, MediaId, OrganizationId, UserId};
use crate::media::MediaSize;
use crate::outages::NamedRef;
use crate::people::Role;

/// What happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderHappened {
    /// Key, sorted by time.
    pub id: EventId,
    /// Code of the event or deed.
    pub event: String,
    /// State after.
    pub to: OrderStatus,
    /// Role in which it was done; the one who asked is a resident, the program itself the system.
    pub role: Role,
    /// Name of who did it; those at work read it, who asked does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// What was said with it.
    pub note: Option<String>,
    /// Photographs that came with it.
    pub photographs: Vec<OrderPhotograph>,
}

/// A photograph of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPhotograph {
    /// Key.
    pub id: MediaId,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Sizes and their addresses, which need a session or the secret.
    pub sizes: Vec<MediaSize>,
}

/// What came of an order, and what who asked says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultShown {
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// What was done.
    pub result: Option<String>,
    /// When it was done, UTC.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it was over, UTC.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether it was solved, as who asked says; absent while he said nothing.
    pub is_solved: Option<bool>,
    /// One to five stars.
    pub rating: Option<i32>,
    /// In his words.
    pub rating_words: Option<String>,
    /// By whose word; absent where nobody said a word.
    pub answered_by: Option<AnsweredBy>,
    /// Why it was not accepted.
    pub declined: Option<DeclineReason>,
    /// Where to go instead.
    pub instead: Option<String>,
}

/// An answer to a question of the category, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerShown {
    /// What was asked, in Chinese.
    pub question_zh: String,
    /// In English.
    pub question_en: String,
    /// The choice in Chinese, or the words of who asked.
    pub value_zh: String,
    /// The choice in English, or the same words.
    pub value_en: String,
}

/// What was asked for, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedShown {
    /// In the words of who asked; absent once it was forgotten.
    pub what: Option<String>,
    /// Answers to the questions of the category.
    pub answers: Vec<AnswerShown>,
    /// From the street down to the smallest area.
    pub areas: Vec<AreaRef>,
    /// The compound.
    pub compound: Option<NamedRef>,
    /// The building.
    pub building: Option<String>,
    /// The place in words.
    pub place: Option<String>,
    /// The pin.
    pub at: Option<Point>,
    /// The project complained about.
    pub project: Option<NamedRef>,
    /// Photographs that came with it.
    pub photographs: Vec<OrderPhotograph>,
    /// How it came.
    pub channel: Channel,
}

/// A look at the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneLook {
    /// When.
    pub at: DateTime<Utc>,
    /// In which role.
    pub role: Role,
}

/// Whom to call about an order: what the contact card of its place says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCall {
    /// Such as 网格员.
    pub title: String,
    /// Telephone of the duty.
    pub phone: String,
}

/// An order as who asked reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyOrder {
    /// Number, category, place, urgency and clock.
    pub line: OrderLine,
    /// What was asked for, and where.
    pub asked: AskedShown,
    /// What came of it.
    pub result: ResultShown,
    /// By when somebody says whether it is accepted.
    pub intake_due_at: DateTime<Utc>,
    /// By when somebody speaks with him.
    pub contact_due_at: Option<DateTime<Utc>>,
    /// In which role somebody handles it.
    pub handler: Option<Role>,
    /// What happened, the oldest first.
    pub history: Vec<OrderHappened>,
    /// Whom to call about it, while it is open and its place has a contact card.
    #[serde(default)]
    pub call: Option<OrderCall>,
    /// `138****1234`; absent once it was forgotten.
    pub phone_mask: Option<String>,
    /// Who looked at the phone.
    pub looks: Vec<PhoneLook>,
    /// What he may cause.
    pub allowed_events: Vec<OrderEvent>,
    /// His phone can be forgotten now.
    pub may_forget: bool,
}

/// An order as those at work read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffOrder {
    /// Number, category, place, urgency and clock.
    pub line: OrderLine,
    /// What was asked for, and where.
    pub asked: AskedShown,
    /// What came of it.
    pub result: ResultShown,
    /// Its category is done with a photograph of the result only.
    #[serde(default)]
    pub needs_result_photo: bool,
    /// By when somebody says whether it is accepted.
    pub intake_due_at: DateTime<Utc>,
    /// By when somebody speaks with who asked.
    pub contact_due_at: Option<DateTime<Utc>>,
    /// When somebody did.
    pub contacted_at: Option<DateTime<Utc>>,
    /// Ordered in somebody's name.
    pub is_for_other: bool,
    /// The name he wants to be called by, first character and stars.
    pub name_mask: Option<String>,
    /// `138****1234`.
    pub phone_mask: Option<String>,
    /// The caller may see the full phone; each look is on record.
    pub may_read_phone: bool,
    /// The caller handles it.
    pub is_mine: bool,
    /// What happened, the oldest first.
    pub history: Vec<OrderHappened>,
    /// How often it was given back or refused.
    pub came_back: i32,
    /// How many more said that it concerns them.
    pub joined: i64,
    /// Extensions.
    pub extensions: Vec<ExtensionShown>,
    /// Escalations.
    pub escalations: Vec<EscalationShown>,
    /// Chase-ups.
    pub chase_ups: Vec<ChaseUpShown>,
    /// Callbacks.
    pub callbacks: Vec<CallbackShown>,
    /// What may become public.
    pub summary: Option<SummaryShown>,
    /// Why it waits for somebody's look.
    pub held: Option<String>,
    /// What the caller may do beside events.
    pub allowed_deeds: Vec<DeedKind>,
}

/// Somebody to whom an order can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// A person; absent for an organisation.
    pub user: Option<UserId>,
    /// An organisation; absent for a person.
    pub organization: Option<OrganizationId>,
    /// Name.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// How many orders he has now.
    pub open: i64,
}

/// The full phone, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullContact {
    /// Eleven digits.
    pub phone: Option<String>,
    /// The name he wants to be called by.
    pub name: Option<String>,
}
