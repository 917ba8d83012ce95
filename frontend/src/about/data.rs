//! Open data 开放数据: the addresses behind every page, for people and programs.

use leptos::prelude::*;

use super::{Part, TextPage};
use crate::i18n::say;

/// The addresses of the public API that answer without a parameter, and their words.
const ADDRESSES: [(&str, &str); 14] = [
    ("/api/v1/projects", "data.projects"),
    ("/api/v1/map", "data.map"),
    ("/api/v1/compounds", "data.compounds"),
    ("/api/v1/results", "data.results"),
    ("/api/v1/renewal", "data.renewal"),
    ("/api/v1/figures", "data.figures"),
    ("/api/v1/outages", "data.outages"),
    ("/api/v1/notices", "data.notices"),
    ("/api/v1/feed.atom", "data.feed"),
    ("/api/v1/areas", "data.areas"),
    ("/api/v1/kinds", "data.kinds"),
    ("/api/v1/work-items", "data.work_items"),
    ("/api/v1/site", "data.site"),
    ("/api/v1/openapi.json", "data.openapi"),
];

/// Addresses that want something at their end, and their words.
const PATTERNS: [(&str, &str); 6] = [
    ("/api/v1/projects/{number}", "data.project"),
    ("/api/v1/compounds/{id}", "data.compound"),
    ("/api/v1/projects/{number}/media", "data.media"),
    ("/api/v1/figures/{code}", "data.figure"),
    ("/api/v1/compounds/{id}/calendar.ics", "data.calendar"),
    ("/api/v1/search?q={words}", "data.search"),
];

/// The list of addresses.
#[component]
pub(super) fn Addresses() -> impl IntoView {
    view! {
        <ul class="addresses">
            {ADDRESSES
                .map(|(href, words)| {
                    view! {
                        <li>
                            <a href=href rel="external"><code>{href}</code></a>
                            <span>{say(words)}</span>
                        </li>
                    }
                })
                .collect_view()}
            {PATTERNS
                .map(|(pattern, words)| view! { <li><code>{pattern}</code> <span>{say(words)}</span></li> })
                .collect_view()}
        </ul>
    }
}

/// The open-data page.
#[component]
pub(crate) fn DataPage() -> impl IntoView {
    view! {
        <TextPage key="data">
            <Part heading="data.addresses"><Addresses /></Part>
            <Part heading="data.filter" says=&["data.filter.text"]>
                <p>
                    <a href="/api/v1/projects?health=delayed" rel="external">
                        <code>"/api/v1/projects?health=delayed"</code>
                    </a>
                </p>
            </Part>
            <Part heading="data.rules" says=&["data.rules.units", "data.rules.approved", "data.rules.reported"] />
        </TextPage>
    }
}
