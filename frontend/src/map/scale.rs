//! The scale bar: a round number of metres, as long as it is on the map.

use leptos::prelude::*;

use super::chart::Chart;
use super::stage::Stage;
use crate::i18n::tf;

/// Longest bar, px.
const LONGEST: f64 = 96.0;

/// The largest round length within `metres`.
fn round(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.log10().floor());
    let digit = [5.0, 2.0].into_iter().find(|d| d * power <= metres).unwrap_or(1.0);
    digit * power
}

/// Follows how many metres a pixel of the map is.
pub(super) fn measure(chart: &Chart, metres: RwSignal<Option<f64>>) {
    let read = {
        let chart = chart.clone();
        move || {
            metres.try_set(chart.metres_per_pixel());
        }
    };
    read();
    chart.on("move", move |_| read());
}

/// The bar and its words.
#[component]
pub(super) fn Scale(
    /// The map.
    stage: Stage,
    /// Metres of one pixel.
    metres: RwSignal<Option<f64>>,
) -> impl IntoView {
    let length = move || metres.get().filter(|m| m.is_finite() && *m > 0.0).map(|m| (round(m * LONGEST), m));
    move || {
        stage.chart.with(Option::is_some).then_some(()).and_then(|()| length()).map(|(metres, pixel)| {
            let words = if metres >= 1_000.0 {
                tf("map.scale.km", &[("n", &(metres / 1_000.0))])
            } else {
                tf("map.scale.m", &[("n", &metres)])
            };
            view! { <p class="map-scale num" style:inline-size=format!("{:.0}px", metres / pixel)>{words}</p> }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn a_scale_is_round() {
        for (metres, bar) in [(2_345.0, 2_000.0), (9_999.0, 5_000.0), (120.0, 100.0), (50.0, 50.0)] {
            assert!((round(metres) - bar).abs() < 1e-9, "{metres}");
        }
    }
}
