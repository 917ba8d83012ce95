//! Two rows of one list that are the same thing: told by keys of which only a fingerprint is kept.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{Problem, Words};

/// 128 bits that stand for a text: among millions of texts no two have the same by chance.
pub fn fingerprint(text: &str) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        text.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// The keys of the rows so far.
#[derive(Debug, Default)]
pub struct Twins {
    rows: HashMap<u128, u32>,
}

impl Twins {
    /// Notes the key of a row; tells when an earlier one has the same.
    pub fn refuse(&mut self, row: u32, key: &str) -> Option<Problem> {
        let first = self.rows.insert(fingerprint(key), row)?;
        Some(Problem::of_row(
            row,
            Words::new(
                format!("与第 {first} 行是同一条（{key}），请删去一行，或在映射的 key 里加上能区分它们的列"),
                format!(
                    "the same as row {first} ({key}): remove one, or add a column that tells them apart to key in the mapping"
                ),
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_names_the_row_before() {
        let mut twins = Twins::default();
        assert_eq!((twins.refuse(2, "a"), twins.refuse(3, "b")), (None, None));
        assert!(twins.refuse(4, "a").unwrap().zh().starts_with("第 4 行：与第 2 行是同一条（a）"));
        assert!(twins.refuse(5, "a").unwrap().zh().contains("与第 4 行"));
        assert_eq!((0..100_000).filter(|n| twins.refuse(*n, &format!("k{n}")).is_some()).count(), 0);
    }
}
