//! The report on a milestone from the site: progress, photographs, words. What is typed is kept on this device.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_json::{Value, json};
use shared::id::ReportId;
use shared::media::Phase;
use shared::milestones::MilestoneEvent;
use shared::milestones::staff::StaffMilestone;
use shared::progress_reports::staff::StaffReport;
use shared::progress_reports::{Before, NeedsPhoto, NewReport};
use shared::projects::staff::StaffProjectPage;
use wasm_bindgen_futures::spawn_local;

use super::draft::{self, Draft, Waiting};
use super::shots::{Picker, Shots};
use crate::api::{Load, Problem};
use crate::i18n::{Lang, date, percent, say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{Area, Faults, Field, Form, Summary, desk, fresh_token, go};
use crate::ui::{Icon, Num, Plate, State, Zh};

/// The form for the milestone `wanted`, or why there is none.
pub(super) fn draw(load: Load<StaffProjectPage>, page: &StaffProjectPage, wanted: String) -> AnyView {
    let step = page.milestones.iter().find(|m| m.id.to_string() == wanted).cloned();
    let number = page.project.number.clone();
    let back = format!("/work/{number}");
    let mend = use_location().query.with_untracked(|q| q.get("mend")).and_then(|id| id.parse::<ReportId>().ok());
    let mend = mend.and_then(|id| page.reports.iter().find(|r| r.id == id).cloned());
    let project = page.project.name.clone();
    let head = view! {
        <p class="row"><a class="target" href=back.clone()><Zh text=project.clone() /></a> <Plate text=number.clone() /></p>
    };
    match step.filter(|m| m.allowed_events.contains(&MilestoneEvent::Report) || mend.is_some()) {
        Some(step) => {
            view! { {head} <ReportForm load=load number=number project=project step=step mend=mend buildings=page.buildings.clone() /> }.into_any()
        }
        None => view! {
            {head}
            <State icon="info" title=t("report.not_now.title") text=t("report.not_now.text") page=true>
                <a class="btn btn-main" href=back>{t("report.back")}</a>
            </State>
        }
        .into_any(),
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    percent: RwSignal<String>,
    note: RwSignal<String>,
    issue: RwSignal<String>,
    quantity: RwSignal<String>,
    on: RwSignal<String>,
    weather: RwSignal<bool>,
    correction: RwSignal<String>,
    mended: RwSignal<String>,
    shots: Shots,
    token: StoredValue<String>,
}

impl Typed {
    /// As it was left, as it came back, or empty.
    fn of(draft: Option<Draft>, mend: Option<&StaffReport>, approved_bp: i32, buildings: Vec<String>) -> Self {
        let fresh = || Draft {
            token: fresh_token(),
            percent: mend.map_or(approved_bp, |r| r.progress_bp).div_euclid(100).to_string(),
            note: mend.and_then(|r| r.note.clone()).unwrap_or_default(),
            issue: mend.and_then(|r| r.issue.clone()).unwrap_or_default(),
            quantity: mend.and_then(|r| r.quantity_done).map(|n| n.to_string()).unwrap_or_default(),
            on: shell().today().to_string(),
            correction: mend.and_then(|r| r.correction_reason.clone()).unwrap_or_default(),
            weather: mend.is_some_and(|r| r.weather_stop),
            shots: mend.map(|r| r.photographs.iter().map(again).collect()).unwrap_or_default(),
            mended: String::new(),
        };
        let draft = draft.unwrap_or_else(fresh);
        Self {
            percent: RwSignal::new(draft.percent),
            note: RwSignal::new(draft.note),
            issue: RwSignal::new(draft.issue),
            quantity: RwSignal::new(draft.quantity),
            on: RwSignal::new(draft.on),
            weather: RwSignal::new(draft.weather),
            correction: RwSignal::new(draft.correction),
            mended: RwSignal::new(draft.mended),
            shots: Shots::of(draft.shots, buildings),
            token: StoredValue::new(draft.token),
        }
    }

    fn draft(self) -> Draft {
        Draft {
            token: self.token.get_value(),
            percent: self.percent.get(),
            note: self.note.get(),
            issue: self.issue.get(),
            quantity: self.quantity.get(),
            on: self.on.get(),
            weather: self.weather.get(),
            correction: self.correction.get(),
            mended: self.mended.get(),
            shots: self.shots.kept(),
        }
    }

    fn basis_points(self) -> Option<i32> {
        self.percent.with(|p| p.trim().parse::<i32>().ok()).filter(|p| (0..=100).contains(p)).map(|p| p * 100)
    }

    /// As it travels, without its photographs.
    fn body(self) -> Value {
        let text = |signal: RwSignal<String>| Some(signal.get_untracked().trim().to_owned()).filter(|t| !t.is_empty());
        let mut body = json!({
            "reported_on": self.on.get_untracked(),
            "progress_bp": untrack(|| self.basis_points()),
            "weather_stop": self.weather.get_untracked(),
        });
        for (name, said) in
            [("note", text(self.note)), ("issue", text(self.issue)), ("correction_reason", text(self.correction))]
        {
            if let Some(said) = said {
                body[name] = json!(said);
            }
        }
        if let Some(n) = text(self.quantity).and_then(|n| n.parse::<i64>().ok()) {
            body["quantity_done"] = json!(n);
        }
        body
    }
}

/// A photograph of a report that came back: the server has it.
fn again(p: &shared::progress_reports::staff::StaffPhotograph) -> super::shots::Kept {
    super::shots::Kept {
        data: p.sizes.first().map(|s| s.url.clone()).unwrap_or_default(),
        phase: p.phase,
        viewpoint: p.viewpoint.clone().unwrap_or_default(),
        building: p.building.clone().unwrap_or_default(),
        alt: p.alt.clone().unwrap_or_default(),
        id: Some(p.id),
    }
}

#[component]
fn ReportForm(
    load: Load<StaffProjectPage>,
    number: String,
    project: String,
    step: StaffMilestone,
    mend: Option<StaffReport>,
    buildings: Vec<String>,
) -> impl IntoView {
    let form = Form::new("report");
    let id = step.id.to_string();
    let key = mend.as_ref().map_or_else(|| id.clone(), |r| r.id.to_string());
    let found = draft::draft(&key);
    let is_restored = found.is_some();
    let typed = Typed::of(found, mend.as_ref(), step.milestone.progress_bp, buildings);
    let is_full = RwSignal::new(false);
    let kept_key = StoredValue::new(key);
    let is_done = StoredValue::new(false);
    Effect::new(move |before: Option<bool>| {
        let draft = typed.draft();
        // What is only opened is no draft.
        if before.is_some() && !is_done.get_value() {
            is_full.set(!draft::keep(&kept_key.get_value(), &draft));
        }
        true
    });
    let approved = step.milestone.progress_bp;
    let before = StoredValue::new(Before {
        is_physical: step.milestone.is_physical,
        needs_photo: step.needs_photo,
        approved_bp: approved,
        started_on: step.milestone.actual_start,
        has_concealed: step.has_concealed,
        today: shell().today(),
    });
    let name = if lang() == Lang::Zh { step.milestone.zh.clone() } else { step.milestone.en.clone() };
    let alt = format!("{} {}", step.milestone.zh, shell().today());
    let needs = step.needs_photo;
    let phase = Signal::derive(move || match typed.basis_points() {
        Some(10_000) if needs == NeedsPhoto::Concealed => Phase::Concealed,
        Some(10_000) => Phase::After,
        _ => Phase::During,
    });
    let falls = Memo::new(move |_| typed.basis_points().is_some_and(|bp| bp < approved));
    let path = mend.as_ref().map_or_else(
        || format!("/api/v1/staff/milestones/{id}/events"),
        |r| format!("/api/v1/staff/reports/{}/events", r.id),
    );
    let mended_version = mend.as_ref().map(|r| r.version);
    let ready = StoredValue::new((number.clone(), format!("{project} · {}", step.milestone.zh), path));
    let go = go();
    let leave = StoredValue::new_local(move |to: &str| go(to));
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let mut report = typed.body();
        let shots = typed.shots.all.get_untracked().into_iter().map(|s| s.kept.get_untracked()).collect::<Vec<_>>();
        let faults = faults(&report, &shots, &before.get_value(), typed, mended_version.is_some());
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let (number, name, path) = ready.get_value();
        let token = typed.token.get_value();
        let body = match mended_version {
            None => {
                report["event"] = json!("report");
                report["version"] = json!(0);
                report["client_token"] = json!(token);
                report
            }
            Some(version) => json!({
                "event": "resubmit", "version": version, "client_token": token,
                "mended": typed.mended.get_untracked(), "report": report,
            }),
        };
        let user = draft::user().unwrap_or_default();
        let is_mended = mended_version.is_some();
        let mut one = Waiting { user, number, name, path, body, is_mended, shots, refused: None };
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        form.clear();
        spawn_local(async move {
            let answer = draft::send(&mut one).await;
            if form.busy.try_set(false).is_some() {
                return;
            }
            let to = format!("/work/{}", one.number);
            match answer {
                Ok(page) => {
                    is_done.set_value(true);
                    draft::forget(&kept_key.get_value());
                    load.data.set(Some(std::sync::Arc::new(page)));
                    desk().say("report.sent");
                    leave.with_value(|leave| leave(&to));
                }
                Err(Problem::Offline) => {
                    // It waits on this device and goes by itself.
                    if draft::wait(one) {
                        is_done.set_value(true);
                        draft::forget(&kept_key.get_value());
                        desk().say("report.waits");
                        leave.with_value(|leave| leave("/work"));
                    } else {
                        is_full.set(true);
                        form.refuse(Problem::Offline);
                    }
                }
                Err(problem) => form.refuse(problem),
            }
        });
    };
    let unit = step.unit.clone();
    let planned = step.quantity_planned.zip(unit.clone()).map(|(n, unit)| crate::i18n::quantity(n, &unit));
    let due = step.milestone.planned_finish;
    let returned = mend.as_ref().and_then(|r| r.review_reason.clone());
    let is_again = mend.is_some();
    view! {
        <h1>{name.clone()}</h1>
        <p class="muted">
            {t("report.now")} " " <Num text=percent(approved) />
            {due.map(|day| view! { " · " {tf("week.until", &[("date", &date(day))])} })}
        </p>
        {returned.map(|why| view! { <p class="stale-now">{t("work.returned")} " " <Zh text=why /></p> })}
        {is_restored.then(|| view! { <p class="small muted" role="status">{t("report.restored")}</p> })}
        <Show when=move || is_full.get()><p class="stale-now" role="alert">{say("report.full")}</p></Show>
        <form class="stack report" method="post" on:submit=send novalidate>
            <Summary form=form />
            <div class="field">
                <label for="report-progress_bp">{say("report.progress")}</label>
                <div class="row progress-in">
                    <input type="range" min="0" max="100" step="5" aria-hidden="true" tabindex="-1"
                        prop:value=move || typed.percent.get() on:input=move |e| typed.percent.set(event_target_value(&e)) />
                    <input class="in" id="report-progress_bp" type="number" inputmode="numeric" min="0" max="100" prop:value=move || typed.percent.get()
                        on:input=move |e| typed.percent.set(event_target_value(&e)) />
                    <span>"%"</span>
                </div>
            </div>
            <Show when=move || falls.get()>
                <Area form=form name="correction_reason" label="report.correction" value=typed.correction hint="report.correction.hint" />
            </Show>
            {(needs == NeedsPhoto::Concealed).then(|| view! { <p class="small">{t("report.concealed")}</p> })}
            <Picker shots=typed.shots number=number.clone() phase=phase alt=alt />
            <Area form=form name="note" label="report.note" value=typed.note hint="report.note.hint" />
            {is_again.then(|| view! { <Area form=form name="mended" label="report.mended" value=typed.mended hint="report.mended.hint" /> })}
            <details class="fold">
                <summary><Icon name="next" />{say("report.more")}</summary>
                <div class="stack">
                    <Field form=form name="reported_on" label="report.on" value=typed.on kind="date" />
                    {unit.map(|_| view! {
                        <Field form=form name="quantity_done" label="report.quantity" value=typed.quantity kind="number" free=true />
                        {planned.map(|planned| view! { <p class="hint">{tf("report.quantity.planned", &[("planned", &planned)])}</p> })}
                    })}
                    <label class="check">
                        <input type="checkbox" prop:checked=move || typed.weather.get() on:change=move |e| typed.weather.set(event_target_checked(&e)) />
                        <span>{say("report.weather")}</span>
                    </label>
                    <Area form=form name="issue" label="report.issue" value=typed.issue hint="report.issue.hint" />
                </div>
            </details>
            <section class="panel preview" aria-labelledby="h-preview">
                <h2 class="t-m" id="h-preview">{say("report.preview")}</h2>
                <p><b>{name}</b> " " <span class="num">{move || typed.basis_points().map(percent)}</span></p>
                <p>{move || typed.note.get()}</p>
                <p class="small muted">{move || tf("report.preview.photographs", &[("n", &typed.shots.all.with(Vec::len))])}</p>
            </section>
            <button class="btn btn-main btn-wide" type="submit" disabled=move || form.busy.get()>
                {move || t(if form.busy.get() { "report.sending" } else { "report.send" })}
            </button>
        </form>
    }
}

/// What the rules of both ends say of it.
fn faults(report: &Value, shots: &[super::shots::Kept], before: &Before, typed: Typed, is_again: bool) -> Faults {
    let percent = untrack(|| typed.basis_points());
    let faults = Faults::none().when(percent.is_none(), "progress_bp", "report.progress.wrong").when(
        is_again && typed.mended.with_untracked(|m| m.trim().is_empty()),
        "mended",
        "act.missing",
    );
    if !faults.is_none() {
        return faults;
    }
    let mut whole = report.clone();
    // A photograph that is not there yet has no name of the server's: any stands for it.
    let named = |shot: &super::shots::Kept| {
        let mut named = shot.named();
        if shot.id.is_none() {
            named["id"] = json!("0000000000001");
        }
        named
    };
    whole["photographs"] = Value::Array(shots.iter().map(named).collect());
    match serde_json::from_value::<NewReport>(whole) {
        Ok(report) => faults.rule(report.checked(before)),
        Err(_) => faults.when(true, "reported_on", "act.missing"),
    }
}
