//! A figure as people read it: 13 亿元, 6.8 万余套; CNY 1.3 billion, more than 68,000 homes.

use leptos::prelude::*;
use shared::figures::shown::{Shown, shown};
use shared::figures::{Qualifier, Unit};

use crate::i18n::{Lang, money_in, number, t, tf};
use crate::session::lang;

/// Word of what is counted; empty for what has a unit of its own.
fn noun(unit: Unit, one: bool) -> String {
    let code: &'static str = unit.into();
    t(&format!("noun.{code}.{}", if one { "one" } else { "other" }))
}

/// Qualifier, number and unit, apart: the number stands large.
fn parts(value: i64, unit: Unit, qualifier: Qualifier) -> (String, String, String) {
    let (text, kind) = shown(value, unit);
    let english = lang() == Lang::En;
    let text = if english { text.parse().map_or(text, number) } else { text };
    let unit_words = |key: &str| t(&format!("shown.{key}"));
    let (n, mut words) = match kind {
        Shown::Yuan | Shown::WanYuan | Shown::YiYuan if english => {
            (money_in(value, shared::money::Currency::Cny), String::new())
        }
        Shown::WanM2 if english => (number(value), unit_words("m2")),
        Shown::Wan if english => (number(value), noun(unit, false)),
        Shown::One if english => (number(value), noun(unit, value == 1)),
        Shown::One => (text, noun(unit, value == 1)),
        Shown::Wan => (text, format!("{}{}", unit_words("wan"), noun(unit, false))),
        other => (text, unit_words(other.code())),
    };
    let before = match qualifier {
        Qualifier::About => tf("qualifier.about", &[("n", &"")]),
        Qualifier::AtLeast if english => tf("qualifier.at_least", &[("n", &"")]),
        _ => String::new(),
    };
    if qualifier == Qualifier::AtLeast && !english {
        // 余 and 多 stand between the number and what is counted.
        words = match (kind, words.strip_prefix('万')) {
            (Shown::Wan, Some(noun)) => format!("万余{noun}"),
            _ => format!("多{words}"),
        };
    }
    (before, n, words)
}

/// The figure in large print.
pub(super) fn big(value: Option<i64>, unit: Unit, qualifier: Qualifier) -> AnyView {
    match value {
        Some(value) => {
            let (before, n, words) = parts(value, unit, qualifier);
            let before = (!before.is_empty()).then(|| view! { <small>{before}</small> });
            view! { <p class="big">{before} <span class="num">{n}</span> <small>{words}</small></p> }.into_any()
        }
        None => view! { <p class="big fig-none">{t("figures.no_data")}</p> }.into_any(),
    }
}

/// The figure within a sentence or a table.
pub(super) fn plain(value: i64, unit: Unit) -> String {
    let (_, n, words) = parts(value, unit, Qualifier::Exact);
    let gap = if words.is_empty() || words == "%" { "" } else { " " };
    format!("{n}{gap}{words}")
}
