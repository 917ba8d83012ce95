//! Photographs of a report: chosen, made smaller, sent one by one; each says how far it is and can be sent again.

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::error::ApiError;
use shared::id::MediaId;
use shared::media::Phase;
use shared::progress_reports::PHOTOGRAPHS;
use shared::progress_reports::staff::StaffPhotograph;
use strum::VariantArray as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::shrink::{bytes, shrink};
use crate::api::Problem;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::code_of;
use crate::ui::Icon;

/// A photograph as this device keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Data address.
    pub(super) data: String,
    /// When in the works.
    pub(super) phase: Phase,
    /// Where the camera stood.
    pub(super) viewpoint: String,
    /// Building, where the works treat several.
    #[serde(default)]
    pub(super) building: String,
    /// What it shows.
    pub(super) alt: String,
    /// As the server named it, once it has it.
    pub(super) id: Option<MediaId>,
}

impl Kept {
    /// As a report names it.
    pub(super) fn named(&self) -> Value {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (building, viewpoint) = (some(&self.building), some(&self.viewpoint));
        json!({ "id": self.id, "phase": self.phase, "building": building, "viewpoint": viewpoint, "alt": self.alt })
    }

    /// Sends it, unless the server has it.
    ///
    /// # Errors
    /// What went wrong.
    pub(super) async fn send(&mut self, number: &str) -> Result<(), Problem> {
        if self.id.is_none() {
            self.id = Some(upload(number, self.phase, &self.data).await?);
        }
        Ok(())
    }
}

async fn upload(number: &str, phase: Phase, data: &str) -> Result<MediaId, Problem> {
    let path = format!("/api/v1/staff/projects/{number}/media?phase={}", code_of(phase));
    let body = bytes(data).ok_or(Problem::Broken)?;
    let request = RequestBuilder::new(&path).method(Method::POST).header("content-type", "image/jpeg").body(body);
    let answer = request.map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
    let (status, text) = (answer.status(), answer.text().await.map_err(|_| Problem::Offline)?);
    match status {
        200..=299 => serde_json::from_str::<StaffPhotograph>(&text).map(|p| p.id).map_err(|_| Problem::Broken),
        400..=499 => Err(serde_json::from_str::<ApiError>(&text).map_or(Problem::Broken, Problem::Refused)),
        _ => Err(Problem::Broken),
    }
}

/// How far a photograph is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Course {
    Shrinking,
    Sending,
    Sent,
    Failed(Problem),
}

/// A photograph on the form.
#[derive(Clone, Copy)]
pub(super) struct Shot {
    pub(super) key: u32,
    pub(super) kept: RwSignal<Kept>,
    pub(super) course: RwSignal<Course>,
}

/// The photographs of a form.
#[derive(Clone, Copy)]
pub(super) struct Shots {
    pub(super) all: RwSignal<Vec<Shot>>,
    next: StoredValue<u32>,
    /// Labels of the buildings that the works treat.
    buildings: StoredValue<Vec<String>>,
}

impl Shots {
    /// With those that were kept.
    pub(super) fn of(kept: Vec<Kept>, buildings: Vec<String>) -> Self {
        let buildings = StoredValue::new(buildings);
        let shots = Self { all: RwSignal::new(Vec::new()), next: StoredValue::new(0), buildings };
        for kept in kept {
            let course = if kept.id.is_some() { Course::Sent } else { Course::Failed(Problem::Offline) };
            shots.add(kept, course);
        }
        shots
    }

    fn add(self, kept: Kept, course: Course) -> Shot {
        self.next.update_value(|n| *n += 1);
        let shot = Shot { key: self.next.get_value(), kept: RwSignal::new(kept), course: RwSignal::new(course) };
        self.all.update(|all| all.push(shot));
        shot
    }

    /// As this device keeps them.
    pub(super) fn kept(self) -> Vec<Kept> {
        self.all.get().into_iter().map(|shot| shot.kept.get()).collect()
    }
}

