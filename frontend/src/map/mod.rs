//! The map: every project that has a position, under its sign, over a schematic of the district. The list shows the
//! same; the map is never the only way.

use leptos::prelude::*;
use shared::geo::{Point, Shape};
use shared::projects::{MapFeature, ProjectFilter, Sign};

mod basemap;
mod borders;
mod card;
mod chart;
mod draw;
mod features;
mod layers;
mod legend;
mod look;
mod maplibre;
mod scale;
mod signs;
mod small;
mod stage;
mod start;
mod tiles;
mod tip;
mod tools;
mod years;

use crate::i18n::t;
use crate::session::lang;
use crate::ui::{State, style_sheet};
pub(crate) use borders::Border;
use stage::Stage;

/// The map of the start page.
#[component]
pub(crate) fn MapView(
    /// Which projects: the same filter as the list.
    #[prop(into)]
    filter: Signal<ProjectFilter>,
    /// Load nothing until the list can be read.
    #[prop(into)]
    ready: Signal<bool>,
    /// Number of the chosen project, set by a tap on the map or by the list.
    chosen: RwSignal<Option<String>>,
    /// Number of the project under the pointer or focus in the list: its point gets a ring.
    hovered: RwSignal<Option<String>>,
) -> impl IntoView {
    let stage = Stage::new();
    // Once it may begin it stays: another filter makes the list wait, not the map vanish.
    let begun = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || (ready.get() && stage.shown.get())
    });
    view! {
        <Ground stage=stage />
        {move || begun.get().then(|| view! { <start::Living stage=stage filter=filter chosen=chosen hovered=hovered /> })}
    }
}

/// One project's shape on a small map.
#[component]
pub(crate) fn ProjectMap(
    /// Its number.
    number: String,
    /// Its shape.
    geometry: Shape,
    /// Its sign.
    sign: Sign,
    /// Its position was invented.
    is_demo: bool,
    /// What the map is called.
    label: String,
) -> impl IntoView {
    let stage = Stage::new();
    view! {
        <div class="map map-small" role="group" aria-label=label>
            <Ground stage=stage />
            <small::Living stage=stage number=number geometry=geometry sign=sign is_demo=is_demo />
        </div>
    }
}

/// A map to draw one project's place on.
#[component]
pub(crate) fn DrawMap(
    /// What is drawn so far.
    shape: Signal<Option<Shape>>,
    /// A point was tapped.
    tapped: Callback<Point>,
    /// Borders that are seen beside it.
    beside: Vec<Border>,
    /// What the map is called.
    label: String,
    /// A house is meant: tapped from too far, the map goes nearer, and this is told.
    #[prop(optional)]
    nearer: Option<Callback<()>>,
) -> impl IntoView {
    let stage = Stage::new();
    view! {
        <div class="map map-small" role="group" aria-label=label>
            <Ground stage=stage />
            <draw::Living stage=stage shape=shape tapped=tapped beside=beside nearer=nearer />
        </div>
    }
}

/// The borders of areas, for those who draw them: the public sees none but the district's.
#[component]
pub(crate) fn BordersMap(
    /// The borders with their names.
    borders: Vec<Border>,
    /// Some of them were invented.
    is_demo: bool,
    /// What the map is called.
    label: String,
) -> impl IntoView {
    let stage = Stage::new();
    view! {
        <div class="map map-small" role="group" aria-label=label>
            <Ground stage=stage />
            <borders::Living stage=stage borders=borders is_demo=is_demo />
        </div>
    }
}

/// The district at the end of a year.
#[component]
pub(crate) fn YearsMap(
    /// What there was to see, each under the state of that year.
    #[prop(into)]
    features: Signal<Vec<MapFeature>>,
    /// Positions of the works of all years; nothing until they are known.
    #[prop(into)]
    around: Signal<Option<Vec<Point>>>,
    /// Some positions were invented.
    #[prop(into)]
    is_demo: Signal<bool>,
    /// What the map is called.
    label: String,
) -> impl IntoView {
    let stage = Stage::new();
    view! {
        <div class="map map-small map-years" role="group" aria-label=label>
            <Ground stage=stage />
            <years::Living stage=stage features=features around=around is_demo=is_demo />
        </div>
    }
}

/// The place of the map; words instead of it while there is none.
#[component]
fn Ground(stage: Stage) -> impl IntoView {
    // Not with the first view, which is a list.
    style_sheet("map-css");
    view! {
        <div class="map-view" node_ref=stage.node></div>
        {move || {
            lang();
            if stage.failed.get() {
                view! {
                    <div class="map-wait" role="status">
                        <State icon="map" title=t("map.failed") text=t("map.failed.text") />
                    </div>
                }
                    .into_any()
            } else if stage.chart.with(Option::is_none) {
                view! { <p class="map-wait muted" role="status">{t("map.waiting")}</p> }.into_any()
            } else {
                ().into_any()
            }
        }}
    }
}
