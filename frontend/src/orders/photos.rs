//! Photographs of an order: chosen, made smaller, sent at once under the token of what they will belong to. One that did
//! not arrive is sent again when the network is back, and before the order itself.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::Reflect;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use shared::id::MediaId;
use shared::orders::MOST_PHOTOGRAPHS;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::api::{Problem, answer};
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::by_name;
use crate::ui::Icon;
use crate::work::shrink::{bytes, shrink, thumbnail};

/// Bytes that the server takes at most.
const MOST_BYTES: f64 = 12_000_000.0;

/// A photograph as this device keeps it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// Data address of what is sent; empty once the server has it.
    pub(super) data: String,
    /// Data address of the small picture on the form.
    pub(super) small: String,
    /// As the server named it, once it has it.
    pub(super) id: Option<MediaId>,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
enum Course {
    Reading,
    Sending,
    Sent,
    Failed(Problem),
    /// More bytes than the server takes, and the browser cannot make it smaller.
    TooLarge,
    /// The server had it for an order that was sent, and this device no more.
    Gone,
}

impl Course {
    fn is_under_way(&self) -> bool {
        matches!(self, Self::Reading | Self::Sending)
    }
}

/// What is sent: made smaller, or the file as it is where the browser cannot read it.
#[derive(Clone)]
enum Body {
    Small(String),
    Whole(SendWrapper<JsValue>),
}

/// One of them on the form.
#[derive(Clone, Copy)]
struct Shot {
    key: u32,
    small: RwSignal<String>,
    id: RwSignal<Option<MediaId>>,
    course: RwSignal<Course>,
    body: StoredValue<Option<Body>>,
}

impl Shot {
    fn kept(self) -> Kept {
        let id = self.id.get();
        let data = match self.body.get_value() {
            Some(Body::Small(data)) if id.is_none() => data,
            _ => String::new(),
        };
        Kept { data, small: self.small.get(), id }
    }

    /// It may be tried again.
    fn can_retry(self) -> bool {
        matches!(self.course.get(), Course::Failed(_)) && self.body.with_value(Option::is_some)
    }
}

/// Those that were chosen.
#[derive(Clone, Copy)]
pub(super) struct Photos {
    token: StoredValue<String>,
    shots: RwSignal<Vec<Shot>>,
    next: StoredValue<u32>,
    too_many: RwSignal<bool>,
}

#[derive(Deserialize)]
struct Uploaded {
    id: MediaId,
}

/// Why not all of them are with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undelivered {
    /// The network is away.
    Offline,
    /// Some cannot be sent at all.
    Refused,
}

impl Photos {
    /// None yet, for what will be sent with `token`.
    pub(super) fn of(token: &str) -> Self {
        Self::with(token, Vec::new())
    }

    /// With those that were kept. What did not arrive is sent again, now and whenever the network is back.
    pub(super) fn with(token: &str, kept: Vec<Kept>) -> Self {
        let photos = Self {
            token: StoredValue::new(token.to_owned()),
            shots: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            too_many: RwSignal::new(false),
        };
        for kept in kept {
            let has_data = !kept.data.is_empty();
            let course = match (kept.id, has_data) {
                (Some(_), _) => Course::Sent,
                (None, true) => Course::Failed(Problem::Offline),
                (None, false) => Course::Gone,
            };
            photos.push(kept.small, kept.id, course, has_data.then_some(Body::Small(kept.data)));
        }
        photos.send_again();
        let online = window_event_listener(leptos::ev::online, move |_| photos.send_again());
        on_cleanup(move || online.remove());
        photos
    }

    fn push(self, small: String, id: Option<MediaId>, course: Course, body: Option<Body>) -> Shot {
        self.next.update_value(|n| *n += 1);
        let shot = Shot {
            key: self.next.get_value(),
            small: RwSignal::new(small),
            id: RwSignal::new(id),
            course: RwSignal::new(course),
            body: StoredValue::new(body),
        };
        self.shots.update(|all| all.push(shot));
        shot
    }

    /// Those that the server has.
    pub(super) fn ids(self) -> Vec<MediaId> {
        self.shots.with_untracked(|all| all.iter().filter_map(|shot| shot.id.get_untracked()).collect())
    }

