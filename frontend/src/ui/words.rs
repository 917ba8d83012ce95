//! Small marks around words: Chinese names on an English page, numbers that do not break, door plates, 示例.

use leptos::prelude::*;

use crate::i18n::{Lang, say, t};
use crate::session::lang;

/// A Chinese name or text: marked as Chinese on an English page, so that it is read aloud rightly.
#[component]
pub(crate) fn Zh(#[prop(into)] text: String) -> impl IntoView {
    move || match lang() {
        Lang::Zh => text.clone().into_any(),
        Lang::En => view! { <span lang="zh-CN">{text.clone()}</span> }.into_any(),
    }
}

/// A date, a number or a number with its unit: tabular digits, never broken.
#[component]
pub(crate) fn Num(#[prop(into)] text: String) -> impl IntoView {
    let chinese = (!text.is_ascii() && lang() == Lang::En).then_some("zh-CN");
    view! { <span class="num" lang=chinese>{text}</span> }
}

/// The words of `key` with a Chinese proper name where they say `{name}`, marked as Chinese on an English page.
pub(crate) fn around(key: &'static str, name: &str) -> impl IntoView + use<> {
    let words = t(key);
    let (before, after) = words.split_once("{name}").unwrap_or((&words, ""));
    view! { {before.to_owned()} <Zh text=name.to_owned() /> {after.to_owned()} }
}

/// A sentence whose dates never break at their hyphens.
#[component]
pub(crate) fn Said(#[prop(into)] text: String) -> impl IntoView {
    let is_date = |c: char| c.is_ascii_digit() || c == '-';
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for c in text.chars() {
        match pieces.last_mut() {
            Some((date, piece)) if *date == is_date(c) => piece.push(c),
            _ => pieces.push((is_date(c), c.to_string())),
        }
    }
    pieces
        .into_iter()
        .map(|(date, piece)| match date && piece.trim_matches('-').contains('-') {
            true => view! { <Num text=piece /> }.into_any(),
            false => piece.into_any(),
        })
        .collect_view()
}

/// A number on a door plate: of a project, or of a building (3栋, which is Chinese on an English page).
#[component]
pub(crate) fn Plate(#[prop(into)] text: String) -> impl IntoView {
    let chinese = (!text.is_ascii() && lang() == Lang::En).then_some("zh-CN");
    view! { <span class="plate" lang=chinese>{text}</span> }
}

/// 示例: what it stands beside was invented for the demonstration.
#[component]
pub(crate) fn DemoMark() -> impl IntoView {
    view! { <span class="mk">{say("demo.mark")}</span> }
}

/// The address that calls `phone`.
pub(crate) fn tel(phone: &str) -> String {
    format!("tel:{}", phone.replace(|c: char| !c.is_ascii_digit() && c != '+', ""))
}
