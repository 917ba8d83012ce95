//! Settings 设置: footer, base map, limits. What a start option fixes is shown and locked. Categories of orders and the working
//! calendar are parts of their own.

mod calendar;
mod categories;
mod category;
mod limits;

use std::collections::BTreeMap;
use std::sync::Arc;

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::permissions::Action;
use shared::settings::{Setting, SettingChange, SettingGroup, SettingKey};
use shared::work_calendar::CalendarYear;
use strum::VariantArray as _;

use crate::api::{Load, Problem};
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{Faults, Form, Private, StaffPage, Summary, code_of, desk, own_query};
use crate::ui::Icon;
use crate::webhooks::WebhooksSection;

/// `/settings`, and its parts.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let query = own_query();
    let part = Memo::new(move |_| query.with(|q| q.get("part").unwrap_or_default()));
    move || match part.get().as_str() {
        "categories" => view! { <categories::CategoriesPage /> }.into_any(),
        "calendar" => view! { <calendar::CalendarPage /> }.into_any(),
        _ => view! {
            <StaffPage heading="settings.title" needs=Action::ChangeSettings>
                <p class="lead">{say("settings.lead")}</p>
                <Parts />
                <Settings />
                <WebhooksSection />
            </StaffPage>
        }
        .into_any(),
    }
}

/// The ways to the parts; a year whose holidays nobody wrote down is told here, before limits run wrong.
#[component]
fn Parts() -> impl IntoView {
    let years = Load::<Vec<CalendarYear>>::of(|| calendar::PATH.to_owned());
    let missing = move || {
        lang();
        let all = years.data.get().map(|all| all.to_vec()).unwrap_or_default();
        let all = all.into_iter().filter(|year| year.is_missing);
        all.map(|year| calendar::missing(year.year)).collect_view()
    };
    view! {
        <nav class="row section-s" aria-label=say("settings.parts")>
            <a class="btn" href="/settings?part=categories">{say("settings.categories")}</a>
            <a class="btn" href="/settings?part=calendar">{say("settings.calendar")}</a>
        </nav>
        {missing}
    }
}

/// What is typed, and the settings as they were read.
#[derive(Clone, Copy)]
struct Desk {
    form: Form,
    load: Load<Vec<Setting>>,
    typed: StoredValue<BTreeMap<SettingKey, RwSignal<String>>>,
    /// Values that another one set while these were typed.
    others: RwSignal<BTreeMap<SettingKey, String>>,
}

impl Desk {
    fn typed(self, key: SettingKey) -> RwSignal<String> {
        self.typed.with_value(|all| all[&key])
    }

    fn shown(self, key: SettingKey) -> Option<Setting> {
        self.load.data.with(|all| all.as_ref().and_then(|all| all.iter().find(|s| s.key == key).cloned()))
    }

    /// The settings are these now; what is typed becomes what they say.
    fn are_now(self, all: Vec<Setting>) {
        for setting in &all {
            self.typed(setting.key).set(setting.value.clone().unwrap_or_default());
        }
        self.others.set(BTreeMap::new());
        self.load.data.set(Some(Arc::new(all)));
    }

    fn changes(self) -> Vec<SettingChange> {
        let all = self.load.data.get_untracked().map(|all| all.to_vec()).unwrap_or_default();
        let changed = |setting: &Setting| {
            let value = self.typed(setting.key).get_untracked().trim().to_owned();
            let differs = value != setting.value.clone().unwrap_or_default();
            (differs && !setting.is_fixed).then_some(SettingChange {
                key: setting.key,
                value,
                version: setting.version,
            })
        };
        all.iter().filter_map(changed).collect()
    }

    /// Somebody was faster: the settings are read anew, and what differs stands at its field. What was typed stays.
    fn refused(self, problem: Problem) {
        let is_stale = matches!(&problem, Problem::Refused(e) if e.code == ErrorCode::Stale);
        self.form.refuse(problem);
        if !is_stale {
            return;
        }
        wasm_bindgen_futures::spawn_local(async move {
            let before = self.load.data.get_untracked().map(|all| all.to_vec()).unwrap_or_default();
            let answer = crate::staff::call::<Vec<Setting>>(Method::GET, "/api/v1/staff/settings", None).await;
            let Ok(now) = answer else { return };
            let of = |key: SettingKey| before.iter().find(|s| s.key == key).and_then(|s| s.value.clone());
            let mut others = BTreeMap::new();
            for setting in &now {
                let was = of(setting.key);
                if was == setting.value {
                    continue;
                }
                let typed = self.typed(setting.key);
                let value = setting.value.clone().unwrap_or_default();
                // Where nothing was typed, what is there now stands in the field.
                if typed.get_untracked() == was.unwrap_or_default() {
                    typed.set(value.clone());
                }
                others.insert(setting.key, value);
            }
            self.others.set(others);
            self.load.data.set(Some(Arc::new(now)));
        });
    }
}

