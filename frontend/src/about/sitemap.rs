//! Site map 站点地图: every page, and the addresses of the data.

use leptos::prelude::*;

use super::data::Addresses;
use super::{Part, TextPage};
use crate::i18n::say;

/// Pages with an address of their own: address and words.
const PAGES: [(&str, &str); 13] = [
    ("/", "nav.progress"),
    ("/results", "nav.results"),
    ("/years", "sitemap.years"),
    ("/figures", "nav.figures"),
    ("/notices", "sitemap.notices"),
    ("/orders", "nav.orders"),
    ("/rates", "sitemap.rates"),
    ("/contacts", "sitemap.contacts"),
    ("/about/data", "data.title"),
    ("/about/accessibility", "accessibility.title"),
    ("/about/privacy", "privacy.title"),
    ("/login", "nav.login"),
    ("/sitemap", "sitemap.title"),
];

/// Views of the start page: address and words.
const VIEWS: [(&str, &str); 5] = [
    ("/?status=works", "group.works"),
    ("/?health=delayed", "health.delayed"),
    ("/?status=planned", "group.planned"),
    ("/?status=suspended", "group.suspended"),
    ("/?status=done", "group.done"),
];

fn links(rows: &'static [(&'static str, &'static str)]) -> impl IntoView {
    let rows = rows.iter().map(|(href, words)| view! { <li><a href=*href>{say(words)}</a></li> });
    view! { <ul class="links">{rows.collect_view()}</ul> }
}

/// The site map.
#[component]
pub(crate) fn SitemapPage() -> impl IntoView {
    view! {
        <TextPage key="sitemap">
            <Part heading="sitemap.pages">{links(&PAGES)}</Part>
            <Part heading="sitemap.views">{links(&VIEWS)}</Part>
            <Part heading="sitemap.each" says=&["sitemap.each.text"] />
            <Part heading="data.title"><Addresses /></Part>
        </TextPage>
    }
}
