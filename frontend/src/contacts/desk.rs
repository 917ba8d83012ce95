//! `/work/cards`: contact cards in scope, written, put into use, and printed four on a sheet.

use std::collections::HashSet;

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_json::json;
use shared::contact_cards::{CardForm, CardLines, CardStatus, PublicCard, StaffCard};
use shared::permissions::Action;
use shared::projects::Sign;

use super::card;
use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::notices::areas;
use crate::session::lang;
use crate::staff::{
    Area, Choice, Faults, Field, Form, More, PrivateForm, Rows, StaffPage, Summary, code_of, desk, fresh_token, go,
};
use crate::ui::{Num, Plate, State, StatusBadge, WaitingItems, Zh, place_of};

/// `/work/cards`.
#[component]
pub(crate) fn CardsDesk() -> impl IntoView {
    let query = use_location().query;
    let which = Memo::new(move |_| query.with(|q| (q.get("id"), q.get("new").is_some())));
    view! {
        <StaffPage heading="cards.title" needs=Action::EditContactCard above=("/work", "work.title")>
            {move || match which.get() {
                (Some(id), _) => {
                    let load = Load::<StaffCard>::of(move || format!("/api/v1/staff/contact-cards/{id}"));
                    let draw = |found: std::sync::Arc<StaffCard>| view! { <CardEditor of=Some((*found).clone()) /> }.into_any();
                    view! { <PrivateForm load=load draw=draw /> }.into_any()
                }
                (None, true) => view! { <CardEditor of=None /> }.into_any(),
                (None, false) => view! { <List /> }.into_any(),
            }}
        </StaffPage>
    }
}

/// What everybody would read of it.
fn public(card: &StaffCard) -> PublicCard {
    let form = card.form.clone();
    PublicCard {
        number: card.number.clone(),
        areas: card.areas.clone(),
        status: card.status,
        current: None,
        valid_from: card.valid_from,
        is_demo: card.is_demo,
        lines: Some(CardLines {
            duty_title: form.duty_title,
            display_name: form.display_name,
            duty_phone: form.duty_phone,
            duties: form.duties,
            community_phone: form.community_phone,
            police_name: form.police_name,
            police_phone: form.police_phone,
            property_name: form.property_name,
            property_phone: form.property_phone,
            hotline: form.hotline,
        }),
    }
}

#[component]
fn List() -> impl IntoView {
    let rows = Rows::<StaffCard>::of(|| "/api/v1/staff/contact-cards?limit=100".to_owned());
    let chosen = RwSignal::new(HashSet::<String>::new());
    let form = Form::new("cards");
    let act = move |card: &StaffCard, event: &'static str| {
        let mut body = json!({ "event": event, "version": card.version, "client_token": fresh_token() });
        if event == "withdraw" {
            body["reason"] = json!(t("cards.withdraw.reason"));
        }
        let path = format!("/api/v1/staff/contact-cards/{}/events", card.id);
        form.send(Method::POST, path, &body, move |_: StaffCard| {
            desk().say("act.done");
            rows.first.retry();
        });
    };
    let row = move |found: &StaffCard| {
        let key = found.id.to_string();
        let (own, set) = (key.clone(), key.clone());
        let toggle = move |e: leptos::ev::Event| {
            let on = event_target_checked(&e);
            chosen.update(|all| {
                if on {
                    all.insert(set.clone());
                } else {
                    all.remove(&set);
                }
            });
        };
        let sign = match found.status {
            CardStatus::Draft => Sign::Planned,
            CardStatus::Published => Sign::Done,
            CardStatus::Replaced | CardStatus::Withdrawn => Sign::Ended,
        };
        let words = Signal::stored(t(&format!("cards.status.{}", code_of(found.status))));
        let label = tf("cards.tick", &[("number", &found.number)]);
        let edit = found.may_write.then(|| {
            view! { <a class="btn" href=format!("/work/cards?id={}", found.id)>{t("write.edit")}</a> }
        });
        let (publish, withdraw) = (found.clone(), found.clone());
        let publish = (found.may_publish && found.status == CardStatus::Draft).then(|| {
            view! { <button class="btn btn-main" type="button" on:click=move |_| act(&publish, "publish")>{t("cards.publish")}</button> }
        });
        let withdraw = (found.may_publish && found.status == CardStatus::Published).then(|| {
            view! { <button class="btn" type="button" on:click=move |_| act(&withdraw, "withdraw")>{t("cards.withdraw")}</button> }
        });
        view! {
            <li>
                <label class="check"><input type="checkbox" aria-label=label prop:checked=move || chosen.with(|all| all.contains(&own)) on:change=toggle /></label>
                <div>
                    <b>{place_of(&found.areas).map(|place| view! { <Zh text=place /> })}</b>
                    <p><Zh text=found.form.duty_title.clone() /> " " <Num text=found.form.duty_phone.clone() /></p>
                    <p class="row"><StatusBadge sign=sign words=words /> <Plate text=found.number.clone() /></p>
                </div>
                <div class="row">{edit} {publish} {withdraw}</div>
            </li>
        }
    };
    let list = move || {
        lang();
        match rows.all() {
            Some(all) if all.is_empty() => {
                view! { <State icon="list" title=t("cards.none") text=t("cards.none.text") /> }.into_any()
            }
            Some(all) => view! { <ul class="people-rows">{all.iter().map(row).collect_view()}</ul> }.into_any(),
            None => view! { <WaitingItems /> }.into_any(),
        }
    };
    let sheet = move || {
        let all = rows.all().unwrap_or_default();
        all.iter()
            .filter(|c| chosen.with(|chosen| chosen.contains(&c.id.to_string())))
            .map(|c| card(&public(c)))
            .collect_view()
    };
    view! {
        <p class="row section-s no-print">
            <a class="btn btn-main" href="/work/cards?new=1">{say("cards.new")}</a>
            <button class="btn" type="button" disabled=move || chosen.with(HashSet::is_empty) on:click=|_| drop(window().print())>
                {move || tf("cards.print", &[("n", &chosen.with(HashSet::len))])}
            </button>
        </p>
        <Summary form=form />
        <div class="no-print">{list} <More rows=rows /></div>
        <div class="cards sheet print-only">{sheet}</div>
    }
}

#[component]
fn CardEditor(of: Option<StaffCard>) -> impl IntoView {
    let form = Form::new("card");
    let had = of.as_ref().map(|card| card.form.clone());
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
    let options = areas();
    view! {
        <form class="stack report" method="post" on:submit=send novalidate>
            <Summary form=form />
            <Choice form=form name="area" label="cards.area" value=area none="act.choose" options=options />
            <div class="pair">
                <Field form=form name="duty_title" label="cards.duty_title" value=duty_title />
                <Field form=form name="duty_phone" label="cards.duty_phone" value=duty_phone kind="tel" hint="cards.duty_phone.hint" />
            </div>
            <Field form=form name="display_name" label="cards.name" value=display_name free=true hint="cards.name.hint" />
            <label class="check">
                <input type="checkbox" id=form.control("has_consent") prop:checked=move || consent.get() on:change=move |e| consent.set(event_target_checked(&e)) />
                <span>{say("cards.consent")}</span>
            </label>
            <Area form=form name="duties" label="cards.duties" value=duties hint="cards.duties.hint" />
            <div class="pair">
                <Field form=form name="community_phone" label="contacts.community" value=community_phone kind="tel" free=true />
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
