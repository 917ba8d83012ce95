//! It is placed: the number, by when somebody answers, and the link that is the only key.

use leptos::prelude::*;
use shared::orders::Urgency;
use shared::orders::new::PlacedOrder;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::super::keep::grouped;
use super::typed::Typed;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{code_of, copy, moment, select};
use crate::ui::{Icon, Num, Zh, qr_code};

/// What is told once an order is there. It takes the focus: the form that had it is gone.
#[component]
pub(super) fn Placed(found: PlacedOrder, typed: Typed) -> impl IntoView {
    let node = NodeRef::<leptos::html::Section>::new();
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            let _ = node.focus();
        }
    });
    let found = StoredValue::new(found);
    let told = move || {
        lang();
        let found = found.get_value();
        match found.secret.clone() {
            Some(secret) => own(&found, &secret, typed),
            None => for_other(&found, typed),
        }
    };
    view! {
        <section class="panel stack section-s" aria-labelledby="h-placed" tabindex="-1" node_ref=node>
            <h2 id="h-placed" class="row s-done"><Icon name="s-done" /><span class="ink">{say(if typed.for_other { "order.placed.for_other" } else { "order.placed" })}</span></h2>
            {told}
        </section>
    }
}

/// The first lines of both: number, by when, who.
fn first(found: &PlacedOrder, typed: Typed) -> AnyView {
    // A moment that is over already would say the contrary of at once.
    let is_at_once = typed.urgency.with_untracked(|urgency| urgency == code_of(Urgency::Critical));
    let next = if is_at_once {
        t("order.next.at_once")
    } else {
        tf("order.placed.text", &[("at", &moment(found.intake_due_at))])
    };
    view! {
        <p class="small muted">{t("orders.number")}</p>
        <p class="big order-number"><Num text=found.number.clone() /></p>
        <p class="lead">{next}</p>
        <p>{tf("order.placed.due", &[("at", &moment(found.due_at))])} " " {t("order.placed.owner")} " " <b><Zh text=found.owner.clone() /></b></p>
    }
    .into_any()
}

fn own(found: &PlacedOrder, secret: &str, typed: Typed) -> AnyView {
    let path = format!("/orders/mine#{}.{secret}", found.number);
    let url = format!("{}{path}", window().location().origin().unwrap_or_default());
    let picture = qr_code(&url);
    view! {
        {first(found, typed)}
        <p><a class="btn btn-main btn-wide" href=path rel="external">{t("order.follow")}</a></p>
        <div class="notice">
            <Icon name="info" />
            <div class="stack-s">
                <p>{t(if found.is_of_account { "order.placed.keep.account" } else { "order.placed.keep" })}</p>
                <p>{t("order.placed.write")}</p>
            </div>
        </div>
        <p>{t("orders.secret")} " " <b class="order-secret" translate="no">{grouped(secret)}</b></p>
        <CopyLink url=url />
        <div>{picture} <p class="small muted">{t("order.placed.code")}</p></div>
        <p class="row"><a class="btn" href="/orders">{t("orders.title")}</a> <a class="btn" href="/order" rel="external">{t("order.another")}</a></p>
    }
    .into_any()
}

fn for_other(found: &PlacedOrder, typed: Typed) -> AnyView {
    let has_phone = !typed.phone.with_untracked(|phone| phone.trim().is_empty());
    let next = if has_phone { "order.placed.other" } else { "order.placed.other.visit" };
    let href = format!("/work/orders?number={}", found.number);
    view! {
        {first(found, typed)}
        <p class="notice"><Icon name="phone" /><span>{t(next)}</span></p>
        <p class="row">
            <a class="btn btn-main" href=href>{t("order.open")}</a>
            <a class="btn" href="/work/orders?new=1" rel="external">{t("order.another.other")}</a>
            <a class="btn" href="/work/orders">{t("orders.desk")}</a>
        </p>
    }
    .into_any()
}

/// The link in words, to be written down or copied.
#[component]
fn CopyLink(url: String) -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    let node = NodeRef::<leptos::html::P>::new();
    let value = StoredValue::new(url.clone());
    let press = move |_| {
        spawn_local(async move {
            let done = match copy(&value.get_value()) {
                Some(promise) => JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            // Where the browser gives no clipboard, it is marked for the reader's own keys.
            if let (false, Some(node)) = (done, node.try_get_untracked().flatten()) {
                select(&node);
            }
            said.try_set(Some(if done { "told.copied" } else { "order.placed.marked" }));
        });
    };
    view! {
        <div class="stack-s">
            <p class="label">{t("order.placed.link")}</p>
            <p class="digest order-link" node_ref=node>{url}</p>
            <p class="row"><button class="btn" type="button" on:click=press>{t("order.placed.copy")}</button> <span role="status">{move || said.get().map(t)}</span></p>
        </div>
    }
}
