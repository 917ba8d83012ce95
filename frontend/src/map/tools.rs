//! The buttons of the map: nearer, farther, the whole district, near me. Position is asked for on a press only.

use std::sync::Arc;

use leptos::prelude::*;
use shared::geo::{Bbox, Point};
use shared::projects::MapFeatures;
use wasm_bindgen::prelude::*;
use web_sys::{Position, PositionError, PositionOptions};

use super::features::{at, collection, nearest};
use super::stage::Stage;
use super::start::Features;
use crate::i18n::{say, t, tf};
use crate::ui::Icon;

/// Degrees around the district within which somebody is "here".
const HERE: f64 = 0.3;
/// Farther away, metres are said as kilometres.
const KILOMETRE: f64 = 1_000.0;

/// What the map has to say about the reader's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// Being asked for.
    Asking,
    /// Found: the words say what is nearest, until the map is moved.
    At(Point),
    /// Found and said.
    Quiet(Point),
    /// Found, but too far away to be on this map.
    Elsewhere,
    /// The reader, or the device, said no.
    Refused,
    /// The device cannot say.
    Unknown,
}

/// The buttons.
#[component]
pub(super) fn Tools(
    /// The map.
    stage: Stage,
    /// The whole district.
    #[prop(into)]
    whole: Signal<Option<Bbox>>,
    /// The reader's place and what may be near it, on a map that looks for it.
    #[prop(optional)]
    near: Option<(RwSignal<Option<Place>>, Features)>,
) -> impl IntoView {
    let step = move |nearer| {
        if let Some(chart) = stage.now() {
            chart.step(nearer);
        }
    };
    let tool = |icon: &'static str, key: &'static str, press: Box<dyn Fn() + Send>| {
        view! {
            <button class="btn" type="button" aria-label=say(key) title=say(key) on:click=move |_| press()>
                <Icon name=icon />
            </button>
        }
    };
    stage.draw("me", move || match near?.0.get()? {
        Place::At(here) | Place::Quiet(here) => Some(collection(vec![at(here, serde_json::json!({}))])),
        _ => Some(collection(Vec::new())),
    });
    move || {
        stage.chart.with(Option::is_some).then(|| {
            view! {
                <div class="map-tools" role="group" aria-label=say("map.tools")>
                    {tool("plus", "map.nearer", Box::new(move || step(true)))}
                    {tool("minus", "map.farther", Box::new(move || step(false)))}
                    {tool("map", "map.whole", Box::new(move || stage.fit(whole.get_untracked(), true)))}
                    {near.map(|(place, features)| {
                        let press = move || find_me(stage, whole.get_untracked(), place, features);
                        tool("locate", "map.near_me", Box::new(press))
                    })}
                </div>
            }
        })
    }
}

/// Asks the device where it is.
fn find_me(stage: Stage, whole: Option<Bbox>, place: RwSignal<Option<Place>>, features: Features) {
    let Ok(device) = window().navigator().geolocation() else {
        place.set(Some(Place::Unknown));
        return;
    };
    place.set(Some(Place::Asking));
    let found = Closure::once_into_js(move |found: Position| {
        let here = Point { lng: found.coords().longitude(), lat: found.coords().latitude() };
        if whole.is_some_and(|whole| !whole.grown(HERE).contains(here)) {
            place.try_set(Some(Place::Elsewhere));
            return;
        }
        place.try_set(Some(Place::At(here)));
        // The reader and the nearest project, both in sight.
        let features = features.try_get_untracked().flatten();
        let sign = features.and_then(|f| nearest(&f, here).and_then(|(near, _)| near.geometry.anchor()));
        stage.fit(Bbox::around(std::iter::once(here).chain(sign)), true);
    });
    let refused = Closure::once_into_js(move |why: PositionError| {
        let refused = why.code() == PositionError::PERMISSION_DENIED;
        place.try_set(Some(if refused { Place::Refused } else { Place::Unknown }));
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_maximum_age(60_000);
    options.set_timeout(15_000);
    let (found, refused) = (found.unchecked_ref(), Some(refused.unchecked_ref()));
    if device.get_current_position_with_error_callback_and_options(found, refused, &options).is_err() {
        place.set(Some(Place::Unknown));
    }
}

/// What there is to say about the reader's place.
pub(super) fn place_words(place: Place, features: Option<Arc<MapFeatures>>) -> Option<String> {
    Some(match place {
        Place::Asking => t("map.me.asking"),
        Place::Elsewhere => t("map.me.elsewhere"),
        Place::Refused => t("map.me.refused"),
        Place::Unknown => t("map.me.unknown"),
        Place::Quiet(_) => return None,
        Place::At(here) => match features.as_ref().and_then(|f| nearest(f, here)) {
            None => t("map.me.here"),
            Some((near, metres)) => {
                let far = if metres < KILOMETRE {
                    // Nobody's position is known to the metre.
                    tf("map.scale.m", &[("n", &((metres / 10.0).round() * 10.0))])
                } else {
                    tf("map.scale.km", &[("n", &format!("{:.1}", metres / KILOMETRE))])
                };
                tf("map.me.nearest", &[("name", &near.properties.name), ("far", &far)])
            }
        },
    })
}
