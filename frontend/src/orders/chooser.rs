//! Where it is: a compound found by its name, a point on the map, or a community from the list.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Value, json};
use shared::areas::{Area, AreaRef};
use shared::compounds::Compound;
use shared::geo::{Point, Shape};
use shared::id::CompoundId;
use shared::query;

use super::keep::Draft;
use super::locate::{LocateButton, can_locate};
use super::places::{own_areas, public_areas};
use crate::api::{Load, Problem};
use crate::i18n::{say, t};
use crate::map::DrawMap;
use crate::notices::CompoundPicker;
use crate::session::lang;
use crate::staff::{Choice, Field, Form, OneOf, Wrong, described};
use crate::ui::{WaitingLines, Zh, place_of};

/// How the place is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Compound,
    Pin,
    Area,
}

impl Way {
    /// As a draft keeps it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Compound => "compound",
            Self::Pin => "pin",
            Self::Area => "area",
        }
    }

    fn read(code: &str) -> Self {
        match code {
            "pin" => Self::Pin,
            "area" => Self::Area,
            _ => Self::Compound,
        }
    }
}

/// The place as it stands in the form.
#[derive(Clone, Copy)]
pub(super) struct PlaceFields {
    form: Form,
    pub(super) way: RwSignal<Way>,
    pub(super) compound: RwSignal<Option<(CompoundId, String)>>,
    pub(super) pin: RwSignal<Option<Point>>,
    pub(super) area: RwSignal<String>,
    pub(super) building: RwSignal<String>,
    pub(super) words: RwSignal<String>,
    /// What is known of the compound.
    known: Load<Compound>,
}

impl PlaceFields {
    /// As it was left.
    pub(super) fn of(form: Form, draft: &Draft) -> Self {
        let compound =
            draft.compound.as_ref().and_then(|(id, name)| Some((id.parse::<CompoundId>().ok()?, name.clone())));
        let compound = RwSignal::new(compound);
        let known = Load::<Compound>::of(move || {
            compound.with(|c| c.as_ref().map(|(id, _)| format!("/api/v1/compounds/{id}"))).unwrap_or_default()
        });
        let place = Self {
            form,
            way: RwSignal::new(Way::read(&draft.way)),
            compound,
            pin: RwSignal::new(draft.pin.map(|(lng, lat)| Point { lng, lat })),
            area: RwSignal::new(draft.area.clone()),
            building: RwSignal::new(draft.building.clone()),
            words: RwSignal::new(draft.words.clone()),
            known,
        };
        // A building of one compound is none of another.
        Effect::new(move |before: Option<Option<CompoundId>>| {
            let now = place.compound.with(|c| c.as_ref().map(|(id, _)| *id));
            if before.is_some_and(|before| before != now) {
                place.building.set(String::new());
            }
            now
        });
        place
    }

    /// What is known of the compound that is chosen now.
    pub(super) fn here(self) -> Option<Arc<Compound>> {
        let id = self.compound.with(|c| c.as_ref().map(|(id, _)| *id))?;
        self.known.data.get().filter(|known| known.summary.id == id)
    }

    /// Nothing was said yet, in no way.
    pub(super) fn is_unsaid(self) -> bool {
        let is_no_area = self.area.with_untracked(String::is_empty);
        is_no_area && self.compound.with_untracked(Option::is_none) && self.pin.with_untracked(Option::is_none)
    }

