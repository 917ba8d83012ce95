//! Words of the page in Chinese and English: flat dotted keys in `locales/`, none in code. Chinese comes first.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

use crate::session;

mod amounts;
mod dates;
#[cfg(test)]
mod tests;

pub(crate) use amounts::{area, count, money, number, percent, quantity};
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

static ZH: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../locales/zh-CN.json")));
static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../locales/en.json")));

fn read(json: &str) -> Words {
    serde_json::from_str(json).expect("a locale is a flat object of strings; a test reads both")
}

fn words() -> &'static Words {
    match session::lang() {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

/// The words of `key` in the language of the page; follows the language inside of closures. An unknown key shows itself.
pub(crate) fn t(key: &str) -> String {
    words().get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// The words of `key` as a closure that follows the language. All such closures are of one type, which keeps the page
/// small: prefer it to `move || t(…)`.
pub(crate) fn say(key: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || t(key)
}

/// The word of `code` in the family `family`, such as `unit` and `m2`; `None` when nobody wrote one.
pub(crate) fn t_code(family: &str, code: &str) -> Option<String> {
    words().get(&format!("{family}.{code}")).cloned()
}

/// The words of `key` with every `{name}` replaced. Where `key.one` and `key.other` are written, `n` chooses.
pub(crate) fn tf(key: &str, values: &[(&str, &dyn Display)]) -> String {
    let pattern = words().get(key).cloned().unwrap_or_else(|| {
        let one = values.iter().any(|(name, value)| *name == "n" && value.to_string() == "1");
        t(&format!("{key}.{}", if one { "one" } else { "other" }))
    });
    values.iter().fold(pattern, |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
}
