//! Fields of a form: the label above, a hint below, what is wrong below that.

use leptos::prelude::*;

use super::Form;
use crate::i18n::{say, t, tf};
use crate::ui::{Choosable, Icon};

/// What is wrong with a field, with its sign.
#[component]
pub(crate) fn Wrong(form: Form, name: &'static str) -> impl IntoView {
    move || {
        let id = format!("{}-e", form.control(name));
        form.wrong(name).map(|words| view! { <p class="err" id=id><Icon name="s-late" /><span>{words}</span></p> })
    }
}

/// Identifiers of what describes the control `id`.
pub(crate) fn described(form: Form, name: &'static str, has_hint: bool) -> Option<String> {
    let id = form.control(name);
    let mut by = Vec::new();
    if has_hint {
        by.push(format!("{id}-h"));
    }
    if form.wrong(name).is_some() {
        by.push(format!("{id}-e"));
    }
    (!by.is_empty()).then(|| by.join(" "))
}

/// Something that is agreed to or not, with what is wrong with it below.
#[component]
pub(crate) fn Tick(
    form: Form,
    name: &'static str,
    /// Key of what is agreed to.
    label: &'static str,
    value: RwSignal<bool>,
    /// Without it nothing goes on.
    #[prop(optional)]
    needed: bool,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    id=form.control(name)
                    aria-required=needed.then_some("true")
                    aria-invalid=move || form.wrong(name).is_some().then_some("true")
                    aria-describedby=move || described(form, name, false)
                    prop:checked=move || value.get()
                    on:change=move |e| {
                        form.forgive(name);
                        value.set(event_target_checked(&e));
                    }
                />
                <span>{say(label)}</span>
            </label>
            <Wrong form=form name=name />
        </div>
    }
}

/// The label of the control of `name`.
#[component]
pub(super) fn Label(form: Form, name: &'static str, words: &'static str, free: bool) -> impl IntoView {
    view! {
        <label for=form.control(name)>
            {say(words)}
            {free.then(|| view! { " " <span class="opt">{say("form.free")}</span> })}
        </label>
    }
}

/// A line of text.
#[component]
pub(crate) fn Field(
    form: Form,
    /// Its name on the wire.
    name: &'static str,
    /// Key of its label.
    label: &'static str,
    /// What stands in it.
    value: RwSignal<String>,
    /// Kind of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// Key of its hint.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// A hint that holds more than the words of a key.
    #[prop(optional)]
    told: Option<Signal<String>>,
    /// It may stay empty.
    #[prop(optional)]
    free: bool,
    /// What the browser may fill in.
    #[prop(default = "off")]
    complete: &'static str,
) -> impl IntoView {
    let told = told.or_else(|| hint.map(|key| Signal::derive(move || t(key))));
    let id = form.control(name);
    let is_plain = matches!(complete, "username" | "off");
    view! {
        <div class="field">
            <Label form=form name=name words=label free=free />
            <input
                class="in"
                id=id.clone()
                name=name
                type=kind
                autocomplete=complete
                autocapitalize=is_plain.then_some("none")
                spellcheck="false"
                aria-required=(!free).then_some("true")
                aria-invalid=move || form.wrong(name).is_some().then_some("true")
                aria-describedby=move || described(form, name, told.is_some())
                prop:value=move || value.get()
                on:input=move |e| {
                    form.forgive(name);
                    value.set(event_target_value(&e));
                }
            />
            {told.map(|told| view! { <p class="hint" id=format!("{id}-h")>{move || told.get()}</p> })}
            <Wrong form=form name=name />
        </div>
    }
}

/// Several lines of text.
#[component]
pub(crate) fn Area(
    form: Form,
    /// Its name on the wire.
    name: &'static str,
    /// Key of its label.
    label: &'static str,
    /// What stands in it.
    value: RwSignal<String>,
    /// Key of its hint.
    hint: &'static str,
    /// It must not stay empty.
    #[prop(optional)]
    needed: bool,
    /// Characters it may have; how many are written stands below it.
    #[prop(optional)]
    most: Option<usize>,
) -> impl IntoView {
    let id = form.control(name);
    view! {
        <div class="field">
            <Label form=form name=name words=label free=false />
            <textarea
                class="in"
                id=id.clone()
                rows="3"
                aria-required=needed.then_some("true")
                aria-invalid=move || form.wrong(name).is_some().then_some("true")
                aria-describedby=move || described(form, name, true)
                prop:value=move || value.get()
                on:input=move |e| {
                    form.forgive(name);
                    value.set(event_target_value(&e));
                }
            ></textarea>
            <p class="hint" id=format!("{id}-h")>{say(hint)} {move || most.map(|most| written(&value.get(), most))}</p>
            <Wrong form=form name=name />
        </div>
    }
}

/// How much of what may be written is.
fn written(text: &str, most: usize) -> Option<String> {
    let n = text.chars().count();
    (n > 0).then(|| format!(" {}", tf("form.written", &[("n", &n), ("most", &most)])))
}

/// One of the choices of [`Choice`].
#[derive(Clone, PartialEq)]
pub(crate) struct OneOf {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) words: String,
    /// It is a Chinese name.
    pub(crate) is_name: bool,
}

impl From<Choosable> for OneOf {
    fn from(one: Choosable) -> Self {
        Self { value: one.value, words: one.words, is_name: one.is_name }
    }
}

/// One of several.
#[component]
pub(crate) fn Choice(
    form: Form,
    /// Its name on the wire.
    name: &'static str,
    /// Key of its label.
    label: &'static str,
    /// What is chosen.
    value: RwSignal<String>,
    /// Key of the choice of nothing.
    none: &'static str,
    /// The choices, in words of today's language.
    options: Signal<Vec<OneOf>>,
    /// Nothing may be chosen.
    #[prop(optional)]
    free: bool,
) -> impl IntoView {
    let draw = move |option: OneOf| {
        let own = option.value.clone();
        view! {
            <option value=option.value lang=option.is_name.then_some("zh-CN") prop:selected=move || value.get() == own>
                {option.words}
            </option>
        }
    };
    view! {
        <div class="field">
            <Label form=form name=name words=label free=free />
            <select
                class="in"
                id=form.control(name)
                // Where nothing is an answer of its own, nothing must be chosen.
                aria-required=(!free && none == "act.choose").then_some("true")
                aria-invalid=move || form.wrong(name).is_some().then_some("true")
                aria-describedby=move || described(form, name, false)
                on:change=move |e| {
                    form.forgive(name);
                    value.set(event_target_value(&e));
                }
            >
                {move || {
                    let first = OneOf { value: String::new(), words: t(none), is_name: false };
                    std::iter::once(first).chain(options.get()).map(draw).collect_view()
                }}
            </select>
            <Wrong form=form name=name />
        </div>
    }
}
