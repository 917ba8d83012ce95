//! Where something lies: drawn on the map, typed as coordinates, or pasted as GeoJSON. One text holds all three.

use leptos::prelude::*;
use shared::geo::Point;
use shared::geo::typed::{Drawn, typed};
use strum::VariantArray as _;

use super::filled::Filled;
use crate::i18n::{Lang, say, t};
use crate::map::{Border, DrawMap};
use crate::session::lang;
use crate::staff::{Area, Choice, Form, OneOf, code_of};
use crate::work::ledger::systems;

/// The place of a project.
#[component]
pub(super) fn Place(form: Form, filled: Filled) -> impl IntoView {
    let drawing = Drawing { text: filled.place, drawn: filled.drawn, crs: filled.crs };
    view! { <DrawingFields form=form name="place" title="form_page.place" drawing=drawing ways=Drawn::VARIANTS beside=Vec::new() /> }
}

/// What is drawn, as it is typed.
#[derive(Clone, Copy)]
pub(in crate::work) struct Drawing {
    /// Positions, or GeoJSON.
    pub(in crate::work) text: RwSignal<String>,
    /// With what.
    pub(in crate::work) drawn: RwSignal<Drawn>,
    /// The system it is typed in.
    pub(in crate::work) crs: RwSignal<String>,
}

/// The map to draw on, and the text of what is drawn.
#[component]
pub(in crate::work) fn DrawingFields(
    form: Form,
    /// Its name on the wire.
    name: &'static str,
    /// Key of its heading.
    title: &'static str,
    drawing: Drawing,
    /// What it can be drawn with.
    ways: &'static [Drawn],
    /// Borders that are seen beside it.
    beside: Vec<Border>,
) -> impl IntoView {
    let Drawing { text, drawn, crs } = drawing;
    let read = Memo::new(move |_| typed(&text.get(), drawn.get()));
    let shape = Signal::derive(move || {
        let crs = crs.get().parse().unwrap_or_default();
        // What is not whole yet is seen as far as it is: a line before it is an area, a point before it is a line.
        let seen =
            read.get().or_else(|_| typed(&text.get(), Drawn::Line)).or_else(|_| typed(&text.get(), Drawn::Point));
        seen.ok().flatten().map(|shape| shape.from_crs(crs))
    });
    let tapped = Callback::new(move |at: Point| {
        let (lng, lat) = at.texts();
        let line = format!("{lng}, {lat}");
        text.update(|text| {
            let is_pasted = text.trim_start().starts_with('{');
            // The map's own system; what was typed in another one is replaced.
            let starts_anew = is_pasted || drawn.get_untracked() == Drawn::Point || crs.get_untracked() != "wgs84";
            if starts_anew || text.trim().is_empty() {
                *text = line;
            } else {
                *text = format!("{}\n{line}", text.trim_end());
            }
        });
        if crs.get_untracked() != "wgs84" {
            crs.set("wgs84".to_owned());
        }
    });
    let undo = move |_| {
        text.update(|text| {
            let kept: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
            let kept = kept[..kept.len().saturating_sub(1)].join("\n");
            *text = kept;
        });
    };
    let systems = Signal::derive(|| {
        lang();
        systems().into_iter().filter(|one: &OneOf| !one.value.is_empty()).collect::<Vec<_>>()
    });
    let how = ways.iter().map(move |one| {
        let one = *one;
        let words = match one {
            Drawn::Point => "form_page.point",
            Drawn::Line => "form_page.line",
            Drawn::Polygon => "form_page.polygon",
        };
        view! {
            <button class="btn" type="button" data-draw=code_of(one) aria-pressed=move || (drawn.get() == one).to_string() on:click=move |_| drawn.set(one)>
                {say(words)}
            </button>
        }
    });
    let wrong = move || {
        read.get().err().map(|(zh, en)| {
            let words = if lang() == Lang::Zh { zh } else { en };
            view! { <p class="small stale-now" role="status">{words}</p> }
        })
    };
    view! {
        <fieldset class="doc stack">
            <legend class="label">{say(title)}</legend>
            {(ways.len() > 1).then(|| view! { <div class="row" role="group" aria-label=say("form_page.draw")>{how.collect_view()}</div> })}
            <p class="hint">{say("form_page.draw.hint")}</p>
            <DrawMap shape=shape tapped=tapped beside=beside label=t("form_page.map") />
            <div class="row">
                <button class="btn" type="button" on:click=undo>{say("form_page.undo")}</button>
                <button class="btn" type="button" on:click=move |_| text.set(String::new())>{say("form_page.clear")}</button>
            </div>
            <Area form=form name=name label="form_page.positions" value=text hint="form_page.positions.hint" />
            {wrong}
            <Choice form=form name="crs" label="ledger.crs" value=crs none="act.choose" options=systems />
        </fieldset>
    }
}
