//! An order in a line of a list, with its clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{OrderEvent, OrderStatus, OwnerLevel, Urgency};
use crate::areas::AreaRef;

/// How the one clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockShown {
    /// When the limit is over; as it stood when the clock was stopped while it stands. UTC.
    pub due_at: DateTime<Utc>,
    /// It stands: the resident was asked for more.
    pub is_stopped: bool,
    /// All time counts, not working time alone.
    pub is_round: bool,
    /// Seconds of one day as the limit counts them: of a working day, or of a whole one.
    pub day: i64,
    /// Part of the limit used up, basis points; above 10,000 it is overdue.
    pub used_bp: i64,
    /// Seconds of working or all time that are left; below zero it is overdue by so much.
    pub left: i64,
    /// The holidays of a year that it runs through are not known: Monday to Friday were counted.
    pub unknown_year: Option<i32>,
}

impl ClockShown {
    /// The limit is over. At night nothing more is used up of one that ended with the working day, and it is over all the same.
    pub fn is_overdue(&self) -> bool {
        !self.is_stopped && self.left <= 0
    }

    /// Three quarters of it are over.
    pub fn is_running_out(&self) -> bool {
        !self.is_stopped && self.used_bp >= super::REMIND_AT_BP
    }
}

/// Category, place, urgency and clock: what a line of any list tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Number.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// In Chinese.
    pub category_zh: String,
    /// In English.
    pub category_en: String,
    /// From the street down to the smallest area.
    pub areas: Vec<AreaRef>,
    /// Name of the compound.
    pub compound: Option<String>,
    /// How pressing it is.
    pub urgency: Urgency,
    /// How far it is.
    pub status: OrderStatus,
    /// How the clock stands; absent once it is over.
    pub clock: Option<ClockShown>,
    /// Until when it should be taken, while it lies in the pool.
    pub take_due_at: Option<DateTime<Utc>>,
    /// Until when the next step should be done: accepted, taken, or spoken with who asked; absent where only the clock counts.
    #[serde(default)]
    pub step_due_at: Option<DateTime<Utc>>,
    /// When it was ordered, UTC.
    pub placed_at: DateTime<Utc>,
    /// The first words of what is asked for; not in the pool.
    pub what: Option<String>,
    /// Which level answers for it.
    pub owner_level: OwnerLevel,
    /// Name of the area that answers for it.
    pub owner: String,
    /// Who handles it or has it: a person's name at work, or an organisation.
    pub assignee: Option<String>,
    /// How often it came back as not solved.
    pub reopened: i32,
    /// It went up at least once.
    pub is_escalated: bool,
    /// A chase-up is open.
    pub is_chased: bool,
    /// Whoever asked was reached by telephone since it was done: it waits to be confirmed or sent back.
    #[serde(default)]
    pub is_heard: bool,
    /// It looks like misuse and waits for somebody's look.
    pub is_held: bool,
    /// How the caller stands to it in the pool: it lies in the same grid, community or further.
    pub near: Option<OwnerLevel>,
    /// What the caller may cause.
    pub allowed_events: Vec<OrderEvent>,
    /// Grows with each change.
    pub version: i32,
    /// Invented for the demonstration 示例.
    pub is_demo: bool,
}
