//! A question made ready, and how it fits a line of letters. Each character of the line may stand for itself, for one of
//! its syllables, or for that syllable's initial; the last syllable may be cut short.
//!
//! All ways to read the question are followed at once: bit `n` of a mask says that its first `n` characters are read.

use super::letters::{Alphabet, END, Letter, folded};

/// How a question fits, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Character by character.
    Text,
    /// With whole syllables, the last one perhaps cut short.
    Sound,
    /// With initials.
    Initials,
    /// With a reading that is not the character's common one.
    Other,
}

impl How {
    const ALL: [Self; 4] = [Self::Text, Self::Sound, Self::Initials, Self::Other];

    /// What it becomes when `next` follows.
    fn then(self, next: Self) -> Self {
        self.max(next)
    }
}

/// A fit that begins at the first letter of a line or of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// How.
    pub how: How,
    /// More of the line follows, or its last syllable was cut short.
    pub is_part: bool,
    /// Letters taken.
    pub letters: usize,
}

/// Where in the question a syllable can be read.
#[derive(Clone, Copy, Debug, Default)]
struct Sound {
    len: u32,
    whole: u64,
    /// Cut short by the end of the question.
    cut: u64,
    initial: u64,
    /// zh, ch and sh.
    double: u64,
}

impl Sound {
    fn new(syllable: &str, question: &[char]) -> Self {
        let mut sound = Self { len: syllable.chars().count() as u32, ..Self::default() };
        for at in 0..question.len() {
            let (rest, bit) = (&question[at..], 1 << at);
            let same = syllable.chars().zip(rest).take_while(|(a, b)| a == *b).count();
            let is_double = same >= 2 && syllable.as_bytes()[1] == b'h';
            sound.whole |= if same == sound.len as usize { bit } else { 0 };
            sound.cut |= if same == rest.len() && same < sound.len as usize { bit } else { 0 };
            sound.initial |= if same > 0 { bit } else { 0 };
            sound.double |= if is_double { bit } else { 0 };
        }
        sound
    }

    /// Reads on from `at` with the syllable's initial.
    fn initials(&self, at: u64) -> u64 {
        (at & self.initial) << 1 | (at & self.double) << 2
    }
}

/// A question of which the first letter of a line is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    at: [u64; 4],
    cut: Option<How>,
}

impl Begun {
    /// No fit that begins so is closer; `None` where nothing fits.
    pub(super) fn closest(&self) -> Option<How> {
        How::ALL.into_iter().find(|how| self.at[*how as usize] != 0 || self.cut == Some(*how))
    }
}

/// A question over the letters of an [`Alphabet`].
#[derive(Debug)]
pub struct Pattern<'a> {
    alphabet: &'a Alphabet,
    /// By letter: where the question has this very character.
    same: Vec<u64>,
    /// By syllable.
    sounds: Vec<Sound>,
    /// By letter: whether a fit can begin there.
    begins: Vec<bool>,
    /// All of the question is read.
    done: u64,
}

impl<'a> Pattern<'a> {
    /// Makes `q` ready, of which 63 characters count at most. A question without letters and digits fits nothing.
    pub fn new(alphabet: &'a Alphabet, q: &str) -> Self {
        let question: Vec<char> = folded(q).map(|(_, c)| c).take(63).collect();
        let sounds: Vec<Sound> = alphabet.syllables().iter().map(|s| Sound::new(s, &question)).collect();
        let mut same = vec![0; alphabet.len()];
        for (at, c) in question.iter().enumerate() {
            if let Some(letter) = alphabet.letter(*c) {
                same[letter as usize] |= 1 << at;
            }
        }
        let sounds_first = |letter: usize| {
            let mut readings = alphabet.readings(letter as Letter);
            readings.any(|s| (sounds[s].initial | sounds[s].cut) & 1 != 0)
        };
        let begins = (0..alphabet.len()).map(|l| same[l] & 1 != 0 || sounds_first(l)).collect();
        Self { alphabet, same, sounds, begins, done: 1 << question.len() }
    }

