//! What somebody asks: as a whole, or as several words of which each is looked for by itself, as in “梯田 改造”.

use super::letters::{Alphabet, Letter};
use super::pattern::Pattern;

/// A bit for the whole of a question, and one for each of its words.
pub type Marks = u64;

/// Words of one question at most, so that each has its bit.
const WORDS: usize = 60;

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
        let words =
            words.into_iter().filter(|_| several).take(WORDS).map(|word| Pattern::new(alphabet, word)).collect();
        Self { whole: Pattern::new(alphabet, q), words }
    }

    /// Whether it has several words.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// What of it is in `lines`.
    pub fn marks(&self, lines: &[Letter]) -> Marks {
        let words = self.words.iter().zip(1..).filter(|(word, _)| word.is_in(lines));
        words.fold(Marks::from(self.whole.is_in(lines)), |marks, (_, n)| marks | 1 << n)
    }

    /// Whether the whole is somewhere in what has these marks, or each of its words is.
    pub fn is_held_by(&self, marks: Marks) -> bool {
        let all = (1 << (self.words.len() + 1)) - 2;
        marks & 1 != 0 || (self.has_words() && marks & all == all)
    }
}
