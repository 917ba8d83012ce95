//! The telephone of who asked, at work: masked, and full on a press that is on record.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::orders::shown::FullContact;

use super::one::{Opened, part};
use crate::i18n::t;
use crate::staff::{Form, Summary};
use crate::ui::{Icon, Num, Zh, tel};

/// The phone. What was looked at stays while it may be seen.
#[component]
pub(super) fn Phone(order: Opened) -> impl IntoView {
    let form = Form::new("phone");
    let look = move |_| {
        let path = format!("/api/v1/staff/orders/{}/phone", order.number.get_value());
        form.send(Method::POST, path, &serde_json::json!({}), move |found: FullContact| {
            order.contact.set(Some(found));
        });
    };
    let draw = move |(phone, name, may): (Option<String>, Option<String>, bool)| {
        let logged = may.then(|| view! { <p class="small muted">{t("order.phone.logged")}</p> });
        let shown = match order.contact.get().filter(|_| may) {
            Some(found) => {
                let phone = found.phone.map(|phone| {
                    view! { <a class="btn" href=tel(&phone)><Icon name="phone" /><Num text=phone.clone() /></a> }
                });
                view! { {phone} {found.name.map(|name| view! { <Zh text=name /> })} }.into_any()
            }
            None => {
                let look = may.then(|| view! {
                    <button class="btn" type="button" disabled=move || form.busy.get() on:click=look><Icon name="phone" />{t("order.phone.look")}</button>
                });
                view! { {phone.map(|mask| view! { <Num text=mask /> })} {name.map(|name| view! { <Zh text=name /> })} {look} }
                    .into_any()
            }
        };
        view! { <p class="row">{shown}</p> {logged} }.into_any()
    };
    view! {
        <div class="section-s">
            <Summary form=form />
            {part(order, |o| (o.phone_mask.clone(), o.name_mask.clone(), o.may_read_phone), draw)}
        </div>
    }
}
