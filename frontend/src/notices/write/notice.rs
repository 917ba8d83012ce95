//! The form of a notice, and how one is told at work.

use chrono::{DateTime, Utc};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde_json::json;
use shared::areas::Area as AreaFound;
use shared::notices::NoticeKind;
use shared::notices::staff::StaffNotice;
use shared::published::Desked;
use shared::workflow::Happened;
use strum::VariantArray as _;

use super::Item;
use super::compound::CompoundPicker;
use super::fields::{Saved, some, way, works};
use crate::api::Load;
use crate::i18n::{date, t, tf};
use crate::session::{lang, recall, remember};
use crate::staff::{Area, Choice, Faults, Field, Form, OneOf, Summary, code_of};
use crate::ui::{Num, Plate, Zh, place_of};

impl Item for StaffNotice {
    const API: &'static str = "/api/v1/staff/notices";
    const PAGE: &'static str = "/work/notices";
    const WORDS: &'static str = "write.notices";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn title(&self) -> AnyView {
        view! { <Zh text=self.form.title.clone() /> }.into_any()
    }

    fn line(&self) -> AnyView {
        let works = self.project.clone().map(|p| view! { <span><Zh text=p.name /> " " <Plate text=p.id /></span> " " });
        let compound = self.compound.clone().map(|c| view! { <span><Zh text=c.name /></span> " " });
        let until = self.form.publicity_until.map(|day| tf("write.until", &[("date", &date(day))]));
        view! {
            <span>{kind_words(self.form.kind)}</span> " " {works} {compound}
            {place_of(&self.areas).map(|place| view! { <span><Zh text=place /></span> " " })}
            {until.map(|until| view! { <Num text=until /> })}
        }
        .into_any()
    }

    fn text(&self) -> AnyView {
        let form = &self.form;
        let paragraphs = form.body.lines().filter(|line| !line.trim().is_empty());
        view! {
            {paragraphs.map(|line| view! { <p><Zh text=line.to_owned() /></p> }).collect_view()}
            <p class="small muted"><Zh text=form.author.clone() /> {super::super::outage::phone(form.phone.as_deref())}</p>
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
        format!("/notices/{}", self.id)
    }

    fn ends_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    fn form(of: Option<&Self>) -> AnyView {
        view! { <NoticeForm of=of.cloned() /> }.into_any()
    }
}

fn kind_words(kind: NoticeKind) -> String {
    t(&format!("notice_kind.{}", code_of(kind)))
}

/// What it is about.
const ABOUT: [&str; 3] = ["project", "compound", "area"];

