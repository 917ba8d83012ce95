//! A photograph of one's order: it needs the secret, so it is asked for with it and drawn from its bytes.

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use shared::media::MediaSize;
use shared::orders::shown::OrderPhotograph;
use wasm_bindgen_futures::spawn_local;

use super::Mine;
use crate::i18n::t;
use crate::staff::by_name;

/// The photograph. Pressed, it stands there as large as there is room for.
pub(super) fn picture(mine: Mine, photograph: &OrderPhotograph) -> AnyView {
    let url = |size: Option<&MediaSize>| size.map(|size| size.url.clone()).unwrap_or_default();
    let (small, large) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    fetch(mine, url(photograph.sizes.first()), small);
    let is_large = RwSignal::new(false);
    let full = url(photograph.sizes.last());
    let press = move |_| {
        is_large.update(|is| *is = !*is);
        if is_large.get_untracked() && large.with_untracked(String::is_empty) {
            fetch(mine, full.clone(), large);
        }
    };
    let press = StoredValue::new_local(press);
    let source = move || if is_large.get() && !large.with(String::is_empty) { large.get() } else { small.get() };
    let label = move || t(if is_large.get() { "order.photo.smaller" } else { "order.photo.larger" });
    view! {
        <Show when=move || !small.with(String::is_empty)>
            <button class="shot-open" type="button" aria-expanded=move || is_large.get().to_string() title=label on:click=move |e| press.with_value(|press| press(e))>
                <img src=source alt=t("order.photo.alt") />
            </button>
        </Show>
    }
    .into_any()
}

/// Reads the photograph at `url` into `source`, as an address that holds all of it.
fn fetch(mine: Mine, url: String, source: RwSignal<String>) {
    spawn_local(async move {
        let Some(secret) = mine.secret.try_get_value() else { return };
        let request = RequestBuilder::new(&url).method(Method::GET).header("x-linxin-quiet", "1");
        let request = if secret.is_empty() { request } else { request.header("x-order-secret", &secret) };
        let Ok(request) = request.build() else { return };
        let Ok(answer) = request.send().await else { return };
        if !answer.ok() {
            return;
        }
        let Ok(bytes) = answer.binary().await else { return };
        let text: String = bytes.iter().map(|b| char::from(*b)).collect();
        if let Some(packed) = by_name(None, "btoa", &[text.into()]).and_then(|packed| packed.as_string()) {
            source.try_set(format!("data:image/jpeg;base64,{packed}"));
        }
    });
}