#[component]
fn Settings() -> impl IntoView {
    let load = Load::<Vec<Setting>>::keeping(|| "/api/v1/staff/settings".to_owned());
    let typed = SettingKey::VARIANTS.iter().map(|key| (*key, RwSignal::new(String::new()))).collect();
    let here = Desk {
        form: Form::new("settings"),
        load,
        typed: StoredValue::new(typed),
        others: RwSignal::new(BTreeMap::new()),
    };
    let begun = RwSignal::new(false);
    Effect::new(move |_| {
        if let (Some(all), false) = (load.data.get(), begun.get_untracked()) {
            begun.set(true);
            here.are_now(all.to_vec());
        }
    });
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let changes = here.changes();
        let faults = changes.iter().fold(Faults::none(), |all, change| all.rule(change.key.check(&change.value)));
        if !faults.is_none() {
            return here.form.refuse(faults);
        }
        if changes.is_empty() {
            here.form.clear();
            return desk().say("settings.same");
        }
        let body = serde_json::to_string(&changes).ok();
        let did = move |all: Vec<Setting>| {
            here.are_now(all);
            desk().say("settings.done");
        };
        here.form.send_or(Method::PUT, "/api/v1/staff/settings".to_owned(), body, did, move |p| here.refused(p));
    };
    view! {
        <Show when=move || begun.get() fallback=move || view! { <Private load=load draw=|_| ().into_any() /> }>
            <form class="settings" method="post" on:submit=send novalidate>
                <Summary form=here.form />
                {SettingGroup::VARIANTS.iter().map(|group| view! { <Group here=here group=*group /> }).collect_view()}
                <p class="section"><button class="btn btn-main" type="submit" disabled=move || here.form.busy.get()>{say("settings.send")}</button></p>
            </form>
        </Show>
    }
}

#[component]
fn Group(here: Desk, group: SettingGroup) -> impl IntoView {
    let (title, text) = (format!("setting_group.{}", code_of(group)), format!("setting_group.{}.text", code_of(group)));
    let id = format!("h-{}", code_of(group));
    let lines = SettingKey::VARIANTS
        .iter()
        .filter(|key| key.group() == group)
        .map(|key| view! { <Line here=here key_=*key /> });
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{move || t(&title)}</h2>
            <p class="muted">{move || t(&text)}</p>
            <div class="panel section-s">{lines.collect_view()}</div>
        </section>
    }
}

/// One setting.
#[component]
fn Line(here: Desk, key_: SettingKey) -> impl IntoView {
    let code = code_of(key_);
    let (id, value) = (here.form.control(code), here.typed(key_));
    let is_fixed = here.load.data.with_untracked(|_| here.shown(key_)).is_some_and(|s| s.is_fixed);
    let bounds = key_.bounds();
    let hint = move || match (is_fixed, bounds) {
        (true, _) => t("settings.fixed"),
        (_, Some((least, usual, most))) => {
            tf("settings.bounds", &[("least", &least), ("usual", &usual), ("most", &most)])
        }
        _ => t(&format!("setting.{code}.hint")),
    };
    let other = move || {
        lang();
        here.others.with(|all| all.get(&key_).cloned()).map(|value| {
            let value = if value.is_empty() { t("settings.empty") } else { value };
            view! { <p class="stale-now">{tf("settings.now", &[("value", &value)])}</p> }
        })
    };
    let (label, by) = (format!("setting.{code}"), format!("{id}-h {id}-e"));
    view! {
        <div class="field">
            <label for=id.clone()>{move || t(&label)} {is_fixed.then(|| view! { " " <span class="mk-kind">{say("settings.locked")}</span> })}</label>
            <input
                class="in"
                id=id.clone()
                autocomplete="off"
                spellcheck="false"
                inputmode=bounds.map(|_| "numeric")
                placeholder=bounds.map(|(_, usual, _)| usual.to_string())
                readonly=is_fixed
                aria-invalid=move || here.form.wrong(code).is_some().then_some("true")
                aria-describedby=by
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
            />
            <p class="hint" id=format!("{id}-h")>{hint}</p>
            {other}
            <div id=format!("{id}-e")>
                {move || here.form.wrong(code).map(|words| view! { <p class="err"><Icon name="s-late" /><span>{words}</span></p> })}
            </div>
        </div>
    }
}
