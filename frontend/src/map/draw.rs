//! The map on which a place is drawn: each tap is a point of it. What is drawn can be typed as well.

use js_sys::Reflect;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::areas::{Area, AreaLevel};
use shared::geo::{Point, Shape};
use shared::projects::{MapFeatures, Sign};
use shared::query;
use shared::tiles::Tiles;
use wasm_bindgen::JsValue;

use super::basemap::Basemap;
use super::borders::{self, Border};
use super::chart::Options;
use super::features::{at, collection, one, others};
use super::legend::Note;
use super::scale::{Scale, measure};
use super::stage::Stage;
use super::tools::Tools;
use crate::api::Load;

/// No nearer than this where a place is known already.
const FIRST_ZOOM: f64 = 15.5;
/// Metres to a pixel from which on a tap tells no house: a finger covers some hundred metres then.
const COARSE: f64 = 6.0;
/// Levels of zoom that one tap from far goes nearer.
const STEP: f64 = 3.0;
/// How far around the place its neighbours are named, degrees: some two kilometres.
const AROUND: f64 = 0.02;

/// What lives on it.
#[component]
pub(super) fn Living(
    /// The map.
    stage: Stage,
    /// What is drawn so far.
    shape: Signal<Option<Shape>>,
    /// A point was tapped.
    tapped: Callback<Point>,
    /// Borders that are seen beside it.
    beside: Vec<Border>,
    /// A house is meant: where a finger covers half a quarter, the map goes nearer first, and this is told.
    nearer: Option<Callback<()>>,
) -> impl IntoView {
    let base = Load::<Basemap>::of(|| "/api/v1/basemap".to_owned());
    let tiles = Load::<Option<Tiles>>::of(|| "/api/v1/tiles".to_owned());
    let first = untrack(move || shape.get()).and_then(|shape| shape.bbox()).or_else(|| borders::extent(&beside));
    let whole = Memo::new(move |_| base.data.with(|b| b.as_ref().and_then(|b| b.district())).or(first));
    let options = move || Options {
        clustered: false,
        cooperative: true,
        max_zoom: FIRST_ZOOM,
        at: first.or_else(|| whole.get_untracked()),
    };
    let metres = RwSignal::new(None);
    let ready = Signal::derive(move || base.data.with(Option::is_some) || base.problem.with(Option::is_some));
    stage.open(ready, options, move |chart| {
        measure(chart, metres);
        chart.on("click", move |event| {
            let Some(at) = place(event.as_ref()) else { return };
            let chart = stage.now().filter(|chart| chart.metres_per_pixel().is_some_and(|metres| metres > COARSE));
            match nearer.zip(chart) {
                Some((nearer, chart)) => {
                    // By some way at a time: whoever sees nothing that he knows any more does not know where he is.
                    chart.ease(at, chart.nearer(STEP).min(FIRST_ZOOM));
                    nearer.run(());
                }
                None => tapped.run(at),
            }
        });
    });
    stage.lay(tiles);
    stage.draw("base", move || base.data.with(|b| b.as_ref().map(|b| b.outlines())));
    stage.draw("places", move || base.data.with(|b| b.as_ref().map(|b| b.places())));
    let (edges, names) = (borders::shapes(&beside), borders::names(&beside));
    // Where areas are drawn, they are what the reader knows the place by.
    let is_alone = names.is_empty();
    let around = Load::<MapFeatures>::of(move || {
        let of = first.filter(|_| is_alone).map(|at| at.grown(AROUND).to_string());
        of.map_or_else(String::new, |of| format!("/api/v1/map?{}", query::write([("bbox", Some(of))])))
    });
    // Before a place is known, it is found by the names of the communities.
    let areas =
        Load::<Vec<Area>>::of(
            move || {
                if is_alone && first.is_none() { "/api/v1/areas".to_owned() } else { String::new() }
            },
        );
    stage.draw("around", move || match (is_alone, first) {
        (true, Some(_)) => around.data.with(|a| a.as_ref().map(|a| others(&a.features, ""))),
        (true, None) => areas.data.with(|all| all.as_ref().map(|all| communities(all))),
        (false, _) => Some(collection(names.clone())),
    });
    let drawn = move || shape.get().map(|shape| one(&shape, Sign::Works));
    stage.draw("shapes", move || {
        let own = drawn().and_then(|drawn| drawn.shapes["features"].as_array().cloned());
        Some(collection(edges.iter().cloned().chain(own.into_iter().flatten()).collect()))
    });
    stage.draw("points", move || Some(drawn().map_or_else(|| collection(Vec::new()), |drawn| drawn.points)));
    view! {
        <Tools stage=stage whole=whole />
        <div class="map-foot">
            <Scale stage=stage metres=metres />
            <Note base=base tiles=tiles holes=stage.holes samples=Signal::stored(false) />
        </div>
    }
}

/// The names of the communities, each where its label stands.
fn communities(all: &[Area]) -> Value {
    let all = all.iter().filter(|area| area.level == AreaLevel::Community);
    collection(all.filter_map(|area| Some(at(area.center?, json!({"name": area.name})))).collect())
}

/// Where it was tapped; asked by name, since the first view carries every import.
fn place(event: &JsValue) -> Option<Point> {
    let at = Reflect::get(event, &"lngLat".into()).ok()?;
    let degrees = |name: &str| Reflect::get(&at, &name.into()).ok()?.as_f64();
    // A tap is no better than a metre.
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Some(Point { lng: round(degrees("lng")?), lat: round(degrees("lat")?) })
}
