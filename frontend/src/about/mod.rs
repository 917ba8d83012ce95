//! Pages about the system itself: accessibility, privacy, open data, site map, and the page that is not there.

use leptos::prelude::*;

use crate::i18n::{say, t};
use crate::session::title;
use crate::shell::{Crumb, Main, shell};

mod accessibility;
mod data;
mod not_found;
mod privacy;
mod sitemap;

pub(crate) use accessibility::AccessibilityPage;
pub(crate) use data::DataPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use privacy::PrivacyPage;
pub(crate) use sitemap::SitemapPage;

/// A page of text under one heading: `key` is the family of its words.
#[component]
fn TextPage(key: &'static str, children: Children) -> impl IntoView {
    let heading = move || t(&format!("{key}.title"));
    title(heading);
    shell().set_trail(move || vec![Crumb::words(heading(), None)]);
    view! {
        <Main>
            <article class="prose">
                <h1>{heading}</h1>
                <p class="lead">{move || t(&format!("{key}.lead"))}</p>
                {children()}
            </article>
        </Main>
    }
}

/// A part of such a page: a heading and its paragraphs, one a key.
#[component]
fn Part(
    /// Key of the heading.
    heading: &'static str,
    /// Keys of the paragraphs.
    #[prop(optional)]
    says: &'static [&'static str],
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <section>
            <h2>{move || t(heading)}</h2>
            {says.iter().map(|key| view! { <p>{say(key)}</p> }).collect_view()}
            {children.map(|children| children())}
        </section>
    }
}
