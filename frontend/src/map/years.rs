//! The map of one year: what was under way and what was finished at its end.

use leptos::prelude::*;
use shared::geo::{Bbox, Point};
use shared::projects::MapFeature;
use shared::tiles::Tiles;

use super::basemap::Basemap;
use super::chart::Options;
use super::features::drawn;
use super::legend::Note;
use super::scale::{Scale, measure};
use super::stage::Stage;
use super::tools::Tools;
use crate::api::Load;
use crate::shell::shell;

/// What lives on it.
#[component]
pub(super) fn Living(
    /// The map.
    stage: Stage,
    /// What there was to see, each under the state of that year.
    features: Signal<Vec<MapFeature>>,
    /// Positions of all works of all years.
    around: Signal<Option<Vec<Point>>>,
    /// Some positions were invented.
    is_demo: Signal<bool>,
) -> impl IntoView {
    let base = Load::<Basemap>::of(|| "/api/v1/basemap".to_owned());
    let tiles = Load::<Option<Tiles>>::of(|| "/api/v1/tiles".to_owned());
    let district = Memo::new(move |_| base.data.with(|b| b.as_ref().and_then(|b| b.district())));
    let drawn_from = move || base.data.with(Option::is_some) || base.problem.with(Option::is_some);
    // Where the works are, not the whole district: they lie close together.
    let known = Memo::new(move |_| around.with(Option::is_some));
    let around = Memo::new(move |_| around.with(|at| Bbox::around(at.iter().flatten().copied())));
    let options = move || Options {
        clustered: false,
        cooperative: true,
        max_zoom: 14.0,
        at: around.get_untracked().or(district.get_untracked()),
    };
    let metres = RwSignal::new(None);
    let may = Signal::derive(move || known.get() && drawn_from());
    stage.open(may, options, move |chart| {
        // The style sheet of maps may have given it its size only now.
        chart.fit(around.get_untracked().or(district.get_untracked()), false);
        measure(chart, metres);
    });
    stage.lay(tiles);
    stage.draw("base", move || base.data.with(|b| b.as_ref().map(|b| b.outlines())));
    stage.draw("places", move || base.data.with(|b| b.as_ref().map(|b| b.places())));
    let shell = shell();
    let now = Memo::new(move |_| {
        // What was begun by then, as it stood then.
        let mut drawn = features.with(|f| drawn(f, |code| shell.kind(code).map(|k| k.programme)));
        for point in drawn.points["features"].as_array_mut().into_iter().flatten() {
            point["properties"]["close"] = true.into();
        }
        drawn
    });
    stage.draw("shapes", move || Some(now.with(|d| d.shapes.clone())));
    stage.draw("points", move || Some(now.with(|d| d.points.clone())));
    view! {
        <Tools stage=stage whole=district />
        <div class="map-foot">
            <Scale stage=stage metres=metres />
            <Note base=base tiles=tiles holes=stage.holes samples=is_demo />
        </div>
    }
}
