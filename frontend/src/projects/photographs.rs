//! Photographs of a project: before and after by viewpoint, then the others by phase and building.

use leptos::prelude::*;
use shared::media::{MediaGroup, ProjectMedia};

use crate::api::Load;
use crate::i18n::t;
use crate::session::lang;
use crate::ui::{BeforeAfter, ProblemState, WaitingLines, Zh, photograph_of};

/// The section; it says so where there are none.
pub(crate) fn section(media: Load<ProjectMedia>) -> AnyView {
    let body = move || {
        lang();
        match (media.data.get(), media.problem.get()) {
            (Some(found), _) if found.pairs.is_empty() && found.singles.is_empty() => {
                view! { <p class="muted">{t("photos.none")}</p> }.into_any()
            }
            (Some(found), _) => drawn(&found),
            (None, Some(problem)) => {
                view! { <ProblemState problem=problem retry=move |()| media.retry() /> }.into_any()
            }
            (None, None) => view! { <WaitingLines lines=3 /> }.into_any(),
        }
    };
    view! {
        <section class="section" aria-labelledby="h-photos">
            <h2 id="h-photos">{t("photos.title")}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn drawn(found: &ProjectMedia) -> AnyView {
    let pairs = found.pairs.iter().map(|pair| view! { <BeforeAfter pair=pair.clone() /> });
    view! {
        {(!found.pairs.is_empty()).then(|| view! { <div class="pairs">{pairs.collect_view()}</div> })}
        {found.singles.iter().map(group).collect_view()}
    }
    .into_any()
}

fn group(group: &MediaGroup) -> AnyView {
    let code: &'static str = group.phase.into();
    let building = group.building.clone().map(|b| view! { " · " <Zh text=b /> });
    view! {
        <h3 class="t-m group">{t(&format!("phase.{code}"))} {building}</h3>
        <div class="photos">{group.items.iter().map(photograph_of).collect_view()}</div>
    }
    .into_any()
}
