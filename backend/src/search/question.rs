//! What somebody asks: as a whole, or as several words of which each is looked for by itself, as in “梯田 改造”.

use super::letters::{Alphabet, Letter};
use super::pattern::Pattern;

/// A question made ready.
#[derive(Debug)]
pub struct Question<'a> {
    whole: Pattern<'a>,
    /// None where it is one word.
    words: Vec<Pattern<'a>>,
}

impl<'a> Question<'a> {
    /// Makes `q` ready. Blanks also stand between syllables of pinyin, so the whole is tried first.
    pub fn new(alphabet: &'a Alphabet, q: &str) -> Self {
        let words: Vec<&str> = q.split_whitespace().collect();
        let several = words.len() > 1;
        let words = words.into_iter().filter(|_| several).map(|word| Pattern::new(alphabet, word)).collect();
        Self { whole: Pattern::new(alphabet, q), words }
    }

    /// Whether it has several words.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether it fits anywhere in `lines`, or each of its words does.
    pub fn is_in(&self, lines: &[Letter]) -> bool {
        self.whole.is_in(lines) || (self.has_words() && self.words.iter().all(|word| word.is_in(lines)))
    }
}
