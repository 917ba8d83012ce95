//! Moments counted back from now, in working time or in all time.

use chrono::{DateTime, TimeDelta, Utc};
use shared::working_time::WorkCalendar;

/// Counts back from now.
#[derive(Clone, Copy)]
pub(super) struct Back<'a> {
    pub calendar: &'a WorkCalendar,
    pub now: DateTime<Utc>,
}

impl Back<'_> {
    /// The last moment from which so many minutes of work lie behind.
    pub(super) fn worked(self, minutes: i64) -> DateTime<Utc> {
        let (mut early, mut late) = ((self.now - TimeDelta::days(90)).timestamp(), self.now.timestamp());
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            let at = DateTime::from_timestamp(middle, 0).unwrap_or(self.now);
            if self.calendar.between(at, self.now) >= minutes * 60 {
                early = middle;
            } else {
                late = middle;
            }
        }
        DateTime::from_timestamp(early, 0).unwrap_or(self.now)
    }

    /// So many minutes ago.
    pub(super) fn passed(self, minutes: i64) -> DateTime<Utc> {
        self.now - TimeDelta::minutes(minutes)
    }
}
