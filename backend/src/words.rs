//! The words that the server itself says to readers of pages and feeds, in Chinese and in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language. Chinese first: what asks for no `lang=en` gets Chinese.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lang {
    #[default]
    Zh,
    En,
}

type Words = BTreeMap<String, String>;

/// The words of the frame, of states and of figures are the page's own; the others are the server's.
static WORDS: LazyLock<(Words, Words)> = LazyLock::new(|| {
    let read = |parts: [&str; 3]| {
        parts
            .into_iter()
            .flat_map(|json| serde_json::from_str::<Words>(json).expect("a flat object of strings; a test reads it"))
            .collect()
    };
    (
        read([
            include_str!("../../frontend/locales/zh-CN/start.json"),
            include_str!("../../frontend/locales/zh-CN/figures.json"),
            include_str!("../locales/zh-CN.json"),
        ]),
        read([
            include_str!("../../frontend/locales/en/start.json"),
            include_str!("../../frontend/locales/en/figures.json"),
            include_str!("../locales/en.json"),
        ]),
    )
});

impl Lang {
    /// What `lang` in the query of a page's address says.
    pub(crate) fn of(query: &str) -> Self {
        if query.split('&').any(|pair| pair == "lang=en") { Self::En } else { Self::Zh }
    }

    /// Its tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The words for `key`.
    pub(crate) fn t(self, key: &str) -> String {
        let words = match self {
            Self::Zh => &WORDS.0,
            Self::En => &WORDS.1,
        };
        words.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// The words for `key` with values in place of `{name}`; what a value holds stays as it is.
    pub(crate) fn tf(self, key: &str, values: &[(&str, String)]) -> String {
        let (words, mut said) = (self.t(key), String::new());
        let mut rest = words.as_str();
        while let Some(start) = rest.find('{') {
            let end = rest[start..].find('}').map(|at| start + at);
            let value = end.and_then(|end| values.iter().find(|(name, _)| *name == &rest[start + 1..end]));
            said.push_str(&rest[..start]);
            match (value, end) {
                (Some((_, value)), Some(end)) => {
                    said.push_str(value);
                    rest = &rest[end + 1..];
                }
                _ => {
                    said.push('{');
                    rest = &rest[start + 1..];
                }
            }
        }
        said + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_written_in_both_languages() {
        assert_eq!(WORDS.0.keys().collect::<Vec<_>>(), WORDS.1.keys().collect::<Vec<_>>());
        assert!(WORDS.0.values().chain(WORDS.1.values()).all(|words| !words.is_empty()));
    }

    #[test]
    fn a_value_that_looks_like_a_place_for_values_stays_as_it_is() {
        let said = Lang::En.tf("feed.status", &[("project", "{status}".to_owned()), ("status", "x".to_owned())]);
        assert_eq!(said, "{status}: x");
    }
}