    /// As this device keeps them.
    pub(super) fn kept(self) -> Vec<Kept> {
        let kept = self.shots.get().into_iter().map(Shot::kept);
        kept.filter(|kept| kept.id.is_some() || !kept.data.is_empty()).collect()
    }

    /// One of them is still on its way.
    pub(super) fn is_busy(self) -> bool {
        self.shots.with_untracked(|all| all.iter().any(|shot| shot.course.with_untracked(Course::is_under_way)))
    }

    /// How many did not arrive.
    pub(super) fn missing(self) -> usize {
        self.shots.with(|all| all.iter().filter(|shot| shot.id.get().is_none()).count())
    }

    /// Takes out what did not arrive.
    pub(super) fn give_up(self) {
        self.shots.update(|all| all.retain(|shot| shot.id.get_untracked().is_some()));
    }

    /// They will belong to another order: the server has none of them for that.
    pub(super) fn turn_to(self, token: &str) {
        self.token.set_value(token.to_owned());
        for shot in self.shots.get_untracked() {
            if shot.id.get_untracked().is_some() {
                shot.id.set(None);
                let has_body = shot.body.with_value(Option::is_some);
                shot.course.set(if has_body { Course::Failed(Problem::Offline) } else { Course::Gone });
            }
        }
        self.send_again();
    }

    /// Sends all that are not with the server yet, one after another, and waits for those under way.
    pub(super) async fn deliver(self) -> Result<(), Undelivered> {
        let mut left = Ok(());
        for shot in self.shots.try_get_untracked().unwrap_or_default() {
            while shot.course.try_with_untracked(Course::is_under_way) == Some(true) {
                pause().await;
            }
            if shot.id.try_get_untracked().flatten().is_none() {
                match self.send(shot).await {
                    Ok(()) => {}
                    Err(Some(Problem::Offline)) => return Err(Undelivered::Offline),
                    Err(_) => left = Err(Undelivered::Refused),
                }
            }
        }
        left
    }

    /// Sends one; without a problem where there is nothing that could be sent.
    async fn send(self, shot: Shot) -> Result<(), Option<Problem>> {
        // What was taken out meanwhile goes nowhere.
        if self.shots.try_with_untracked(|all| all.iter().any(|known| known.key == shot.key)) == Some(false) {
            return Ok(());
        }
        let Some(body) = shot.body.try_get_value().flatten() else { return Err(None) };
        shot.course.try_set(Course::Sending);
        let Some(token) = self.token.try_get_value() else { return Err(None) };
        match upload(&token, &body).await {
            // Meanwhile it may be for another order: the name that the server gave is of no use for that.
            Ok(_) if self.token.try_get_value().as_ref() != Some(&token) => {
                shot.course.try_set(Course::Failed(Problem::Offline));
                Err(Some(Problem::Offline))
            }
            Ok(id) => {
                shot.id.try_set(Some(id));
                shot.course.try_set(Course::Sent);
                Ok(())
            }
            Err(problem) => {
                shot.course.try_set(Course::Failed(problem.clone()));
                Err(Some(problem))
            }
        }
    }

    /// Sends again what the network lost.
    fn send_again(self) {
        for shot in self.shots.try_get_untracked().unwrap_or_default() {
            if shot.course.get_untracked() == Course::Failed(Problem::Offline) {
                spawn_local(async move { drop(self.send(shot).await) });
            }
        }
    }

    fn add(self, file: JsValue) {
        if self.shots.with_untracked(|all| all.len() >= MOST_PHOTOGRAPHS) {
            self.too_many.set(true);
            return;
        }
        let shot = self.push(String::new(), None, Course::Reading, None);
        let file = SendWrapper::new(file);
        spawn_local(async move {
            let (data, small) = (shrink(&file).await, thumbnail(&file).await);
            let body = match data {
                Some(data) => Body::Small(data),
                None if size(&file) <= MOST_BYTES => Body::Whole(file),
                None => return drop(shot.course.try_set(Course::TooLarge)),
            };
            // It may have been taken out meanwhile.
            if shot.body.try_update_value(|it| *it = Some(body)).is_none() {
                return;
            }
            shot.small.try_set(small.unwrap_or_default());
            let _ = self.send(shot).await;
        });
    }
}

/// A third of a second.
async fn pause() {
    let wait = js_sys::Promise::new(&mut |done, _| {
        by_name(None, "setTimeout", &[done.into(), JsValue::from(330)]);
    });
    // It is never refused.
    let _ = JsFuture::from(wait).await;
}

