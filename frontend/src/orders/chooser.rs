//! Where it is: a compound found by its name, a point on the map, or a community from the list.

use leptos::prelude::*;
use serde_json::{Value, json};
use shared::compounds::Compound;
use shared::geo::{Point, Shape};
use shared::id::CompoundId;

use super::keep::Draft;
use crate::api::Load;
use crate::i18n::{say, t};
use crate::map::DrawMap;
use crate::notices::{CompoundPicker, areas};
use crate::staff::{Choice, Field, Form, OneOf};

/// How the place is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Compound,
    Pin,
    Area,
}

/// The place as it stands in the form.
#[derive(Clone, Copy)]
pub(super) struct PlaceFields {
    form: Form,
    way: RwSignal<Way>,
    pub(super) compound: RwSignal<Option<(CompoundId, String)>>,
    pub(super) pin: RwSignal<Option<Point>>,
    pub(super) area: RwSignal<String>,
    pub(super) building: RwSignal<String>,
    pub(super) words: RwSignal<String>,
}

impl PlaceFields {
    /// As it was left.
    pub(super) fn of(form: Form, draft: &Draft) -> Self {
        let compound =
            draft.compound.as_ref().and_then(|(id, name)| Some((id.parse::<CompoundId>().ok()?, name.clone())));
        let way = match (&compound, draft.pin, draft.area.is_empty()) {
            (None, Some(_), _) => Way::Pin,
            (None, None, false) => Way::Area,
            _ => Way::Compound,
        };
        Self {
            form,
            way: RwSignal::new(way),
            compound: RwSignal::new(compound),
            pin: RwSignal::new(draft.pin.map(|(lng, lat)| Point { lng, lat })),
            area: RwSignal::new(draft.area.clone()),
            building: RwSignal::new(draft.building.clone()),
            words: RwSignal::new(draft.words.clone()),
        }
    }

    /// As it travels; `None` while nothing was chosen.
    pub(super) fn body(self) -> Option<Value> {
        let some = |text: RwSignal<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
        let mut body = match self.way.get() {
            Way::Compound => json!({ "compound": self.compound.get()?.0, "building": some(self.building) }),
            Way::Pin => json!({ "at": self.pin.get()? }),
            Way::Area => json!({ "area": some(self.area)? }),
        };
        if let Some(words) = some(self.words) {
            body["words"] = json!(words);
        }
        Some(body)
    }

    /// What is asked to know what was ordered nearby.
    pub(super) fn near(self) -> Option<Vec<(&'static str, Option<String>)>> {
        match self.way.get() {
            Way::Compound => Some(vec![("compound", Some(self.compound.get()?.0.to_string()))]),
            Way::Pin => {
                let at = self.pin.get()?;
                Some(vec![("lng", Some(at.lng.to_string())), ("lat", Some(at.lat.to_string()))])
            }
            Way::Area => None,
        }
    }
}

/// The fields.
#[component]
pub(super) fn WhereFields(place: PlaceFields) -> impl IntoView {
    let form = place.form;
    let options = areas();
    let compound = Load::<Compound>::of(move || {
        place.compound.with(|c| c.as_ref().map(|(id, _)| format!("/api/v1/compounds/{id}"))).unwrap_or_default()
    });
    let buildings = Signal::derive(move || {
        let found = compound.data.get();
        let label = |label: &String| OneOf { value: label.clone(), words: label.clone(), is_name: true };
        found.map(|c| c.buildings.iter().map(|b| label(&b.label)).collect::<Vec<_>>()).unwrap_or_default()
    });
    let way = move |way: Way, words: &'static str| {
        view! {
            <button class="btn" type="button" aria-pressed=move || (place.way.get() == way).to_string() on:click=move |_| place.way.set(way)>
                {say(words)}
            </button>
        }
    };
    let shape = Signal::derive(move || place.pin.get().map(|at| Shape::Point([at.lng, at.lat])));
    let draw = move || {
        match place.way.get() {
        Way::Compound => view! {
            <CompoundPicker form=form chosen=place.compound />
            <Show when=move || place.compound.with(Option::is_some)>
                {move || match buildings.with(Vec::is_empty) {
                    true => view! { <Field form=form name="building" label="order.building" value=place.building free=true /> }.into_any(),
                    false => view! { <Choice form=form name="building" label="order.building" value=place.building none="order.building.none" options=buildings /> }.into_any(),
                }}
            </Show>
        }
        .into_any(),
        Way::Pin => view! {
            <p class="hint">{say("order.pin.hint")}</p>
            <DrawMap shape=shape tapped=Callback::new(move |at| place.pin.set(Some(at))) beside=Vec::new() label=t("order.pin.map") />
            <p role="status">{move || t(if place.pin.with(Option::is_some) { "order.pin.there" } else { "order.pin.none" })}</p>
        }
        .into_any(),
        Way::Area => view! {
            <Choice form=form name="area" label="order.area" value=place.area none="act.choose" options=options />
        }
        .into_any(),
    }
    };
    view! {
        <fieldset class="field" id=form.control("place") tabindex="-1">
            <legend class="label">{say("order.where")}</legend>
            <div class="row">
                {way(Way::Compound, "order.way.compound")} {way(Way::Pin, "order.way.pin")} {way(Way::Area, "order.way.area")}
            </div>
            <div class="stack-s section-s">{draw}</div>
            {move || form.wrong("place").map(|wrong| view! { <p class="err">{wrong}</p> })}
        </fieldset>
        <Field form=form name="words" label="order.place_words" value=place.words hint="order.place_words.hint" free=true />
    }
}
