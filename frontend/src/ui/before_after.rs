//! Before and after in one frame: drawn apart by mouse, finger or arrow keys, or shown by two buttons without any drawing.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;
use shared::media::{MediaPair, Phase};

use super::photo::phase_words;
use super::{DemoMark, Num, Photo, Zh};
use crate::i18n::{date, t, tf};

/// Each pair of a page has its own names.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A pair.
#[component]
pub(crate) fn BeforeAfter(pair: MediaPair) -> impl IntoView {
    // Percent of the frame that shows what was before.
    let cut = RwSignal::new(50_i32);
    let frame = NodeRef::<Div>::new();
    let draw = move |e: PointerEvent| {
        // A finger, a pen or the main button, held down.
        if e.buttons() & 1 == 0 {
            return;
        }
        if let Some(frame) = frame.get_untracked() {
            let at = frame.get_bounding_client_rect();
            let share = (f64::from(e.client_x()) - at.left()) / at.width().max(1.0);
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 100")]
            cut.set((share.clamp(0.0, 1.0) * 100.0).round() as i32);
        }
    };
    let hold = move |e: PointerEvent| {
        if let Some(frame) = frame.get_untracked() {
            // Without it the pointer is lost at the edge of the frame, and nothing worse.
            let _ = frame.set_pointer_capture(e.pointer_id());
        }
        draw(e);
    };
    let MediaPair { viewpoint, before, after, .. } = pair;
    let words = [phase_words(Phase::Before), phase_words(Phase::After)];
    let said = |key: &str, words: &str| tf(key, &[("phase", &words)]);
    let spoken = words.each_ref().map(|w| said("ba.of", w));
    let days = [&before, &after].map(|m| m.taken_at.map(|at| date(shared::time::date_of(at))));
    let dated = words.clone().into_iter().zip(days).map(|(words, day)| {
        let day = day.unwrap_or_else(|| t("ba.undated"));
        view! { " · " {words} " " <Num text=day /> }
    });
    let is_demo = before.is_demo || after.is_demo;
    let share = move || tf("ba.share", &[("n", &cut.get())]);
    // Named with the viewpoint, by what stands on the page: it keeps its own language there.
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let (place, drag) = (format!("ba-place-{id}"), format!("ba-drag-{id}"));
    let button = |part: &str, to: i32, words: &str| {
        let (own, words) = (format!("ba-{part}-{id}"), said("ba.show", words));
        let by = format!("{own} {place}");
        view! {
            <button id=own type="button" class="btn" aria-labelledby=by
                aria-pressed=move || (cut.get() == to).to_string() on:click=move |_| cut.set(to)>
                {words}
            </button>
        }
    };
    let (before_button, after_button) = (button("before", 100, &words[0]), button("after", 0, &words[1]));
    view! {
        <figure class="ba">
            <div class="ba-frame" node_ref=frame on:pointerdown=hold on:pointermove=draw>
                <Photo media=after before=spoken[1].clone() />
                <div class="ba-over" style:clip-path=move || format!("inset(0 {}% 0 0)", 100 - cut.get())>
                    <Photo media=before before=spoken[0].clone() />
                </div>
                <div class="ba-line" aria-hidden="true" style:inset-inline-start=move || format!("{}%", cut.get())></div>
                <span class="ba-tag ba-tag-b" aria-hidden="true" class:ba-gone=move || cut.get().lt(&12)>{words[0].clone()}</span>
                <span class="ba-tag ba-tag-a" aria-hidden="true" class:ba-gone=move || cut.get().gt(&88)>{words[1].clone()}</span>
            </div>
            <div class="ba-bar no-print">
                <span id=drag.clone() class="vh">{t("ba.label")}</span>
                <input
                    type="range"
                    min="0"
                    max="100"
                    step="5"
                    prop:value=move || cut.get().to_string()
                    aria-labelledby=format!("{drag} {place}")
                    aria-valuetext=share
                    on:input=move |e| cut.set(event_target_value(&e).parse().unwrap_or(50))
                />
                {before_button} {after_button}
            </div>
            <figcaption class="small">
                {t("ba.viewpoint")} <span id=place><Zh text=viewpoint /></span> {dated.collect_view()}
                {is_demo.then(|| view! { " " <DemoMark /> })}
            </figcaption>
        </figure>
    }
}