fn send(number: String, shot: Shot) {
    shot.course.set(Course::Sending);
    spawn_local(async move {
        let mut kept = shot.kept.get_untracked();
        let done = kept.send(&number).await;
        // It may have been taken out meanwhile.
        if shot.course.try_set(done.map_or_else(Course::Failed, |()| Course::Sent)).is_none() {
            shot.kept.try_update(|now| now.id = kept.id);
        }
    });
}

/// The files that were chosen.
pub(super) fn chosen(e: &leptos::ev::Event) -> Vec<JsValue> {
    let Some(input) = e.target() else { return Vec::new() };
    let input: JsValue = input.into();
    let files = js_sys::Reflect::get(&input, &"files".into()).unwrap_or_default();
    let files = js_sys::Array::from(&files).to_vec();
    // The same file can be chosen again after it was taken out.
    let _ = js_sys::Reflect::set(&input, &"value".into(), &"".into());
    files
}

/// The choice of photographs, and those that were chosen.
#[component]
pub(super) fn Picker(
    shots: Shots,
    number: String,
    /// When in the works the next ones are taken.
    phase: Signal<Phase>,
    /// What the next ones show.
    alt: String,
    /// Where the camera stands for the next ones.
    #[prop(default = Signal::stored(String::new()))]
    viewpoint: Signal<String>,
) -> impl IntoView {
    let number = StoredValue::new(number);
    let alt = StoredValue::new(alt);
    let take = move |e: leptos::ev::Event| {
        for file in chosen(&e) {
            if shots.all.with_untracked(Vec::len) >= PHOTOGRAPHS {
                break;
            }
            let kept = Kept {
                data: String::new(),
                phase: phase.get_untracked(),
                viewpoint: viewpoint.get_untracked(),
                building: String::new(),
                alt: alt.get_value(),
                id: None,
            };
            let shot = shots.add(kept, Course::Shrinking);
            spawn_local(async move {
                match shrink(&file).await {
                    Some(data) => {
                        if shot.kept.try_update(|kept| kept.data = data).is_some() {
                            send(number.get_value(), shot);
                        }
                    }
                    None => drop(shot.course.try_set(Course::Failed(Problem::Broken))),
                }
            });
        }
    };
    view! {
        <div class="field">
            <span class="label">{say("report.photographs")}</span>
            <label class="btn btn-wide pick">
                <Icon name="plus" />{say("report.pick")}
                <input type="file" accept="image/jpeg,image/png,image/webp" multiple=true id="report-photographs" on:change=take />
            </label>
            <ul class="shots">
                <For each=move || shots.all.get() key=|shot| shot.key let:shot>
                    <ShotRow shot=shot shots=shots number=number.get_value() />
                </For>
            </ul>
        </div>
    }
}

#[component]
fn ShotRow(shot: Shot, shots: Shots, number: String) -> impl IntoView {
    let number = StoredValue::new(number);
    let out = move |_| shots.all.update(|all| all.retain(|s| s.key != shot.key));
    let course = move || match shot.course.get() {
        Course::Shrinking => t("report.shot.shrinking"),
        Course::Sending => t("report.shot.sending"),
        Course::Sent => t("report.shot.sent"),
        Course::Failed(Problem::Refused(e)) => e.half(lang() == Lang::Zh).to_owned(),
        Course::Failed(Problem::Broken) => t("report.shot.unreadable"),
        Course::Failed(_) => t("report.shot.waiting"),
    };
    let can_retry = move || matches!(shot.course.get(), Course::Failed(_)) && shot.kept.with(|k| !k.data.is_empty());
    let id = |what: &str| format!("shot-{}-{what}", shot.key);
    view! {
        <li class="shot">
            <img src=move || shot.kept.with(|k| k.data.clone()) alt=move || shot.kept.with(|k| k.alt.clone()) hidden=move || shot.kept.with(|k| k.data.is_empty()) />
            <div class="stack-s">
                <p class="small" role="status">{course}</p>
                <div class="field">
                    <label for=id("alt")>{say("report.shot.alt")}</label>
                    <input class="in" id=id("alt") prop:value=move || shot.kept.with(|k| k.alt.clone()) on:input=move |e| shot.kept.update(|k| k.alt = event_target_value(&e)) />
                </div>
                <div class="pair">
                    <div class="field">
                        <label for=id("phase")>{say("report.shot.phase")}</label>
                        <select class="in" id=id("phase") on:change=move |e| if let Ok(phase) = event_target_value(&e).parse() { shot.kept.update(|k| k.phase = phase) }>
                            {Phase::VARIANTS.iter().map(|phase| {
                                let (value, phase) = (code_of(*phase), *phase);
                                view! { <option value=value prop:selected=move || shot.kept.with(|k| k.phase == phase)>{move || t(&format!("shot_phase.{value}"))}</option> }
                            }).collect_view()}
                        </select>
                    </div>
                    {building(shot, shots, id("building"))}
                    <div class="field">
                        <label for=id("at")>{say("report.shot.viewpoint")} " " <span class="opt">{say("form.free")}</span></label>
                        <input class="in" id=id("at") placeholder=say("report.shot.viewpoint.example") prop:value=move || shot.kept.with(|k| k.viewpoint.clone()) on:input=move |e| shot.kept.update(|k| k.viewpoint = event_target_value(&e)) />
                    </div>
                </div>
                <p class="row">
                    <Show when=can_retry>
                        <button class="btn" type="button" on:click=move |_| send(number.get_value(), shot)>{say("report.shot.again")}</button>
                    </Show>
                    <button class="btn btn-plain" type="button" on:click=out>{say("report.shot.out")}</button>
                </p>
            </div>
        </li>
    }
}

