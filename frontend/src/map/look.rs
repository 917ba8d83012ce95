//! How the map looks just now: colours from the tokens of the page, size of its signs, language of its names.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::projects::Sign;

use crate::i18n::Lang;
use crate::session::{contrast, dark, lang, senior};

/// Signs and words grow by this much in the senior mode.
const SENIOR_SCALE: f64 = 1.3;

/// Colours, size and language.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    tokens: BTreeMap<String, String>,
    /// Families for words drawn on the map, the first at hand.
    pub(super) font: Vec<String>,
    /// How much larger signs and words are.
    pub(super) scale: f64,
    /// Names in English where there are any.
    pub(super) english: bool,
    /// The page is dark.
    pub(super) dark: bool,
}

impl Look {
    /// Reads what `<html>` says. Inside of an effect it follows the reader's choices.
    pub(super) fn now() -> Self {
        // The tokens depend on these three.
        let (dark, _) = (dark(), contrast());
        let scale = if senior().is_some() { SENIOR_SCALE } else { 1.0 };
        let style = document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
        let read = |name: &str| {
            let value = style.as_ref().and_then(|s| s.get_property_value(name).ok()).unwrap_or_default();
            value.trim().to_owned()
        };
        let plain = ["--m-land", "--m-district", "--m-edge", "--m-grid", "--m-river", "--m-river-ink", "--m-label"];
        let page = ["--c-surface", "--c-line-strong", "--c-action", "--c-ink", "--c-brand", "--c-bg"];
        let signs = SIGNS.iter().flat_map(|sign| [ink(*sign), format!("{}-bg", ink(*sign))]);
        let names = plain.into_iter().chain(page).map(str::to_owned).chain(signs);
        Self {
            tokens: names.map(|name| (name.clone(), read(&name))).filter(|(_, value)| !value.is_empty()).collect(),
            font: read("--font").split(',').map(|f| f.trim().trim_matches('"').to_owned()).collect(),
            scale,
            english: lang() == Lang::En,
            dark,
        }
    }

    /// The colour of a token.
    pub(super) fn token(&self, name: &str) -> &str {
        // Nothing is drawn where the style sheet did not arrive; the list shows the same.
        self.tokens.get(name).map_or("rgba(0,0,0,0)", String::as_str)
    }

    /// The colour of a sign.
    pub(super) fn ink(&self, sign: Sign) -> &str {
        self.token(&ink(sign))
    }

    /// The ground that belongs to a sign.
    pub(super) fn ground(&self, sign: Sign) -> &str {
        self.token(&format!("{}-bg", ink(sign)))
    }
}

/// Every sign that may stand on a map, in the order of the legend.
pub(super) const SIGNS: [Sign; 9] = [
    Sign::Planned,
    Sign::Works,
    Sign::Risk,
    Sign::Late,
    Sign::Stale,
    Sign::Suspended,
    Sign::Done,
    Sign::Ended,
    Sign::Reported,
];

/// Code of a sign, as features carry it.
pub(super) fn code(sign: Sign) -> &'static str {
    sign.into()
}

fn ink(sign: Sign) -> String {
    format!("--s-{}", code(sign))
}
