//! Where it is: its shape on the map, or that nobody has said yet.

use leptos::prelude::*;
use shared::geo::Shape;
use shared::navigation::{MapApp, links};
use shared::projects::Project;

use crate::i18n::t;
use crate::map::ProjectMap;
use crate::ui::State;

/// The section.
pub(super) fn place(project: &Project) -> AnyView {
    let body = match &project.geometry {
        Some(geometry) => {
            let (sign, label) = (project.summary.sign, t("place.title"));
            let number = project.summary.number.clone();
            let is_demo = project.summary.is_demo;
            view! { <ProjectMap number=number geometry=geometry.clone() sign=sign is_demo=is_demo label=label /> }
                .into_any()
        }
        None => view! { <State icon="map" title=t("place.none") text=t("place.none.text") /> }.into_any(),
    };
    view! {
        <section class="section no-print" aria-labelledby="h-place">
            <h2 id="h-place">{t("place.title")}</h2>
            {body}
            {way(project)}
        </section>
    }
    .into_any()
}

/// Links that open the place in a map app; they leave this site.
fn way(project: &Project) -> Option<AnyView> {
    let at = project.geometry.as_ref().and_then(Shape::anchor)?;
    let links = links(at, &project.summary.name).map(|(app, url)| {
        let code: &'static str = app.into();
        let target = (app != MapApp::Device).then_some("_blank");
        view! { <li><a class="btn" href=url target=target rel="noopener">{t(&format!("way.{code}"))}</a></li> }
    });
    Some(
        view! {
            <div class="section-s no-print">
                <p id="way">{t("way.title")}</p>
                <ul class="row" aria-labelledby="way">{links.into_iter().collect_view()}</ul>
            </div>
        }
        .into_any(),
    )
}
