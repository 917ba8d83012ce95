//! Reports that wait for my judgement: the oldest first, photographs large, what was planned beside what is said; by
//! keyboard too.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::permissions::Action;
use shared::progress_reports::staff::QueuedReport;

use super::shots;
use crate::api::Load;
use crate::i18n::{Lang, date, percent, quantity, say, t, tf};
use crate::session::lang;
use crate::staff::{Area, Form, Private, StaffPage, Summary, desk, fresh_token, moment};
use crate::ui::{Fact, Facts, Num, Plate, State, Zh};

/// `/work/reports`.
#[component]
pub(super) fn QueuePage() -> impl IntoView {
    view! {
        <StaffPage heading="queue.title" above=("/work", "work.title") needs=Action::WriteProject><Queue /></StaffPage>
    }
}

#[component]
fn Queue() -> impl IntoView {
    let load = Load::<Vec<QueuedReport>>::of(|| "/api/v1/staff/reports".to_owned());
    view! {
        <p class="muted">{say("queue.text")}</p>
        <Private load=load draw=move |found| {
            if found.is_empty() {
                return view! { <State icon="s-done" title=t("queue.none") text=t("queue.none.text") /> }.into_any();
            }
            let cards = found.iter().cloned().map(|one| view! { <Card one=one load=load /> });
            view! { <ol class="queue">{cards.collect_view()}</ol> }.into_any()
        } />
    }
}

#[component]
fn Card(one: QueuedReport, load: Load<Vec<QueuedReport>>) -> impl IntoView {
    let report = one.report;
    let id = report.id;
    let form = Form::new("judge");
    let returning = RwSignal::new(false);
    let (reason, checked) = (RwSignal::new(String::new()), RwSignal::new(report.photographs.is_empty()));
    let token = StoredValue::new(fresh_token());
    let version = report.version;
    let send = move |event: &'static str, more: (&'static str, Value)| {
        let mut body = json!({ "event": event, "version": version, "client_token": token.get_value() });
        body[more.0] = more.1;
        form.send(Method::POST, format!("/api/v1/staff/reports/{id}/events"), &body, move |_: Value| {
            desk().say(if event == "approve" { "queue.approved" } else { "queue.returned" });
            // It is judged: the next one moves up.
            let left = load
                .data
                .get_untracked()
                .map(|all| all.iter().filter(|o| o.report.id != id).cloned().collect::<Vec<_>>());
            load.data.set(left.map(std::sync::Arc::new));
        });
    };
    let approve = move |_| {
        if !checked.get_untracked() {
            return form.refuse(crate::staff::Faults::none().when(
                true,
                "photographs_checked",
                "queue.checked.missing",
            ));
        }
        send("approve", ("photographs_checked", json!(true)));
    };
    let give_back = move |_| {
        if !returning.get_untracked() {
            return returning.set(true);
        }
        if reason.with_untracked(|r| r.trim().is_empty()) {
            return form.refuse(crate::staff::Faults::none().when(true, "reason", "act.missing"));
        }
        send("return", ("reason", json!(reason.get_untracked())));
    };
    let name = if lang() == Lang::Zh { report.milestone_zh.clone() } else { report.milestone_en.clone() };
    let has_photographs = !report.photographs.is_empty();
    let amount = one.unit.as_ref().map(|unit| {
        let told = |n: Option<i64>| n.map_or_else(|| t("none"), |n| quantity(n, unit));
        (told(report.quantity_done), told(one.quantity_planned))
    });
    let href = format!("/work/{}", one.project);
    let (head, labelled) = (format!("h-{id}"), format!("h-{id}"));
    view! {
        <li class="panel stack" aria-labelledby=labelled>
            <div>
                <h2 class="t-l" id=head>{name}</h2>
                <p><a class="target" href=href><Zh text=one.project_name.clone() /></a> " " <Plate text=one.project.clone() /></p>
                <p class="small muted">{t("queue.filed")} " " <Num text=moment(report.filed_at) /> " " {report.filed_by.clone()}</p>
            </div>
            {shots::large(&report.photographs)}
            <Facts>
                <Fact label=t("queue.says")><b><Num text=percent(report.progress_bp) /></b></Fact>
                <Fact label=t("queue.until_now")><Num text=percent(one.approved_bp) /></Fact>
                {one.planned_bp.map(|bp| view! { <Fact label=t("queue.planned")><Num text=percent(bp) /></Fact> })}
                {one.planned_finish.map(|day| view! { <Fact label=t("queue.due")><Num text=date(day) /></Fact> })}
                {amount.map(|(done, planned)| view! { <Fact label=t("queue.amount")>{tf("work.amount", &[("done", &done), ("planned", &planned)])}</Fact> })}
                <Fact label=t("queue.on")><Num text=date(report.reported_on) /></Fact>
            </Facts>
            {report.note.clone().map(|note| view! { <p><Zh text=note /></p> })}
            {report.correction_reason.clone().map(|why| view! { <p class="stale-now">{t("work.correction")} " " <Zh text=why /></p> })}
            {report.issue.clone().map(|issue| view! { <p class="muted">{t("work.issue")} " " <Zh text=issue /></p> })}
            {report.weather_stop.then(|| view! { <p class="small">{t("report.weather")}</p> })}
            <Summary form=form />
            {has_photographs.then(|| view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || checked.get() on:change=move |e| checked.set(event_target_checked(&e)) />
                    <span>{say("queue.checked")}</span>
                </label>
            })}
            <Show when=move || returning.get()>
                <Area form=form name="reason" label="queue.reason" value=reason hint="queue.reason.hint" />
            </Show>
            <div class="row">
                <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=approve>{say("act.report.approve")}</button>
                <button class="btn" type="button" disabled=move || form.busy.get() on:click=give_back>{say("act.report.return")}</button>
            </div>
        </li>
    }
}
