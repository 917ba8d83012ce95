//! The clock, injected: what depends on today can be tested on any day.

use chrono::{DateTime, NaiveDate, SubsecRound as _, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> DateTime<Utc>;

    /// Today in Shanghai.
    fn today(&self) -> NaiveDate {
        shared::time::date_of(self.now())
    }
}

/// The clock of this machine.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        // As exactly as both databases keep it: a moment read back is the one that was written.
        Utc::now().trunc_subsecs(6)
    }
}
