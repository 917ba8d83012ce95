//! Footer: pages about the system, and the operator's particulars where they are set.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::shell;
use crate::i18n::{date, say, tf};
use crate::ui::Zh;

/// Pages named in the footer: address and words.
const PAGES: [(&str, &str); 4] = [
    ("/about/privacy", "privacy.title"),
    ("/about/accessibility", "accessibility.title"),
    ("/about/data", "data.title"),
    ("/sitemap", "sitemap.title"),
];

/// The footer of every page; what the operator has not filled in is not there.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    let shell = shell();
    let location = use_location();
    let url = move || {
        location.pathname.track();
        location.search.track();
        window().location().href().unwrap_or_default()
    };
    let particulars = move || {
        let site = shell.site.data.get()?;
        let rows: Vec<_> = [
            ("foot.host", &site.host),
            ("foot.phone", &site.phone),
            ("foot.icp", &site.icp_no),
            ("foot.police", &site.police_no),
            ("foot.site_code", &site.site_code),
            ("foot.map_no", &site.map_approval_no),
        ]
        .into_iter()
        .filter_map(|(label, value)| value.clone().map(|value| (label, value)))
        .collect();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|(label, value)| {
                view! { <div><dt>{say(label)}</dt><dd><Zh text=value /></dd></div> }
            });
            view! { <dl class="particulars">{rows.collect_view()}</dl> }
        })
    };
    view! {
        <footer class="foot">
            <ul>
                {PAGES
                    .map(|(href, words)| view! { <li><a href=href>{say(words)}</a></li> })
                    .collect_view()}
            </ul>
            {particulars}
            <p class="print-only">{move || tf("foot.printed", &[("date", &date(shell.today())), ("url", &url())])}</p>
        </footer>
    }
}
