//! The form of an outage notice, and how one is told at work. On a phone it takes less than two minutes.

use chrono::{DateTime, Days, NaiveTime, TimeZone as _, Utc};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_json::json;
use shared::outages::staff::{StaffOutage, publishable, span};
use shared::outages::{OutageKind, is_short_notice};
use shared::permissions::Action;
use shared::projects::form::ProjectFormPage;
use shared::published::Desked;
use shared::time::shanghai;
use shared::workflow::Happened;
use strum::VariantArray as _;

use super::super::outage::{kind_words, standing_badge};
use super::super::times;
use super::Item;
use super::compound::{Buildings, CompoundPicker};
use super::fields::{Saved, from_local, local, now, some, way, works};
use crate::api::Load;
use crate::i18n::{t, tf};
use crate::session::{lang, recall, remember};
use crate::shell::shell;
use crate::staff::{Area, Choice, Faults, Field, Form, OneOf, Summary, code_of, desk};
use crate::ui::{Plate, Zh, place_of};

impl Item for StaffOutage {
    const API: &'static str = "/api/v1/staff/outages";
    const PAGE: &'static str = "/work/outages";
    const WORDS: &'static str = "write.outages";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn title(&self) -> AnyView {
        view! { {kind_words(self.form.kind)} " · " <Zh text=self.compound.name.clone() /> }.into_any()
    }

    fn line(&self) -> AnyView {
        let works = self.project.clone().map(|p| view! { <span><Zh text=p.name /> " " <Plate text=p.id /></span> });
        view! {
            <span>{times::span(self.form.starts_at, self.form.ends_at)}</span> " "
            {place_of(&self.areas).map(|place| view! { <span><Zh text=place /></span> " " })} {works} " "
            {self.standing.map(standing_badge)}
        }
        .into_any()
    }

    fn text(&self) -> AnyView {
        let form = &self.form;
        let buildings = if form.buildings.is_empty() { t("outage.whole") } else { form.buildings.join("、") };
        view! {
            <p><b>{times::span(form.starts_at, form.ends_at)}</b></p>
            <p><Zh text=buildings /></p>
            <p><Zh text=form.reason.clone() /></p>
            {form.alternative.clone().map(|a| view! { <p>{t("outage.alternative")} <Zh text=a /></p> })}
            {form.emergency.clone().map(|why| view! { <p><b>{t("outage.short")}</b> {t("outage.because")} <Zh text=why /></p> })}
            <p class="small muted"><Zh text=form.source.clone() /> {super::super::outage::phone(form.phone.as_deref())}</p>
        }
        .into_any()
    }

    fn desked(&self) -> &Desked {
        &self.desked
    }

    fn history(&self) -> &[Happened] {
        &self.history
    }

    fn public(&self) -> String {
        format!("/outages/{}", self.id)
    }

    fn ends_at(&self) -> Option<DateTime<Utc>> {
        Some(self.form.ends_at)
    }

    fn form(of: Option<&Self>) -> AnyView {
        view! { <OutageForm of=of.cloned() /> }.into_any()
    }
}

/// Eight and twelve in the morning, the day after tomorrow: a day ahead, whatever the hour is.
fn usual(hour: u32) -> String {
    let day = shell().today() + Days::new(2);
    let at = NaiveTime::from_hms_opt(hour, 0, 0).map(|time| day.and_time(time));
    at.and_then(|at| shanghai().from_local_datetime(&at).single()).map_or_else(String::new, |at| local(at.to_utc()))
}

