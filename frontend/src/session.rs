//! What this reader chose: language, colours, contrast, size of text. Kept in this browser's storage and nowhere else.

use std::sync::LazyLock;

use leptos::prelude::*;
use leptos::reactive::graph::Observer;

use crate::i18n::{Lang, t};

/// Sizes of the smallest text in the senior mode 大字版, px.
pub(crate) const SENIOR_SIZES: [u8; 4] = [18, 22, 26, 30];
/// The size that the button 大字版 chooses.
pub(crate) const SENIOR_DEFAULT: u8 = 22;

struct Session {
    lang: ArcRwSignal<Lang>,
    dark: ArcRwSignal<bool>,
    contrast: ArcRwSignal<bool>,
    senior: ArcRwSignal<Option<u8>>,
    who: ArcRwSignal<bool>,
}

fn root() -> Option<web_sys::Element> {
    // Tests of words run on the host, where there is no document.
    if cfg!(target_arch = "wasm32") { document().document_element() } else { None }
}

fn root_says(name: &str) -> Option<String> {
    root().and_then(|r| r.get_attribute(name))
}

/// boot.js has put the saved choice, else the system's, on `<html>`: what is there holds.
static SESSION: LazyLock<Session> = LazyLock::new(|| Session {
    lang: ArcRwSignal::new(if root_says("lang").as_deref() == Some("en") { Lang::En } else { Lang::Zh }),
    dark: ArcRwSignal::new(root_says("data-theme").as_deref() == Some("dark")),
    contrast: ArcRwSignal::new(root_says("data-contrast").as_deref() == Some("more")),
    senior: ArcRwSignal::new(root_says("data-senior").and_then(|size| size.parse().ok())),
    who: ArcRwSignal::new(root_says("data-who").is_some()),
});

fn read<T: Clone + Send + Sync + 'static>(signal: &ArcRwSignal<T>) -> T {
    // Words are also drawn outside of closures, by pages that follow the language as a whole.
    if Observer::get().is_some() { signal.get() } else { signal.get_untracked() }
}

/// Keeps `value` under `key` in this browser.
pub(crate) fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only means that the choice ends with the visit.
        let _ = storage.set_item(&format!("linxin.{key}"), value);
    }
}

/// What was remembered under `key`; `None` when it is empty.
pub(crate) fn recall(key: &str) -> Option<String> {
    // Tests of words run on the host, where there is no window.
    let storage = if cfg!(target_arch = "wasm32") { window().local_storage().ok()?? } else { return None };
    storage.get_item(&format!("linxin.{key}")).ok()?.filter(|value| !value.is_empty())
}

fn mark(name: &str, value: Option<&str>) {
    if let Some(root) = root() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// The language of the page.
pub(crate) fn lang() -> Lang {
    read(&SESSION.lang)
}

/// Chooses the language.
pub(crate) fn set_lang(lang: Lang) {
    remember("lang", lang.tag());
    mark("lang", Some(lang.tag()));
    SESSION.lang.set(lang);
}

/// Whether the page is dark.
pub(crate) fn dark() -> bool {
    read(&SESSION.dark)
}

/// Chooses dark or light.
pub(crate) fn set_dark(on: bool) {
    remember("theme", if on { "dark" } else { "light" });
    mark("data-theme", on.then_some("dark"));
    SESSION.dark.set(on);
}

/// Whether contrast is raised.
pub(crate) fn contrast() -> bool {
    read(&SESSION.contrast)
}

/// Raises contrast or takes it back.
pub(crate) fn set_contrast(on: bool) {
    remember("contrast", if on { "more" } else { "normal" });
    mark("data-contrast", on.then_some("more"));
    SESSION.contrast.set(on);
}

/// Size of the smallest text in the senior mode, px; `None` outside of it.
pub(crate) fn senior() -> Option<u8> {
    read(&SESSION.senior)
}

/// Chooses the senior mode, or leaves it.
pub(crate) fn set_senior(size: Option<u8>) {
    let size_text = size.map(|s| s.to_string());
    remember("senior", size_text.as_deref().unwrap_or("off"));
    mark("data-senior", size_text.as_deref());
    SESSION.senior.set(size);
}

/// Whether somebody signed in with this browser and has not signed out: no proof, only where the header's link leads.
pub(crate) fn who() -> bool {
    read(&SESSION.who)
}

/// Somebody signed in, or out.
pub(crate) fn set_who(on: bool) {
    remember("who", if on { "1" } else { "" });
    SESSION.who.set(on);
}

/// Names the document after `title`, followed by the system's name; an empty title leaves only that.
pub(crate) fn title(title: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let (title, name) = (title(), t("name"));
        document().set_title(&if title.is_empty() { name } else { format!("{title} · {name}") });
    });
}
