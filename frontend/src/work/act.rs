//! The dialog of a deed: what it takes is drawn by the table that the server refuses by.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::{Map, Value, json};
use shared::plan_changes::staff::PlanField;
use shared::projects::events::{DocType, Need, SuspendReason};
use shared::projects::staff::StaffProjectPage;
use strum::VariantArray as _;

use super::acts::{Act, Input};
use crate::api::Load;
use crate::i18n::{Lang, say, t};
use crate::session::lang;
use crate::staff::{Area, Choice, Dialog, Faults, Field, Form, OneOf, Summary, code_of, desk, fresh_token};

/// The dialog; it is open while something is `chosen`.
#[component]
pub(super) fn ActDialog(load: Load<StaffProjectPage>, chosen: RwSignal<Option<Act>>) -> impl IntoView {
    let open = RwSignal::new(false);
    // Each follows the other; what is so already is not set again, or they would never rest.
    Effect::new(move |_| {
        let wanted = chosen.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move |_| {
        if !open.get() && chosen.with_untracked(Option::is_some) {
            chosen.set(None);
        }
    });
    view! {
        <Dialog id="h-act" title="act.title" open=open>
            {move || chosen.get().map(|act| view! { <ActForm load=load act=act done=Callback::new(move |()| open.set(false)) /> })}
        </Dialog>
    }
}

/// What is filled in, by its name on the wire.
#[derive(Clone, Copy)]
struct Filled {
    texts: StoredValue<Vec<(&'static str, RwSignal<String>)>>,
}

impl Filled {
    fn of(self, name: &'static str) -> RwSignal<String> {
        let known = self.texts.with_value(|all| all.iter().find(|(n, _)| *n == name).map(|(_, signal)| *signal));
        known.unwrap_or_else(|| {
            let signal = RwSignal::new(String::new());
            self.texts.update_value(|all| all.push((name, signal)));
            signal
        })
    }

    fn text(self, name: &'static str) -> Option<String> {
        let text = self.of(name).get_untracked();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

#[component]
fn ActForm(load: Load<StaffProjectPage>, act: Act, done: Callback<()>) -> impl IntoView {
    let form = Form::new("act");
    let filled = Filled { texts: StoredValue::new(Vec::new()) };
    let checked = RwSignal::new(false);
    let token = StoredValue::new(fresh_token());
    let inputs = StoredValue::new(act.inputs());
    let fields = act.inputs().into_iter().map(|(input, must)| field(form, filled, checked, load, act, input, must));
    let fields = fields.collect_view();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let Some(page) = load.data.get_untracked() else { return };
        let mut body = act.body(&page, &token.get_value());
        let faults = inputs.with_value(|inputs| {
            inputs
                .iter()
                .fold(Faults::none(), |faults, (input, must)| put(&mut body, filled, checked, *input, *must, faults))
        });
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let path = act.path(&page.project.number);
        form.send(Act::METHOD, path, &body, move |page: StaffProjectPage| {
            load.data.set(Some(std::sync::Arc::new(page)));
            desk().say("act.done");
            done.run(());
        });
    };
    let words = act.words();
    let text = format!("{words}.text");
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p class="t-m"><b>{move || t(&words)}</b></p>
            {move || Some(t(&text)).filter(|said| *said != text).map(|said| view! { <p class="muted">{said}</p> })}
            <Summary form=form />
            {fields}
            <div class="row">
                <button class="btn" type="button" on:click=move |_| done.run(())>{say("act.cancel")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("act.send")}</button>
            </div>
        </form>
    }
}

/// The label of a need: an event may have words of its own for it.
fn label(act: Act, name: &'static str) -> &'static str {
    use shared::projects::ProjectEvent as E;
    match (act, name) {
        (Act::Project(E::ConsentReached), "until") => "act.field.publicity_until",
        (Act::Project(E::ConsentReached), "reason") => "act.field.totals",
        (Act::Project(E::StartTender), "reason") => "act.field.method",
        (Act::Project(E::Suspend), "until") => "act.field.resumes",
        (Act::Project(E::Fail), "until") => "act.field.deadline",
        (Act::Project(E::Fail), "reason") => "act.field.defects",
        (Act::Project(E::StartWorks), "reason") => "act.field.exemption",
        (Act::Project(E::BeginMaintenance), "reason") => "act.field.mode",
        (Act::Project(E::Approve), "amount_fen") => "act.field.total",
        (Act::Project(E::Award), "amount_fen") => "act.field.contract",
        (Act::Project(E::Archive), "amount_fen") => "act.field.final",
        (_, "on") => "act.field.on",
        (_, "until") => "act.field.until",
        (_, "amount_fen") => "act.field.amount",
        _ => "act.field.reason",
    }
}

fn field(
    form: Form,
    filled: Filled,
    checked: RwSignal<bool>,
    load: Load<StaffProjectPage>,
    act: Act,
    input: Input,
    must: bool,
) -> AnyView {
    let date = |name: &'static str, words: &'static str| {
        let value = filled.of(name);
        if name == "on" {
            value.set(crate::shell::shell().today().to_string());
        }
        view! { <Field form=form name=name label=words value=value kind="date" free=!must /> }.into_any()
    };
    match input {
        Input::Of(Need::On) => date("on", label(act, "on")),
        Input::Of(Need::Until) => date("until", label(act, "until")),
        Input::Of(Need::PlannedStart) => date("planned_start", "act.field.planned_start"),
        Input::Of(Need::PlannedFinish) => date("planned_finish", "act.field.planned_finish"),
        Input::Of(Need::Reason) => {
            let hint = if must { "act.reason.hint" } else { "act.reason.free" };
            view! { <Area form=form name="reason" label=label(act, "reason") value=filled.of("reason") hint=hint /> }.into_any()
        }
        Input::Of(Need::ReasonCode) => {
            let one = |code: &SuspendReason| OneOf {
                value: code_of(*code).to_owned(),
                words: t(&format!("suspend_reason.{}", code_of(*code))),
                is_name: false,
            };
            let options = Signal::derive(move || {
                lang();
                SuspendReason::VARIANTS.iter().map(one).collect::<Vec<_>>()
            });
            view! { <Choice form=form name="reason_code" label="act.field.reason_code" value=filled.of("reason_code") none="act.choose" options=options /> }.into_any()
        }
        Input::Of(Need::Document(kind)) => document(form, filled, kind, must),
        Input::Of(Need::Amount) => {
            view! { <Field form=form name="amount_fen" label=label(act, "amount_fen") value=filled.of("amount_fen") hint="act.amount.hint" free=!must /> }.into_any()
        }
        Input::Progress => {
            view! { <Field form=form name="progress_bp" label="act.field.progress" value=filled.of("progress_bp") kind="number" hint="act.progress.hint" /> }.into_any()
        }
        Input::Checked => view! {
            <label class="check">
                <input type="checkbox" id=form.control("photographs_checked") prop:checked=move || checked.get() on:change=move |e| checked.set(event_target_checked(&e)) />
                <span>{say("queue.checked")}</span>
            </label>
        }
        .into_any(),
        Input::Plan => plan(form, filled, load),
    }
}

fn document(form: Form, filled: Filled, kind: DocType, must: bool) -> AnyView {
    let title = filled.of("title");
    title.set(t(&format!("doc_type.{}", code_of(kind))));
    view! {
        <fieldset class="doc stack">
            <legend class="label">{t(&format!("doc_type.{}", code_of(kind)))} {(!must).then(|| view! { " " <span class="opt">{t("form.free")}</span> })}</legend>
            <Field form=form name="title" label="act.field.title" value=title />
            <div class="pair">
                <Field form=form name="doc_no" label="act.field.doc_no" value=filled.of("doc_no") />
                <Field form=form name="document_on" label="act.field.document_on" value=filled.of("document_on") kind="date" />
            </div>
        </fieldset>
    }
    .into_any()
}

/// What of the plan shall change, and into what.
fn plan(form: Form, filled: Filled, load: Load<StaffProjectPage>) -> AnyView {
    let (field, of, new) = (filled.of("field"), filled.of("milestone"), filled.of("new"));
    field.set("planned_finish".to_owned());
    let fields = Signal::derive(move || {
        lang();
        let one = |f: &PlanField| OneOf {
            value: code_of(*f).to_owned(),
            words: t(&format!("week.plan.{}", code_of(*f))),
            is_name: false,
        };
        PlanField::VARIANTS.iter().map(one).collect::<Vec<_>>()
    });
    let steps = Signal::derive(move || {
        let zh = lang() == Lang::Zh;
        let page = load.data.get();
        let one = |m: &shared::milestones::staff::StaffMilestone| OneOf {
            value: m.id.to_string(),
            words: if zh { m.milestone.zh.clone() } else { m.milestone.en.clone() },
            is_name: false,
        };
        page.map(|page| page.milestones.iter().map(one).collect::<Vec<_>>()).unwrap_or_default()
    });
    let is_day = Memo::new(move |_| field.with(|f| f.parse::<PlanField>().is_ok_and(PlanField::is_day)));
    view! {
        <Choice form=form name="field" label="act.field.field" value=field none="act.choose" options=fields />
        <Show when=move || is_day.get()>
            <Choice form=form name="milestone" label="act.field.milestone" value=of none="act.whole_project" options=steps />
        </Show>
        {move || {
            let kind = if is_day.get() { "date" } else { "text" };
            let hint = field.with(|f| f == "total_investment_fen").then_some("act.amount.hint");
            match hint {
                Some(hint) => view! { <Field form=form name="new" label="act.field.new" value=new kind=kind hint=hint /> }.into_any(),
                None => view! { <Field form=form name="new" label="act.field.new" value=new kind=kind /> }.into_any(),
            }
        }}
    }
    .into_any()
}

/// Puts what was filled in into the body.
fn put(body: &mut Value, filled: Filled, checked: RwSignal<bool>, input: Input, must: bool, faults: Faults) -> Faults {
    let Some(body) = body.as_object_mut() else { return faults };
    let text = |body: &mut Map<String, Value>, name: &'static str, faults: Faults| {
        let said = filled.text(name);
        let missing = must && said.is_none();
        if let Some(said) = said {
            body.insert(name.to_owned(), json!(said));
        }
        faults.when(missing, name, "act.missing")
    };
    match input {
        Input::Of(Need::On) => text(body, "on", faults),
        Input::Of(Need::Until) => text(body, "until", faults),
        Input::Of(Need::PlannedStart) => text(body, "planned_start", faults),
        Input::Of(Need::PlannedFinish) => text(body, "planned_finish", faults),
        Input::Of(Need::Reason) => text(body, "reason", faults),
        Input::Of(Need::ReasonCode) => text(body, "reason_code", faults),
        Input::Of(Need::Amount) => {
            let fen = filled.text("amount_fen").map(|text| fen(&text));
            let faults = faults.when(must && fen.is_none(), "amount_fen", "act.missing");
            match fen {
                Some(Some(fen)) => {
                    body.insert("amount_fen".to_owned(), json!(fen));
                    faults
                }
                Some(None) => faults.when(true, "amount_fen", "act.amount.wrong"),
                None => faults,
            }
        }
        Input::Of(Need::Document(kind)) => {
            let [title, doc_no, on] = ["title", "doc_no", "document_on"].map(|name| filled.text(name));
            if !must && doc_no.is_none() && on.is_none() {
                return faults;
            }
            let faults = faults
                .when(title.is_none(), "title", "act.missing")
                .when(doc_no.is_none(), "doc_no", "act.missing")
                .when(on.is_none(), "document_on", "act.missing");
            body.insert(
                "document".to_owned(),
                json!({ "doc_type": code_of(kind), "title": title, "doc_no": doc_no, "on": on }),
            );
            faults
        }
        Input::Progress => {
            let percent = filled.text("progress_bp").and_then(|p| p.parse::<i32>().ok());
            body.insert("progress_bp".to_owned(), json!(percent.map(|p| p.saturating_mul(100))));
            faults.when(percent.is_none(), "progress_bp", "act.missing")
        }
        Input::Checked => {
            body.insert("photographs_checked".to_owned(), json!(checked.get_untracked()));
            faults
        }
        Input::Plan => {
            let (field, new) = (filled.text("field"), filled.text("new"));
            let is_money = field.as_deref() == Some("total_investment_fen");
            let is_day = field.as_deref().and_then(|f| f.parse::<PlanField>().ok()).is_some_and(PlanField::is_day);
            let money = new.as_deref().filter(|_| is_money).map(fen);
            let faults = faults
                .when(field.is_none(), "field", "act.missing")
                .when(new.is_none(), "new", "act.missing")
                .when(money == Some(None), "new", "act.amount.wrong");
            body.insert("field".to_owned(), json!(field));
            if let Some(of) = filled.text("milestone").filter(|_| is_day) {
                body.insert("milestone".to_owned(), json!(of));
            }
            let new = money.flatten().map(|fen| fen.to_string()).or(new);
            body.insert("new".to_owned(), json!(new));
            faults
        }
    }
}

/// Yuan with two decimals at most, in fen.
pub(super) fn fen(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (yuan, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || !is_number(yuan) || !is_number(part) || part.len() > 2 {
        return None;
    }
    let part = format!("{part:0<2}").parse::<i64>().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    #[test]
    fn yuan_are_read_as_people_write_them() {
        for (text, fen) in [
            ("500000", Some(50_000_000)),
            ("1,234.5", Some(123_450)),
            ("0.01", Some(1)),
            ("1.234", None),
            ("-5", None),
            ("五", None),
        ] {
            assert_eq!(super::fen(text), fen, "{text}");
        }
    }
}
