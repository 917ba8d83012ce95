//! Where it is: its shape on the map, or that nobody has said yet.

use leptos::prelude::*;
use shared::projects::Project;

use crate::i18n::t;
use crate::map::ProjectMap;
use crate::ui::State;

/// The section.
pub(super) fn place(project: &Project) -> AnyView {
    let body = match &project.geometry {
        Some(geometry) => {
            let (sign, label) = (project.summary.sign, t("place.title"));
            view! { <ProjectMap geometry=geometry.clone() sign=sign is_demo=project.summary.is_demo label=label /> }
                .into_any()
        }
        None => view! { <State icon="map" title=t("place.none") text=t("place.none.text") /> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby="h-place">
            <h2 id="h-place">{t("place.title")}</h2>
            {body}
        </section>
    }
    .into_any()
}