/// Bytes of a file.
fn size(file: &JsValue) -> f64 {
    Reflect::get(file, &"size".into()).ok().and_then(|size| size.as_f64()).unwrap_or(f64::INFINITY)
}

async fn upload(token: &str, body: &Body) -> Result<MediaId, Problem> {
    let request = RequestBuilder::new("/api/v1/orders/photographs").method(Method::POST);
    let request = request.header("x-upload-token", token);
    let request = match body {
        Body::Small(data) => request.header("content-type", "image/jpeg").body(bytes(data).ok_or(Problem::Broken)?),
        Body::Whole(file) => request.header("content-type", "application/octet-stream").body(JsValue::clone(file)),
    };
    let text = answer(request).await?;
    serde_json::from_str::<Uploaded>(&text).map(|found| found.id).map_err(|_| Problem::Broken)
}

/// The button that chooses, and what was chosen.
#[component]
pub(super) fn PhotoField(
    photos: Photos,
    id: String,
    /// One at least is needed.
    #[prop(optional)]
    needed: bool,
) -> impl IntoView {
    let choose = move |e: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&e);
        let files: JsValue = Reflect::get(&input, &"files".into()).unwrap_or_default();
        photos.too_many.set(false);
        for file in js_sys::Array::from(&files).iter() {
            photos.add(file);
        }
        input.set_value("");
    };
    let is_full = move || photos.shots.with(|all| all.len() >= MOST_PHOTOGRAPHS);
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{say("order.photos")} " " <span class="opt">{say(if needed { "order.photos.needed" } else { "form.free" })}</span></label>
            <p class="hint" id=format!("{id}-h")>{move || tf("order.photos.hint", &[("n", &MOST_PHOTOGRAPHS)])}</p>
            // Hidden and not taken away: it is in the middle of telling of the last one.
            <span class="btn pick" hidden=is_full>
                <Icon name="image" />
                {say("order.photo.choose")}
                <input
                    id=id.clone()
                    type="file"
                    accept="image/*"
                    multiple
                    aria-describedby=format!("{id}-h")
                    on:change=choose
                />
            </span>
            <p class="hint" role="status">
                {move || photos.too_many.get().then(|| tf("order.photo.too_many", &[("n", &MOST_PHOTOGRAPHS)]))}
            </p>
            <ul class="shots">
                <For each=move || photos.shots.get() key=|shot| shot.key let:shot>
                    <ShotRow photos=photos shot=shot />
                </For>
            </ul>
        </div>
    }
}

#[component]
fn ShotRow(photos: Photos, shot: Shot) -> impl IntoView {
    let said = move || match shot.course.get() {
        Course::Reading | Course::Sending => t("order.photo.sending"),
        Course::Sent => t("order.photo.sent"),
        Course::Failed(Problem::Refused(e)) => e.half(lang() == Lang::Zh).to_owned(),
        Course::Failed(Problem::Offline) => t("order.photo.offline"),
        Course::Failed(_) => t("order.photo.failed"),
        Course::TooLarge => t("order.photo.too_large"),
        Course::Gone => t("order.photo.gone"),
    };
    let again = move |_| spawn_local(async move { drop(photos.send(shot).await) });
    let remove = move |_| {
        photos.too_many.set(false);
        photos.shots.update(|all| all.retain(|other| other.key != shot.key));
    };
    // Which of several it is, for who does not see them.
    let place =
        move || photos.shots.with(|all| all.iter().position(|other| other.key == shot.key).unwrap_or_default() + 1);
    view! {
        <li class="shot">
            {move || match shot.small.get() {
                small if small.is_empty() => view! { <span class="shot-none"><Icon name="image" /></span> }.into_any(),
                small => view! { <img src=small alt=t("order.photo.alt") /> }.into_any(),
            }}
            <div class="stack-s">
                <p role="status">{said}</p>
                <p class="row">
                    <Show when=move || shot.can_retry()>
                        <button class="btn" type="button" on:click=again>{say("problem.retry")}</button>
                    </Show>
                    <button class="btn" type="button" aria-label=move || tf("order.photo.remove.n", &[("n", &place())]) on:click=remove>
                        {say("order.photo.remove")}
                    </button>
                </p>
            </div>
        </li>
    }
}
