//! How orders fared in the last twelve months, computed here from the orders themselves.

use leptos::prelude::*;
use shared::orders::rates::Rates;

use super::fares::totals;
use crate::api::Load;
use crate::i18n::{date, say, t, tf};
use crate::session::lang;
use crate::ui::{DemoMark, Fold, ProblemState, Said, WaitingLines};

/// Those whose formula is told.
const HOW: [&str; 7] = ["response", "resolution", "satisfaction", "answered", "on_time", "reopened", "small"];

/// The section.
#[component]
pub(super) fn Orders(
    /// The totals.
    load: Load<Rates>,
    /// The area that was chosen; empty for the whole district.
    area: Signal<String>,
) -> impl IntoView {
    let draw = move || {
        lang();
        match (load.data.get(), load.problem.get()) {
            (_, Some(problem)) => view! { <ProblemState problem=problem retry=move |()| load.retry() /> }.into_any(),
            (Some(found), None) => drawn(&found, &area.get_untracked()),
            (None, None) => view! { <WaitingLines lines=4 /> }.into_any(),
        }
    };
    view! {
        <section class="section side side-computed" aria-labelledby="h-orders">
            <h2 id="h-orders">{say("figures.orders")}</h2>
            {draw}
        </section>
    }
}

fn drawn(found: &Rates, area: &str) -> AnyView {
    let period =
        [("from", &date(found.from) as &dyn std::fmt::Display), ("to", &date(found.to)), ("as_of", &date(found.as_of))];
    let href = match area {
        "" => "/rates".to_owned(),
        id => format!("/rates?area={id}"),
    };
    let how = HOW.map(|code| view! { <p>{t(&format!("figures.orders.how.{code}"))}</p> });
    view! {
        <p class="small muted">{found.is_demo.then(|| view! { <DemoMark /> " " })} <Said text=tf("figures.orders.text", &period) /></p>
        {totals(&found.total, "figures.orders")}
        <div class="section-s"><Fold label=t("figures.how")>{how.into_iter().collect_view()}</Fold></div>
        <p><a class="target" href=href>{t("figures.orders.more")}</a></p>
    }
    .into_any()
}
