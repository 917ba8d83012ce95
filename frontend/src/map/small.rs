//! The small map of one project: its shape and its sign, nothing to choose.

use leptos::prelude::*;
use shared::geo::Shape;
use shared::projects::{MapFeatures, Sign};
use shared::query;
use shared::tiles::Tiles;

use super::basemap::Basemap;
use super::chart::Options;
use super::features::{one, others};
use super::legend::Note;
use super::scale::{Scale, measure};
use super::stage::Stage;
use super::tools::Tools;
use crate::api::Load;

/// So far away at least: the shape can be seen, and something of what is around it.
const FIRST_ZOOM: f64 = 14.5;

/// How far around the project its neighbours are named, degrees: some two kilometres.
const AROUND: f64 = 0.02;

/// What lives on it.
#[component]
pub(super) fn Living(
    /// The map.
    stage: Stage,
    /// The project's number.
    number: String,
    /// The project's shape.
    geometry: Shape,
    /// The project's sign.
    sign: Sign,
    /// Its position was invented.
    is_demo: bool,
) -> impl IntoView {
    let base = Load::<Basemap>::of(|| "/api/v1/basemap".to_owned());
    let tiles = Load::<Option<Tiles>>::of(|| "/api/v1/tiles".to_owned());
    let at = geometry.bbox();
    let options = move || Options { clustered: false, cooperative: true, max_zoom: FIRST_ZOOM, at };
    let whole = Memo::new(move |_| base.data.with(|b| b.as_ref().and_then(|b| b.district())).or(at));
    let metres = RwSignal::new(None);
    stage.open(Signal::stored(true), options, move |chart| measure(chart, metres));
    stage.lay(tiles);
    stage.draw("base", move || base.data.with(|b| b.as_ref().map(|b| b.outlines())));
    stage.draw("places", move || base.data.with(|b| b.as_ref().map(|b| b.places())));
    let around = Load::<MapFeatures>::of(move || {
        let of = at.map(|at| at.grown(AROUND).to_string());
        of.map_or_else(String::new, |of| format!("/api/v1/map?{}", query::write([("bbox", Some(of))])))
    });
    stage.draw("around", move || around.data.with(|a| a.as_ref().map(|a| others(&a.features, &number))));
    let drawn = one(&geometry, sign);
    stage.draw("shapes", move || Some(drawn.shapes.clone()));
    stage.draw("points", move || Some(drawn.points.clone()));
    view! {
        <Tools stage=stage whole=whole />
        <div class="map-foot">
            <Scale stage=stage metres=metres />
            <Note base=base tiles=tiles holes=stage.holes samples=Signal::stored(is_demo) />
        </div>
    }
}
