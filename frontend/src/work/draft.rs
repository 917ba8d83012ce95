//! What was typed on this device and is not filed yet: drafts survive a closed tab, and reports that met no network wait
//! here and are sent once each.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::projects::staff::StaffProjectPage;
use wasm_bindgen_futures::spawn_local;

use super::shots::Kept;
use crate::api::Problem;
use crate::i18n::{Lang, say, t, tf};
use crate::session::{lang, recall, remember};
use crate::staff::{call, desk};
use crate::ui::{Icon, Zh};

/// What was typed into a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) token: String,
    pub(super) percent: String,
    pub(super) note: String,
    pub(super) issue: String,
    pub(super) quantity: String,
    pub(super) on: String,
    pub(super) weather: bool,
    pub(super) correction: String,
    pub(super) mended: String,
    pub(super) shots: Vec<Kept>,
}

/// A device may be shared: what one typed is nothing to the next.
fn draft_key(milestone: &str) -> String {
    format!("report.{}.{milestone}", user().unwrap_or_default())
}

/// The draft of the report on a milestone.
pub(super) fn draft(milestone: &str) -> Option<Draft> {
    serde_json::from_str(&recall(&draft_key(milestone))?).ok()
}

/// Keeps it; answers whether this device could.
pub(super) fn keep(milestone: &str, draft: &Draft) -> bool {
    let text = serde_json::to_string(draft).unwrap_or_default();
    let key = draft_key(milestone);
    remember(&key, &text);
    recall(&key).is_some_and(|kept| kept.len() == text.len())
}

/// Forgets it.
pub(super) fn forget(milestone: &str) {
    remember(&draft_key(milestone), "");
}

/// A report that waits for the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Whose: others on this device neither see nor send it.
    pub(super) user: String,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) body: Value,
    /// Where in the body the photographs are named: a report, or one that is handed in again.
    pub(super) is_mended: bool,
    pub(super) shots: Vec<Kept>,
    /// Why the server refused it.
    pub(super) refused: Option<String>,
}

const UNSENT: &str = "unsent";

fn all() -> Vec<Waiting> {
    recall(UNSENT).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn write(all: &[Waiting]) -> bool {
    let text = if all.is_empty() { String::new() } else { serde_json::to_string(all).unwrap_or_default() };
    remember(UNSENT, &text);
    recall(UNSENT).unwrap_or_default().len() == text.len()
}

/// Lets a report wait; answers whether this device could keep it.
pub(super) fn wait(one: Waiting) -> bool {
    let mut waiting = all();
    waiting.push(one);
    write(&waiting)
}

/// Names the photographs in the body.
pub(super) fn name_shots(body: &mut Value, is_mended: bool, shots: &[Kept]) {
    let named: Vec<Value> = shots.iter().map(Kept::named).collect();
    let of = if is_mended { &mut body["report"] } else { body };
    of["photographs"] = Value::Array(named);
}

/// Sends a report with its photographs.
///
/// # Errors
/// What went wrong; the photographs that arrived are named in `one` already.
pub(super) async fn send(one: &mut Waiting) -> Result<StaffProjectPage, Problem> {
    for shot in &mut one.shots {
        shot.send(&one.number).await?;
    }
    name_shots(&mut one.body, one.is_mended, &one.shots);
    call(Method::POST, &one.path, serde_json::to_string(&one.body).ok()).await
}

/// Who sits here.
pub(super) fn user() -> Option<String> {
    desk().me.with_untracked(|me| me.as_ref().map(|me| me.id.to_string()))
}

/// Tries to send what waits; answers what is left of this user's.
async fn send_all() -> Vec<Waiting> {
    let Some(user) = user() else { return Vec::new() };
    for mut one in all().into_iter().filter(|one| one.user == user && one.refused.is_none()) {
        let token = one.body["client_token"].clone();
        let done = send(&mut one).await;
        if matches!(done, Err(Problem::Offline)) {
            break;
        }
        let mut now = all();
        now.retain(|other| other.body["client_token"] != token);
        if let Err(problem) = done {
            one.refused = Some(match problem {
                Problem::Refused(e) => e.half(lang() == Lang::Zh).to_owned(),
                _ => t("problem.broken.title"),
            });
            now.push(one);
        }
        write(&now);
    }
    all().into_iter().filter(|one| one.user == user).collect()
}

/// What waits on this device, with its chance to go.
#[component]
pub(super) fn Unsent() -> impl IntoView {
    let left = RwSignal::new(Vec::<Waiting>::new());
    let busy = StoredValue::new(false);
    let go = move || {
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            let before = user().map_or(0, |user| all().iter().filter(|one| one.user == user).count());
            let now = send_all().await;
            if now.len() < before {
                desk().say("report.sent");
            }
            busy.try_set_value(false);
            left.try_set(now);
        });
    };
    go();
    let online = window_event_listener(leptos::ev::online, move |_| go());
    on_cleanup(move || online.remove());
    let out = move |token: Value| {
        let mut now = all();
        now.retain(|one| one.body["client_token"] != token);
        write(&now);
        left.update(|all| all.retain(|one| one.body["client_token"] != token));
    };
    view! {
        <div role="status">
            <Show when=move || !left.with(Vec::is_empty)>
                <section class="notice tone-risk" aria-labelledby="h-unsent">
                    <Icon name="offline" />
                    <h3 id="h-unsent">{move || tf("report.unsent", &[("n", &left.with(Vec::len))])}</h3>
                    <ul class="plain-list">
                        {move || left.get().into_iter().map(|one| {
                            let token = one.body["client_token"].clone();
                            let refused = one.refused.clone();
                            let is_refused = refused.is_some();
                            view! {
                                <li>
                                    <Zh text=one.name.clone() /> " " {refused}
                                    {is_refused.then(|| view! { <button class="btn btn-plain" type="button" on:click=move |_| out(token.clone())>{say("report.drop")}</button> })}
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                    <p><button class="btn" type="button" on:click=move |_| go()>{say("report.send_now")}</button></p>
                </section>
            </Show>
        </div>
    }
}
