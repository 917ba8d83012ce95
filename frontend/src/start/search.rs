//! The search box: names, streets, communities, numbers.

use leptos::html::Input;
use leptos::prelude::*;
use shared::query::{LONGEST_WORDS, SHORTEST_WORDS};

use super::Start;
use crate::i18n::say;
use crate::later::HitsPart;
use crate::ui::Icon;

/// The search box. It goes when it is sent, not while somebody types.
#[component]
pub(super) fn SearchBox(start: Start) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let too_short = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let entered = RwSignal::new(false);
    let words = Memo::new(move |_| start.choice.with(|c| c.filter.q.clone().unwrap_or_default()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = input.get_untracked().map(|i| i.value().trim().to_owned()).unwrap_or_default();
        too_short.set((1..SHORTEST_WORDS).contains(&typed.chars().count()));
        if !too_short.get_untracked() {
            start.turn(|c| c.filter.q = (!typed.is_empty()).then_some(typed));
        }
    };
    view! {
        <div class="finder">
            <form class="search" role="search" on:submit=send>
                <label class="vh" for="q">{say("start.search.label")}</label>
                <input
                    class="in"
                    id="q"
                    type="search"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-expanded="false"
                    maxlength=LONGEST_WORDS.to_string()
                    autocomplete="off"
                    enterkeyhint="search"
                    node_ref=input
                    placeholder=say("start.search.hint")
                    prop:value=move || words.get()
                    aria-invalid=move || too_short.get().then_some("true")
                    aria-describedby=move || too_short.get().then_some("q-error")
                    on:focus=move |_| if !entered.get_untracked() { entered.set(true) }
                    on:input=move |event| {
                        too_short.set(false);
                        typed.set(event_target_value(&event));
                    }
                />
                <button class="btn btn-main" type="submit"><Icon name="search" />{say("start.search.send")}</button>
            </form>
            {move || entered.get().then(|| view! { <HitsPart start=start input=input typed=typed.into() /> })}
            <div role="alert">
                <Show when=move || too_short.get()>
                    <p class="err" id="q-error"><Icon name="s-late" />{say("start.search.short")}</p>
                </Show>
            </div>
        </div>
    }
}
