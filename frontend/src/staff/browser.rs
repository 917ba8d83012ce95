//! What the browser does for the staff's pages alone, called by name: an import of each would weigh on the first view,
//! which has them all.

use js_sys::{Function, Reflect};
use leptos::prelude::{StoredValue, window};
use wasm_bindgen::{JsCast as _, JsValue};

/// What `of` calls `name`.
pub(crate) fn of_name(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(|found| !found.is_undefined() && !found.is_null())
}

/// Calls the method `name` of `of` with what it is given; what it cannot do is left undone.
fn call(of: &JsValue, name: &str, given: &[&JsValue]) -> Option<JsValue> {
    let method: Function = of_name(of, name)?.unchecked_into();
    let answer = match given {
        [] => method.call0(of),
        [one] => method.call1(of, one),
        [one, two, ..] => method.call2(of, one, two),
    };
    answer.ok()
}

/// Opens a dialog over the page.
pub(super) fn show_modal(dialog: &JsValue) {
    call(dialog, "showModal", &[]);
}

/// Reads the page anew.
pub(super) fn reload() {
    if let Some(location) = of_name(&window(), "location") {
        call(&location, "reload", &[]);
    }
}

/// A promise that `text` is on the clipboard; `None` where the browser gives none, as on an address without TLS.
pub(crate) fn copy(text: &str) -> Option<js_sys::Promise> {
    let board = of_name(&of_name(&window(), "navigator")?, "clipboard")?;
    call(&board, "writeText", &[&JsValue::from_str(text)]).map(wasm_bindgen::JsCast::unchecked_into)
}

/// Marks what is inside of `node`.
pub(crate) fn select(node: &JsValue) {
    if let Some(selection) = call(&window(), "getSelection", &[]) {
        call(&selection, "selectAllChildren", &[node]);
    }
}

/// Calls the method `name` of `of`, or of the window, with any number of things; `None` where it is not there or fails.
pub(crate) fn by_name(of: Option<&JsValue>, name: &str, given: &[JsValue]) -> Option<JsValue> {
    let window: JsValue = window().into();
    let of = of.unwrap_or(&window);
    let method: Function = of_name(of, name)?.unchecked_into();
    method.apply(of, &given.iter().collect::<js_sys::Array>()).ok()
}

/// Whether nobody sees the page now: another tab or window is in front of it.
pub(crate) fn is_hidden() -> bool {
    of_name(&leptos::prelude::document(), "hidden").and_then(|hidden| hidden.as_bool()).unwrap_or_default()
}

/// A token that nobody else has or guesses: whoever sends the same one is told the link of the order again.
pub(crate) fn fresh_token() -> String {
    let bytes = js_sys::Uint8Array::new_with_length(16);
    if let Some(crypto) = of_name(&js_sys::global(), "crypto") {
        // Every browser that runs this program has it, with TLS and without.
        call(&crypto, "getRandomValues", &[&bytes]);
    }
    let random: String = bytes.to_vec().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{:x}-{random}", js_sys::Date::now().to_bits())
}

/// Something that is done again and again, until it is dropped.
pub(crate) struct Every {
    handle: Option<JsValue>,
    /// The browser calls it as long as it lives.
    _does: wasm_bindgen::closure::Closure<dyn FnMut()>,
}

impl Every {
    /// Does `does` every `milliseconds`.
    pub(crate) fn new(milliseconds: u32, does: impl FnMut() + 'static) -> Self {
        let does = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(does);
        let handle = call(&window(), "setInterval", &[does.as_ref(), &JsValue::from(milliseconds)]);
        Self { handle, _does: does }
    }
}

/// Does `does` every `milliseconds`; taking it out ends it.
pub(crate) fn every(
    milliseconds: u32,
    does: impl FnMut() + 'static,
) -> StoredValue<Option<Every>, leptos::prelude::LocalStorage> {
    StoredValue::new_local(Some(Every::new(milliseconds, does)))
}

impl Drop for Every {
    fn drop(&mut self) {
        if let Some(handle) = &self.handle {
            call(&window(), "clearInterval", &[handle]);
        }
    }
}
