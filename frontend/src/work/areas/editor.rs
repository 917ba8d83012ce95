//! One area as it is written: the name of a grid, households, and the border, drawn or pasted.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::areas::AreaLevel;
use shared::areas::staff::{AreaForm, StaffArea, StaffAreas};
use shared::error::{ApiError, ErrorCode};
use shared::geo::Crs;
use shared::geo::typed::{Drawn, text_of, typed};

use super::{PAGE, PATH, borders};
use crate::i18n::{say, t};
use crate::map::Border;
use crate::staff::{Faults, Field, Form, Summary, desk, fresh_token, go};
use crate::ui::{Zh, place_of};
use crate::work::form::{Drawing, DrawingFields};

/// What is written.
#[derive(Clone)]
pub(super) enum What {
    /// An area that is there.
    Old(StaffArea),
    /// A new grid of this community.
    NewIn(StaffArea),
}

#[component]
pub(super) fn Editor(what: What, all: StaffAreas) -> impl IntoView {
    let form = Form::new("area");
    let (old, parent) = match what {
        What::Old(area) => (Some(area.clone()), area.parent),
        What::NewIn(community) => (None, Some(community.id)),
    };
    let is_grid = old.as_ref().is_none_or(|area| area.level == AreaLevel::Grid);
    let name = RwSignal::new(old.as_ref().map(|area| area.name.clone()).unwrap_or_default());
    let code = RwSignal::new(String::new());
    let households = old.as_ref().and_then(|area| area.households);
    let households = RwSignal::new(households.map(|n| n.to_string()).unwrap_or_default());
    let had = old.as_ref().and_then(|area| area.boundary.clone());
    let kept_text = had.as_ref().map(|shape| text_of(shape).0).unwrap_or_default();
    let drawing = Drawing {
        text: RwSignal::new(kept_text.clone()),
        drawn: RwSignal::new(Drawn::Polygon),
        crs: RwSignal::new("wgs84".to_owned()),
    };
    let beside = beside(&all, old.as_ref(), parent);
    let (token, go) = (StoredValue::new(fresh_token()), StoredValue::new_local(go()));
    let target = StoredValue::new(old.as_ref().map(|area| (area.id, area.version)));
    let kept = StoredValue::new((kept_text, had));
    let whole = move || {
        let typed_households = households.get_untracked();
        let typed_households = typed_households.trim();
        let number = typed_households.parse::<i32>();
        let faults = Faults::none()
            .when(is_grid && name.with_untracked(|name| name.trim().is_empty()), "name", "act.missing")
            .when(!typed_households.is_empty() && number.is_err(), "households", "form_page.number");
        let text = drawing.text.get_untracked();
        let crs: Crs = drawing.crs.get_untracked().parse().unwrap_or_default();
        // What was drawn before and is still there stays as exact as it was.
        let boundary = match kept.with_value(|(kept, had)| (crs == Crs::Wgs84 && *kept == text).then(|| had.clone())) {
            Some(had) => Ok(had),
            None => typed(&text, Drawn::Polygon).map(|shape| shape.map(|shape| shape.from_crs(crs))),
        };
        let boundary = boundary.map_err(|(zh, en)| ApiError::field(ErrorCode::InvalidValue, "boundary", zh, en));
        let written = boundary
            .and_then(|boundary| AreaForm { name: name.get_untracked(), households: number.ok(), boundary }.checked());
        match written {
            Ok(written) if faults.is_none() => Ok(written),
            Ok(_) => Err(faults),
            Err(e) if e.field.as_deref() == Some("name") => Err(faults),
            Err(e) => Err(faults.rule::<()>(Err(e))),
        }
    };
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let written = match whole() {
            Ok(written) => written,
            Err(faults) => return form.refuse(faults),
        };
        let (method, path, body) = match target.get_value() {
            Some((id, version)) => {
                let body = json!({ "version": version, "client_token": token.get_value(), "form": written });
                (Method::PUT, format!("{PATH}/{id}"), body)
            }
            None => {
                let code = Some(code.get_untracked()).filter(|code| !code.trim().is_empty());
                let body =
                    json!({ "client_token": token.get_value(), "parent": parent, "code": code, "form": written });
                (Method::POST, PATH.to_owned(), body)
            }
        };
        form.send(method, path, &body, move |_: StaffArea| {
            desk().say("areas.saved");
            go.with_value(|go| go(PAGE));
        });
    };
    let place = match &old {
        Some(area) => place_of(&area.place),
        None => all.areas.iter().find(|area| Some(area.id) == parent).map(|area| area.name.clone()),
    };
    let heading = old.as_ref().map(|area| area.name.clone());
    view! {
        {match heading {
            Some(name) => view! { <h1><Zh text=name /></h1> }.into_any(),
            None => view! { <h1>{say("areas.new")}</h1> }.into_any(),
        }}
        {place.map(|place| view! { <p class="muted"><Zh text=place /></p> })}
        <form class="stack project-form" method="post" on:submit=send novalidate>
            <Summary form=form />
            {is_grid.then(|| view! { <Field form=form name="name" label="areas.name" value=name hint="areas.name.hint" /> })}
            {target.get_value().is_none().then(|| view! {
                <Field form=form name="code" label="areas.code" value=code hint="areas.code.hint" free=true />
            })}
            <Field form=form name="households" label="areas.households" value=households kind="number" free=true />
            <DrawingFields form=form name="boundary" title="areas.border" drawing=drawing ways=&[Drawn::Polygon] beside=beside />
            <p class="hint">{say("areas.border.hint")}</p>
            <div class="row">
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{move || t("form_page.save")}</button>
                <a class="btn" href=PAGE>{say("act.cancel")}</a>
            </div>
        </form>
    }
}

/// The border of the area above, and those of its neighbours.
fn beside(all: &StaffAreas, own: Option<&StaffArea>, parent: Option<shared::id::AreaId>) -> Vec<Border> {
    let level = own.map_or(AreaLevel::Grid, |area| area.level);
    let is_near = |area: &&StaffArea| {
        Some(area.id) != own.map(|own| own.id)
            && (Some(area.id) == parent || (area.parent == parent && area.level == level))
    };
    borders(all.areas.iter().filter(is_near))
}
