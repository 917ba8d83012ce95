//! Where a map comes to life: it is made when its place is first seen, and not before.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use shared::geo::Bbox;
use shared::tiles::Tiles;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::chart::{Chart, Options};
use super::look::Look;
use super::maplibre::{MapLibre, NoMap};
use super::tiles::SOURCE;
use crate::api::Load;

/// A map to come, or there.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    /// Its place on the page.
    pub(super) node: NodeRef<Div>,
    /// The place has a size and is near the window.
    pub(super) shown: RwSignal<bool>,
    /// The map once it can be drawn on.
    pub(super) chart: RwSignal<Option<Chart>, LocalStorage>,
    /// There will be none.
    pub(super) failed: RwSignal<bool>,
    /// Tiles of the operator's base map did not arrive.
    pub(super) holes: RwSignal<bool>,
}

impl Stage {
    /// A place for a map.
    pub(super) fn new() -> Self {
        let stage = Self {
            node: NodeRef::new(),
            shown: RwSignal::new(false),
            chart: RwSignal::new_local(None),
            failed: RwSignal::new(false),
            holes: RwSignal::new(false),
        };
        stage.watch();
        stage
    }

    /// Follows whether the place can be seen: a pane that is not shown has no size to draw on.
    fn watch(self) {
        Effect::new(move |_| {
            let Some(node) = self.node.get() else { return };
            let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
                if let Some(last) = entries.iter().last() {
                    self.shown.try_set(last.unchecked_into::<IntersectionObserverEntry>().is_intersecting());
                }
            });
            let options = IntersectionObserverInit::new();
            options.set_root_margin("200px");
            let made = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options);
            let Ok(observer) = made else {
                self.shown.set(true);
                return;
            };
            observer.observe(&node);
            let held = SendWrapper::new((observer, seen));
            on_cleanup(move || held.0.disconnect());
        });
    }

    /// Makes the map as soon as it may be and can be seen. `prepare` listens to it before anything is drawn.
    pub(super) fn open(
        self,
        may: Signal<bool>,
        options: impl Fn() -> Options + 'static,
        prepare: impl Fn(&Chart) + 'static,
    ) {
        let kept = Rc::new((RefCell::new(None::<Chart>), Cell::new(false)));
        let life = SendWrapper::new(kept.clone());
        on_cleanup(move || {
            life.1.set(true);
            if let Some(chart) = life.0.take() {
                chart.remove();
            }
        });
        let prepare = Rc::new(prepare);
        let begun = Cell::new(false);
        Effect::new(move |_| {
            let Some(node) = self.node.get() else { return };
            if !may.get() || !self.shown.get() || begun.replace(true) {
                return;
            }
            let (kept, options, prepare) = (kept.clone(), options(), prepare.clone());
            spawn_local(async move {
                let library = MapLibre::load().await;
                // The reader may have gone on meanwhile.
                if kept.1.get() {
                    return;
                }
                let made = library.and_then(|library| {
                    let chart = Chart::new(&library, &node, options)?;
                    let (born, prepare) = (chart.clone(), prepare.clone());
                    chart.on("load", move |_| {
                        prepare(&born);
                        self.failed.try_set(false);
                        self.chart.try_set(Some(born.clone()));
                    });
                    // A library whose worker does not start says so here and never loads.
                    chart.on("error", move |event| {
                        if event.source_id().is_some_and(|id| id.starts_with(SOURCE)) {
                            self.holes.try_set(true);
                        }
                        if self.chart.try_with_untracked(Option::is_none) == Some(true) {
                            self.failed.try_set(true);
                        }
                    });
                    Ok::<_, NoMap>(chart)
                });
                match made {
                    Ok(chart) => drop(kept.0.replace(Some(chart))),
                    Err(NoMap) => drop(self.failed.try_set(true)),
                }
            });
        });
        // Colours, sizes and names follow what the reader chooses.
        Effect::new(move |_| {
            let look = Look::now();
            if let Some(chart) = self.chart.get() {
                chart.dress(&look);
            }
        });
    }

    /// Draws what `what` says in a source, and again when that changes.
    pub(super) fn draw(self, source: &'static str, what: impl Fn() -> Option<serde_json::Value> + 'static) {
        Effect::new(move |_| {
            if let (Some(chart), Some(features)) = (self.chart.get(), what()) {
                chart.draw(source, &features);
            }
        });
    }

    /// Lays the operator's tiles under what is drawn, as soon as they are known.
    pub(super) fn lay(self, tiles: Load<Option<Tiles>>) {
        Effect::new(move |begun: Option<bool>| {
            if begun == Some(true) {
                return true;
            }
            let Some(chart) = self.chart.get() else { return false };
            let Some(tiles) = tiles.data.get() else { return false };
            if let Some(tiles) = tiles.as_ref() {
                let tiles = tiles.clone();
                spawn_local(async move {
                    if chart.lay(tiles).await.is_err() {
                        self.holes.try_set(true);
                    }
                });
            }
            true
        });
    }

    /// The map, outside of an effect.
    pub(super) fn now(self) -> Option<Chart> {
        self.chart.try_get_untracked().flatten()
    }

    /// Shows a box, with the map or later.
    pub(super) fn fit(self, to: Option<Bbox>, moving: bool) {
        if let Some(chart) = self.now() {
            chart.fit(to, moving);
        }
    }
}
