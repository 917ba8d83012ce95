//! The connection: server-sent events while the tab is seen, questions every so often where they cannot be had.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use shared::live::Changed;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::NEWS;

/// Milliseconds between two questions where there is no connection.
const ASK_EVERY: i32 = 20_000;

/// What the browser calls.
type Hears = Closure<dyn FnMut(JsValue)>;

/// What the page listens with.
struct Connection {
    /// The last revision heard of.
    revision: Cell<Option<i64>>,
    source: RefCell<Option<JsValue>>,
    heard: RefCell<Option<Hears>>,
    failed: RefCell<Option<Hears>>,
    asks: Cell<bool>,
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|found| !found.is_undefined() && !found.is_null())
}

fn call(of: &JsValue, name: &str, given: &[JsValue]) -> Option<JsValue> {
    get(of, name)?.dyn_into::<Function>().ok()?.apply(of, &given.iter().collect::<Array>()).ok()
}

/// Listens from the first call on, as long as the page lives; a tab that nobody sees lets its connection go and catches up when it is seen again.
pub(crate) fn listen() {
    static BEGUN: AtomicBool = AtomicBool::new(false);
    if BEGUN.swap(true, Ordering::Relaxed) {
        return;
    }
    let connection = Rc::new(Connection {
        revision: Cell::new(None),
        source: RefCell::new(None),
        heard: RefCell::new(None),
        failed: RefCell::new(None),
        asks: Cell::new(false),
    });
    let of = Rc::downgrade(&connection);
    *connection.heard.borrow_mut() = Some(Closure::new(move |event: JsValue| {
        let Some(connection) = of.upgrade() else { return };
        let data = get(&event, "data").and_then(|data| data.as_string()).unwrap_or_default();
        if let Ok(changed) = serde_json::from_str(&data) {
            connection.tell(changed);
        }
    }));
    let of = Rc::downgrade(&connection);
    *connection.failed.borrow_mut() = Some(Closure::new(move |_| {
        let Some(connection) = of.upgrade() else { return };
        // 2 is closed for good: the server refused. Otherwise the browser tries again by itself.
        let closed = connection.source.borrow().as_ref().and_then(|s| get(s, "readyState")).and_then(|n| n.as_f64());
        if closed == Some(2.0) {
            connection.close();
            connection.asks.set(true);
        }
    }));
    connection.open();
    let seen = Rc::clone(&connection);
    let on_seen = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        let hidden = get(&document(), "hidden").and_then(|h| h.as_bool()).unwrap_or_default();
        if hidden { seen.close() } else { seen.open() }
    });
    call(&document(), "addEventListener", &["visibilitychange".into(), on_seen.as_ref().clone()]);
    let asking = Rc::clone(&connection);
    let on_tick = Closure::<dyn FnMut(JsValue)>::new(move |_| asking.ask());
    call(&window(), "setInterval", &[on_tick.as_ref().clone(), ASK_EVERY.into()]);
    // They live as long as the page.
    on_seen.forget();
    on_tick.forget();
    std::mem::forget(connection);
}

impl Connection {
    fn tell(&self, changed: Changed) {
        self.revision.set(Some(changed.revision));
        match changed.topics.as_slice() {
            [] => {}
            [one] => NEWS.set(one.clone()),
            _ => NEWS.set("all".to_owned()),
        }
    }

    fn open(&self) {
        if self.source.borrow().is_some() {
            return;
        }
        let path = match self.revision.get() {
            Some(revision) => format!("/api/v1/live?since={revision}"),
            None => "/api/v1/live".to_owned(),
        };
        let made = get(&window(), "EventSource")
            .and_then(|maker| maker.dyn_into::<Function>().ok())
            .and_then(|maker| Reflect::construct(&maker, &Array::of1(&path.into())).ok());
        let Some(source) = made else { return self.asks.set(true) };
        for (name, does) in [("change", &self.heard), ("error", &self.failed)] {
            if let Some(does) = does.borrow().as_ref() {
                call(&source, "addEventListener", &[name.into(), does.as_ref().clone()]);
            }
        }
        *self.source.borrow_mut() = Some(source);
    }

    fn close(&self) {
        if let Some(source) = self.source.borrow_mut().take() {
            call(&source, "close", &[]);
        }
    }

    /// Asks once, where there is no connection and somebody sees the page.
    fn ask(self: &Rc<Self>) {
        let hidden = get(&document(), "hidden").and_then(|h| h.as_bool()).unwrap_or_default();
        if !self.asks.get() || hidden {
            return;
        }
        let connection = Rc::clone(self);
        spawn_local(async move {
            let since = connection.revision.get().map_or(String::new(), |revision| format!("?since={revision}"));
            if let Ok(changed) = crate::api::get::<Changed>(&format!("/api/v1/live{since}"), None).await {
                connection.tell(changed);
            }
        });
    }
}
