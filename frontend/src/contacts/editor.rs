//! A contact card as it is written: the duty and its telephone, and whom else to call.

use std::collections::HashSet;

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::areas::{Area as AreaFound, AreaLevel};
use shared::contact_cards::{CardForm, StaffCard};

use crate::api::Load;
use crate::i18n::{say, t};
use crate::orders::own_areas;
use crate::staff::{Area, Choice, Faults, Field, Form, OneOf, Summary, Tick, desk, fresh_token, go};

/// The areas that a card may be of: communities, and under each its grids.
fn options() -> Signal<Vec<OneOf>> {
    let load = Load::<Vec<AreaFound>>::of(|| "/api/v1/areas".to_owned());
    Signal::derive(move || {
        let Some(all) = load.data.get() else { return Vec::new() };
        let may = |area: &AreaFound| area.level >= AreaLevel::Community;
        let able: HashSet<String> = all.iter().filter(|area| may(area)).map(|area| area.id.to_string()).collect();
        // Where one does not work one writes no card.
        own_areas(&all).into_iter().filter(|area| able.contains(&area.value)).map(OneOf::from).collect()
    })
}

/// What is written on a card: of one that is there, or of a new one.
#[component]
pub(super) fn CardEditor(
    of: Option<StaffCard>,
    /// A new one that begins as this one is.
    #[prop(default = None)]
    like: Option<CardForm>,
) -> impl IntoView {
    let form = Form::new("card");
    // Whoever comes next was not asked yet whether his name may be read.
    let anew = like.map(|form| CardForm { display_name: None, has_consent: false, ..form });
    let had = of.as_ref().map(|card| card.form.clone()).or(anew);
    let text = |get: fn(&CardForm) -> Option<String>, usual: &str| {
        RwSignal::new(had.as_ref().and_then(get).unwrap_or_else(|| usual.to_owned()))
    };
    let area = text(|f| Some(f.area.to_string()), "");
    let duty_title = text(|f| Some(f.duty_title.clone()), &t("cards.duty.usual"));
    let duty_phone = text(|f| Some(f.duty_phone.clone()), "");
    let display_name = text(|f| f.display_name.clone(), "");
    let duties = text(|f| f.duties.clone(), "");
    let community_phone = text(|f| f.community_phone.clone(), "");
    let police_name = text(|f| f.police_name.clone(), "");
    let police_phone = text(|f| f.police_phone.clone(), "");
    let property_name = text(|f| f.property_name.clone(), "");
    let property_phone = text(|f| f.property_phone.clone(), "");
    let hotline = text(|f| Some(f.hotline.clone()), "12345");
    let consent = RwSignal::new(had.as_ref().is_some_and(|f| f.has_consent));
    let token = StoredValue::new(fresh_token());
    let (id, version) = (of.as_ref().map(|card| card.id), of.as_ref().map(|card| card.version));
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let some =
            |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let body = json!({
            "area": some(area), "duty_title": duty_title.get_untracked(), "display_name": some(display_name),
            "has_consent": consent.get_untracked(), "duty_phone": duty_phone.get_untracked(), "duties": some(duties),
            "community_phone": some(community_phone), "police_name": some(police_name), "police_phone": some(police_phone),
            "property_name": some(property_name), "property_phone": some(property_phone), "hotline": hotline.get_untracked(),
        });
        let mut faults = Faults::none().when(some(area).is_none(), "area", "act.missing");
        if let Ok(read) = serde_json::from_value::<CardForm>(body.clone()) {
            faults = faults.rule(read.checked());
        }
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let (method, path) = match id {
            Some(id) => (Method::PUT, format!("/api/v1/staff/contact-cards/{id}")),
            None => (Method::POST, "/api/v1/staff/contact-cards".to_owned()),
        };
        let body = json!({ "form": body, "version": version, "client_token": token.get_value() });
        let go = go.clone();
        form.send(method, path, &body, move |_: StaffCard| {
            desk().say("act.done");
            go("/work/cards");
        });
    };
    let options = options();
    view! {
        <form class="stack report" method="post" on:submit=send novalidate>
            <Summary form=form />
            <Choice form=form name="area" label="cards.area" value=area none="act.choose" options=options />
            <div class="pair">
                <Field form=form name="duty_title" label="cards.duty_title" value=duty_title />
                <Field form=form name="duty_phone" label="cards.duty_phone" value=duty_phone kind="tel" hint="cards.duty_phone.hint" />
            </div>
            <Field form=form name="display_name" label="cards.name" value=display_name free=true hint="cards.name.hint" />
            <Tick form=form name="has_consent" label="cards.consent" value=consent />
            <Area form=form name="duties" label="cards.duties" value=duties hint="cards.duties.hint" />
            <div class="pair">
                <Field form=form name="community_phone" label="cards.community_phone" value=community_phone kind="tel" free=true />
                <Field form=form name="hotline" label="contacts.hotline" value=hotline kind="tel" />
                <Field form=form name="police_name" label="cards.police_name" value=police_name free=true />
                <Field form=form name="police_phone" label="cards.police_phone" value=police_phone kind="tel" free=true />
                <Field form=form name="property_name" label="cards.property_name" value=property_name free=true />
                <Field form=form name="property_phone" label="cards.property_phone" value=property_phone kind="tel" free=true />
            </div>
            <p class="row">
                <a class="btn" href="/work/cards">{say("act.cancel")}</a>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("cards.save")}</button>
            </p>
        </form>
    }
}
