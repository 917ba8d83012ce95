//! The rows after the first page. They stay when a project is opened, and are there again on the way back.

use std::cell::RefCell;

use leptos::prelude::*;
use shared::projects::{ProjectPage, ProjectSummary};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;

use super::Start;
use crate::api::{Problem, get};
use crate::shell::shell;

/// Rows after the first page.
#[derive(Clone, Copy)]
pub(super) struct Further {
    /// All that were loaded.
    pub(super) rows: RwSignal<Vec<ProjectSummary>>,
    /// Where the next ones begin.
    pub(super) next: RwSignal<Option<String>>,
    /// They are under way.
    pub(super) waiting: RwSignal<bool>,
    /// Why they did not come.
    pub(super) problem: RwSignal<Option<Problem>>,
    place: StoredValue<Place>,
}

/// How far down a reader is: in the pane beside the map, and in the window of a phone, px; and the project pressed.
#[derive(Clone, Default)]
struct Place {
    pane: i32,
    window: f64,
    number: Option<String>,
}

/// What a list was when its reader left it.
struct Kept {
    path: String,
    rows: Vec<ProjectSummary>,
    next: Option<String>,
    place: Place,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// The list as a pane of its own, beside the map.
pub(super) fn pane() -> Option<web_sys::Element> {
    document().query_selector(".split .list").ok().flatten()
}

/// Gives the keyboard back to the link that was pressed.
fn focus(place: &Place) {
    let Some(number) = &place.number else { return };
    let link = document().query_selector(&format!(".list [data-number='{number}'] a")).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        // One that cannot take it leaves it where it is.
        let _ = link.focus();
    }
}

impl Further {
    /// Begins anew whenever the first page changes, and where the reader was who comes back.
    pub(super) fn after(start: Start) -> Self {
        let further = Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            waiting: RwSignal::new(false),
            problem: RwSignal::new(None),
            place: StoredValue::new(Place::default()),
        };
        let kept = KEPT.take().filter(|_| shell().came_back());
        let kept =
            StoredValue::new_local(kept.filter(|kept| kept.path == start.choice.with_untracked(|c| c.list_path())));
        Effect::new(move |_| {
            let Some(next) = start.page.data.with(|p| p.as_ref().map(|p| p.next.clone())) else { return };
            let (rows, next) = match kept.try_update_value(Option::take).flatten() {
                Some(kept) => {
                    // The rows are on the page only after this frame.
                    request_animation_frame(move || {
                        if let Some(pane) = pane() {
                            pane.set_scroll_top(kept.place.pane);
                        }
                        window().scroll_to_with_x_and_y(0.0, kept.place.window);
                        focus(&kept.place);
                    });
                    (kept.rows, kept.next)
                }
                None => (Vec::new(), next),
            };
            further.rows.set(rows);
            further.next.set(next);
            further.problem.set(None);
            further.waiting.set(false);
        });
        on_cleanup(move || {
            KEPT.set(Some(Kept {
                path: start.choice.with_untracked(|c| c.list_path()),
                rows: further.rows.get_untracked(),
                next: further.next.get_untracked(),
                place: further.place.get_value(),
            }));
        });
        further
    }

    /// Remembers where the reader is who presses something: when the list goes, its place on the page is gone already.
    pub(super) fn remember(self, number: Option<String>) {
        let pane = pane().map_or(0, |pane| pane.scroll_top());
        self.place.set_value(Place { pane, window: window().scroll_y().unwrap_or_default(), number });
    }

    /// Asks for the next rows.
    pub(super) fn load(self, start: Start) {
        let Some(cursor) = self.next.get_untracked() else { return };
        let path = start.choice.with_untracked(|c| c.more_path(cursor.clone()));
        self.waiting.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let answer = get::<ProjectPage>(&path, None).await;
            // The reader may have chosen something else, or gone, in the meantime.
            if self.next.try_get_untracked().flatten().as_ref() != Some(&cursor) {
                return;
            }
            self.waiting.set(false);
            match answer {
                Ok(page) => {
                    self.rows.update(|rows| rows.extend(page.items));
                    self.next.set(page.next);
                }
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }
}
