//! 「用我的位置」: the device says where it is, on a press only.

use leptos::prelude::*;
use shared::geo::Point;
use wasm_bindgen::prelude::*;
use web_sys::{Position, PositionError, PositionOptions};

use crate::i18n::{say, t};
use crate::ui::Icon;

/// Longer than this nobody waits for satellites, milliseconds.
const PATIENCE: u32 = 15_000;

/// Browsers tell positions on addresses with TLS only.
pub(super) fn can_locate() -> bool {
    let is_secure = js_sys::Reflect::get(&window(), &"isSecureContext".into()).ok().and_then(|is| is.as_bool());
    is_secure == Some(true) && window().navigator().geolocation().is_ok()
}

/// The button, and what became of it.
#[component]
pub(super) fn LocateButton(
    /// The device told its place.
    located: Callback<Point>,
) -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    view! {
        <p class="row">
            <button class="btn" type="button" on:click=move |_| locate(located, said)><Icon name="locate" />{say("order.locate")}</button>
            <span role="status">{move || said.get().map(t)}</span>
        </p>
    }
}

fn locate(located: Callback<Point>, said: RwSignal<Option<&'static str>>) {
    let Ok(device) = window().navigator().geolocation() else { return said.set(Some("order.locate.unknown")) };
    said.set(Some("order.locate.asking"));
    let found = Closure::once_into_js(move |found: Position| {
        // No better than a tap, and what is kept and read again is still the same.
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let at = Point { lng: round(found.coords().longitude()), lat: round(found.coords().latitude()) };
        // The page may be another by now.
        if said.try_set(Some("order.locate.found")).is_none() {
            located.run(at);
        }
    });
    let refused = Closure::once_into_js(move |why: PositionError| {
        let is_refused = why.code() == PositionError::PERMISSION_DENIED;
        said.try_set(Some(if is_refused { "order.locate.refused" } else { "order.locate.unknown" }));
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_maximum_age(60_000);
    options.set_timeout(PATIENCE);
    let (found, refused) = (found.unchecked_ref(), Some(refused.unchecked_ref()));
    if device.get_current_position_with_error_callback_and_options(found, refused, &options).is_err() {
        said.set(Some("order.locate.unknown"));
    }
}
