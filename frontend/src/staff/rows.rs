//! A list that comes a page at a time: the first by its address, the others on a press.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::page::Page;
use wasm_bindgen_futures::spawn_local;

use super::call;
use super::frame::follow;
use crate::api::{Load, Problem};
use crate::i18n::say;

/// Rows of a list.
pub(crate) struct Rows<T: Send + Sync + 'static> {
    /// The first page.
    pub(crate) first: Load<Page<T>>,
    further: RwSignal<Vec<T>>,
    next: RwSignal<Option<String>>,
    waiting: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    path: Memo<String>,
}

impl<T: Send + Sync + 'static> Clone for Rows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Rows<T> {}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> Rows<T> {
    /// The rows at `path`, which may change.
    pub(crate) fn of(path: impl Fn() -> String + Send + Sync + 'static) -> Self {
        let path = Memo::new(move |_| path());
        let rows = Self {
            first: Load::keeping(move || path.get()),
            further: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            waiting: RwSignal::new(false),
            problem: RwSignal::new(None),
            path,
        };
        follow(rows.first);
        Effect::new(move |_| {
            rows.further.set(Vec::new());
            rows.next.set(rows.first.data.with(|page| page.as_ref().and_then(|page| page.next.clone())));
        });
        rows
    }

    /// All rows so far; `None` until the first are there.
    pub(crate) fn all(self) -> Option<Vec<T>> {
        let first = self.first.data.get()?;
        Some(first.items.iter().cloned().chain(self.further.get()).collect())
    }

    fn more(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        if self.waiting.get_untracked() {
            return;
        }
        self.waiting.set(true);
        self.problem.set(None);
        let path = self.path.get_untracked();
        let sign = if path.contains('?') { '&' } else { '?' };
        let cursor = shared::query::write([("cursor", Some(cursor))]);
        spawn_local(async move {
            let answer = call::<Page<T>>(Method::GET, &format!("{path}{sign}{cursor}"), None).await;
            self.waiting.try_set(false);
            // The list may be another by now.
            if self.path.try_get_untracked() != Some(path) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.further.try_update(|rows| rows.extend(page.items));
                    self.next.try_set(page.next);
                }
                Err(problem) => drop(self.problem.try_set(Some(problem))),
            }
        });
    }
}

/// The button for the next page.
#[component]
pub(crate) fn More<T: DeserializeOwned + Clone + Send + Sync + 'static>(rows: Rows<T>) -> impl IntoView {
    view! {
        <Show when=move || rows.next.with(Option::is_some)>
            <p class="section-s">
                <button class="btn btn-wide" type="button" aria-disabled=move || rows.waiting.get().to_string() on:click=move |_| rows.more()>
                    {say("start.again")}
                </button>
            </p>
        </Show>
        <p role="status">{move || rows.problem.with(Option::is_some).then(say("form.offline"))}</p>
    }
}
