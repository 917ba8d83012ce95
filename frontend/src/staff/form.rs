//! A form that is sent to the server: what is wrong stands at its field and in a summary on top, and nothing typed is lost.

use gloo_net::http::Method;
use leptos::html::Div;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::error::ApiError;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;

use super::browser::of_name;
use super::desk::call;
use crate::api::Problem;
use crate::i18n::{Lang, t, tf};
use crate::session::lang;
use crate::ui::Icon;

/// What is wrong, and at which field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Faults(Vec<(Option<String>, Said)>);

#[derive(Clone, Debug, PartialEq)]
enum Said {
    Key(&'static str),
    Server(ApiError),
}

impl Said {
    fn words(&self) -> String {
        match self {
            Self::Key(key) => t(key),
            Self::Server(error) => {
                let half = error.half(lang() == Lang::Zh);
                // The Chinese half came without its full stop.
                if lang() == Lang::Zh && !half.ends_with('。') { format!("{half}。") } else { half.to_owned() }
            }
        }
    }
}

impl Faults {
    /// None yet.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Adds the words of `key` at `field` where it is `wrong`.
    pub(crate) fn when(mut self, wrong: bool, field: &str, key: &'static str) -> Self {
        if wrong {
            self.0.push((Some(field.to_owned()), Said::Key(key)));
        }
        self
    }

    /// Adds what a rule of both ends says of a field.
    pub(crate) fn rule<T>(mut self, checked: Result<T, ApiError>) -> Self {
        if let Err(e) = checked {
            self.0.push((e.field.clone(), Said::Server(e)));
        }
        self
    }

    /// Whether there is none.
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

/// What went wrong, in words.
pub(crate) fn words_of(problem: &Problem) -> String {
    Faults::from(problem.clone()).0.into_iter().map(|(_, said)| said.words()).collect()
}

impl From<Problem> for Faults {
    fn from(problem: Problem) -> Self {
        let (field, said) = match problem {
            Problem::Offline => (None, Said::Key("form.offline")),
            Problem::NotFound => (None, Said::Key("form.not_found")),
            Problem::Broken => (None, Said::Key("form.broken")),
            Problem::Refused(e) => (e.field.clone(), Said::Server(e)),
        };
        Self(vec![(field, said)])
    }
}

/// The state of a form.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// Begins the identifiers of its fields.
    pub(super) id: &'static str,
    faults: RwSignal<Faults>,
    /// It is under way.
    pub(crate) busy: RwSignal<bool>,
}

impl Form {
    /// A form whose fields begin with `id`.
    pub(crate) fn new(id: &'static str) -> Self {
        Self { id, faults: RwSignal::new(Faults::none()), busy: RwSignal::new(false) }
    }

    /// Identifier of the control of `field`.
    pub(crate) fn control(self, field: &str) -> String {
        format!("{}-{field}", self.id)
    }

    /// What is wrong with `field`.
    pub(crate) fn wrong(self, field: &str) -> Option<String> {
        self.faults.with(|f| f.0.iter().find(|(at, _)| at.as_deref() == Some(field)).map(|(_, said)| said.words()))
    }

    /// Says what is wrong.
    pub(crate) fn refuse(self, faults: impl Into<Faults>) {
        self.faults.try_set(faults.into());
    }

    /// Somebody mends `field`: what was wrong with it is said no longer.
    pub(crate) fn forgive(self, field: &str) {
        if self.faults.with_untracked(|f| f.0.iter().any(|(at, _)| at.as_deref() == Some(field))) {
            self.faults.update(|f| f.0.retain(|(at, _)| at.as_deref() != Some(field)));
        }
    }

    /// Forgets what was wrong.
    pub(crate) fn clear(self) {
        self.faults.try_set(Faults::none());
    }

    /// Sends `body`, then does `then` with the answer; what is refused stands in the form.
    pub(crate) fn send<T: DeserializeOwned + 'static>(
        self,
        method: Method,
        path: impl Into<String>,
        body: &impl Serialize,
        then: impl FnOnce(T) + 'static,
    ) {
        let body = serde_json::to_string(body).ok();
        self.send_or(method, path.into(), body, then, move |problem| self.refuse(problem));
    }

    /// The same, with a way of its own for what goes wrong.
    pub(crate) fn send_or<T: DeserializeOwned + 'static>(
        self,
        method: Method,
        path: String,
        body: Option<String>,
        then: impl FnOnce(T) + 'static,
        or: impl FnOnce(Problem) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.clear();
        spawn_local(async move {
            let answer = call(method, &path, body).await;
            // The form may be gone by now.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(found) => then(found),
                Err(problem) => or(problem),
            }
        });
    }
}

/// Gives the focus to the element `id`.
pub(crate) fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // What cannot take it leaves it where it is.
        let _ = element.focus();
    }
}

/// Gives the focus to `node`, which is on the page after this frame.
pub(crate) fn show(node: NodeRef<Div>) {
    request_animation_frame(move || {
        if let Some(node) = node.try_get_untracked().flatten() {
            let _ = node.focus();
        }
    });
}

/// What the control `id` is called on the page, without the word that it may stay empty.
fn name_of(id: &str) -> Option<String> {
    let label = document().query_selector(&format!("label[for=\"{id}\"], [id=\"{id}\"] > legend")).ok()??;
    let words = |of: &web_sys::Element| of_name(of, "textContent").and_then(|words| words.as_string());
    let mut name = words(&label)?;
    if let Ok(Some(free)) = label.query_selector(".opt") {
        name = name.replace(&words(&free).unwrap_or_default(), "");
    }
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// What is wrong, on top of the form, with links to the fields; it takes the focus.
#[component]
pub(crate) fn Summary(form: Form) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if form.faults.with(Faults::is_none) {
            return;
        }
        show(node);
    });
    let lines = move || {
        let faults = form.faults.get().0;
        let n = faults.iter().filter(|(field, _)| field.is_some()).count();
        let heading = if n == 0 { t("form.refused") } else { tf("form.faults", &[("n", &n)]) };
        let lines = faults.into_iter().map(|(field, said)| {
            let control =
                field.map(|field| form.control(&field)).filter(|id| document().get_element_by_id(id).is_some());
            let words = said.words();
            match control {
                Some(id) => {
                    let words = match name_of(&id) {
                        Some(name) => tf("form.fault", &[("name", &name), ("words", &words)]),
                        None => words,
                    };
                    let href = format!("#{id}");
                    let press = move |e: leptos::ev::MouseEvent| {
                        e.prevent_default();
                        focus(&id);
                    };
                    view! { <li><a href=href rel="external" on:click=press>{words}</a></li> }.into_any()
                }
                None => view! { <li>{words}</li> }.into_any(),
            }
        });
        view! { <p><b>{heading}</b></p> <ul>{lines.collect_view()}</ul> }
    };
    view! {
        <Show when=move || !form.faults.with(Faults::is_none)>
            <div class="notice tone-late form-faults" role="alert" tabindex="-1" node_ref=node>
                <Icon name="s-late" />
                <div>{lines}</div>
            </div>
        </Show>
    }
}
