//! New identifiers: 63 bits, sorted by time, made by the program and not by the database.

use std::sync::OnceLock;
use std::time::Duration;

use ferroid::generator::AtomicSnowflakeGenerator;
use ferroid::id::SnowflakeTwitterId;
use ferroid::time::{MonotonicClock, TWITTER_EPOCH};

type Generator = AtomicSnowflakeGenerator<SnowflakeTwitterId, MonotonicClock>;

/// The next identifier. Several servers draw different ten-bit machine numbers; should two agree in the same
/// millisecond, the primary key refuses the second row and nothing is mixed up.
pub fn next() -> i64 {
    static GENERATOR: OnceLock<Generator> = OnceLock::new();
    let generator = GENERATOR.get_or_init(|| {
        // Random: in containers every process has the same number.
        let machine = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), std::process::id()) & 0x3ff;
        Generator::new(machine, MonotonicClock::with_epoch(TWITTER_EPOCH))
    });
    let id = generator.next_id(|wait| std::thread::sleep(Duration::from_millis(wait.max(1))));
    id.to_raw().cast_signed()
}

#[cfg(test)]
mod tests {
    #[test]
    fn identifiers_are_positive_and_rise() {
        let ids: Vec<i64> = (0..10_000).map(|_| super::next()).collect();
        assert!(ids[0] > 0 && ids.windows(2).all(|w| w[0] < w[1]));
    }
}
