//! Tools of the header: large print 大字版, sizes, dark, contrast, language.

use leptos::ev;
use leptos::html::Details;
use leptos::prelude::*;

use crate::i18n::{Lang, say, t};
use crate::session::{self, SENIOR_DEFAULT, SENIOR_SIZES, lang, senior, set_contrast, set_dark, set_lang, set_senior};
use crate::ui::Icon;

/// The buttons at the right of the header.
#[component]
pub(crate) fn Tools() -> impl IntoView {
    let other = move || if lang() == Lang::Zh { Lang::En } else { Lang::Zh };
    view! {
        <div class="tools">
            <button
                class="btn"
                type="button"
                aria-pressed=move || senior().is_some().to_string()
                on:click=move |_| set_senior(senior().is_none().then_some(SENIOR_DEFAULT))
            >
                <Icon name="text" />
                {say("tools.senior")}
            </button>
            <Settings />
            <a class="btn" href=move || if session::who() { "/account" } else { "/login" }>
                {move || t(if session::who() { "nav.mine" } else { "nav.login" })}
            </a>
            <button class="btn" type="button" lang=move || other().tag() on:click=move |_| set_lang(other())>
                {move || other().pick("中文", "EN")}
                <span class="vh">{move || other().pick("", "English")}</span>
            </button>
        </div>
    }
}

/// The menu of settings: closes on Escape, on leaving it, and on a press elsewhere.
#[component]
fn Settings() -> impl IntoView {
    let menu = NodeRef::<Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let on_press = window_event_listener(ev::pointerdown, move |event| {
        let inside = menu.get_untracked().is_some_and(|menu| {
            menu.contains(wasm_bindgen::JsCast::dyn_ref::<web_sys::Node>(&event_target::<web_sys::EventTarget>(&event)))
        });
        if !inside {
            close();
        }
    });
    on_cleanup(move || on_press.remove());
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            if let Some(summary) = menu.get_untracked().and_then(|m| m.query_selector("summary").ok().flatten()) {
                let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(summary).focus();
            }
        }
    };
    let pressed = |on: bool| on.to_string();
    view! {
        <details class="menu" node_ref=menu on:keydown=on_key>
            <summary class="btn"><Icon name="tune" /><span>{say("tools.settings")}</span></summary>
            <div class="stack">
                <p class="label" id="set-size">{say("tools.size")}</p>
                <div class="row" role="group" aria-labelledby="set-size">
                    {SENIOR_SIZES
                        .map(|size| {
                            let on = move || senior() == Some(size);
                            view! {
                                <button
                                    class="btn"
                                    type="button"
                                    aria-pressed=move || pressed(on())
                                    on:click=move |_| set_senior((!on()).then_some(size))
                                >
                                    {size}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <p class="label" id="set-colour">{say("tools.colour")}</p>
                <div class="row" role="group" aria-labelledby="set-colour">
                    <button
                        class="btn"
                        type="button"
                        aria-pressed=move || pressed(session::dark())
                        on:click=move |_| set_dark(!session::dark())
                    >
                        {say("tools.dark")}
                    </button>
                    <button
                        class="btn"
                        type="button"
                        aria-pressed=move || pressed(session::contrast())
                        on:click=move |_| set_contrast(!session::contrast())
                    >
                        {say("tools.contrast")}
                    </button>
                </div>
            </div>
        </details>
    }
}