    /// Letters at which a fit can begin, and how it does.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = (usize, Begun)> {
        let begins = self.begins.iter().enumerate().filter(|(_, begins)| **begins);
        begins.map(|(letter, _)| (letter, self.begin(letter as Letter)))
    }

    fn begin(&self, letter: Letter) -> Begun {
        let (at, cut) = self.step([1, 0, 0, 0], letter);
        Begun { at, cut }
    }

    /// Whether it fits anywhere in `lines`.
    pub fn is_in(&self, lines: &[Letter]) -> bool {
        lines.iter().enumerate().any(|(at, l)| self.begins[*l as usize] && self.fit(&lines[at..]).is_some())
    }

    /// The closest fit that begins at the first letter of `line`, which [`END`] ends.
    pub fn fit(&self, line: &[Letter]) -> Option<Fit> {
        let first = line.first().filter(|l| **l != END)?;
        self.go_on(self.begin(*first), line)
    }

    /// The same where the first letter of `line` is read already.
    pub(super) fn go_on(&self, Begun { mut at, mut cut }: Begun, line: &[Letter]) -> Option<Fit> {
        let mut best: Option<Fit> = None;
        let mut letters = 1;
        loop {
            let next = line.get(letters).copied().filter(|l| *l != END);
            if (at[0] | at[1] | at[2] | at[3]) & self.done != 0 {
                let how = How::ALL.into_iter().find(|how| at[*how as usize] & self.done != 0);
                let read = how.map(|how| Fit { how, is_part: next.is_some(), letters });
                best = [best, read].into_iter().flatten().min();
            }
            if let Some(how) = cut {
                let cut = Some(Fit { how, is_part: true, letters });
                best = [best, cut].into_iter().flatten().min();
            }
            let Some(letter) = next.filter(|_| at != [0; 4]) else { return best };
            (at, cut) = self.step(at, letter);
            letters += 1;
        }
    }

    /// Where the question stands after `letter`, by [`How`], and how it ends within the letter's syllable, if it does.
    fn step(&self, at: [u64; 4], letter: Letter) -> ([u64; 4], Option<How>) {
        let same = self.same[letter as usize];
        let mut next = at.map(|mask| (mask & same) << 1);
        let mut cut: Option<How> = None;
        for (n, syllable) in self.alphabet.readings(letter).enumerate() {
            let sound = &self.sounds[syllable];
            for how in How::ALL {
                let mask = at[how as usize];
                if mask & (sound.initial | sound.cut) == 0 {
                    continue;
                }
                let spelt = how.then(if n == 0 { How::Sound } else { How::Other });
                next[spelt as usize] |= (mask & sound.whole) << sound.len;
                next[spelt.then(How::Initials) as usize] |= sound.initials(mask);
                if mask & sound.cut != 0 {
                    cut = Some(cut.map_or(spelt, |known| known.min(spelt)));
                }
            }
        }
        (next, cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(name: &str, q: &str) -> Option<(How, bool, usize)> {
        let mut alphabet = Alphabet::default();
        let line = alphabet.lines([name]);
        Pattern::new(&alphabet, q).fit(&line).map(|f| (f.how, f.is_part, f.letters))
    }

    #[test]
    fn a_name_is_read_in_characters_syllables_initials_and_mixtures() {
        for (q, how) in [
            ("田家墩", (How::Text, false, 3)),
            ("田家", (How::Text, true, 2)),
            ("tianjiadun", (How::Sound, false, 3)),
            ("Tian Jia-dun", (How::Sound, false, 3)),
            ("tianjiad", (How::Sound, true, 3)),
            ("tianj", (How::Sound, true, 2)),
            ("田家dun", (How::Sound, false, 3)),
            ("tjd", (How::Initials, false, 3)),
            ("tjdun", (How::Initials, false, 3)),
            ("t家墩", (How::Initials, false, 3)),
        ] {
            assert_eq!(fit("田家墩", q), Some(how), "{q}");
        }
        for q in ["ianjia", "tianjiadunx", "家墩", "tiana", "tjx", "", "。。", "田家屯"] {
            assert_eq!(fit("田家墩", q), None, "{q}");
        }
    }

    #[test]
    fn another_reading_fits_last() {
        assert_eq!(fit("重庆路", "zhongqinglu"), Some((How::Sound, false, 3)));
        assert_eq!(fit("重庆路", "chongqinglu"), Some((How::Other, false, 3)));
        assert_eq!(fit("重庆路", "cql"), Some((How::Other, false, 3)));
        assert_eq!(fit("绿柳", "lvliu"), Some((How::Sound, false, 2)));
        assert_eq!(fit("示例", "shl"), Some((How::Initials, false, 2)));
    }

    #[test]
    fn a_syllable_may_be_split_either_way_and_long_repeats_take_no_longer() {
        assert_eq!(fit("西安里", "xianli"), Some((How::Sound, false, 3)));
        assert_eq!(fit("先里", "xianli"), Some((How::Sound, false, 2)));
        assert_eq!(fit(&"啊".repeat(60), &("a".repeat(59) + "b")), None);
    }
}
