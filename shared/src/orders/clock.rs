//! The one clock 计时 of an order: it runs from the moment of ordering, stands while the resident is asked for more, and never
//! begins anew. Working time for what is normal, day and night for what is urgent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{REMIND_AT_BP, Urgency};
use crate::working_time::WorkCalendar;

/// Limits of a category at an urgency, in minutes: of work where it is normal, of the clock otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// From ordering until somebody says whether it is accepted.
    pub intake: i32,
    /// From then until somebody takes it.
    pub take: i32,
    /// From then until somebody has spoken with the resident.
    pub contact: i32,
    /// From ordering until it is done.
    pub finish: i32,
}

/// Minutes within which what is due at once is done: nothing is late at the moment it begins.
pub const AT_ONCE_MINUTES: i32 = 5;

/// Minutes of a limit at most: three months of working days.
pub const MOST_MINUTES: i32 = 60 * 24 * 92;

impl Limits {
    /// Where nobody set others: MODEL §3.2, a working day being seven hours. What is critical is done the same day: within
    /// eight hours.
    pub fn usual(urgency: Urgency) -> Self {
        match urgency {
            Urgency::Normal => Self { intake: 240, take: 420, contact: 420, finish: 2_100 },
            Urgency::Urgent => Self { intake: 30, take: 120, contact: 120, finish: 1_440 },
            Urgency::Critical => Self { intake: 0, take: 15, contact: 15, finish: 480 },
        }
    }

    /// Seconds from ordering until somebody says whether it is accepted.
    pub fn intake_seconds(&self) -> i64 {
        i64::from(self.intake.max(AT_ONCE_MINUTES)) * 60
    }

    /// All are counted, and the longest fits.
    pub fn are_good(&self) -> bool {
        let all = [self.intake, self.take, self.contact, self.finish];
        all.iter().all(|minutes| (0..=MOST_MINUTES).contains(minutes)) && self.finish > 0
    }
}

/// Counts either working time or all time.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    /// The calendar.
    pub calendar: &'a WorkCalendar,
    /// All time counts.
    pub is_round: bool,
}

impl<'a> Measure<'a> {
    /// How limits of `urgency` are counted.
    pub fn of(calendar: &'a WorkCalendar, urgency: Urgency) -> Self {
        Self { calendar, is_round: urgency.is_round_the_clock() }
    }

    /// Seconds that count from `from` to `to`.
    pub fn between(self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        if self.is_round { (to - from).num_seconds().max(0) } else { self.calendar.between(from, to) }
    }

    /// When `seconds` that count are over.
    pub fn after(self, from: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
        if self.is_round { from + TimeDelta::seconds(seconds.max(0)) } else { self.calendar.after(from, seconds) }
    }

    /// Seconds of one working day: what a day of an extension adds.
    pub fn day(self) -> i64 {
        if self.is_round { 86_400 } else { self.calendar.hours().seconds() }
    }
}

/// How much of the limit is used, and since when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderClock {
    /// Seconds that it may take.
    pub limit: i64,
    /// Seconds used up before `running_since`.
    pub used: i64,
    /// Since when it runs; `None` while it stands.
    pub running_since: Option<DateTime<Utc>>,
}

impl OrderClock {
    /// Begins at `now`.
    pub fn begin(limit_minutes: i32, now: DateTime<Utc>) -> Self {
        Self { limit: i64::from(limit_minutes) * 60, used: 0, running_since: Some(now) }
    }

    /// Seconds used up at `now`.
    pub fn used_at(&self, now: DateTime<Utc>, measure: Measure<'_>) -> i64 {
        self.used + self.running_since.map_or(0, |since| measure.between(since, now))
    }

    /// It stands from now on.
    #[must_use]
    pub fn stopped(self, now: DateTime<Utc>, measure: Measure<'_>) -> Self {
        Self { used: self.used_at(now, measure), running_since: None, ..self }
    }

    /// It runs on, from what was used up.
    #[must_use]
    pub fn running(self, now: DateTime<Utc>) -> Self {
        Self { running_since: self.running_since.or(Some(now)), ..self }
    }

