//! Texts as the search compares them: letters and digits only, folded, each with the syllables it is read as.

use std::collections::HashMap;

use pinyin::ToPinyinMulti as _;

/// A character's place in an [`Alphabet`]; [`END`] is none.
pub type Letter = u32;

/// Ends every line.
pub const END: Letter = 0;

/// Readings kept of a character; those beyond are not used in names.
const READINGS: usize = 4;

/// A character that was not met yet.
const UNMET: Letter = Letter::MAX;

/// No (more) reading.
const SILENT: u16 = u16::MAX;

/// All characters of the names of a catalog, with their readings.
#[derive(Debug)]
pub struct Alphabet {
    /// Letters by code point; [`END`] where the character occurs in no name.
    ids: Vec<Letter>,
    /// The same of characters as they were written, [`END`] of those that do not count: to fold one takes its time.
    written: Vec<Letter>,
    /// Syllables by letter, the common one first.
    readings: Vec<[u16; READINGS]>,
    syllables: Vec<String>,
    by_syllable: HashMap<String, u16>,
}

impl Default for Alphabet {
    fn default() -> Self {
        let readings = vec![[SILENT; READINGS]];
        Self { ids: Vec::new(), written: Vec::new(), readings, syllables: Vec::new(), by_syllable: HashMap::new() }
    }
}

impl Alphabet {
    /// Appends `text` as one line to `to`; a character not met before is learnt.
    pub fn write(&mut self, text: &str, to: &mut Vec<Letter>) {
        for c in text.chars() {
            let letter = match self.written.get(c as usize).copied().filter(|l| *l != UNMET) {
                Some(known) => known,
                None => self.meet(c),
            };
            to.extend(Some(letter).filter(|l| *l != END));
        }
        to.push(END);
    }

    /// All of `texts`, a line each.
    pub fn lines<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> Box<[Letter]> {
        let mut lines = Vec::new();
        texts.into_iter().for_each(|text| self.write(text, &mut lines));
        lines.into_boxed_slice()
    }

    /// How many letters there are, [`END`] among them.
    pub fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether nothing was learnt yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }

    /// The letter of `c`, if it occurs in a name.
    pub(super) fn letter(&self, c: char) -> Option<Letter> {
        self.ids.get(c as usize).copied().filter(|id| *id != END)
    }

    /// The numbers of the syllables that a letter is read as, the common one first.
    pub(super) fn readings(&self, letter: Letter) -> impl Iterator<Item = usize> {
        self.readings[letter as usize].iter().take_while(|s| **s != SILENT).map(|s| usize::from(*s))
    }

    /// Syllables by number.
    pub(super) fn syllables(&self) -> &[String] {
        &self.syllables
    }

    fn meet(&mut self, c: char) -> Letter {
        let letter = fold(c).map_or(END, |c| self.learn(c));
        if self.written.len() <= c as usize {
            self.written.resize(c as usize + 1, UNMET);
        }
        self.written[c as usize] = letter;
        letter
    }

    fn learn(&mut self, c: char) -> Letter {
        if let Some(known) = self.letter(c) {
            return known;
        }
        let mut readings = [SILENT; READINGS];
        for (place, syllable) in readings.iter_mut().zip(syllables_of(c)) {
            *place = self.syllable(syllable);
        }
        let id = Letter::try_from(self.readings.len()).expect("fewer characters than Unicode has");
        self.readings.push(readings);
        if self.ids.len() <= c as usize {
            self.ids.resize(c as usize + 1, END);
        }
        self.ids[c as usize] = id;
        id
    }

    fn syllable(&mut self, text: String) -> u16 {
        let next = u16::try_from(self.syllables.len()).expect("a few hundred syllables");
        *self.by_syllable.entry(text).or_insert_with_key(|text| {
            self.syllables.push(text.clone());
            next
        })
    }
}

/// The syllables of `c` without tones, each once, the common one first. 绿 is typed lv, and by many lu.
fn syllables_of(c: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |syllable: String| {
        // Some interjections are read as a consonant or two: nobody searches for them.
        if syllable.bytes().all(|b| b.is_ascii_lowercase()) && !found.contains(&syllable) {
            found.push(syllable);
        }
    };
    for plain in c.to_pinyin_multi().into_iter().flatten().map(pinyin::Pinyin::plain) {
        add(plain.replace('ü', "v"));
        if plain.contains('ü') {
            add(plain.replace('ü', "u"));
        }
    }
    found
}

/// The letters and digits of `text` with their places in it: full-width ones as usual ones, large ones as small ones.
pub(super) fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.chars().enumerate().filter_map(|(i, c)| Some((i, fold(c)?)))
}

fn fold(c: char) -> Option<char> {
    let c = match c {
        // Full-width forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xff01 + 0x21).unwrap_or(c),
        'ü' | 'Ü' => 'v',
        _ => c,
    };
    // Where the small form is more than one character, a name and a question had better stay as long as they are.
    let mut small = c.to_lowercase();
    let c = small.next().filter(|_| small.len() == 0).unwrap_or(c);
    c.is_alphanumeric().then_some(c)
}

/// The characters of `text` from the letter `from` up to the letter `to`.
pub(super) fn characters(text: &str, from: usize, to: usize) -> (u32, u32) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let places: Vec<usize> = folded(text).map(|(i, _)| i).take(to).collect();
    (count(places.get(from).copied().unwrap_or(0)), count(places.last().map_or(0, |last| last + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_count_and_width_and_size_do_not() {
        let folded = |text| folded(text).map(|(_, c)| c).collect::<String>();
        assert_eq!(folded("ＰＲＪ－２０２６ - 0007"), "prj20260007");
        assert_eq!(folded("田家墩（Ｂ区）·一期"), "田家墩b区一期");
        assert_eq!(characters("田家墩（Ｂ区）", 3, 5), (4, 6));
    }

    #[test]
    fn a_character_keeps_its_readings_the_common_one_first() {
        assert_eq!(syllables_of('重')[..2], ["zhong", "chong"]);
        assert_eq!(syllables_of('绿')[..2], ["lv", "lu"]);
        assert_eq!(syllables_of('田'), ["tian"]);
        assert!(syllables_of('B').is_empty());
    }
}
