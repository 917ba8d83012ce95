//! Borders of areas with their names, as those who draw them see them.

use leptos::prelude::*;
use serde_json::{Value, json};
use shared::geo::{Bbox, Shape};
use shared::projects::Sign;
use shared::tiles::Tiles;

use super::basemap::Basemap;
use super::chart::Options;
use super::features::{at, collection};
use super::legend::Note;
use super::look::code;
use super::scale::{Scale, measure};
use super::stage::Stage;
use super::tools::Tools;
use crate::api::Load;

/// So far away at least.
const FIRST_ZOOM: f64 = 15.5;

/// A border and the name of what lies in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Border {
    /// Chinese name.
    pub(crate) name: String,
    /// The border.
    pub(crate) shape: Shape,
}

/// The borders as areas of the map.
pub(super) fn shapes(borders: &[Border]) -> Vec<Value> {
    let properties = json!({"number": "", "sign": code(Sign::Planned), "way": "plain"});
    let shape = |border: &Border| json!({"type": "Feature", "geometry": border.shape, "properties": properties});
    borders.iter().map(shape).collect()
}

/// Their names, each where its label stands.
pub(super) fn names(borders: &[Border]) -> Vec<Value> {
    borders.iter().filter_map(|border| Some(at(border.shape.anchor()?, json!({"name": border.name})))).collect()
}

/// The box around all of them.
pub(super) fn extent(borders: &[Border]) -> Option<Bbox> {
    Bbox::around(borders.iter().flat_map(|border| border.shape.points()))
}

/// What lives on the map.
#[component]
pub(super) fn Living(
    /// The map.
    stage: Stage,
    /// The borders with their names.
    borders: Vec<Border>,
    /// Some of them were invented.
    is_demo: bool,
) -> impl IntoView {
    let base = Load::<Basemap>::of(|| "/api/v1/basemap".to_owned());
    let tiles = Load::<Option<Tiles>>::of(|| "/api/v1/tiles".to_owned());
    let at = extent(&borders);
    let whole = Memo::new(move |_| at.or(base.data.with(|b| b.as_ref().and_then(|b| b.district()))));
    let options =
        move || Options { clustered: false, cooperative: true, max_zoom: FIRST_ZOOM, at: whole.get_untracked() };
    let metres = RwSignal::new(None);
    let ready = Signal::derive(move || base.data.with(Option::is_some) || base.problem.with(Option::is_some));
    stage.open(ready, options, move |chart| measure(chart, metres));
    stage.lay(tiles);
    stage.draw("base", move || base.data.with(|b| b.as_ref().map(|b| b.outlines())));
    stage.draw("places", move || base.data.with(|b| b.as_ref().map(|b| b.places())));
    let (drawn, named) = (collection(shapes(&borders)), collection(names(&borders)));
    stage.draw("shapes", move || Some(drawn.clone()));
    stage.draw("around", move || Some(named.clone()));
    view! {
        <Tools stage=stage whole=whole />
        <div class="map-foot">
            <Scale stage=stage metres=metres />
            <Note base=base tiles=tiles holes=stage.holes samples=Signal::stored(is_demo) />
        </div>
    }
}