#[component]
fn NoticeForm(of: Option<StaffNotice>) -> impl IntoView {
    let form = Form::new("notice");
    let saved = Saved::of(of.as_ref());
    let go = way();
    let had = of.as_ref().map(|o| o.form.clone());
    let text = |had: Option<String>, usual: Option<String>| RwSignal::new(had.or(usual).unwrap_or_default());
    let is_new = of.is_none();
    let kept = |key: &str| recall(key).filter(|_| is_new);
    let asked = use_location().query.with_untracked(|q| q.get("project"));
    let kind = text(had.as_ref().map(|f| code_of(f.kind).to_owned()), Some("announcement".to_owned()));
    let about = match &had {
        Some(f) if f.project.is_some() => "project",
        Some(f) if f.compound.is_some() => "compound",
        None if asked.is_some() => "project",
        _ => "area",
    };
    let about = RwSignal::new(about.to_owned());
    let project = text(had.as_ref().and_then(|f| f.project.clone()), asked);
    let area = text(had.as_ref().and_then(|f| f.area).map(|a| a.to_string()), None);
    let compound = of.as_ref().and_then(|o| o.form.compound.zip(o.compound.as_ref().map(|c| c.name.clone())));
    let chosen = RwSignal::new(compound);
    let title = text(had.as_ref().map(|f| f.title.clone()), None);
    let body = text(had.as_ref().map(|f| f.body.clone()), None);
    let author = text(had.as_ref().map(|f| f.author.clone()), kept("outage-source"));
    let phone = text(had.as_ref().and_then(|f| f.phone.clone()), kept("outage-phone"));
    let until = text(had.as_ref().and_then(|f| f.publicity_until).map(|day| day.to_string()), None);
    let source = had.as_ref().and_then(|f| f.source.clone()).filter(|s| had.as_ref().is_some_and(|f| f.author != *s));
    let source = StoredValue::new(source);
    let is_publicity = Memo::new(move |_| kind.get() == "publicity");
    let options = works(of.as_ref().and_then(|o| o.project.clone()).map(|p| (p.id, p.name)));
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let about = about.get_untracked();
        let is = |what: &str| about == what;
        let faults = Faults::none()
            .when(is("project") && some(project).is_none(), "project", "act.missing")
            .when(is("compound") && chosen.with_untracked(Option::is_none), "compound", "write.compound.missing")
            .when(is("area") && some(area).is_none(), "area", "act.missing")
            .when(some(title).is_none(), "title", "act.missing")
            .when(some(body).is_none(), "body", "act.missing")
            .when(is_publicity.get_untracked() && some(until).is_none(), "publicity_until", "act.missing")
            .when(some(author).is_none(), "author", "act.missing");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        remember("outage-source", &author.get_untracked());
        remember("outage-phone", &phone.get_untracked());
        let whole = json!({
            "kind": kind.get_untracked(),
            "title": some(title),
            "body": some(body),
            "area": some(area).filter(|_| is("area")),
            "compound": chosen.get_untracked().map(|(id, _)| id).filter(|_| is("compound")),
            "project": some(project).filter(|_| is("project")),
            "author": some(author),
            "source": source.get_value(),
            "phone": some(phone),
            "publicity_until": some(until).filter(|_| is_publicity.get_untracked()),
        });
        saved.send::<StaffNotice>(form, go, &whole);
    };
    let kinds = Signal::derive(|| {
        lang();
        let one =
            |kind: &NoticeKind| OneOf { value: code_of(*kind).to_owned(), words: kind_words(*kind), is_name: false };
        NoticeKind::VARIANTS.iter().map(one).collect::<Vec<_>>()
    });
    let abouts = Signal::derive(|| {
        lang();
        let one =
            |what: &str| OneOf { value: what.to_owned(), words: t(&format!("write.about.{what}")), is_name: false };
        ABOUT.map(one).to_vec()
    });
    let areas = areas();
    view! {
        <form class="stack report" method="post" on:submit=send novalidate>
            <Summary form=form />
            <div class="pair">
                <Choice form=form name="kind" label="write.sort" value=kind none="act.choose" options=kinds />
                <Choice form=form name="about" label="write.about" value=about none="act.choose" options=abouts />
            </div>
            {move || match about.get().as_str() {
                "project" => view! { <Choice form=form name="project" label="write.project" value=project none="act.choose" options=options /> }.into_any(),
                "compound" => view! { <CompoundPicker form=form chosen=chosen /> }.into_any(),
                _ => view! { <Choice form=form name="area" label="write.area" value=area none="act.choose" options=areas /> }.into_any(),
            }}
            <Field form=form name="title" label="write.title" value=title />
            <Area form=form name="body" label="write.body" value=body hint="write.body.hint" />
            <Show when=move || is_publicity.get()>
                <Field form=form name="publicity_until" label="write.publicity_until" value=until kind="date" hint="write.publicity_until.hint" />
            </Show>
            <div class="pair">
                <Field form=form name="author" label="write.source" value=author hint="write.source.hint" />
                <Field form=form name="phone" label="write.phone" value=phone free=true kind="tel" />
            </div>
            {saved.buttons(form, false)}
        </form>
    }
}

/// The areas by the name of their path, to choose from.
pub(crate) fn areas() -> Signal<Vec<OneOf>> {
    let load = Load::<Vec<AreaFound>>::of(|| "/api/v1/areas".to_owned());
    Signal::derive(move || {
        let Some(all) = load.data.get() else { return Vec::new() };
        let name = |area: &AreaFound| {
            let above = area.parent.and_then(|id| all.iter().find(|a| a.id == id)).filter(|a| a.parent.is_some());
            above.map_or_else(|| area.name.clone(), |above| format!("{} {}", above.name, area.name))
        };
        let mut found: Vec<OneOf> =
            all.iter().map(|area| OneOf { value: area.id.to_string(), words: name(area), is_name: true }).collect();
        // The district first, then each street with its communities.
        found.sort_by(|a, b| a.words.cmp(&b.words));
        found
    })
}
