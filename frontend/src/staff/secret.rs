//! A password: it can be shown, pasted and filled in by a manager; and what a new one must be, told while it is typed.

use leptos::prelude::*;
use shared::passwords::{Rule, Weakness};

use super::Form;
use super::fields::{Label, Wrong, described};
use crate::i18n::{say, t, tf};
use crate::ui::Icon;

/// A password.
#[component]
pub(crate) fn Secret(
    form: Form,
    /// Its name on the wire.
    name: &'static str,
    /// Key of its label.
    label: &'static str,
    /// What stands in it.
    value: RwSignal<String>,
    /// `current-password` or `new-password`.
    complete: &'static str,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <Label form=form name=name words=label free=false />
            <div class="secret">
                <input
                    class="in"
                    id=form.control(name)
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=complete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || form.wrong(name).is_some().then_some("true")
                    aria-describedby=move || described(form, name, false)
                    prop:value=move || value.get()
                    on:input=move |e| value.set(event_target_value(&e))
                />
                <button
                    class="btn"
                    type="button"
                    aria-pressed=move || shown.get().to_string()
                    aria-label=say("secret.show")
                    on:click=move |_| shown.update(|s| *s = !*s)
                >
                    {say("secret.eye")}
                </button>
            </div>
            <Wrong form=form name=name />
        </div>
    }
}

/// What a new password must be, and which of that it is already.
#[component]
pub(crate) fn Hints(
    /// The rule.
    rule: Rule,
    /// The password.
    value: RwSignal<String>,
    /// The login name.
    #[prop(into)]
    login_name: Signal<String>,
) -> impl IntoView {
    let found = Memo::new(move |_| login_name.with(|name| value.with(|value| Found(rule.weaknesses(value, name)))));
    let line = move |words: Box<dyn Fn() -> String + Send>, fails: fn(&Weakness) -> bool| {
        let is_met = Memo::new(move |_| value.with(|v| !v.is_empty()) && !found.with(|f| f.0.iter().any(fails)));
        view! {
            <li class=move || if is_met.get() { "is-met" } else { "" }>
                {move || if is_met.get() {
                    view! { <span class="s-done"><Icon name="s-done" /></span> }
                } else {
                    view! { <span class="s-stale"><Icon name="s-planned" /></span> }
                }}
                <span>{words}</span>
                <span class="vh">{move || t(if is_met.get() { "hints.met" } else { "hints.open" })}</span>
            </li>
        }
    };
    let left = move || {
        let n = found.with(|f| f.0.len());
        match (value.with(String::is_empty), n) {
            (true, _) => String::new(),
            (false, 0) => t("hints.good"),
            (false, n) => tf("hints.left", &[("n", &n)]),
        }
    };
    view! {
        <div class="hints">
            <ul>
                {line(Box::new(move || tf("hints.length", &[("n", &rule.shortest)])), |w| matches!(w, Weakness::TooShort(_) | Weakness::TooLong))}
                {line(Box::new(move || tf("hints.kinds", &[("n", &rule.kinds)])), |w| matches!(w, Weakness::TooFewKinds(_)))}
                {line(Box::new(|| t("hints.common")), |w| matches!(w, Weakness::Common))}
                {line(Box::new(|| t("hints.name")), |w| matches!(w, Weakness::HoldsName))}
            </ul>
            <p class="vh" role="status">{left}</p>
        </div>
    }
}

/// Weaknesses that can be compared.
#[derive(Clone, PartialEq)]
struct Found(Vec<Weakness>);
