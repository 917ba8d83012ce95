//! Working time 工作时间: what limits are counted in. Days come from the calendar of public holidays and make-up working
//! days; the hours of a day are a setting. All moments are UTC, the days and hours those of Shanghai.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc, Weekday,
};

use crate::time::{date_of, shanghai};

/// The hours of a working day where nobody set others.
pub const USUAL_HOURS: &str = "08:30-12:00,14:00-17:30";

/// The hours of a working day, as spans that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkHours(Vec<(NaiveTime, NaiveTime)>);

impl Default for WorkHours {
    fn default() -> Self {
        Self::parse(USUAL_HOURS).unwrap_or_else(|| Self(Vec::new()))
    }
}

impl WorkHours {
    /// Reads `08:30-12:00,14:00-17:30`: one to four spans in their order. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let span = |part: &str| {
            let (from, to) = part.split_once(['-', '–', '—', '~'])?;
            Some((time(from)?, time(to)?)).filter(|(from, to)| from < to)
        };
        let spans: Vec<_> = text.split([',', '，', ';', '；']).map(span).collect::<Option<_>>()?;
        let in_order = spans.windows(2).all(|two| two[0].1 <= two[1].0);
        ((1..=4).contains(&spans.len()) && in_order).then_some(Self(spans))
    }

    /// Seconds of a working day.
    pub fn seconds(&self) -> i64 {
        self.0.iter().map(|(from, to)| (*to - *from).num_seconds()).sum()
    }
}

impl std::fmt::Display for WorkHours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = |time: &NaiveTime| format!("{:02}:{:02}", time.hour(), time.minute());
        let spans: Vec<String> = self.0.iter().map(|(from, to)| format!("{}-{}", time(from), time(to))).collect();
        f.write_str(&spans.join(","))
    }
}

/// Which days are worked, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    hours: WorkHours,
    /// Days that are not as their weekday says.
    exceptions: BTreeMap<NaiveDate, bool>,
    /// Years of which the exceptions are known.
    years: BTreeSet<i32>,
}

impl WorkCalendar {
    /// The hours and the days that are not as their weekday says; a year with any such day is a year that is known.
    pub fn new(hours: WorkHours, exceptions: impl IntoIterator<Item = (NaiveDate, bool)>) -> Self {
        let exceptions: BTreeMap<NaiveDate, bool> = exceptions.into_iter().collect();
        let years = exceptions.keys().map(NaiveDate::year).collect();
        Self { hours, exceptions, years }
    }

    /// The hours of a working day.
    pub fn hours(&self) -> &WorkHours {
        &self.hours
    }

    /// Whether the holidays of the year are known; of others Monday to Friday are worked.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// The years from the one of `from` to the one of `to` whose holidays are not known.
    pub fn unknown_years(&self, from: NaiveDate, to: NaiveDate) -> Vec<i32> {
        (from.year()..=to.year()).filter(|year| !self.knows(*year)).collect()
    }

    /// Whether people work on `day`.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let usual = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.exceptions.get(&day).copied().unwrap_or(usual)
    }

    fn spans(&self, day: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let moment = move |time| {
            let local = day.and_time(time);
            shanghai().from_local_datetime(&local).single().map_or_else(|| local.and_utc(), |at| at.to_utc())
        };
        let is_worked = self.is_workday(day);
        self.hours.0.iter().filter(move |_| is_worked).map(move |(from, to)| (moment(*from), moment(*to)))
    }

    /// Seconds of work from `from` to `to`; none where `to` comes first.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        let (mut day, last) = (date_of(from), date_of(to));
        let mut seconds = 0;
        while day <= last {
            for (begin, end) in self.spans(day) {
                seconds += (end.min(to) - begin.max(from)).num_seconds().max(0);
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        seconds
    }

    /// The moment at which `seconds` of work are over, counted from `from`: at the end of a span and not at the
    /// beginning of the next. `from` itself where there is nothing to count.
    pub fn after(&self, from: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
        if seconds <= 0 || self.hours.seconds() == 0 {
            return from;
        }
        let (mut day, mut left) = (date_of(from), seconds);
        // No holiday of all lasts for a year.
        for _ in 0..36_600 {
            for (begin, end) in self.spans(day) {
                let begin = begin.max(from);
                let here = (end - begin).num_seconds().max(0);
                if here >= left {
                    return begin + TimeDelta::seconds(left);
                }
                left -= here;
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn calendar() -> WorkCalendar {
        let day = |text: &str, worked| (text.parse().unwrap(), worked);
        WorkCalendar::new(
            WorkHours::default(),
            [day("2026-06-19", false), day("2026-10-01", false), day("2026-10-02", false), day("2026-10-10", true)],
        )
    }

    #[test]
    fn four_working_hours_from_friday_afternoon_end_on_monday_and_saturday_does_not_count() {
        let friday = at("2026-06-12T17:00");
        let due = calendar().after(friday, 4 * 3_600);
        assert_eq!(due, at("2026-06-15T12:00"));
        assert_eq!(calendar().between(friday, at("2026-06-13T23:00")), 1_800);
        assert_eq!(calendar().after(friday, 1_800), at("2026-06-12T17:30"));
    }

    #[test]
    fn holidays_are_passed_over_and_make_up_days_are_worked() {
        assert_eq!(calendar().after(at("2026-06-18T17:00"), 3_600), at("2026-06-22T09:00"));
        assert!(calendar().is_workday("2026-10-10".parse().unwrap()));
        assert!(!calendar().knows(2027) && calendar().knows(2026));
        assert_eq!(calendar().unknown_years("2026-12-31".parse().unwrap(), "2027-01-04".parse().unwrap()), [2027]);
    }

    #[test]
    fn counting_forth_and_back_agrees_at_any_hour() {
        let calendar = calendar();
        let mut from = at("2026-06-11T00:07");
        for step in 0..400_i64 {
            let seconds = 60 + (step * 7_919) % 90_000;
            let due = calendar.after(from, seconds);
            assert_eq!(calendar.between(from, due), seconds, "{from} {seconds}");
            assert!(calendar.after(from, seconds + 1) > due);
            from += TimeDelta::minutes(37);
        }
    }

    #[test]
    fn hours_are_read_as_they_are_written() {
        assert_eq!(WorkHours::parse(USUAL_HOURS).unwrap().seconds(), 7 * 3_600);
        assert_eq!(WorkHours::parse("9:00–17:00").unwrap().to_string(), "09:00-17:00");
        for bad in ["", "08:30", "12:00-08:00", "08:00-12:00,11:00-13:00", "8-12", "08:30-25:00"] {
            assert!(WorkHours::parse(bad).is_none(), "{bad}");
        }
    }
}
