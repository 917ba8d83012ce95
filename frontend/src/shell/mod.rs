//! The frame of every page: header, breadcrumb 当前位置, main part, footer, and what all of them know of this installation.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::kinds::Kind;
use shared::settings::ORDER_DAYS;
use shared::site::Site;

use crate::api::Load;
use crate::i18n::{Lang, tf, today};
use crate::session::lang;

mod footer;
mod header;
mod settings;

pub(crate) use footer::Footer;
pub(crate) use header::Header;

/// One step of the breadcrumb.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Crumb {
    /// What it says.
    pub(crate) label: String,
    /// Where it leads; the page itself has none.
    pub(crate) href: Option<String>,
    /// The label is a Chinese name.
    pub(crate) is_name: bool,
}

impl Crumb {
    /// A step in words of ours.
    pub(crate) fn words(label: String, href: Option<&str>) -> Self {
        Self { label, href: href.map(str::to_owned), is_name: false }
    }

    /// A step that is a Chinese proper name.
    pub(crate) fn name(label: &str, href: Option<String>) -> Self {
        Self { label: label.to_owned(), href, is_name: true }
    }
}

/// What every part of the page shares.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    /// Settings of this installation.
    pub(crate) site: Load<Site>,
    /// The catalogue of kinds.
    pub(crate) kinds: Load<Vec<Kind>>,
    trail: RwSignal<Vec<Crumb>>,
    /// The reader has gone from one page to another.
    moved: RwSignal<bool>,
    /// The browser's way back led to this page.
    back: RwSignal<bool>,
}

/// Makes the shell; once, at the root.
pub(crate) fn provide_shell() {
    let back = RwSignal::new(false);
    // Before the router hears of it, and so before the page is drawn.
    let listening = window_event_listener(leptos::ev::popstate, move |_| back.set(true));
    on_cleanup(move || listening.remove());
    provide_context(Shell {
        site: Load::of(|| "/api/v1/site".to_owned()),
        kinds: Load::of(|| "/api/v1/kinds".to_owned()),
        trail: RwSignal::new(Vec::new()),
        moved: RwSignal::new(false),
        back,
    });
}

/// The shell around the page.
pub(crate) fn shell() -> Shell {
    expect_context()
}

impl Shell {
    /// Says where the reader is, after the start page.
    pub(crate) fn set_trail(self, trail: impl Fn() -> Vec<Crumb> + 'static) {
        Effect::new(move |_| self.trail.set(trail()));
    }

    /// Whether the browser's way back led to the page that is being drawn.
    pub(crate) fn came_back(self) -> bool {
        self.back.get_untracked()
    }

    /// The day for which the server computes, else this device's day in Shanghai.
    pub(crate) fn today(self) -> chrono::NaiveDate {
        self.site.data.get().map_or_else(today, |site| site.today)
    }

    /// The words of `key`, with the days after which how to reach who ordered is forgotten.
    pub(crate) fn days_kept(self, key: &str) -> String {
        let days = self.site.data.with(|site| site.as_ref().map(|site| site.order_days));
        tf(key, &[("n", &days.unwrap_or(ORDER_DAYS))])
    }

    /// The catalogue's row of a kind; `None` until it is there.
    pub(crate) fn kind(self, code: &str) -> Option<Kind> {
        self.kinds.data.with(|kinds| kinds.as_ref().and_then(|kinds| kinds.iter().find(|k| k.code == code).cloned()))
    }

    /// Name of a kind in the language of the page; empty until the catalogue is there.
    pub(crate) fn kind_name(self, code: &str) -> String {
        self.kind(code).map_or_else(String::new, |kind| match lang() {
            Lang::Zh => kind.zh,
            Lang::En => kind.en,
        })
    }
}

/// The main part of a page. It takes the focus when the reader comes from another page, so that screen readers and
/// keyboards begin here and not in the header.
#[component]
pub(crate) fn Main(
    /// Classes of `<main>`.
    #[prop(default = "page")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Main>::new();
    let Shell { moved, back, .. } = shell();
    let path = use_location().pathname;
    // Whoever goes on from here has not come back. Once: the page that is being left hears of the way back, too.
    Effect::new(move |_| back.set(false));
    Effect::new(move |_| {
        path.track();
        let Some(main) = node.get() else { return };
        // The new part is on the page only after this frame.
        request_animation_frame(move || {
            // The focus of the first page belongs to the browser.
            if moved.try_get_untracked() == Some(true) {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = main.focus_with_options(&options);
            }
        });
    });
    view! { <main id="main" class=class tabindex="-1" node_ref=node>{children()}</main> }
}