/// Which building it shows, where the works treat several.
fn building(shot: Shot, shots: Shots, id: String) -> Option<AnyView> {
    let labels = shots.buildings.get_value();
    if labels.is_empty() {
        return None;
    }
    let option = move |label: String| {
        let (own, words) = (label.clone(), label.clone());
        view! { <option value=label lang="zh-CN" prop:selected=move || shot.kept.with(|k| k.building == own)>{words}</option> }
    };
    Some(
        view! {
            <div class="field">
                <label for=id.clone()>{say("report.shot.building")} " " <span class="opt">{say("form.free")}</span></label>
                <select class="in" id=id on:change=move |e| shot.kept.update(|k| k.building = event_target_value(&e))>
                    <option value="">{say("act.whole_project")}</option>
                    {labels.into_iter().map(option).collect_view()}
                </select>
            </div>
        }
        .into_any(),
    )
}

/// The photographs of a report that was filed, small.
pub(super) fn strip(photographs: &[StaffPhotograph]) -> Option<AnyView> {
    (!photographs.is_empty()).then(|| {
        let one = |p: &StaffPhotograph| {
            let src = p.sizes.first().map(|s| s.url.clone()).unwrap_or_default();
            let whole = p.sizes.last().map(|s| s.url.clone()).unwrap_or_default();
            view! { <li><a href=whole rel="external" target="_blank"><img src=src alt=p.alt.clone() loading="lazy" /></a></li> }
        };
        view! { <ul class="shot-strip">{photographs.iter().map(one).collect_view()}</ul> }.into_any()
    })
}

/// The same large enough to judge by.
pub(super) fn large(photographs: &[StaffPhotograph]) -> Option<AnyView> {
    (!photographs.is_empty()).then(|| {
        let one = |p: &StaffPhotograph| {
            let src = p.sizes.get(1).or(p.sizes.first()).map(|s| s.url.clone()).unwrap_or_default();
            let whole = p.sizes.last().map(|s| s.url.clone()).unwrap_or_default();
            let phase = t(&format!("shot_phase.{}", code_of(p.phase)));
            let words = [Some(phase), p.building.clone(), p.viewpoint.clone(), p.alt.clone()];
            let words = words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            view! {
                <figure>
                    <a href=whole rel="external" target="_blank" aria-label=tf("queue.enlarge", &[("name", &words)])>
                        <img src=src alt=p.alt.clone() width=p.width.to_string() height=p.height.to_string() loading="lazy" />
                    </a>
                    <figcaption class="small">{words}</figcaption>
                </figure>
            }
        };
        view! { <div class="judge">{photographs.iter().map(one).collect_view()}</div> }.into_any()
    })
}
