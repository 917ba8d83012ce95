//! The pulse of the orders: whether anything happened to any of them, asked while somebody looks.

use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen_futures::spawn_local;

use crate::api;
use crate::staff::{desk, every, is_hidden, is_out};

/// How often it is asked, milliseconds.
const EVERY: u32 = 4_000;
/// After so many askings without news it beats all the same: clocks that are shown run on.
const MOST_SILENT: u32 = 15;

#[derive(Deserialize)]
struct Pulse {
    last: String,
}

/// Grows whenever something happened to any order, and each minute. It is asked quietly, so that an open page keeps no session alive; not
/// while nobody sees the page or somebody must sign in first; and never twice at once.
fn beats() -> RwSignal<u32> {
    let beats = RwSignal::new(0_u32);
    let (last, is_asking) = (StoredValue::new(None::<String>), StoredValue::new(false));
    let silent = StoredValue::new(0_u32);
    let ask = move || {
        if is_asking.get_value() || is_hidden() || desk().is_out.get_untracked() {
            return;
        }
        is_asking.set_value(true);
        spawn_local(async move {
            let found = api::get_quietly::<Pulse>("/api/v1/staff/order-pulse").await;
            // The page may be another by now.
            if is_asking.try_get_value().is_none() {
                return;
            }
            is_asking.set_value(false);
            match found {
                Ok(found) => {
                    let before = last.get_value();
                    let is_news = before.as_ref().is_some_and(|before| *before != found.last);
                    silent.update_value(|n| *n += 1);
                    if is_news || silent.get_value() >= MOST_SILENT {
                        silent.set_value(0);
                        beats.update(|n| *n += 1);
                    }
                    last.set_value(Some(found.last));
                }
                Err(problem) if is_out(&problem) => desk().is_out.set(true),
                // The next one tells.
                Err(_) => {}
            }
        });
    };
    ask();
    let ticking = every(EVERY, ask);
    on_cleanup(move || drop(ticking.try_set_value(None)));
    beats
}

/// One pulse for all that a page shows.
#[derive(Clone, Copy)]
struct Beats(RwSignal<u32>);

/// All below beats together.
pub(super) fn share_pulse() {
    provide_context(Beats(beats()));
}

/// Does `does` whenever something happened, but not while `is_held`: what happened meanwhile is made up for.
pub(super) fn on_pulse(is_held: impl Fn() -> bool + Send + Sync + 'static, does: impl Fn() + 'static) {
    let beats = use_context::<Beats>().map_or_else(beats, |shared| shared.0);
    let heard = Memo::new(move |before: Option<&u32>| match (is_held(), before) {
        (true, Some(before)) => *before,
        _ => beats.get(),
    });
    Effect::new(move |before: Option<u32>| {
        let now = heard.get();
        if before.is_some_and(|before| before != now) {
            does();
        }
        now
    });
}
