//! What is off today and in the next days, on the start page: one line that opens.

use leptos::prelude::*;
use shared::outages::{OutageFilter, OutageStanding, Outages};
use shared::projects::ProjectFilter;

use super::board::counted;
use super::outage::item;
use crate::api::Load;
use crate::i18n::t;
use crate::session::lang;
use crate::ui::{Icon, style_sheet};

/// Rows that open with it; the others are on the page of outages.
const SHOWN: usize = 5;

/// The line. It follows the street, community or compound that the reader chose.
#[component]
pub(crate) fn Strip(filter: Signal<ProjectFilter>) -> impl IntoView {
    style_sheet("pages-css");
    let path = move || {
        let (area, compound) = filter.with(|f| (f.area, f.compound));
        format!("/api/v1/outages?{}", OutageFilter { area, compound, ..OutageFilter::default() }.write())
    };
    let load = Load::<Outages>::keeping(path);
    move || {
        lang();
        // The list and the map need no outages: what cannot be read is on the page of its own.
        let found = load.data.get()?;
        let late = found.items.iter().any(|o| o.standing == OutageStanding::Overrun);
        let all = filter.with(|f| f.area.map_or_else(|| "/notices".to_owned(), |a| format!("/notices?area={a}")));
        Some(view! {
            <details class="strip">
                <summary>
                    <Icon name=if late { "s-late" } else { "drop" } />
                    <span>{counted(&found)}{late.then(|| t("strip.late"))}</span>
                    <Icon name="next" />
                </summary>
                <ul class="stack">{found.items.iter().take(SHOWN).map(|o| item(o, true)).collect_view()}</ul>
                <p><a class="btn btn-wide" href=all>{t("strip.all")}</a></p>
            </details>
        })
    }
}
