//! Pages that are fetched when first needed: the build cuts the program here, so that the start page stays light.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::api::Problem;
use crate::shell::Main;
use crate::ui::{ProblemState, WaitingLines};
use crate::{about, compounds, projects};

/// A page under way.
type Fetching = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident, $function:ident in $part:ident => $page:path;)+) => {$(
        #[wasm_split($part, fallible)]
        fn $function() -> Result<AnyView, SplitLoaderError> {
            use $page as Page;
            Ok(view! { <Page /> }.into_any())
        }

        $(#[$doc])*
        #[component]
        pub(crate) fn $name() -> impl IntoView {
            view! { <Later fetch=|| Box::pin($function()) /> }
        }
    )+};
}

pages! {
    /// One project.
    ProjectPage, project_page in project => projects::ProjectPage;
    /// One compound.
    CompoundPage, compound_page in compound => compounds::CompoundPage;
    /// Accessibility statement.
    AccessibilityPage, accessibility_page in about => about::AccessibilityPage;
    /// Privacy statement.
    PrivacyPage, privacy_page in about => about::PrivacyPage;
    /// Open data.
    DataPage, data_page in about => about::DataPage;
    /// Site map.
    SitemapPage, sitemap_page in about => about::SitemapPage;
    /// Not found.
    NotFoundPage, not_found_page in about => about::NotFoundPage;
}

/// Draws a page once it is fetched; says so while it comes, and offers to try again when it does not.
#[component]
fn Later(
    /// Fetches the page.
    fetch: fn() -> Fetching,
) -> impl IntoView {
    let page = StoredValue::new_local(None::<AnyView>);
    let state = RwSignal::new(None::<Result<(), ()>>);
    let load = move || {
        state.set(None);
        // Scoped: what the page makes belongs to this place and goes with it.
        spawn_local(ScopedFuture::new(async move {
            let fetched = fetch().await;
            let ok = fetched.is_ok();
            page.try_set_value(fetched.ok());
            state.try_set(Some(ok.then_some(()).ok_or(())));
        }));
    };
    load();
    move || match state.get() {
        Some(Ok(())) => page.try_update_value(Option::take).flatten().into_any(),
        Some(Err(())) => {
            view! { <Main><ProblemState problem=Problem::Offline retry=move |()| load() /></Main> }.into_any()
        }
        None => view! { <Main><WaitingLines /></Main> }.into_any(),
    }
}
