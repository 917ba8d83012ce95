//! Words of the page in Chinese and English: flat dotted keys in `locales/`, none in code. Chinese comes first.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{PoisonError, RwLock};

use crate::session;

mod amounts;
mod dates;
#[cfg(test)]
mod tests;

pub(crate) use amounts::{area, count, money_in, number, percent, quantity};
pub(crate) use dates::{date, days_ago, short_date, today, years};

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    /// Chinese, the first.
    Zh,
    /// English, complete.
    En,
}

impl Lang {
    /// The tag of `<html lang>`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The one of two words in this language.
    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

type Words = BTreeMap<String, String>;

/// Words of one part of the page, as `locales/<language>/<part>.json` holds them.
pub(crate) struct Part {
    zh: &'static str,
    en: &'static str,
}

macro_rules! part {
    ($file:literal) => {
        Part {
            zh: include_str!(concat!("../../locales/zh-CN/", $file, ".json")),
            en: include_str!(concat!("../../locales/en/", $file, ".json")),
        }
    };
}

/// Words of the frame and the start page, there from the beginning.
pub(crate) const START: Part = part!("start");
/// Words of amounts and their units, which come with the pages that tell them.
pub(crate) const AMOUNTS: Part = part!("amounts");
/// Words of the filters fewer people need, which come with them.
pub(crate) const FILTERS: Part = part!("filters");
/// Words of what is found while somebody types, which come with it.
pub(crate) const SEARCH: Part = part!("search");
/// Words of the map, which come with it.
pub(crate) const MAP: Part = part!("map");
/// Words of the project page, which come with it.
pub(crate) const PROJECT: Part = part!("project");
/// Words of the compound page, which come with it.
pub(crate) const COMPOUND: Part = part!("compound");
/// Words of finished work and of photographs, which come with them.
pub(crate) const RESULTS: Part = part!("results");
/// Words of figures, which come with them.
pub(crate) const FIGURES: Part = part!("figures");
/// Words of outages and notices, which come with them.
pub(crate) const NOTICES: Part = part!("notices");
/// Words of accounts and of the staff's pages, which come with them.
pub(crate) const STAFF: Part = part!("staff");
/// Words of orders, which come with them.
pub(crate) const ORDERS: Part = part!("orders");
/// Words of the pages about the system, which come with them.
pub(crate) const ABOUT: Part = part!("about");

/// All words learned so far, Chinese and English.
static WORDS: RwLock<(Words, Words)> = RwLock::new((Words::new(), Words::new()));

/// Learns the words of a part; learning them again changes nothing.
pub(crate) fn learn(part: &Part) {
    let read =
        |json| serde_json::from_str::<Words>(json).expect("a locale is a flat object of strings; a test reads all");
    let mut words = WORDS.write().unwrap_or_else(PoisonError::into_inner);
    words.0.extend(read(part.zh));
    words.1.extend(read(part.en));
}

/// The words of `key` in the language of the page, if they are known.
fn find(key: &str) -> Option<String> {
    let lang = session::lang();
    let words = WORDS.read().unwrap_or_else(PoisonError::into_inner);
    match lang {
        Lang::Zh => words.0.get(key).cloned(),
        Lang::En => words.1.get(key).cloned(),
    }
}

/// The words of `key` in the language of the page; follows the language inside of closures. An unknown key shows itself.
pub(crate) fn t(key: &str) -> String {
    find(key).unwrap_or_else(|| key.to_owned())
}

/// The words of `key` as a closure that follows the language. All such closures are of one type, which keeps the page
/// small: prefer it to `move || t(…)`.
pub(crate) fn say(key: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || t(key)
}

/// The word of `code` in the family `family`, such as `unit` and `m2`; `None` when nobody wrote one.
pub(crate) fn t_code(family: &str, code: &str) -> Option<String> {
    find(&format!("{family}.{code}"))
}

/// The words of `key` with every `{name}` replaced. Where `key.one` and `key.other` are written, `n` chooses.
pub(crate) fn tf(key: &str, values: &[(&str, &dyn Display)]) -> String {
    let pattern = find(key).unwrap_or_else(|| {
        let one = values.iter().any(|(name, value)| *name == "n" && value.to_string() == "1");
        t(&format!("{key}.{}", if one { "one" } else { "other" }))
    });
    values.iter().fold(pattern, |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
}
