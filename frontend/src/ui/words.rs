//! Small marks around words: Chinese names on an English page, numbers that do not break, door plates, 示例.

use leptos::prelude::*;

use crate::i18n::{Lang, t};
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
    view! { <span class="num">{text}</span> }
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
    view! { <span class="mk">{move || t("demo.mark")}</span> }
}
