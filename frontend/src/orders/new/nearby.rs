//! What others ordered nearby: one joins instead of ordering again.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::json;
use shared::orders::summary::PublicOrder;
use shared::query;
use wasm_bindgen_futures::spawn_local;

use super::super::keep;
use super::super::told;
use super::writing::Writing;
use crate::api::{Load, Problem, send};
use crate::i18n::{Lang, t, tf};
use crate::session::lang;
use crate::ui::{DemoMark, Icon, Plate, Zh};

/// What became of a press on 我也是.
#[derive(Clone, PartialEq)]
enum Joining {
    Asking,
    Joined,
    Failed(Problem),
}

/// Those of the same sort at the same place; nothing where there are none.
#[component]
pub(super) fn Nearby(writing: Writing) -> impl IntoView {
    let typed = writing.typed;
    let load = Load::<Vec<PublicOrder>>::keeping(move || {
        let code = typed.category.get();
        let Some(mut pairs) = typed.place.near().filter(|_| !code.is_empty()) else { return String::new() };
        pairs.push(("category", Some(code)));
        format!("/api/v1/order-summaries/nearby?{}", query::write(pairs))
    });
    let all = RwSignal::new(Vec::<(String, Joining)>::new());
    // What was found for another place is not shown at this one.
    let is_asked = move || !typed.category.with(String::is_empty) && typed.place.near().is_some();
    let found = move || load.data.get().filter(|found| is_asked() && !found.is_empty());
    move || {
        lang();
        let found = found()?;
        Some(view! {
            <section class="panel" aria-labelledby="h-near">
                <h2 class="t-m" id="h-near">{t("order.near")}</h2>
                <p class="small muted">{t("order.near.text")}</p>
                <ul class="people-rows">{found.iter().map(|order| row(order, all, writing)).collect_view()}</ul>
            </section>
        })
    }
}

fn row(order: &PublicOrder, all: RwSignal<Vec<(String, Joining)>>, writing: Writing) -> AnyView {
    let number = StoredValue::new(order.number.clone());
    let count = order.joined.map(|n| tf("order.joined", &[("n", &n)]));
    let of = Memo::new(move |_| {
        all.with(|all| number.with_value(|own| all.iter().find(|(n, _)| n == own).map(|(_, joining)| joining.clone())))
    });
    let is_joined = Memo::new(move |_| of.get() == Some(Joining::Joined));
    let is_asking = move || of.get() == Some(Joining::Asking);
    let press = move |_| {
        if !untrack(is_asking) {
            join(number.get_value(), all);
        }
    };
    let said = move || {
        match of.get() {
        None | Some(Joining::Asking) => None,
        Some(Joining::Joined) => Some(
            view! {
                <p><b><Icon name="s-done" /> {t("order.join.done")}</b> " " {t("order.join.means")} " " <a href="/orders">{t("order.join.where")}</a></p>
                <p><button class="btn" type="button" on:click=move |_| writing.empty()>{t("order.draft.drop")}</button></p>
            }
            .into_any(),
        ),
        Some(Joining::Failed(Problem::Refused(e))) => {
            Some(view! { <p class="err">{e.half(lang() == Lang::Zh).to_owned()}</p> }.into_any())
        }
        Some(Joining::Failed(_)) => Some(view! { <p class="err">{t("order.join.failed")}</p> }.into_any()),
    }
    };
    view! {
        <li>
            <div>
                <b><Zh text=order.title.clone() /></b> {order.is_demo.then(|| view! { " " <DemoMark /> })}
                <p class="small muted"><Plate text=order.number.clone() /> " " {count}</p>
                <div role="status">{said}</div>
            </div>
            {told::badge(order.status)}
            <Show when=move || !is_joined.get()>
                <button class="btn" type="button" aria-disabled=move || is_asking().to_string() on:click=press>{t("order.join")}</button>
            </Show>
        </li>
    }
    .into_any()
}

fn join(number: String, all: RwSignal<Vec<(String, Joining)>>) {
    let set = move |number: &str, joining: Joining| {
        all.try_update(|all| {
            all.retain(|(n, _)| n != number);
            all.push((number.to_owned(), joining));
        });
    };
    set(&number, Joining::Asking);
    spawn_local(async move {
        let path = format!("/api/v1/orders/{number}/joins");
        let body = json!({ "device": keep::device() }).to_string();
        let answer = send(Method::POST, &path, Some(body)).await;
        set(&number, answer.map_or_else(Joining::Failed, |_| Joining::Joined));
    });
}
