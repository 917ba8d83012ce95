//! Empty, waiting, failed, offline, not found: what happened, what is kept, one way on.

use std::sync::Arc;

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::error::ErrorCode;

use super::Icon;
use crate::api::{Load, Problem};
use crate::i18n::{Lang, t};
use crate::session::lang;

/// A state instead of content.
#[component]
pub(crate) fn State(
    /// Icon that says it without words.
    icon: &'static str,
    /// What happened.
    #[prop(into)]
    title: String,
    /// What that means, and what is kept.
    #[prop(into, optional)]
    text: String,
    /// It stands for the whole page: its title is the page's heading.
    #[prop(optional)]
    page: bool,
    /// One way on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <Icon name=icon />
            {if page {
                view! { <h1 class="t-l">{title}</h1> }.into_any()
            } else {
                view! { <p><b>{title}</b></p> }.into_any()
            }}
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// What went wrong with a question to the server, and the way on.
#[component]
pub(crate) fn ProblemState(
    /// What went wrong.
    problem: Problem,
    /// Asks again.
    #[prop(into)]
    retry: Callback<()>,
    /// It stands for the whole page.
    #[prop(optional)]
    page: bool,
) -> impl IntoView {
    let (icon, key) = match &problem {
        Problem::Offline => ("offline", "problem.offline"),
        Problem::NotFound => ("search", "problem.not_found"),
        Problem::Refused(_) => ("info", "problem.refused"),
        Problem::Broken => ("info", "problem.broken"),
    };
    let is_many = matches!(&problem, Problem::Refused(e) if e.code == ErrorCode::TooMany);
    let key = if is_many { "problem.many" } else { key };
    let text = match &problem {
        Problem::Refused(error) => error.half(lang() == Lang::Zh).to_owned(),
        _ => t(&format!("{key}.text")),
    };
    let again = is_many || matches!(problem, Problem::Offline | Problem::Broken);
    // What cannot be read stands in the address: the same page without it is one way on.
    let refused = matches!(problem, Problem::Refused(_));
    let way = if refused { window().location().pathname().ok() } else { None };
    view! {
        <div role="alert">
            <State icon=icon title=t(&format!("{key}.title")) text=text page=page>
                {if again {
                    view! {
                        <button class="btn btn-main" type="button" on:click=move |_| retry.run(())>
                            {t("problem.retry")}
                        </button>
                    }
                        .into_any()
                } else {
                    view! { <a class="btn" href=way.unwrap_or("/".to_owned())>{t(if refused { "problem.plain" } else { "problem.home" })}</a> }.into_any()
                }}
            </State>
        </div>
    }
}

/// Draws the page of an answer once it is there, a skeleton until then, and the problem where there is one. Everything inside
/// follows the language as a whole.
#[component]
pub(crate) fn Loaded<T, D, W>(
    /// The question.
    load: Load<T>,
    /// Skeleton of the same size as the answer.
    wait: W,
    /// Draws the answer.
    draw: D,
) -> impl IntoView
where
    T: DeserializeOwned + Send + Sync + 'static,
    D: Fn(Arc<T>) -> AnyView + Send + 'static,
    W: Fn() -> AnyView + Send + 'static,
{
    move || {
        lang();
        match (load.data.get(), load.problem.get()) {
            // What is still there answers an older question.
            (_, Some(problem)) => {
                view! { <ProblemState problem=problem retry=move |()| load.retry() page=true /> }.into_any()
            }
            (Some(data), None) => draw(data),
            (None, None) => wait(),
        }
    }
}

/// Bars where lines of text will be.
#[component]
pub(crate) fn WaitingLines(
    /// How many.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="wait" role="status">
            {(0..lines).map(|_| view! { <span></span> }).collect_view()}
            <p class="vh">{t("waiting")}</p>
        </div>
    }
}

/// Rows of a list to come, as high as the rows will be.
#[component]
pub(crate) fn WaitingItems(
    /// How many.
    #[prop(default = 4)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div role="status">
            <p class="vh">{t("waiting")}</p>
            <div aria-hidden="true">
                {(0..rows)
                    .map(|_| view! { <div class="item"><div class="wait"><span></span><span></span><span></span></div></div> })
                    .collect_view()}
            </div>
        </div>
    }
}