    /// Another measure and limit from now on: what was used up since it `began` is kept.
    #[must_use]
    pub fn changed(
        self,
        limit_minutes: i32,
        (began, now): (DateTime<Utc>, DateTime<Utc>),
        before: Measure<'_>,
        after: Measure<'_>,
    ) -> Self {
        let limit = i64::from(limit_minutes) * 60;
        if before.is_round == after.is_round {
            return Self { limit, ..self };
        }
        // What ran at night is not charged to a limit that only counts the day: no more is used up than there was of it.
        let used = self.used_at(now, before).min(after.between(began, now));
        Self { limit, used, running_since: self.running_since.map(|_| now) }
    }

    /// When the limit is over; `None` while it stands.
    pub fn due(&self, measure: Measure<'_>) -> Option<DateTime<Utc>> {
        self.running_since.map(|since| measure.after(since, self.limit - self.used))
    }

    /// When the handler is reminded; `None` while it stands.
    pub fn remind(&self, measure: Measure<'_>) -> Option<DateTime<Utc>> {
        let until = self.limit * REMIND_AT_BP / 10_000 - self.used;
        self.running_since.map(|since| measure.after(since, until))
    }

    /// When a chase-up opens by itself: a working day after the limit; `None` while it stands.
    pub fn chase_up(&self, measure: Measure<'_>) -> Option<DateTime<Utc>> {
        self.running_since.map(|since| measure.after(since, self.limit - self.used + measure.day()))
    }

    /// Part of the limit used up at `now`, basis points; above 10,000 it is overdue.
    pub fn used_bp(&self, now: DateTime<Utc>, measure: Measure<'_>) -> i64 {
        self.used_at(now, measure).saturating_mul(10_000) / self.limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::working_time::WorkHours;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00+08:00").parse().unwrap()
    }

    #[test]
    fn a_question_to_the_resident_stops_the_clock_and_his_answer_runs_it_on() {
        let calendar = WorkCalendar::new(WorkHours::default(), []);
        let work = Measure::of(&calendar, Urgency::Normal);
        let clock = OrderClock::begin(420, at("2026-06-12T09:30"));
        assert_eq!(clock.due(work), Some(at("2026-06-15T09:30")));
        let asked = clock.stopped(at("2026-06-12T10:30"), work);
        assert_eq!((asked.used, asked.due(work)), (3_600, None));
        // Three days pass: not one second of them counts.
        let on = asked.running(at("2026-06-16T08:30"));
        assert_eq!(on.due(work), Some(at("2026-06-16T16:30")));
        assert_eq!(on.remind(work), Some(at("2026-06-16T14:45")));
        assert_eq!(on.chase_up(work), Some(at("2026-06-17T16:30")));
        assert_eq!(on.used_bp(at("2026-06-16T16:30"), work), 10_000);
    }

    #[test]
    fn what_is_not_urgent_after_all_is_not_charged_for_the_nights() {
        let calendar = WorkCalendar::new(WorkHours::default(), []);
        let (work, round) = (Measure::of(&calendar, Urgency::Normal), Measure::of(&calendar, Urgency::Urgent));
        // Friday evening to Monday morning: an hour of work, and the weekend.
        let clock = OrderClock::begin(1_440, at("2026-06-12T17:00"));
        let normal = clock.changed(2_100, (at("2026-06-12T17:00"), at("2026-06-15T09:00")), round, work);
        assert_eq!(normal.used, 3_600);
        // Nor where a question stopped it meanwhile.
        let asked = clock.stopped(at("2026-06-15T09:00"), round).running(at("2026-06-15T10:00"));
        let normal = asked.changed(2_100, (at("2026-06-12T17:00"), at("2026-06-15T10:30")), round, work);
        assert_eq!(normal.used, 2 * 3_600 + 1_800);
        assert!(normal.due(work) > Some(at("2026-06-19T00:00")));
    }

    #[test]
    fn what_becomes_urgent_keeps_what_was_used_up() {
        let calendar = WorkCalendar::new(WorkHours::default(), []);
        let (work, round) = (Measure::of(&calendar, Urgency::Normal), Measure::of(&calendar, Urgency::Urgent));
        let clock = OrderClock::begin(2_100, at("2026-06-12T17:00"));
        let urgent = clock.changed(1_440, (at("2026-06-12T17:00"), at("2026-06-13T09:00")), work, round);
        assert_eq!(urgent.used, 1_800);
        assert_eq!(urgent.due(round), Some(at("2026-06-14T08:30")));
    }
}
