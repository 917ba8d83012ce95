//! Accessibility statement 无障碍说明: what works, what does not yet, whom to tell.

use leptos::prelude::*;

use super::{Part, TextPage};
use crate::i18n::{say, tf};
use crate::shell::shell;

/// The accessibility statement.
#[component]
pub(crate) fn AccessibilityPage() -> impl IntoView {
    let shell = shell();
    let phone = move || {
        let site = shell.site.data.get()?;
        let phone = site.phone.clone()?;
        Some(view! { <p>{move || tf("accessibility.tell.phone", &[("phone", &phone)])}</p> })
    };
    view! {
        <TextPage key="accessibility">
            <Part
                heading="accessibility.senior"
                says=&["accessibility.senior.text", "accessibility.colour.text"]
            />
            <Part heading="accessibility.keys">
                <dl class="keys">
                    <div><dt><kbd>"Tab"</kbd></dt><dd>{say("accessibility.keys.tab")}</dd></div>
                    <div><dt><kbd>"Enter"</kbd></dt><dd>{say("accessibility.keys.enter")}</dd></div>
                    <div><dt><kbd>"Esc"</kbd></dt><dd>{say("accessibility.keys.esc")}</dd></div>
                </dl>
            </Part>
            <Part heading="accessibility.map" says=&["accessibility.map.text", "accessibility.signs.text"] />
            <Part heading="accessibility.limits" says=&["accessibility.limits.text"] />
            <Part heading="accessibility.tell" says=&["accessibility.tell.text"]>{phone}</Part>
        </TextPage>
    }
}