#[component]
fn OutageForm(of: Option<StaffOutage>) -> impl IntoView {
    let form = Form::new("outage");
    let saved = Saved::of(of.as_ref());
    let go = way();
    let had = of.as_ref().map(|o| o.form.clone());
    let text = |had: Option<String>, usual: Option<String>| RwSignal::new(had.or(usual).unwrap_or_default());
    let is_new = of.is_none();
    let kept = |key: &str| recall(key).filter(|_| is_new);
    let kind = text(had.as_ref().map(|f| code_of(f.kind).to_owned()), Some("water".to_owned()));
    let asked = use_location().query.with_untracked(|q| q.get("project"));
    let project = text(had.as_ref().and_then(|f| f.project.clone()), asked);
    let chosen = RwSignal::new(of.as_ref().map(|o| (o.form.compound, o.compound.name.clone())));
    let ticked = RwSignal::new(had.as_ref().map(|f| f.buildings.clone()).unwrap_or_default());
    let starts = text(had.as_ref().map(|f| local(f.starts_at)), Some(usual(8)));
    let ends = text(had.as_ref().map(|f| local(f.ends_at)), Some(usual(12)));
    let reason = text(had.as_ref().map(|f| f.reason.clone()), None);
    let alternative = text(had.as_ref().and_then(|f| f.alternative.clone()), None);
    let phone = text(had.as_ref().and_then(|f| f.phone.clone()), kept("outage-phone"));
    let source = text(had.as_ref().map(|f| f.source.clone()), kept("outage-source"));
    let emergency = text(had.as_ref().and_then(|f| f.emergency.clone()), None);
    let kept_works = of.as_ref().and_then(|o| o.project.clone()).map(|p| (p.id, p.name));
    let options = works(kept_works);
    let treated = treated(project);
    // Another works' compound is chosen anew; its only one is chosen by itself.
    Effect::new(move |before: Option<String>| {
        let now = project.get();
        if before.is_some_and(|before| before != now) {
            chosen.set(None);
            ticked.set(Vec::new());
        }
        now
    });
    Effect::new(move |_| {
        if let Some([only]) = treated.get().as_deref()
            && chosen.with_untracked(Option::is_none)
        {
            chosen.set(Some(only.clone()));
        }
    });
    let is_short = Memo::new(move |_| from_local(&starts.get()).is_some_and(|at| is_short_notice(now(), at)));
    let publishes = desk().may(Action::PublishOutage);
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let (from, to) = (from_local(&starts.get_untracked()), from_local(&ends.get_untracked()));
        let times = from.zip(to);
        let goes_out = publishes && !saved.only_keep.get_value();
        let mut faults = Faults::none()
            .when(chosen.with_untracked(Option::is_none), "compound", "write.compound.missing")
            .when(from.is_none(), "starts_at", "act.missing")
            .when(to.is_none(), "ends_at", "act.missing");
        if let Some((from, to)) = times {
            faults = faults.rule(span(from, to));
            if goes_out && to > from {
                faults = faults.rule(publishable((from, to), some(emergency).as_deref(), now()));
            }
        }
        let faults = faults.when(some(reason).is_none(), "reason", "act.missing").when(
            some(source).is_none(),
            "source",
            "act.missing",
        );
        if !faults.is_none() {
            return form.refuse(faults);
        }
        remember("outage-source", &source.get_untracked());
        remember("outage-phone", &phone.get_untracked());
        let body = json!({
            "kind": kind.get_untracked(),
            "compound": chosen.get_untracked().map(|(id, _)| id),
            "project": some(project),
            "buildings": ticked.get_untracked(),
            "starts_at": from,
            "ends_at": to,
            "reason": some(reason),
            "alternative": some(alternative),
            "phone": some(phone),
            "source": some(source),
            "emergency": some(emergency).filter(|_| is_short.get_untracked()),
        });
        saved.send::<StaffOutage>(form, go, &body);
    };
    let kinds = Signal::derive(|| {
        lang();
        let one =
            |kind: &OutageKind| OneOf { value: code_of(*kind).to_owned(), words: kind_words(*kind), is_name: false };
        OutageKind::VARIANTS.iter().map(one).collect::<Vec<_>>()
    });
    view! {
        <form class="stack report" method="post" on:submit=send novalidate>
            <Summary form=form />
            <Choice form=form name="kind" label="write.kind" value=kind none="act.choose" options=kinds />
            <Choice form=form name="project" label="write.project" value=project none="write.project.none" options=options />
            {move || match treated.get().filter(|all| all.len() > 1) {
                Some(all) => choose(form, chosen, ticked, all),
                None => view! { <CompoundPicker form=form chosen=chosen /> }.into_any(),
            }}
            <Buildings form=form chosen=chosen ticked=ticked />
            <div class="pair">
                <Field form=form name="starts_at" label="write.starts_at" value=starts kind="datetime-local" />
                <Field form=form name="ends_at" label="write.ends_at" value=ends kind="datetime-local" />
            </div>
            <Show when=move || is_short.get()>
                <Area form=form name="emergency" label="write.emergency" value=emergency hint="write.emergency.hint" />
            </Show>
            <Area form=form name="reason" label="write.reason" value=reason hint="write.reason.hint" />
            <Field form=form name="alternative" label="write.alternative" value=alternative hint="write.alternative.hint" free=true />
            <div class="pair">
                <Field form=form name="source" label="write.source" value=source hint="write.source.hint" />
                <Field form=form name="phone" label="write.phone" value=phone free=true kind="tel" />
            </div>
            {saved.buttons(form, publishes)}
        </form>
    }
}

type Place = (shared::id::CompoundId, String);

/// The compounds that the works treat; `None` until they are known.
fn treated(project: RwSignal<String>) -> Memo<Option<Vec<Place>>> {
    let load = Load::<ProjectFormPage>::of(move || {
        let number = project.get();
        if number.is_empty() { number } else { format!("/api/v1/staff/projects/{number}/form") }
    });
    Memo::new(move |_| {
        let number = project.get();
        let page = load.data.get().filter(|page| page.number == number)?;
        Some(page.form.compounds.iter().map(|c| (c.id, c.name.clone())).collect())
    })
}

/// One of the compounds of the works.
fn choose(form: Form, chosen: RwSignal<Option<Place>>, ticked: RwSignal<Vec<String>>, all: Vec<Place>) -> AnyView {
    let value = RwSignal::new(chosen.get_untracked().map(|(id, _)| id.to_string()).unwrap_or_default());
    let count = all.len();
    let options: Vec<OneOf> =
        all.iter().map(|(id, name)| OneOf { value: id.to_string(), words: name.clone(), is_name: true }).collect();
    let all = StoredValue::new(all);
    Effect::new(move |before: Option<()>| {
        let wanted = value.get();
        let found = all.with_value(|all| all.iter().find(|(id, _)| id.to_string() == wanted).cloned());
        if before.is_some() {
            chosen.set(found);
            ticked.set(Vec::new());
        }
    });
    view! {
        <Choice form=form name="compound" label="write.compound" value=value none="act.choose" options=Signal::stored(options) />
        <p class="hint">{tf("write.compound.of_works", &[("n", &count)])}</p>
    }
    .into_any()
}
