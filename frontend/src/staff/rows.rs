//! A list that comes a page at a time: the first by its address, the others on a press.

use std::sync::Arc;

use gloo_net::http::Method;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::page::Page;
use wasm_bindgen_futures::spawn_local;

use super::call;
use super::frame::follow;
use crate::api::{Load, Problem, get_quietly};
use crate::i18n::say;

/// How the reading of all pages stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Not,
    Begun,
    /// And once more after it.
    Again,
    /// The first page is there, and those after it with it.
    Came,
}

/// Rows of a list.
pub(crate) struct Rows<T: Send + Sync + 'static> {
    /// The first page.
    pub(crate) first: Load<Page<T>>,
    further: RwSignal<Vec<T>>,
    /// How many pages they are.
    pages: StoredValue<u32>,
    /// All pages are read anew, or were just now: the first is no sign of another list.
    reading: StoredValue<Reading>,
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
            pages: StoredValue::new(0),
            reading: StoredValue::new(Reading::Not),
            next: RwSignal::new(None),
            waiting: RwSignal::new(false),
            problem: RwSignal::new(None),
            path,
        };
        follow(rows.first);
        Effect::new(move |_| {
            let next = rows.first.data.with(|page| page.as_ref().and_then(|page| page.next.clone()));
            if rows.reading.get_value() == Reading::Came {
                rows.reading.set_value(Reading::Not);
                return;
            }
            // What comes by itself takes nothing away that somebody asked for.
            if rows.pages.get_value() > 0 && rows.first.came_quietly() {
                return rows.read_all();
            }
            rows.pages.set_value(0);
            rows.further.set(Vec::new());
            rows.next.set(next);
        });
        rows
    }

    /// Reads the rows anew without anybody's asking: as many pages as are there.
    pub(crate) fn retry_quietly(self) {
        match self.pages.get_value() {
            0 => self.first.retry_quietly(),
            _ => self.read_all(),
        }
    }

    fn read_all(self) {
        if self.reading.get_value() != Reading::Not {
            return self.reading.set_value(Reading::Again);
        }
        self.reading.set_value(Reading::Begun);
        spawn_local(async move {
            loop {
                let (Some(path), Some(pages)) = (self.path.try_get_untracked(), self.pages.try_get_value()) else {
                    return;
                };
                let found = all_pages::<T>(&path, pages).await;
                let is_same = self.path.try_get_untracked() == Some(path);
                let has_grown = self.pages.try_get_value() != Some(pages);
                match (self.reading.try_get_value(), found) {
                    (None, _) => return,
                    (Some(Reading::Again), _) => self.reading.set_value(Reading::Begun),
                    // Meanwhile somebody asked for more of it.
                    (Some(_), Some(_)) if is_same && has_grown => {}
                    (Some(_), Some((first, further, next))) if is_same => {
                        self.reading.set_value(Reading::Came);
                        self.further.set(further);
                        self.next.set(next);
                        self.first.data.set(Some(Arc::new(first)));
                        return;
                    }
                    // Another list by now, or no answer: what is there stays.
                    _ => return self.reading.set_value(Reading::Not),
                }
            }
        });
    }

    /// All rows so far; `None` until the first are there.
    pub(crate) fn has_more(self) -> bool {
        self.next.with(Option::is_some)
    }

    /// Those that are listed so far; `None` before the first answer.
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
        let address = after(&path, &cursor);
        spawn_local(async move {
            let answer = call::<Page<T>>(Method::GET, &address, None).await;
            self.waiting.try_set(false);
            // The list may be another by now, or was read anew and goes on elsewhere: then it is asked for once more.
            if self.path.try_get_untracked() != Some(path) {
                return;
            }
            if self.next.try_get_untracked() != Some(Some(cursor)) {
                return self.more();
            }
            match answer {
                Ok(page) => {
                    self.pages.try_update_value(|n| *n += 1);
                    self.further.try_update(|rows| rows.extend(page.items));
                    self.next.try_set(page.next);
                }
                Err(problem) => drop(self.problem.try_set(Some(problem))),
            }
        });
    }
}

/// The address of the page after `cursor`.
fn after(path: &str, cursor: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}{}", shared::query::write([("cursor", Some(cursor.to_owned()))]))
}

/// The first page at `path`, the rows of `pages` after it, and where it goes on; `None` where one does not come.
async fn all_pages<T: DeserializeOwned>(path: &str, pages: u32) -> Option<(Page<T>, Vec<T>, Option<String>)> {
    let first = get_quietly::<Page<T>>(path).await.ok()?;
    let (mut further, mut next) = (Vec::new(), first.next.clone());
    for _ in 0..pages {
        let Some(cursor) = next.take() else { break };
        let page = get_quietly::<Page<T>>(&after(path, &cursor)).await.ok()?;
        further.extend(page.items);
        next = page.next;
    }
    Some((first, further, next))
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
