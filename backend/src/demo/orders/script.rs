//! The script of an order: who does what to it and when, before any of it is played.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use shared::orders::clock::Measure;
use shared::orders::command::OrderCommand;
use shared::orders::deed::OrderDeed;
use shared::orders::{Channel, Outcome, Urgency};
use shared::people::Role;
use shared::time::{date_of, shanghai};

use super::ground::{Home, Works};
use super::words::Line;

/// Somebody, as seen from where the order lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Who asked.
    Asker,
    /// Of the grid.
    Grid,
    /// Of the community.
    Community,
    /// Of the street.
    Street,
    /// Of the district.
    District,
    /// One of the community's volunteers.
    Volunteer(usize),
    /// Of the client of the works.
    Manager,
    /// The account of the demonstration with this role.
    Account(Role),
}

/// To whom it is given.
#[derive(Clone, Copy, Debug)]
pub(super) enum To {
    /// The office that answers for it.
    Office,
    /// A person.
    One(Who),
    /// The client of the works.
    Client,
}

/// What is done.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Ordered.
    Place,
    /// An event that needs nothing beside its words.
    Do(OrderCommand),
    /// Accepted and given.
    AcceptAndGive(To),
    /// Given, with the reason.
    Give(To, &'static str),
    /// Done, with the photograph that the category asks for.
    Finish(Outcome, &'static str),
    /// Something beside the events.
    Deed(OrderDeed),
    /// Every open chase-up is answered; where there is none, nothing happens.
    AnswerChaseUps(&'static str),
    /// Every chase-up that was answered is closed.
    CloseChaseUps,
}

/// One line of the script.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub who: Who,
    /// What.
    pub act: Act,
}

/// By whom it is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Somebody without an account.
    Anybody,
    /// The account of the demonstration with this role.
    Account(Role),
    /// Somebody at work, in somebody's name 代点单.
    For(Who, Channel),
}

/// One order and all that happens to it.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Its words.
    pub line: Line,
    /// What is asked for, where it is not of the line.
    pub what: Option<&'static str>,
    /// How pressing.
    pub urgency: Urgency,
    /// Where.
    pub home: Home,
    /// The works that it is about.
    pub works: Option<Works>,
    /// By whom.
    pub by: By,
    /// What happens, in the order of time; first that it is placed.
    pub steps: Vec<Step>,
}

/// Writes a script from one moment to the next.
pub(super) struct Pen<'a> {
    measure: Measure<'a>,
    at: DateTime<Utc>,
    /// What was written.
    pub steps: Vec<Step>,
}

impl<'a> Pen<'a> {
    /// It is ordered at `at`.
    pub(super) fn place(measure: Measure<'a>, at: DateTime<Utc>) -> Self {
        Self { measure, at, steps: vec![Step { at, who: Who::Asker, act: Act::Place }] }
    }

    /// After so many minutes that count.
    pub(super) fn then(&mut self, minutes: i64, who: Who, act: Act) -> &mut Self {
        self.at = self.measure.after(self.at, minutes * 60);
        self.steps.push(Step { at: self.at, who, act });
        self
    }

    /// After so many hours of any time, and by day.
    pub(super) fn later(&mut self, hours: i64, who: Who, act: Act) -> &mut Self {
        self.at = by_day(self.at + TimeDelta::hours(hours));
        self.steps.push(Step { at: self.at, who, act });
        self
    }

    /// Whether the step that would come after so many minutes of work comes within so many days.
    pub(super) fn is_within(&self, minutes: i64, days: i64) -> bool {
        self.measure.calendar.after(self.at, minutes * 60) < self.at + TimeDelta::days(days)
    }

    /// The day on which a chase-up that is opened after so many minutes is to be answered.
    pub(super) fn due_on(&self, minutes: i64) -> NaiveDate {
        date_of(self.measure.after(self.at, minutes * 60)) + TimeDelta::days(3)
    }

    /// After so many minutes of work, however pressing it is.
    pub(super) fn at_work(&mut self, minutes: i64, who: Who, act: Act) -> &mut Self {
        self.at = self.measure.calendar.after(self.at, minutes * 60);
        self.steps.push(Step { at: self.at, who, act });
        self
    }
}

/// The same moment, or the next one at which people are up.
pub(super) fn by_day(at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at.with_timezone(&shanghai());
    let (early, late) = (NaiveTime::from_hms_opt(8, 0, 0), NaiveTime::from_hms_opt(21, 0, 0));
    let time = local.time();
    let day = match (early, late) {
        (Some(early), Some(late)) if (early..late).contains(&time) => return at,
        (Some(early), _) if time < early => date_of(at),
        _ => date_of(at) + TimeDelta::days(1),
    };
    let minute = at.timestamp().rem_euclid(60 * 50);
    let morning = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or(NaiveTime::MIN) + TimeDelta::seconds(minute);
    shanghai().from_local_datetime(&day.and_time(morning)).single().map_or(at, |at| at.to_utc())
}
