//! A code or first password that is told once: to be copied or printed, and then never seen again.

use leptos::html::Code;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::spawn_local;

use super::browser;
use crate::i18n::{say, t};
use crate::ui::Icon;

/// The code, with ways to keep it.
#[component]
pub(crate) fn ToldOnce(
    /// Key of what it is.
    title: &'static str,
    /// Key of what to do with it.
    text: &'static str,
    /// It.
    code: String,
    /// Whose: printed beside it.
    login_name: String,
    /// Key of what stands before that.
    #[prop(default = "told.for")]
    whose: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(None::<&'static str>);
    let node = NodeRef::<Code>::new();
    let value = StoredValue::new(code.clone());
    let copy = move |_| {
        spawn_local(async move {
            let done = match browser::copy(&value.get_value()) {
                Some(promise) => JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            // Where the browser gives no clipboard, it is marked for the reader's own keys.
            if let (false, Some(node)) = (done, node.try_get_untracked().flatten()) {
                browser::select(&node);
            }
            copied.try_set(Some(if done { "told.copied" } else { "told.marked" }));
        });
    };
    view! {
        <section class="notice tone-risk told" aria-labelledby="h-told">
            <Icon name="info" />
            <h2 class="t-l" id="h-told">{say(title)}</h2>
            <div class="stack-s">
                <p>{say(text)}</p>
                <p class="small">{say(whose)} " " <b>{login_name}</b></p>
                <p><code class="told-code" node_ref=node>{code}</code></p>
                <p class="row">
                    <button class="btn" type="button" on:click=copy>{say("told.copy")}</button>
                    <button class="btn" type="button" on:click=move |_| { let _ = window().print(); }>
                        <Icon name="print" />{say("told.print")}
                    </button>
                    <span role="status">{move || copied.get().map(t)}</span>
                </p>
            </div>
        </section>
    }
}
