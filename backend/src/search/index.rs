//! All names in one buffer, with the places of each letter: a question looks only where it can begin.

use shared::search::{SearchField, SearchKind};

use super::letters::{Alphabet, END, Letter};
use super::pattern::{Fit, How, Pattern};

/// A thing to be found.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What it is.
    pub kind: SearchKind,
    /// Its place where it came from; given back with a hit.
    pub at: u32,
    /// Its name.
    pub name: &'a str,
    /// Its other name.
    pub alias: Option<&'a str>,
    /// Its number, of which only the beginning counts.
    pub number: Option<&'a str>,
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: SearchKind,
    /// [`Entry::at`].
    pub at: u32,
    /// Which text fits.
    pub field: SearchField,
    /// First letter that fits.
    pub from: usize,
    /// The letter after the last that fits.
    pub to: usize,
}

/// How well a hit fits, the best first; those that fit alike stand in the order of the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    ExactName,
    NameBegins,
    NameHolds,
    ExactSound,
    SoundBegins,
    InitialsBegin,
    SoundWithin,
    OtherReadingBegins,
    InitialsWithin,
    OtherReadingWithin,
}

impl Rank {
    fn of(fit: &Fit, is_begin: bool) -> Self {
        match (fit.how, is_begin, fit.is_part) {
            (How::Text, true, false) => Self::ExactName,
            (How::Text, true, true) => Self::NameBegins,
            (How::Text, false, _) => Self::NameHolds,
            (How::Sound, true, false) => Self::ExactSound,
            (How::Sound, true, true) => Self::SoundBegins,
            (How::Sound, false, _) => Self::SoundWithin,
            (How::Initials, true, _) => Self::InitialsBegin,
            (How::Initials, false, _) => Self::InitialsWithin,
            (How::Other, true, _) => Self::OtherReadingBegins,
            (How::Other, false, _) => Self::OtherReadingWithin,
        }
    }
}

/// One text of an entry.
#[derive(Clone, Copy, Debug)]
struct Line {
    entry: u32,
    from: u32,
    field: SearchField,
}

/// Where a letter stands.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    line: u32,
    at: u32,
}

/// Names ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    alphabet: Alphabet,
    /// By kind, then shorter names, then by name: an entry's place decides between hits that fit alike.
    entries: Vec<(SearchKind, u32)>,
    lines: Vec<Line>,
    letters: Vec<Letter>,
    /// By entry: its first letter, and one more for the end.
    begins: Vec<u32>,
    /// Letter by letter, each in the order of the entries.
    places: Vec<Place>,
    /// By letter: its first place in `places`, and one more for the end.
    first: Vec<u32>,
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than four thousand million letters")
}

