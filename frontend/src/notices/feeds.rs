//! How to follow without an account: a feed and, for a compound, a calendar; each with its address and a code for a phone.

use leptos::prelude::*;

use crate::i18n::t;
use crate::ui::{Fold, qr_code};

/// The block for what lies at `base` (`/api/v1`, an area, a compound, a project).
pub(crate) fn feeds(base: String, has_calendar: bool) -> AnyView {
    let origin = window().location().origin().unwrap_or_default();
    let language = if crate::session::lang() == crate::i18n::Lang::En { "?lang=en" } else { "" };
    let mut all = vec![("feed.atom", format!("{base}/feed.atom{language}"))];
    if has_calendar {
        all.push(("feed.calendar", format!("{base}/calendar.ics{language}")));
    }
    let rows = all.into_iter().map(|(key, path)| {
        let url = format!("{origin}{path}");
        let picture = qr_code(&url);
        view! {
            <li>
                {picture}
                <div>
                    <b>{t(key)}</b>
                    <p class="small">{t(&format!("{key}.text"))}</p>
                    <p class="small"><a class="target" href=path rel="external">{url}</a></p>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section-s no-print" aria-labelledby="h-feeds">
            <h2 id="h-feeds" class="t-l">{t("feed.title")}</h2>
            <Fold label=t("feed.how")><ul class="feeds">{rows}</ul></Fold>
        </section>
    }
    .into_any()
}
