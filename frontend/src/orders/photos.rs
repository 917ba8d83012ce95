//! Photographs of an order: chosen, made smaller, sent at once under the token of what they will belong to.

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use serde::Deserialize;
use shared::error::ApiError;
use shared::id::MediaId;
use shared::orders::MOST_PHOTOGRAPHS;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::api::Problem;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::ui::Icon;
use crate::work::shrink::{bytes, shrink};

/// One of them.
#[derive(Clone, PartialEq)]
struct Shot {
    key: u32,
    data: String,
    id: Option<MediaId>,
    problem: Option<Problem>,
}

/// Those that were chosen.
#[derive(Clone, Copy)]
pub(super) struct Photos {
    token: StoredValue<String>,
    shots: RwSignal<Vec<Shot>>,
    next: StoredValue<u32>,
}

#[derive(Deserialize)]
struct Uploaded {
    id: MediaId,
}

impl Photos {
    /// None yet, for what will be sent with `token`.
    pub(super) fn of(token: &str) -> Self {
        Self { token: StoredValue::new(token.to_owned()), shots: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// Those that the server has.
    pub(super) fn ids(self) -> Vec<MediaId> {
        self.shots.with_untracked(|all| all.iter().filter_map(|shot| shot.id).collect())
    }

    /// One of them is still on its way.
    pub(super) fn is_busy(self) -> bool {
        self.shots.with_untracked(|all| all.iter().any(|shot| shot.id.is_none() && shot.problem.is_none()))
    }

    fn set(self, key: u32, change: impl FnOnce(&mut Shot)) {
        self.shots.try_update(|all| all.iter_mut().find(|shot| shot.key == key).map(change));
    }

    fn send(self, key: u32, data: String) {
        self.set(key, |shot| shot.problem = None);
        let token = self.token.get_value();
        spawn_local(async move {
            match upload(&token, &data).await {
                Ok(id) => self.set(key, |shot| shot.id = Some(id)),
                Err(problem) => self.set(key, |shot| shot.problem = Some(problem)),
            }
        });
    }

    fn add(self, file: JsValue) {
        if self.shots.with_untracked(|all| all.len() >= MOST_PHOTOGRAPHS) {
            return;
        }
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.shots.update(|all| all.push(Shot { key, data: String::new(), id: None, problem: None }));
        spawn_local(async move {
            match shrink(&file).await {
                Some(data) => {
                    self.set(key, |shot| shot.data.clone_from(&data));
                    self.send(key, data);
                }
                None => self.set(key, |shot| shot.problem = Some(Problem::Broken)),
            }
        });
    }
}

async fn upload(token: &str, data: &str) -> Result<MediaId, Problem> {
    let body = bytes(data).ok_or(Problem::Broken)?;
    let request = RequestBuilder::new("/api/v1/orders/photographs").method(Method::POST);
    let request = request.header("content-type", "image/jpeg").header("x-upload-token", token).body(body);
    let answer = request.map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
    let (status, text) = (answer.status(), answer.text().await.map_err(|_| Problem::Offline)?);
    match status {
        200..=299 => serde_json::from_str::<Uploaded>(&text).map(|found| found.id).map_err(|_| Problem::Broken),
        400..=499 => Err(serde_json::from_str::<ApiError>(&text).map_or(Problem::Broken, Problem::Refused)),
        _ => Err(Problem::Broken),
    }
}

/// The button that chooses, and what was chosen.
#[component]
pub(super) fn PhotoField(photos: Photos, id: String) -> impl IntoView {
    let choose = move |e: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&e);
        let files: JsValue = js_sys::Reflect::get(&input, &"files".into()).unwrap_or_default();
        for file in js_sys::Array::from(&files).iter() {
            photos.add(file);
        }
        input.set_value("");
    };
    let row = move |shot: Shot| {
        let (key, data) = (shot.key, shot.data.clone());
        let said = match (&shot.id, &shot.problem) {
            (Some(_), _) => t("order.photo.sent"),
            (None, None) => t("order.photo.sending"),
            (None, Some(Problem::Refused(e))) => e.half(lang() == Lang::Zh).to_owned(),
            (None, Some(_)) => t("order.photo.failed"),
        };
        let again = shot.problem.is_some().then(|| {
            view! {
                <button class="btn" type="button" on:click=move |_| photos.send(key, data.clone())>{t("problem.retry")}</button>
            }
        });
        let remove = move |_| photos.shots.update(|all| all.retain(|shot| shot.key != key));
        view! {
            <li class="shot">
                <img src=shot.data alt=t("order.photo.alt") />
                <div class="stack-s">
                    <p role="status">{said}</p>
                    <p class="row">
                        {again}
                        <button class="btn" type="button" on:click=remove>{t("order.photo.remove")}</button>
                    </p>
                </div>
            </li>
        }
    };
    view! {
        <div class="field">
            <span class="label" id=format!("{id}-l")>{say("order.photos")} " " <span class="opt">{say("form.free")}</span></span>
            <p class="hint">{move || tf("order.photos.hint", &[("n", &MOST_PHOTOGRAPHS)])}</p>
            <Show when=move || photos.shots.with(|all| all.len() < MOST_PHOTOGRAPHS)>
                <span class="btn pick">
                    <Icon name="image" />
                    {say("order.photo.choose")}
                    <input id=id.clone() type="file" accept="image/*" multiple aria-labelledby=format!("{id}-l") on:change=choose />
                </span>
            </Show>
            <ul class="shots">{move || photos.shots.get().into_iter().map(row).collect_view()}</ul>
        </div>
    }
}
