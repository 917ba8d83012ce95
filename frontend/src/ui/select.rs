//! A labelled select whose choices come with the data.

use leptos::prelude::*;
use shared::areas::{Area, AreaLevel};

use crate::i18n::{say, t};

/// One choice of a select.
#[derive(Clone, PartialEq)]
pub(crate) struct Choosable {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) is_name: bool,
}

impl Choosable {
    /// A choice in words of ours.
    pub(crate) fn words(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into(), is_name: false }
    }

    /// A choice that is a Chinese name.
    pub(crate) fn name(value: impl Into<String>, name: impl Into<String>) -> Self {
        Self { value: value.into(), words: name.into(), is_name: true }
    }

    /// Streets, each with its communities below it; only those that have projects, or that an account tells of.
    pub(crate) fn streets(areas: &[Area]) -> Vec<Self> {
        let told = |a: &Area| a.project_count > 0 || a.reported.is_some();
        let used = || areas.iter().filter(move |a| told(a) || areas.iter().any(|b| b.parent == Some(a.id) && told(b)));
        let row = |a: &Area, indent: &str| Self {
            value: a.id.to_string(),
            words: format!("{indent}{}", a.name),
            is_name: true,
        };
        used()
            .filter(|a| a.level == AreaLevel::Street)
            .flat_map(|street| {
                let below = used().filter(|a| a.parent == Some(street.id)).map(|a| row(a, "　"));
                std::iter::once(row(street, "")).chain(below)
            })
            .collect()
    }
}

/// A labelled select. Its first choice is "all", where there is one.
#[component]
pub(crate) fn Select(
    /// Identifier of the control.
    id: &'static str,
    /// Key of its label.
    label: &'static str,
    /// Key of the choice that filters nothing.
    #[prop(optional)]
    all: Option<&'static str>,
    /// The value in force.
    value: Signal<String>,
    /// The choices.
    options: Signal<Vec<Choosable>>,
    /// Called with the value chosen.
    choose: Callback<String>,
) -> impl IntoView {
    // The property and not the attribute: after the reader has chosen once, the attribute is ignored.
    let draw = move |choice: Choosable| {
        let own = choice.value.clone();
        view! {
            <option value=choice.value lang=choice.is_name.then_some("zh-CN") prop:selected=move || value.get() == own>
                {choice.words}
            </option>
        }
    };
    view! {
        <div class="field">
            <label for=id>{say(label)}</label>
            <select class="in" id=id on:change=move |e| choose.run(event_target_value(&e))>
                {move || {
                    let all = all.map(|all| Choosable::words("", t(all)));
                    all.into_iter().chain(options.get()).map(draw).collect_view()
                }}
            </select>
        </div>
    }
}
