//! A question before what cannot be undone, over the page; Escape closes it.

use leptos::html::Dialog as Node;
use leptos::prelude::*;

use crate::i18n::t;

/// A dialog that is open while `open` is; its children are made anew each time.
#[component]
pub(crate) fn Dialog(
    /// Identifier of its heading.
    id: &'static str,
    /// Key of its heading.
    title: &'static str,
    open: RwSignal<bool>,
    /// A heading that is known only when it opens.
    #[prop(optional, into)]
    named: Option<Signal<String>>,
    /// Escape does not close it.
    #[prop(optional)]
    stays: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<Node>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.has_attribute("open")) {
            (true, false) => super::browser::show_modal(&dialog),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog
            class="dialog"
            aria-labelledby=id
            node_ref=node
            on:close=move |_| {
                // A browser may close one that stays, for who presses Escape again and again.
                match node.get_untracked() {
                    // It was opened again before this was told.
                    Some(dialog) if dialog.has_attribute("open") => {}
                    Some(dialog) if stays && open.get_untracked() => super::browser::show_modal(&dialog),
                    _ => open.set(false),
                }
            }
            on:cancel=move |e: leptos::ev::Event| if stays { e.prevent_default() }
        >
            <Show when=move || open.get()>
                <h2 class="t-l" id=id>{move || named.map_or_else(|| t(title), |named| named.get())}</h2>
                {children.with_value(|draw| draw())}
            </Show>
        </dialog>
    }
}
