//! What somebody else published: copied with its source, never computed and never mixed with what is.

use leptos::prelude::*;
use shared::figures::{Figures, Qualifier, ReportedFigure};

use super::amount::big;
use super::rows::said;
use crate::i18n::{date, t, tf};
use crate::session::lang;
use crate::ui::{DemoMark, Fold, Said, Zh};

/// The section; nothing where nothing was published.
pub(super) fn reported(found: &Figures) -> Option<AnyView> {
    if found.reported.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="section side side-reported" aria-labelledby="h-reported">
                <h2 id="h-reported">{t("figures.reported")}</h2>
                <p class="small muted">{t("figures.reported.text")}</p>
                <div class="figs section-s">{found.reported.iter().map(figure).collect_view()}</div>
            </section>
        }
        .into_any(),
    )
}

fn figure(of: &ReportedFigure) -> AnyView {
    let place = of.of.clone().map(|place| view! { <span class="small muted"><Zh text=place /> " · "</span> });
    let how = match of.qualifier {
        Qualifier::Exact => t("figures.copied"),
        Qualifier::Rounded => t("figures.copied.rounded"),
        Qualifier::AtLeast => t("figures.copied.at_least"),
        Qualifier::About => t("figures.copied.about"),
    };
    let published = of.source_on.map(|day| tf("figures.published_on", &[("date", &date(day))]));
    let link = of.link.clone().map(|url| {
        let href = url.clone();
        view! { <p><a href=href rel="external noopener" target="_blank">{url}</a></p> }
    });
    let note = of.note.as_deref().map(|note| view! { <p>{said(note)}</p> });
    view! {
        <article class="fig">
            <h3>{place} {lang().pick(&of.zh, &of.en).to_owned()} {of.is_demo.then(|| view! { " " <DemoMark /> })}</h3>
            {big(Some(of.value), of.unit, of.qualifier)}
            <p class="src">
                {period(of).map(|p| view! { <Said text=p /> <br /> })}
                <Zh text=of.source.clone() />
                {published.map(|p| view! { " " <Said text=p /> })}
            </p>
            <Fold label=t("figures.copied.title")><p>{how}</p>{note}{link}</Fold>
        </article>
    }
    .into_any()
}

/// What time it is of.
fn period(of: &ReportedFigure) -> Option<String> {
    if let Some(words) = &of.period_words {
        return Some(words.clone());
    }
    match (of.period_start, of.period_end) {
        (Some(from), Some(to)) => Some(tf("figures.from_to", &[("from", &date(from)), ("to", &date(to))])),
        (Some(from), None) => Some(tf("figures.since", &[("from", &date(from))])),
        (None, Some(to)) => Some(tf("figures.until", &[("to", &date(to))])),
        (None, None) => None,
    }
}