impl Index {
    /// Makes `entries` ready; `alphabet` knows more letters afterwards.
    pub fn build<'a>(alphabet: Alphabet, entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        let mut sorted: Vec<(SearchKind, usize, Entry<'a>)> =
            entries.into_iter().map(|e| (e.kind, e.name.chars().count(), e)).collect();
        sorted.sort_by(|a, b| (a.0, a.1, a.2.name).cmp(&(b.0, b.1, b.2.name)));
        let mut index = Self { alphabet, ..Self::default() };
        for (_, _, entry) in &sorted {
            index.begins.push(number(index.letters.len()));
            let texts = [
                (SearchField::Name, Some(entry.name)),
                (SearchField::Alias, entry.alias),
                (SearchField::Number, entry.number),
            ];
            for (field, text) in texts.into_iter().filter_map(|(field, text)| Some((field, text?))) {
                let (entry, from) = (number(index.entries.len()), number(index.letters.len()));
                index.lines.push(Line { entry, from, field });
                index.alphabet.write(text, &mut index.letters);
            }
            index.entries.push((entry.kind, entry.at));
        }
        index.begins.push(number(index.letters.len()));
        index.letters.shrink_to_fit();
        index.lines.shrink_to_fit();
        index.place();
        index
    }

    /// The characters of everything in it.
    pub fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }

    /// The places in the index of what is of this kind, in the order of their places where they came from.
    pub(super) fn of_kind(&self, kind: SearchKind) -> Vec<u32> {
        let all = (0..).zip(&self.entries).filter(|(_, entry)| entry.0 == kind);
        let mut all: Vec<(u32, u32)> = all.map(|(n, entry)| (entry.1, n)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, n)| n).collect()
    }

    /// All lines of an entry by its place in the index.
    pub(super) fn lines_of(&self, entry: u32) -> &[Letter] {
        let entry = entry as usize;
        &self.letters[self.begins[entry] as usize..self.begins[entry + 1] as usize]
    }

    /// What fits `q`, the best `limit`, each once.
    pub fn find(&self, q: &str, limit: usize) -> Vec<Found> {
        let pattern = Pattern::new(&self.alphabet, q);
        let mut best = Best { hits: Vec::with_capacity(limit + 1), limit };
        for (letter, begun) in pattern.beginnings() {
            let Some(how) = begun.closest() else { continue };
            let closest = |is_part| Fit { how, is_part, letters: 1 };
            let (begin, within) = (Rank::of(&closest(false), true), Rank::of(&closest(true), false));
            let places = self.first[letter] as usize..self.first[letter + 1] as usize;
            for place in &self.places[places] {
                let line = &self.lines[place.line as usize];
                let is_begin = place.at == line.from;
                if best.is_better_than((if is_begin { begin } else { within }, line.entry)) {
                    continue;
                }
                if let Some(fit) = pattern.go_on(begun, &self.letters[place.at as usize..]) {
                    best.add((Rank::of(&fit, is_begin), line.entry), place, &fit);
                }
            }
        }
        best.hits.into_iter().map(|hit| self.found(&hit)).collect()
    }

    fn found(&self, hit: &Hit) -> Found {
        let (kind, at) = self.entries[hit.key.1 as usize];
        let line = &self.lines[hit.place.line as usize];
        let from = (hit.place.at - line.from) as usize;
        Found { kind, at, field: line.field, from, to: from + hit.letters }
    }

    /// Lists the places of each letter: counts them, then puts each where its letter's places begin.
    fn place(&mut self) {
        let mut first = vec![0_u32; self.alphabet.len() + 1];
        self.each_place(|letter, _| first[letter + 1] += 1);
        for letter in 1..first.len() {
            first[letter] += first[letter - 1];
        }
        let mut next = first.clone();
        let mut places = vec![Place::default(); first.last().map_or(0, |n| *n as usize)];
        self.each_place(|letter, place| {
            places[next[letter] as usize] = place;
            next[letter] += 1;
        });
        (self.first, self.places) = (first, places);
    }

    /// Every place at which a fit may begin: any letter of a name, of a number its first letter and its first digit.
    fn each_place(&self, mut each: impl FnMut(usize, Place)) {
        for (n, line) in self.lines.iter().enumerate() {
            let text = self.letters[line.from as usize..].iter().take_while(|l| **l != END);
            let digits = match line.field {
                SearchField::Number => Some(self.first_digit(line.from)),
                SearchField::Name | SearchField::Alias => None,
            };
            for (at, letter) in (line.from..).zip(text) {
                if digits.is_none_or(|digit| at == line.from || Some(at) == digit) {
                    each(*letter as usize, Place { line: number(n), at });
                }
            }
        }
    }

    /// Where the digits of the number that begins at `from` begin.
    fn first_digit(&self, from: u32) -> Option<u32> {
        let digits = ('0'..='9').filter_map(|d| self.alphabet.letter(d)).collect::<Vec<_>>();
        let text = self.letters[from as usize..].iter().take_while(|l| **l != END);
        (from..).zip(text).find(|(_, l)| digits.contains(l)).map(|(at, _)| at)
    }
}

/// A hit on its way: what it ranks by, and where it fits.
#[derive(Clone, Copy, Debug)]
struct Hit {
    key: (Rank, u32),
    place: Place,
    letters: usize,
}

/// The best hits so far, in order, each entry once.
struct Best {
    hits: Vec<Hit>,
    limit: usize,
}

impl Best {
    /// Whether all places are taken by hits that come before `key`.
    fn is_better_than(&self, key: (Rank, u32)) -> bool {
        self.hits.len() == self.limit && self.hits.last().is_none_or(|worst| worst.key <= key)
    }

    fn add(&mut self, key: (Rank, u32), place: &Place, fit: &Fit) {
        if self.is_better_than(key) {
            return;
        }
        if let Some(known) = self.hits.iter().position(|h| h.key.1 == key.1) {
            if self.hits[known].key <= key {
                return;
            }
            self.hits.remove(known);
        }
        let at = self.hits.partition_point(|h| h.key < key);
        self.hits.insert(at, Hit { key, place: *place, letters: fit.letters });
        self.hits.truncate(self.limit);
    }
}
