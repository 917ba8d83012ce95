//! What is said above the form: no network, an order that waits for it, and what somebody has to decide.

use leptos::prelude::*;

use super::writing::{Trouble, Writing};
use crate::i18n::{say, tf};
use crate::ui::Icon;

/// The notices.
#[component]
pub(super) fn Troubles(writing: Writing) -> impl IntoView {
    let form = writing.form;
    let is_away = is_away();
    let is_lost = writing.is_lost;
    let missing = move || writing.photos.missing();
    let link = if writing.typed.for_other { "/work/orders" } else { "/orders" };
    let without = move || {
        view! { <button class="btn" type="button" on:click=move |_| writing.go_without()>{say("order.photo.without")}</button> }
    };
    view! {
        <div role="status">
            <Show when=move || is_away.get() && !is_lost.get()>
                <p class="notice tone-risk"><Icon name="offline" /><span>{say("order.away")}</span></p>
            </Show>
            <Show when=move || is_lost.get()>
                <div class="notice tone-risk" id=form.control("waits") tabindex="-1">
                    <Icon name="offline" />
                    <div class="stack-s">
                        <p><b>{say("order.waits")}</b></p>
                        <p>{say("order.waits.text")}</p>
                        <p class="row">
                            <button class="btn" type="button" on:click=move |_| writing.go(true)>{say("order.waits.now")}</button>
                            <Show when=move || missing() != 0>{without}</Show>
                            <button class="btn" type="button" on:click=move |_| writing.empty()>{say("order.draft.drop")}</button>
                        </p>
                    </div>
                </div>
            </Show>
        </div>
        <div role="alert">
            <Show when=move || writing.trouble.get() == Some(Trouble::Photographs)>
                <div class="notice tone-late" id=form.control("trouble") tabindex="-1">
                    <Icon name="s-late" />
                    <div class="stack-s">
                        <p><b>{move || tf("order.photo.undelivered", &[("n", &missing())])}</b></p>
                        <p>{say("order.photo.undelivered.text")}</p>
                        <p class="row">
                            <button class="btn btn-main" type="button" on:click=move |_| writing.go(true)>{say("problem.retry")}</button>
                            {without}
                        </p>
                    </div>
                </div>
            </Show>
            <Show when=move || writing.trouble.get() == Some(Trouble::Sent)>
                <div class="notice tone-late" id=form.control("trouble") tabindex="-1">
                    <Icon name="s-late" />
                    <div class="stack-s">
                        <p><b>{say("order.taken_token")}</b> " " <a href=link>{say("order.taken_token.see")}</a></p>
                        <p>{say("order.taken_token.text")}</p>
                        <p class="row">
                            <button class="btn btn-main" type="button" on:click=move |_| writing.go(true)>{say("order.taken_token.new")}</button>
                            <button class="btn" type="button" on:click=move |_| writing.empty()>{say("order.draft.drop")}</button>
                        </p>
                    </div>
                </div>
            </Show>
        </div>
    }
}

/// Whether the browser knows that there is no network.
fn is_away() -> RwSignal<bool> {
    let is_away = RwSignal::new(!window().navigator().on_line());
    let gone = window_event_listener(leptos::ev::offline, move |_| {
        is_away.try_set(true);
    });
    let back = window_event_listener(leptos::ev::online, move |_| {
        is_away.try_set(false);
    });
    on_cleanup(move || {
        gone.remove();
        back.remove();
    });
    is_away
}
