//! The words beside the sign under the pointer: name and state, before anything is chosen.

use std::sync::Arc;

use leptos::prelude::*;
use shared::projects::{MapFeature, MapFeatures};

use super::features::{find, sign_of};
use super::look::code;
use super::stage::Stage;
use crate::i18n::{percent, t};
use crate::session::lang;
use crate::ui::{StatusBadge, Zh};

/// The tip. The list says the same and more: screen readers are not told twice.
#[component]
pub(super) fn Tip(
    /// The map.
    stage: Stage,
    /// What is on it.
    features: RwSignal<Option<Arc<MapFeatures>>>,
    /// Number of the project under the pointer.
    hovered: RwSignal<Option<String>>,
    /// Number of the chosen project: it has its card.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    move || {
        lang();
        let number = hovered.get().filter(|number| chosen.with(|c| c.as_ref() != Some(number)))?;
        let features = features.get()?;
        let feature = find(&features, &number)?;
        let (x, y) = stage.now()?.pixel(feature.geometry.anchor()?)?;
        let node = stage.node.get_untracked()?;
        let (width, height) = (f64::from(node.client_width()), f64::from(node.client_height()));
        let inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
        inside.then(|| drawn(feature, x, y, x > width / 2.0))
    }
}

fn drawn(feature: &MapFeature, x: f64, y: f64, leftwards: bool) -> AnyView {
    let sign = sign_of(feature);
    let word = t(&format!("sign.{}", code(sign)));
    let of = &feature.properties;
    let word = match of.progress {
        Some(progress) => format!("{word} {}", percent(progress)),
        None => word,
    };
    view! {
        <div
            class="map-tip"
            class:leftwards=leftwards
            aria-hidden="true"
            style:left=format!("{x:.0}px")
            style:top=format!("{y:.0}px")
        >
            <b><Zh text=of.name.clone() /></b>
            <StatusBadge sign=sign words=Signal::stored(word) />
        </div>
    }
    .into_any()
}
