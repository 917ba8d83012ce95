//! What lives on the map of the start page: the projects of the filter, the chosen one, the one under the pointer.

use std::sync::Arc;

use leptos::prelude::*;
use shared::geo::Bbox;
use shared::projects::{MapFeatures, ProjectFilter};
use shared::query;
use shared::tiles::Tiles;

use super::basemap::Basemap;
use super::card::Card;
use super::chart::{Chart, Hit, Options, View, marked};
use super::features::{collection, drawn, extent, find, groups, sign_of};
use super::layers::NAMES_ZOOM;
use super::legend::{Legend, Note};
use super::scale::{Scale, measure};
use super::stage::Stage;
use super::tip::Tip;
use super::tools::{Place, Tools, place_words};
use crate::api::Load;
use crate::i18n::{t, tf};
use crate::session::lang;
use crate::shell::shell;

/// How far beside a sign a tap still means it, px: signs of 34 px answer in 54.
const TAP_REACH: f64 = 10.0;
/// The same for the pointer.
const POINTER_REACH: f64 = 2.0;

/// What is on the map, once it is known.
pub(super) type Features = RwSignal<Option<Arc<MapFeatures>>>;

/// The map's parts.
#[component]
pub(super) fn Living(
    /// The map.
    stage: Stage,
    /// Which projects.
    filter: Signal<ProjectFilter>,
    /// Number of the chosen project.
    chosen: RwSignal<Option<String>>,
    /// Number of the project under the pointer.
    hovered: RwSignal<Option<String>>,
) -> impl IntoView {
    let base = Load::<Basemap>::of(|| "/api/v1/basemap".to_owned());
    let tiles = Load::<Option<Tiles>>::of(|| "/api/v1/tiles".to_owned());
    // What the map shows, for which filter: known only where the server sends clusters, which depend on it.
    let view = RwSignal::new(None::<(ProjectFilter, View)>);
    let load = Load::<MapFeatures>::keeping(move || {
        let mut pairs = filter.with(ProjectFilter::pairs);
        // A box that the address names is the narrower one.
        if let Some(view) =
            view.with(|v| v.as_ref().filter(|v| filter.with(|f| *f == v.0 && f.bbox.is_none())).map(|v| v.1))
        {
            pairs.retain(|(name, _)| *name != "bbox");
            pairs.extend([("bbox", Some(view.at.to_string())), ("zoom", Some(view.zoom.to_string()))]);
        }
        let asked = query::write(pairs);
        if asked.is_empty() { "/api/v1/map".to_owned() } else { format!("/api/v1/map?{asked}") }
    });
    let features = load.data;
    let shell = shell();
    let whole = Memo::new(move |_| {
        let site = shell.site.data.with(|s| s.as_ref().and_then(|s| s.bbox));
        site.or_else(|| base.data.with(|b| b.as_ref().and_then(|b| b.district())))
    });
    let metres = RwSignal::new(None);
    let place = RwSignal::new(None::<Place>);
    let tapped = StoredValue::new(None::<String>);

    let start = move || {
        let of = features.with_untracked(|f| f.as_ref().and_then(|f| extent(f)));
        Options { clustered: true, cooperative: false, max_zoom: 15.0, at: of.or_else(|| whole.get_untracked()) }
    };
    stage.open(Signal::stored(true), start, move |chart| {
        measure(chart, metres);
        listen(chart, chosen, hovered, tapped);
        look_on(chart, filter, features, view);
        // What was said about the reader's place has been read by whoever moves on.
        chart.on("dragstart", move |_| {
            place.try_update(|place| {
                *place = place.and_then(|place| match place {
                    Place::At(here) | Place::Quiet(here) => Some(Place::Quiet(here)),
                    _ => None,
                });
            });
        });
    });

    stage.lay(tiles);
    stage.draw("base", move || base.data.with(|b| b.as_ref().map(|b| b.outlines())));
    stage.draw("places", move || base.data.with(|b| b.as_ref().map(|b| b.places())));
    let both = Memo::new(move |_| {
        let features = features.get()?;
        Some(drawn(&features.features, |kind| shell.kind(kind).map(|k| k.programme)))
    });
    stage.draw("shapes", move || both.with(|b| b.as_ref().map(|b| b.shapes.clone())));
    stage.draw("points", move || both.with(|b| b.as_ref().map(|b| b.points.clone())));
    stage.draw("groups", move || features.with(|f| f.as_ref().map(|f| groups(f))));
    stage.draw("marked", move || {
        let features = features.get()?;
        let mark = |number: Option<String>, mark| {
            let found = find(&features, number.as_deref()?)?;
            Some(marked(found.geometry.anchor()?, sign_of(found), &found.properties.number, mark))
        };
        let (chosen, hovered) = (chosen.get(), hovered.get().filter(|h| chosen.get().as_ref() != Some(h)));
        Some(collection(mark(hovered, "hovered").into_iter().chain(mark(chosen, "chosen")).collect()))
    });

    fit(stage, filter, features, whole);
    follow(stage, features, chosen, tapped);

    // A memo: words that stay the same are not read aloud again.
    let says = Memo::new(move |_| {
        lang();
        let capped = features.with(|f| {
            let f = f.as_ref().filter(|f| f.truncated)?;
            Some(tf("map.truncated", &[("shown", &f.features.len()), ("n", &f.total)]))
        });
        // A list whose projects nobody has placed yet is no empty map without a word.
        let nothing = features.with(|f| f.as_ref().is_some_and(|f| f.features.is_empty() && f.clusters.is_empty()));
        // Where there are no projects at all, the list says so.
        let empty = (nothing && !filter.with(ProjectFilter::is_empty)).then(|| t("map.empty"));
        let failed = load.problem.with(Option::is_some).then(|| t("map.no_features"));
        let place = place.get().and_then(|place| place_words(place, features.get()));
        [failed, empty, capped, place].into_iter().flatten().collect::<Vec<_>>()
    });
    view! {
        <div class="map-says" role="status">{move || says.get().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}</div>
        <Tip stage=stage features=features hovered=hovered chosen=chosen />
        <Tools stage=stage whole=whole near=(place, features) />
        <Card stage=stage features=features chosen=chosen tapped=tapped />
        <Legend features=features />
        <div class="map-foot">
            <Scale stage=stage metres=metres />
            <Note base=base tiles=tiles holes=stage.holes samples=Signal::derive(move || features.with(|f| f.as_ref().is_some_and(|f| f.has_demo))) />
        </div>
    }
}

