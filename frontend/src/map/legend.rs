//! What the signs mean, and what the map is and is not: always in words beside it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::projects::{MapFeatures, Sign};
use shared::tiles::Tiles;

use super::basemap::Basemap;
use super::features::occurs;
use super::look::{SIGNS, code};
use crate::api::Load;
use crate::i18n::{date, say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::ui::{Icon, sign_icon};

/// Shape and word of every sign.
#[component]
pub(super) fn Legend(
    /// What is on the map: a sign of no status of ours is explained only where it occurs.
    features: RwSignal<Option<Arc<MapFeatures>>>,
) -> impl IntoView {
    let reported = Memo::new(move |_| features.with(|f| f.as_ref().is_some_and(|f| occurs(f, Sign::Reported))));
    let row = |sign: Sign| {
        let code = code(sign);
        view! {
            <li class=format!("s-{code}")>
                <Icon name=sign_icon(sign) />
                <span>{move || t(&format!("sign.{code}"))}</span>
            </li>
        }
    };
    view! {
        <div class="legend" role="group" aria-label=say("map.legend")>
            <ul>
                {SIGNS.into_iter().filter(|sign| *sign != Sign::Reported).map(row).collect_view()}
                {move || reported.get().then(|| row(Sign::Reported))}
            </ul>
        </div>
    }
}

/// What the map is: a schematic or an approved map, by whom, of which day.
#[component]
pub(super) fn Note(
    /// The schematic under the map.
    base: Load<Basemap>,
    /// The operator's base map, where there is one.
    tiles: Load<Option<Tiles>>,
    /// Some of it did not arrive.
    holes: RwSignal<bool>,
    /// Positions on it were invented.
    samples: Signal<bool>,
) -> impl IntoView {
    let said = move || {
        lang();
        let site = shell().site.data.get();
        let approved = site.as_ref().and_then(|s| s.map_approval_no.clone());
        let mut said = vec![match approved {
            Some(number) => tf("map.approved", &[("number", &number)]),
            None => t("map.schematic"),
        }];
        // That it is a schematic is said once.
        let word = t("map.schematic.word");
        said.extend(holes.get().then(|| t("map.holes")));
        said.extend(tiles.data.get().and_then(|tiles| (*tiles).clone()?.attribution));
        // Outline and river stay in sight over and under the tiles.
        let by = base.data.with(|b| b.as_ref().and_then(|b| b.attribution()));
        said.extend(by.map(|by| sentence(by.strip_prefix(&word).unwrap_or(&by))));
        said.extend(samples.get().then(|| t("map.demo")));
        let day = site.map(|s| tf("map.as_of", &[("date", &date(s.today))]));
        let between = t("map.between");
        let said = said.join(&between);
        // A date never breaks.
        view! { {said} {day.map(|day| view! { {between} <span class="num">{day}</span> })} }
    };
    view! { <p class="map-note">{said}</p> }
}

/// A sentence among others: a large first letter, no stop of its own.
fn sentence(words: &str) -> String {
    let words = words.trim_end_matches(['.', '。']);
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_sentence_stands_among_others() {
        assert_eq!(sentence("coarse borders. Do not measure."), "Coarse borders. Do not measure");
        assert_eq!(sentence("区界粗略。"), "区界粗略");
        assert_eq!(sentence(""), "");
    }
}
