//! Chance that always falls the same way, and identifiers that never change.

use chacha20::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

/// Milliseconds of the first identifier, counted as all others are (about the end of 2021): identifiers that are made
/// while the demonstration runs come after these.
const BEFORE_ALL_OTHERS: i64 = 350_000_000_000;

/// A row of throws. Everything throws its own, by name: a row more or less in the data moves nothing else.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The throws of `name` for one `topic`.
    pub(super) fn of(topic: &str, name: &str) -> Self {
        // FNV-1a: the standard hasher may change with the compiler.
        let seed = topic
            .bytes()
            .chain([0])
            .chain(name.bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A whole number, both ends included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = (high - low).unsigned_abs() + 1;
        low + (self.0.next_u64() % span).cast_signed()
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.between(0, 1_000_000) as f64) / 1_000_000.0
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        &from[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }

    /// Puts a list in another order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            let j = self.between(0, i64::try_from(i).unwrap_or(0));
            list.swap(i, usize::try_from(j).unwrap_or(0));
        }
    }
}

/// The identifiers of one table.
pub(super) struct Ids(i64);

impl Ids {
    /// `table` is any number below 16, its own for each table.
    pub(super) fn of(table: i64) -> Self {
        Self((BEFORE_ALL_OTHERS << 22) + (table << 18))
    }

    /// The next one.
    pub(super) fn next(&mut self) -> i64 {
        self.0 += 1;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dice_fall_the_same_way_every_time() {
        let throw = |name| {
            let mut dice = Dice::of("test", name);
            [dice.between(1, 6), dice.between(1, 6), dice.between(1, 1_000_000)]
        };
        assert_eq!(throw("一"), throw("一"));
        assert_ne!(throw("一"), throw("二"));
        let mut dice = Dice::of("test", "range");
        assert!((0..1_000).map(|_| dice.between(-2, 2)).all(|n| (-2..=2).contains(&n)));
    }
}