/// Taps choose a project or open a cluster; the pointer rings what it is over.
fn listen(
    chart: &Chart,
    chosen: RwSignal<Option<String>>,
    hovered: RwSignal<Option<String>>,
    tapped: StoredValue<Option<String>>,
) {
    let on = chart.clone();
    chart.on("click", move |event| {
        let Some(at) = event.point() else { return };
        match on.hit(at.x(), at.y(), TAP_REACH) {
            Some(Hit::Project(number)) => {
                tapped.try_set_value(Some(number.clone()));
                chosen.try_set(Some(number));
            }
            Some(Hit::Cluster { id, at }) => on.open_cluster(id, at),
            Some(Hit::Group { at }) => on.open_group(at),
            None => {}
        }
    });
    let on = chart.clone();
    chart.on("mousemove", move |event| {
        let hit = event.point().and_then(|at| on.hit(at.x(), at.y(), POINTER_REACH));
        on.point_at(hit.is_some());
        let number = match hit {
            Some(Hit::Project(number)) => Some(number),
            _ => None,
        };
        if hovered.try_get_untracked().is_some_and(|before| before != number) {
            hovered.try_set(number);
        }
    });
    for gone in ["mouseout", "movestart"] {
        chart.on(gone, move |_| drop(hovered.try_set(None)));
    }
}

/// Asks for what the map shows once it has moved, where the server sends clusters.
fn look_on(
    chart: &Chart,
    filter: Signal<ProjectFilter>,
    features: Features,
    view: RwSignal<Option<(ProjectFilter, View)>>,
) {
    let on = chart.clone();
    chart.on("moveend", move |_| {
        let (Some(of), Some(shown)) = (filter.try_get_untracked(), on.view()) else { return };
        let in_clusters = features.try_with_untracked(|f| f.as_ref().is_some_and(|f| !f.clusters.is_empty()));
        let known = view.try_with_untracked(|v| v.as_ref().is_some_and(|v| v.0 == of));
        if in_clusters == Some(true) || known == Some(true) {
            view.try_set(Some((of, shown)));
        }
    });
}

/// Shows all projects of a filter when it is new: the first without a movement, the others on their way.
fn fit(stage: Stage, filter: Signal<ProjectFilter>, features: Features, whole: Memo<Option<Bbox>>) {
    Effect::new(move |before: Option<Option<ProjectFilter>>| {
        let before = before.flatten();
        let Some(chart) = stage.chart.get() else { return before };
        // A pane that is not shown has no size to fit into; it is fitted when it appears.
        if !stage.shown.get() {
            return before;
        }
        let to = features.with(|f| f.as_ref().map(|f| extent(f)));
        let Some(to) = to else { return before };
        // The box of the address moves with the map and never moves it.
        let now = ProjectFilter { bbox: None, ..filter.get_untracked() };
        if before.as_ref() != Some(&now) {
            chart.fit(to.or_else(|| whole.get_untracked()), before.is_some());
        }
        Some(now)
    });
}

/// Goes to the project that the list chose; one that was tapped is in sight already.
fn follow(stage: Stage, features: Features, chosen: RwSignal<Option<String>>, tapped: StoredValue<Option<String>>) {
    Effect::new(move |done: Option<Option<String>>| {
        let done = done.flatten();
        let (Some(chart), true) = (stage.chart.get(), stage.shown.get()) else { return done };
        let number = chosen.get();
        if tapped.with_value(|tapped| *tapped != number) {
            tapped.set_value(None);
        }
        let number = number?;
        if done.as_ref() == Some(&number) {
            return done;
        }
        if tapped.with_value(Option::is_none) {
            let found = features.with(|f| find(f.as_ref()?, &number)?.geometry.anchor());
            let Some(at) = found else { return done };
            // One step further in than clusters go.
            chart.ease(at, NAMES_ZOOM + 1.0);
        }
        Some(number)
    });
}