    /// As it travels; `None` while nothing was chosen.
    pub(super) fn body(self) -> Option<Value> {
        let some = |text: RwSignal<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
        let mut body = match self.way.get() {
            Way::Compound => json!({ "compound": self.compound.get()?.0 }),
            Way::Pin => json!({ "at": self.pin.get()? }),
            Way::Area => json!({ "area": some(self.area)? }),
        };
        let beside = match self.way.get() {
            Way::Compound => some(self.building).map(|building| ("building", building)),
            Way::Pin => some(self.area).map(|area| ("area", area)),
            Way::Area => None,
        };
        for (name, value) in beside.into_iter().chain(some(self.words).map(|words| ("words", words))) {
            body[name] = json!(value);
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
pub(super) fn WhereFields(
    place: PlaceFields,
    /// In somebody's name: in the areas of who is at work.
    for_other: bool,
) -> impl IntoView {
    let form = place.form;
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let options = Signal::derive(move || {
        let all = areas.data.get().map(|all| if for_other { own_areas(&all) } else { public_areas(&all) });
        all.unwrap_or_default().into_iter().map(OneOf::from).collect::<Vec<_>>()
    });
    let way = move |way: Way, words: &'static str| {
        view! {
            <button class="btn" type="button" aria-pressed=move || (place.way.get() == way).to_string() on:click=move |_| place.way.set(way)>
                {say(words)}
            </button>
        }
    };
    let draw = move || match place.way.get() {
        Way::Compound => view! {
            <CompoundPicker form=form chosen=place.compound />
            <Show when=move || place.compound.with(Option::is_some)><BuildingField place=place /></Show>
        }
        .into_any(),
        Way::Pin => view! { <PinFields place=place areas=options /> }.into_any(),
        Way::Area => view! {
            <Choice form=form name="area" label="order.area" value=place.area none="act.choose" options=options />
        }
        .into_any(),
    };
    view! {
        <fieldset
            class="field"
            id=form.control("place")
            tabindex="-1"
            aria-describedby=move || described(form, "place", true)
        >
            <legend class="label">{say("order.where")}</legend>
            <p class="hint" id=format!("{}-h", form.control("place"))>{say("order.where.hint")}</p>
            <div class="row tabs">
                {way(Way::Compound, "order.way.compound")} {way(Way::Pin, "order.way.pin")} {way(Way::Area, "order.way.area")}
            </div>
            <div class="stack-s section-s">{draw}</div>
            <Wrong form=form name="place" />
        </fieldset>
        <Field form=form name="words" label="order.place_words" value=place.words hint="order.place_words.hint" free=true />
    }
}

/// Which building of the compound: one of those that are known, else in words.
#[component]
fn BuildingField(place: PlaceFields) -> impl IntoView {
    let form = place.form;
    let buildings = Memo::new(move |_| {
        let label = |label: &String| OneOf { value: label.clone(), words: label.clone(), is_name: true };
        place.here().map(|c| c.buildings.iter().map(|b| label(&b.label)).collect::<Vec<_>>()).unwrap_or_default()
    });
    let is_known = Memo::new(move |_| buildings.with(|all| !all.is_empty()));
    // What the list does not have would be sent unseen.
    Effect::new(move |_| {
        let is_there = buildings.with(|all| place.building.with_untracked(|own| all.iter().any(|b| b.value == *own)));
        if is_known.get() && !is_there {
            place.building.set(String::new());
        }
    });
    // Until it is known whether there is a list, nothing is typed that would be gone with it.
    let is_waiting = Memo::new(move |_| place.here().is_none() && place.known.problem.with(Option::is_none));
    move || {
        if is_waiting.get() {
            return view! { <WaitingLines lines=1 /> }.into_any();
        }
        match is_known.get() {
        true => view! {
            <Choice form=form name="building" label="order.building" value=place.building none="order.building.none" options=buildings.into() free=true />
        }
        .into_any(),
        false => view! { <Field form=form name="building" label="order.building" value=place.building free=true /> }.into_any(),
    }
    }
}

/// A point on the map, and the community where the point alone does not tell it.
#[component]
fn PinFields(place: PlaceFields, areas: Signal<Vec<OneOf>>) -> impl IntoView {
    let form = place.form;
    let shape = Signal::derive(move || place.pin.get().map(|at| Shape::Point([at.lng, at.lat])));
    // The map opens where the point is: one that the device told opens it anew.
    let told = RwSignal::new(0_u32);
    let is_nearer = RwSignal::new(false);
    let located = Callback::new(move |at| {
        is_nearer.set(false);
        place.pin.set(Some(at));
        told.update(|n| *n += 1);
    });
    let tapped = Callback::new(move |at| {
        is_nearer.set(false);
        place.pin.set(Some(at));
    });
    let map = move || {
        told.track();
        view! {
            <DrawMap shape=shape tapped=tapped beside=Vec::new() label=t("order.pin.map") nearer=Callback::new(move |()| is_nearer.set(true)) />
        }
    };
    // Whose it is, told before it is sent.
    let found = Load::<Vec<AreaRef>>::of(move || {
        let at = place
            .pin
            .get()
            .map(|at| query::write([("lng", Some(at.lng.to_string())), ("lat", Some(at.lat.to_string()))]));
        at.map(|at| format!("/api/v1/order-places?{at}")).unwrap_or_default()
    });
    let whose = move || {
        lang();
        place.pin.get()?;
        if found.problem.with(|p| matches!(p, Some(Problem::Refused(_)))) {
            return Some(view! { <b>{t("order.pin.outside")}</b> }.into_any());
        }
        let areas = found.data.get()?;
        Some(match areas.is_empty() {
            true => view! { <span>{t("order.pin.whose.none")}</span> }.into_any(),
            false => view! { <span>{t("order.pin.whose")} " " <b>{place_of(&areas).map(|place| view! { <Zh text=place /> })}</b></span> }.into_any(),
        })
    };
    let said = move || match (is_nearer.get(), place.pin.with(Option::is_some)) {
        (true, _) => "order.pin.nearer",
        (false, true) => "order.pin.there",
        (false, false) => "order.pin.none",
    };
    view! {
        {can_locate().then(|| view! { <LocateButton located=located /> })}
        <p class="hint">{say("order.pin.hint")}</p>
        {map}
        <p role="status">{move || t(said())} " " {whose}</p>
        <Choice form=form name="area" label="order.pin.area" value=place.area none="order.pin.area.none" options=areas free=true />
    }
}
