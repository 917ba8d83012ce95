//! One category of orders as it is changed: who may take it, whether a photograph is needed, and its limits.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::orders::Urgency;
use shared::orders::category::{Category, CategoryChange, Pool, Question};
use shared::orders::clock::Limits;
use shared::orders::questions;
use strum::VariantArray as _;

use super::categories::PATH;
use super::limits::{Limit, LimitField, WHOLE_DAY};
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{Area, Choice, Faults, Field, Form, OneOf, Summary, code_of, desk, go};

/// The limits at one urgency.
#[derive(Clone, Copy)]
struct Typed {
    intake: Limit,
    take: Limit,
    contact: Limit,
    finish: Limit,
}

/// Names of their fields at each urgency, in the order of [`Typed`].
const FIELDS: [[&str; 4]; 3] = [
    ["normal_intake", "normal_take", "normal_contact", "normal_finish"],
    ["urgent_intake", "urgent_take", "urgent_contact", "urgent_finish"],
    ["critical_intake", "critical_take", "critical_contact", "critical_finish"],
];

impl Typed {
    fn of(limits: Limits, day: i32, is_round: bool) -> Self {
        let one = |minutes| Limit::of(minutes, day, is_round);
        Self {
            intake: one(limits.intake),
            take: one(limits.take),
            contact: one(limits.contact),
            finish: one(limits.finish),
        }
    }

    fn all(self) -> [Limit; 4] {
        [self.intake, self.take, self.contact, self.finish]
    }

    fn read(self, mut faults: Faults, fields: [&str; 4]) -> (Faults, Limits) {
        let mut minutes = [0; 4];
        for ((limit, field), to) in self.all().into_iter().zip(fields).zip(&mut minutes) {
            (faults, *to) = limit.minutes(faults, field);
        }
        let [intake, take, contact, finish] = minutes;
        (faults, Limits { intake, take, contact, finish })
    }
}

/// The form.
#[component]
pub(super) fn CategoryForm(
    category: Category,
    /// Minutes of a working day.
    day: i32,
) -> impl IntoView {
    let form = Form::new("category");
    let (zh, en) = (RwSignal::new(category.zh.clone()), RwSignal::new(category.en.clone()));
    let asked = RwSignal::new(questions::write(&category.questions));
    let before = StoredValue::new(category.questions.clone());
    let read = move || before.with_value(|before| asked.with(|text| questions::read(text, before)));
    let pool = RwSignal::new(code_of(category.pool).to_owned());
    let needs_photo = RwSignal::new(category.needs_result_photo);
    let is_active = RwSignal::new(category.is_active);
    let at = |urgency: &Urgency| {
        let is_round = urgency.is_round_the_clock();
        Typed::of(category.limits(*urgency), if is_round { WHOLE_DAY } else { day }, is_round)
    };
    let typed: [Typed; 3] = [at(&Urgency::Normal), at(&Urgency::Urgent), at(&Urgency::Critical)];
    let (path, version) = (format!("{PATH}/{}", category.code), category.version);
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let chosen = pool.get_untracked().parse::<Pool>();
        let mut faults = Faults::none().when(chosen.is_err(), "pool", "act.missing");
        let mut limits = [Limits::usual(Urgency::Normal); 3];
        for ((typed, fields), to) in typed.into_iter().zip(FIELDS).zip(&mut limits) {
            (faults, *to) = typed.read(faults, fields);
        }
        let asked = untrack(read);
        faults = faults.rule(asked.clone());
        let change = CategoryChange {
            zh: Some(zh.get_untracked().trim().to_owned()),
            en: Some(en.get_untracked().trim().to_owned()),
            questions: asked.ok(),
            pool: chosen.unwrap_or(Pool::None),
            needs_result_photo: needs_photo.get_untracked(),
            limits,
            is_active: is_active.get_untracked(),
            version,
        };
        if faults.is_none() {
            faults = faults.rule(change.check());
        }
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let go = go.clone();
        form.send(Method::PUT, path.clone(), &change, move |_: Vec<Category>| {
            desk().say("settings.done");
            go("/settings?part=categories");
        });
    };
    let pools = Signal::derive(|| {
        lang();
        let one = |pool: &Pool| OneOf {
            value: code_of(*pool).to_owned(),
            words: t(&format!("settings.pool.{}", code_of(*pool))),
            is_name: false,
        };
        Pool::VARIANTS.iter().map(one).collect::<Vec<_>>()
    });
    let tick = move |value: RwSignal<bool>, words: &'static str| {
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || value.get() on:change=move |e| value.set(event_target_checked(&e)) />
                <span>{say(words)}</span>
            </label>
        }
    };
    let group = move |((urgency, typed), fields): ((&Urgency, Typed), [&'static str; 4])| {
        let (urgency, is_round) = (code_of(*urgency), urgency.is_round_the_clock());
        let text = move || match is_round {
            true => t("settings.category.round"),
            false => tf("settings.category.work", &[("n", &(f64::from(day) / 60.0))]),
        };
        let labels =
            ["settings.limit.intake", "settings.limit.take", "settings.limit.contact", "settings.limit.finish"];
        let fields = typed.all().into_iter().zip(fields).zip(labels);
        view! {
            <fieldset class="doc stack">
                <legend class="label">{move || t(&format!("order.urgency.{urgency}"))}</legend>
                <p class="small muted">{text}</p>
                <div class="pair">
                    {fields.map(|((limit, name), label)| view! { <LimitField form=form name=name label=label limit=limit /> }).collect_view()}
                </div>
            </fieldset>
        }
    };
    // What was understood, before it is sent.
    let told = move || {
        let zh = lang() == Lang::Zh;
        let all = read().ok()?;
        let one = |question: &Question| {
            let name = if zh { &question.zh } else { &question.en };
            let choices: Vec<&str> = question.choices.iter().map(|c| if zh { c.zh.as_str() } else { &c.en }).collect();
            let choices = (!choices.is_empty()).then(|| format!(" ({})", choices.join(" / ")));
            format!("{name}{}", choices.unwrap_or_default())
        };
        let lines = all.iter().map(one).collect::<Vec<_>>().join(&t("list.comma"));
        (!all.is_empty()).then(|| tf("settings.category.questions.read", &[("n", &all.len()), ("lines", &lines)]))
    };
    let groups = Urgency::VARIANTS.iter().zip(typed).zip(FIELDS).map(group).collect_view();
    let name = move || category.name(lang() == Lang::Zh).to_owned();
    view! {
        <form class="stack report" method="post" on:submit=send novalidate>
            <h2 class="t-l">{name}</h2>
            <p class="muted">{say("settings.category.text")}</p>
            <Summary form=form />
            <div class="pair">
                <Field form=form name="zh" label="settings.category.zh" value=zh />
                <Field form=form name="en" label="settings.category.en" value=en />
            </div>
            <Area form=form name="questions" label="settings.category.questions" value=asked hint="settings.category.questions.hint" />
            <p class="small muted" role="status">{told}</p>
            <Choice form=form name="pool" label="settings.category.pool" value=pool none="act.choose" options=pools />
            {tick(needs_photo, "settings.category.photo")}
            {tick(is_active, "settings.category.active")}
            {groups}
            <p class="row">
                <a class="btn" href="/settings?part=categories">{say("act.cancel")}</a>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("settings.category.send")}</button>
            </p>
        </form>
    }
}
