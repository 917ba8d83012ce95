//! One finished project in the gallery: before and after, else a photograph, else its words.

use leptos::prelude::*;
use shared::results::FinishedWork;

use crate::i18n::{count, date, t, tf};
use crate::shell::shell;
use crate::ui::{BeforeAfter, DemoMark, Icon, Num, Photo, StatusBadge, Zh, place_of, status_words};

/// A card.
pub(super) fn card(work: FinishedWork) -> AnyView {
    let project = &work.project;
    let name = project.name.clone();
    let picture = match (&work.pair, &work.photo) {
        (Some(pair), _) => view! { <BeforeAfter pair=pair.clone() /> }.into_any(),
        (None, Some(photo)) => view! { <figure class="photo"><Photo media=photo.clone() /></figure> }.into_any(),
        (None, None) => view! { <span class="entry-icon"><Icon name="image" /></span> }.into_any(),
    };
    let has_picture = work.pair.is_some() || work.photo.is_some();
    view! {
        <article class=if has_picture { "card" } else { "card entry" }>
            {picture}
            <div>
                <div class="row between">
                    <h2 class="t-l">
                        <a class="target" href=format!("/results/{}", project.number)><Zh text=name /></a>
                        {project.is_demo.then(|| view! { " " <DemoMark /> })}
                    </h2>
                    <StatusBadge sign=project.sign words=Signal::stored(status_words(project)) />
                </div>
                {says(&work)}
                <p class="small muted">{where_and_when(&work)}</p>
            </div>
        </article>
    }
    .into_any()
}

/// What kind of work, and for how many.
fn says(work: &FinishedWork) -> AnyView {
    let shell = shell();
    let kind = work.project.kind.clone();
    let homes = work.households.map(|n| tf("results.homes", &[("homes", &count("households", n))]));
    view! { <p>{move || shell.kind_name(&kind)} {homes}</p> }.into_any()
}

fn where_and_when(work: &FinishedWork) -> AnyView {
    let month = |day: chrono::NaiveDate| date(day).chars().take(7).collect::<String>();
    let when = match (work.started_on, work.finished_on) {
        (Some(from), Some(to)) => tf("results.span", &[("from", &month(from)), ("to", &month(to))]),
        (None, Some(to)) => tf("results.ended", &[("to", &month(to))]),
        _ => t("results.undated"),
    };
    let place = place_of(&work.project.areas).map(|place| view! { <Zh text=place /> " · " });
    view! { {place} <Num text=when /> }.into_any()
}
