//! When a session of staff ends by itself: told by this browser's clock, shared by all its windows.

use std::cell::Cell;

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::accounts::Me;
use wasm_bindgen_futures::spawn_local;

use super::desk::{desk, is_out};
use crate::api::send;
use crate::session::{recall, remember};

/// Before the end, when the warning comes, seconds.
pub(super) const WARNING: f64 = 120.0;
/// Somebody at work is told to the server once in this time at most, seconds.
const TOLD_EVERY: f64 = 300.0;
/// The server writes down a use once a minute: the end may be that much nearer than it seems.
const SLACK: f64 = 60.0;

thread_local! {
    static IDLE: Cell<f64> = const { Cell::new(0.0) };
    static TOLD: Cell<f64> = const { Cell::new(0.0) };
}

fn now() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// A session of `me` is there. Only the length counts: the clocks of two machines seldom agree.
pub(super) fn begins(me: &Me) {
    IDLE.set(if me.is_staff { f64::from(me.idle_seconds) } else { 0.0 });
    seen();
}

/// The server heard of us.
pub(crate) fn seen() {
    if IDLE.get() > 0.0 {
        remember("ends", &(now() + IDLE.get() - SLACK).to_string());
        TOLD.set(now());
    }
}

/// Seconds until the session ends; `None` where it does not end today.
pub(super) fn left() -> Option<f64> {
    let ends: f64 = recall("ends")?.parse().ok()?;
    (IDLE.get() > 0.0).then_some(ends - now())
}

/// A key or the pointer: the session goes on.
pub(super) fn active() {
    let is_calm = left().is_some_and(|left| left > WARNING);
    if is_calm && now() - TOLD.get() >= TOLD_EVERY {
        TOLD.set(now());
        stay();
    }
}

/// Stays signed in.
pub(super) fn stay() {
    spawn_local(async {
        match send(Method::PUT, "/api/v1/session", None).await {
            Ok(_) => seen(),
            Err(problem) if is_out(&problem) => desk().is_out.set(true),
            // The next deed tells.
            Err(_) => {}
        }
    });
}
