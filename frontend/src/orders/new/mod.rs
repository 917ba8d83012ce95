//! Asking for something: on a phone in a minute, without an account; and 代点单, in the name of somebody who cannot.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::orders::category::{Category, OrderType, QuestionKind};
use shared::orders::new::{NewOrder, OrderForOther, PlacedOrder};
use shared::orders::summary::PublicOrder;
use shared::orders::{Channel, Urgency};
use shared::page::Page;
use shared::permissions::Action;
use shared::projects::ProjectSummary;
use shared::query;
use strum::VariantArray as _;

use super::chooser::{PlaceFields, WhereFields};
use super::keep::{self, Draft};
use super::photos::{PhotoField, Photos};
use crate::api::{Load, Problem, send};
use crate::i18n::{Lang, say, t, tf};
use crate::session::{lang, title, who};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{
    Area, Choice, Faults, Field, Form, OneOf, StaffPage, Summary, call, code_of, desk, fresh_token, moment,
};
use crate::ui::{Icon, Plate, Zh, qr_code};

/// `/order`.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    title(|| t("order.new"));
    shell().set_trail(|| vec![Crumb::words(t("orders.title"), Some("/orders")), Crumb::words(t("order.new"), None)]);
    view! {
        <Main>
            <div class="narrow">
                <h1>{say("order.new")}</h1>
                <p class="muted">{say("order.new.text")}</p>
                <OrderForm for_other=false />
            </div>
        </Main>
    }
}

/// `/work/orders?new=1`.
#[component]
pub(crate) fn ForOtherPage() -> impl IntoView {
    view! {
        <StaffPage heading="order.for_other" needs=Action::PlaceOrderForOthers above=("/work/orders", "orders.desk")>
            <p class="muted">{say("order.for_other.text")}</p>
            <OrderForm for_other=true />
        </StaffPage>
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    category: RwSignal<String>,
    what: RwSignal<String>,
    phone: RwSignal<String>,
    urgency: RwSignal<String>,
    project: RwSignal<String>,
    agrees: RwSignal<bool>,
    answers: RwSignal<Vec<(String, String)>>,
    channel: RwSignal<String>,
    name: RwSignal<String>,
    consent: RwSignal<bool>,
    place: PlaceFields,
    token: StoredValue<String>,
}

impl Typed {
    fn of(form: Form, draft: &Draft) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            category: text(&draft.category),
            what: text(&draft.what),
            phone: text(&draft.phone),
            urgency: text(&draft.urgency),
            project: text(&draft.project),
            agrees: RwSignal::new(false),
            answers: RwSignal::new(Vec::new()),
            channel: text(code_of(Channel::GridVisit)),
            name: text(""),
            consent: RwSignal::new(false),
            place: PlaceFields::of(form, draft),
            token: StoredValue::new(draft.token.clone()),
        }
    }

    fn draft(self, is_waiting: bool) -> Draft {
        let place = self.place;
        Draft {
            token: self.token.get_value(),
            category: self.category.get(),
            what: self.what.get(),
            phone: self.phone.get(),
            urgency: self.urgency.get(),
            compound: place.compound.get().map(|(id, name)| (id.to_string(), name)),
            area: place.area.get(),
            pin: place.pin.get().map(|at| (at.lng, at.lat)),
            building: place.building.get(),
            words: place.words.get(),
            project: self.project.get(),
            is_waiting,
        }
    }

    fn order(self, photos: Photos) -> Value {
        let some = |text: RwSignal<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
        let answers = self.answers.get().into_iter().filter(|(_, value)| !value.trim().is_empty());
        let answers: Vec<Value> =
            answers.map(|(question, value)| json!({ "question": question, "value": value })).collect();
        json!({
            "category": self.category.get(),
            "what": self.what.get(),
            "place": self.place.body().unwrap_or_else(|| json!({})),
            "phone": some(self.phone),
            "urgency": self.urgency.get(),
            "answers": answers,
            "photographs": photos.ids(),
            "project": some(self.project),
            "contact_for_manager": self.agrees.get(),
            "device": keep::device(),
            "client_token": self.token.get_value(),
        })
    }
}

#[component]
fn OrderForm(for_other: bool) -> impl IntoView {
    let form = Form::new("order");
    let key = if for_other { "order-other" } else { "order-draft" };
    let draft = Draft::recall(key);
    let was_kept = !draft.what.is_empty();
    let was_waiting = draft.is_waiting;
    let typed = Typed::of(form, &draft);
    let photos = Photos::of(&draft.token);
    let placed = RwSignal::new(None::<PlacedOrder>);
    let waits = RwSignal::new(was_waiting);
    Effect::new(move |_| {
        if placed.with(Option::is_none) {
            typed.draft(waits.get()).keep(key);
        }
    });
    let categories = Load::<Vec<Category>>::of(|| "/api/v1/order-categories".to_owned());
    let category = Memo::new(move |_| {
        let code = typed.category.get();
        categories.data.with(|all| all.as_ref().and_then(|all| all.iter().find(|c| c.code == code).cloned()))
    });
    let done = move |found: PlacedOrder| {
        let what = typed.what.get_untracked();
        waits.set(false);
        keep::add(&found, &what);
        Draft { token: fresh_token(), urgency: "normal".to_owned(), ..Draft::default() }.keep(key);
        placed.set(Some(found));
    };
    let go = move || {
        let order = untrack(|| typed.order(photos));
        let checked = serde_json::from_value::<NewOrder>(order.clone()).map_err(|_| ());
        // Signed in, the phone of the account will do.
        let needs_phone = !for_other && !untrack(who);
        let mut faults = Faults::none().when(photos.is_busy(), "photographs", "order.photo.wait");
        if untrack(|| typed.category.with(String::is_empty)) {
            faults = faults.when(true, "category", "order.category.missing");
        }
        if let Ok(order) = checked {
            let missing_project =
                category.with_untracked(|c| c.as_ref().is_some_and(|c| c.needs_project)) && order.project.is_none();
            faults = faults.when(missing_project, "project", "order.project.missing");
            if faults.is_none() {
                faults = faults.rule(order.clone().checked(needs_phone));
            }
            if for_other && faults.is_none() {
                let other = untrack(|| OrderForOther {
                    order,
                    channel: typed.channel.get().parse().unwrap_or(Channel::GridVisit),
                    name: Some(typed.name.get()),
                    has_consent: typed.consent.get(),
                });
                faults = faults.rule(other.checked());
            }
        }
        if !faults.is_none() {
            return form.refuse(faults);
        }
        waits.set(true);
        form.busy.set(true);
        form.clear();
        wasm_bindgen_futures::spawn_local(async move {
            let answer = if for_other {
                let body = untrack(|| {
                    json!({
                        "order": order, "channel": typed.channel.get(), "name": typed.name.get(),
                        "has_consent": typed.consent.get(),
                    })
                });
                call::<PlacedOrder>(Method::POST, "/api/v1/staff/orders", Some(body.to_string())).await
            } else {
                let sent = send(Method::POST, "/api/v1/orders", Some(order.to_string())).await;
                sent.and_then(|text| serde_json::from_str(&text).map_err(|_| Problem::Broken))
            };
            if form.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(found) => done(found),
                Err(problem) => {
                    // What the server refused did not arrive; of what the network lost nobody knows.
                    waits.set(matches!(problem, Problem::Offline));
                    form.refuse(problem);
                }
            }
        });
    };
    let online = window_event_listener(leptos::ev::online, move |_| {
        if waits.get_untracked() && !form.busy.get_untracked() {
            go();
        }
    });
    on_cleanup(move || online.remove());
    // It was sent from this tab or another before, and nobody knows whether it arrived: the same token makes one order.
    if was_waiting && !for_other {
        request_animation_frame(go);
    }
    let send_it = move |e: SubmitEvent| {
        e.prevent_default();
        if !form.busy.get_untracked() {
            go();
        }
    };
    let empty = move |_| {
        Draft { token: fresh_token(), urgency: "normal".to_owned(), ..Draft::default() }.keep(key);
        // A page that begins anew begins with everything anew.
        let _ = window().location().reload();
    };
    move || {
        match placed.get() {
        Some(found) => placed_view(&found, for_other),
        None => view! {
            <form class="stack report" method="post" on:submit=send_it novalidate>
                {was_kept.then(|| view! {
                    <p class="notice" role="status">
                        <Icon name="info" />
                        <span>{t(if was_waiting { "order.draft.waiting" } else { "order.draft.kept" })} " "
                            <button class="btn" type="button" on:click=empty>{t("order.draft.drop")}</button>
                        </span>
                    </p>
                })}
                <Summary form=form />
                <CategoryField form=form value=typed.category categories=categories />
                {move || category.get().map(|c| questions(form, &c, typed.answers))}
                <Area form=form name="what" label="order.what" value=typed.what hint="order.what.hint" />
                <WhereFields place=typed.place />
                <Show when=move || category.with(|c| c.as_ref().is_some_and(|c| c.needs_project))>
                    <WorksField form=form typed=typed for_other=for_other />
                </Show>
                <Nearby typed=typed />
                <UrgencyField value=typed.urgency />
                {phone_fields(form, typed, for_other)}
                <PhotoField photos=photos id=form.control("photographs") />
                <p class="small muted">{t(if for_other { "order.privacy.other" } else { "order.privacy" })} " " <a href="/about/privacy">{t("privacy.title")}</a></p>
                <button class="btn btn-main btn-wide" type="submit" disabled=move || form.busy.get()>
                    {move || t(if form.busy.get() { "order.sending" } else { "order.send" })}
                </button>
            </form>
        }
        .into_any(),
    }
    }
}

fn phone_fields(form: Form, typed: Typed, for_other: bool) -> AnyView {
    if !for_other {
        let hint = if who() { "order.phone.hint.mine" } else { "order.phone.hint" };
        return view! { <Field form=form name="phone" label="order.phone" value=typed.phone kind="tel" complete="tel" hint=hint free=who() /> }
            .into_any();
    }
    let channels = Signal::derive(|| {
        lang();
        let one = |channel: &Channel| OneOf {
            value: code_of(*channel).to_owned(),
            words: t(&format!("order.channel.{}", code_of(*channel))),
            is_name: false,
        };
        Channel::VARIANTS.iter().filter(|c| **c != Channel::Web).map(one).collect::<Vec<_>>()
    });
    view! {
        <Choice form=form name="channel" label="order.channel" value=typed.channel none="act.choose" options=channels />
        <div class="pair">
            <Field form=form name="name" label="order.name" value=typed.name free=true hint="order.name.hint" />
            <Field form=form name="phone" label="order.phone" value=typed.phone kind="tel" free=true />
        </div>
        <label class="check">
            <input type="checkbox" id=form.control("has_consent") prop:checked=move || typed.consent.get() on:change=move |e| typed.consent.set(event_target_checked(&e)) />
            <span>{say("order.consent")}</span>
        </label>
        {move || form.wrong("has_consent").map(|wrong| view! { <p class="err">{wrong}</p> })}
    }
    .into_any()
}

/// The categories in groups, as people think of them.
#[component]
fn CategoryField(form: Form, value: RwSignal<String>, categories: Load<Vec<Category>>) -> impl IntoView {
    let groups = move || {
        let zh = lang() == Lang::Zh;
        let all = categories.data.get().unwrap_or_default();
        let group = |kind: &OrderType| {
            let options = all.iter().filter(|c| c.order_type == *kind).map(|c| {
                let (code, own) = (c.code.clone(), c.code.clone());
                let name = c.name(zh).to_owned();
                view! { <option value=code prop:selected=move || value.get() == own>{name}</option> }
            });
            let label = t(&format!("order.type.{}", code_of(*kind)));
            view! { <optgroup label=label>{options.collect_view()}</optgroup> }
        };
        OrderType::VARIANTS.iter().map(group).collect_view()
    };
    view! {
        <div class="field">
            <label for=form.control("category")>{say("order.category")}</label>
            <select
                class="in"
                id=form.control("category")
                aria-invalid=move || form.wrong("category").is_some().then_some("true")
                on:change=move |e| value.set(event_target_value(&e))
            >
                <option value="">{say("order.category.choose")}</option>
                {groups}
            </select>
            {move || form.wrong("category").map(|wrong| view! { <p class="err">{wrong}</p> })}
        </div>
    }
}

/// What the category asks beside; none of it must be answered.
fn questions(form: Form, category: &Category, answers: RwSignal<Vec<(String, String)>>) -> AnyView {
    let zh = lang() == Lang::Zh;
    let one = |question: &shared::orders::category::Question| {
        let code = question.code.clone();
        let value = RwSignal::new(
            answers
                .with_untracked(|all| all.iter().find(|(q, _)| *q == code).map(|(_, v)| v.clone()))
                .unwrap_or_default(),
        );
        Effect::new(move |_| {
            let now = value.get();
            answers.update(|all| {
                all.retain(|(q, _)| *q != code);
                all.push((code.clone(), now));
            });
        });
        let label = if zh { question.zh.clone() } else { question.en.clone() };
        let id = form.control(&format!("q-{}", question.code));
        let label = view! { <label for=id.clone()>{label} " " <span class="opt">{t("form.free")}</span></label> };
        match question.kind {
            QuestionKind::Text => view! {
                <div class="field">
                    {label}
                    <input class="in" id=id prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e)) />
                </div>
            }
            .into_any(),
            QuestionKind::Choice => {
                let options = question.choices.iter().map(|choice| {
                    let (code, own) = (choice.code.clone(), choice.code.clone());
                    let name = if zh { choice.zh.clone() } else { choice.en.clone() };
                    view! { <option value=code prop:selected=move || value.get() == own>{name}</option> }
                });
                view! {
                    <div class="field">
                        {label}
                        <select class="in" id=id on:change=move |e| value.set(event_target_value(&e))>
                            <option value="">{t("act.choose")}</option>
                            {options.collect_view()}
                        </select>
                    </div>
                }
                .into_any()
            }
        }
    };
    category.questions.iter().map(one).collect_view().into_any()
}

/// Which works it is about: those of the compound, else all under way.
#[component]
fn WorksField(form: Form, typed: Typed, for_other: bool) -> impl IntoView {
    let load = Load::<Page<ProjectSummary>>::keeping(move || {
        let compound = typed.place.compound.get().map(|(id, _)| id.to_string());
        let status = compound.is_none().then(|| "under_construction".to_owned());
        let pairs = [("compound", compound), ("status", status), ("limit", Some("100".to_owned()))];
        format!("/api/v1/projects?{}", query::write(pairs))
    });
    let options = Signal::derive(move || {
        let found = load.data.get();
        let one = |p: &ProjectSummary| OneOf {
            value: p.number.clone(),
            words: format!("{} {}", p.name, p.number),
            is_name: true,
        };
        found.map(|page| page.items.iter().map(one).collect::<Vec<_>>()).unwrap_or_default()
    });
    view! {
        <Choice form=form name="project" label="order.project" value=typed.project none="act.choose" options=options />
        {(!for_other).then(|| view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || typed.agrees.get() on:change=move |e| typed.agrees.set(event_target_checked(&e)) />
                <span>{say("order.agrees")}</span>
            </label>
        })}
    }
}

/// How pressing it is; who is in danger calls and does not type.
#[component]
fn UrgencyField(value: RwSignal<String>) -> impl IntoView {
    let one = move |urgency: &Urgency| {
        let code = code_of(*urgency);
        view! {
            <label class="check">
                <input type="radio" name="urgency" value=code prop:checked=move || value.get() == code on:change=move |_| value.set(code.to_owned()) />
                <span><b>{say_code(code)}</b> " " <span class="small muted">{say_text(code)}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="label">{say("order.urgency")}</legend>
            {Urgency::VARIANTS.iter().map(one).collect_view()}
            <Show when=move || value.get() == "critical">
                <p class="notice tone-late" role="alert"><Icon name="s-late" /><span>{say("order.danger")}</span></p>
            </Show>
        </fieldset>
    }
}

fn say_code(code: &'static str) -> impl Fn() -> String {
    move || t(&format!("order.urgency.{code}"))
}

fn say_text(code: &'static str) -> impl Fn() -> String {
    move || t(&format!("order.urgency.{code}.text"))
}

/// What others ordered nearby: one joins instead of ordering again.
#[component]
fn Nearby(typed: Typed) -> impl IntoView {
    let load = Load::<Vec<PublicOrder>>::keeping(move || {
        let code = typed.category.get();
        let Some(mut pairs) = typed.place.near().filter(|_| !code.is_empty()) else { return String::new() };
        pairs.push(("category", Some(code)));
        format!("/api/v1/order-summaries/nearby?{}", query::write(pairs))
    });
    let joined = RwSignal::new(Vec::<String>::new());
    let join = move |number: String| {
        wasm_bindgen_futures::spawn_local(async move {
            let path = format!("/api/v1/orders/{number}/joins");
            let body = json!({ "device": keep::device() }).to_string();
            if send(Method::POST, &path, Some(body)).await.is_ok() {
                joined.update(|all| all.push(number));
            }
        });
    };
    let row = move |order: &PublicOrder| {
        let (number, own) = (order.number.clone(), order.number.clone());
        let count = order.joined.map(|n| tf("order.joined", &[("n", &n)]));
        view! {
            <li>
                <div><b><Zh text=order.title.clone() /></b> <p class="small muted"><Plate text=order.number.clone() /> " " {count}</p></div>
                {move || if joined.with(|all| all.contains(&own)) {
                    view! { <p role="status"><b>{t("order.join.done")}</b></p> }.into_any()
                } else {
                    let number = number.clone();
                    view! { <button class="btn" type="button" on:click=move |_| join(number.clone())>{t("order.join")}</button> }.into_any()
                }}
            </li>
        }
    };
    move || {
        let found = load.data.get().filter(|all| !all.is_empty())?;
        Some(view! {
            <section class="panel" aria-labelledby="h-near" aria-live="polite">
                <h2 class="t-m" id="h-near">{t("order.near")}</h2>
                <p class="small muted">{t("order.near.text")}</p>
                <ul class="people-rows">{found.iter().map(row).collect_view()}</ul>
            </section>
        })
    }
}

/// It is placed: the number, by when somebody answers, and the link that is the only key.
fn placed_view(found: &PlacedOrder, for_other: bool) -> AnyView {
    let path = format!("/orders/mine#{}.{}", found.number, found.secret.as_deref().unwrap_or_default());
    let origin = window().location().origin().unwrap_or_default();
    let url = format!("{origin}{path}");
    let text = tf("order.placed.text", &[("at", &moment(found.intake_due_at))]);
    let number = found.number.clone();
    desk().say("order.placed");
    if for_other {
        let href = format!("/work/orders?number={number}");
        return view! {
            <section class="panel stack" aria-labelledby="h-placed">
                <h2 id="h-placed">{t("order.placed")}</h2>
                <p class="told-code">{number}</p>
                <p>{text}</p>
                <p class="row"><a class="btn btn-main" href=href>{t("order.open")}</a> <a class="btn" href="/work/orders">{t("orders.desk")}</a></p>
            </section>
        }
        .into_any();
    }
    let picture = qr_code(&url);
    view! {
        <section class="panel stack" aria-labelledby="h-placed" role="status">
            <h2 id="h-placed">{t("order.placed")}</h2>
            <p class="told-code">{number}</p>
            <p>{text} " " {t("order.placed.owner")} " " <b><Zh text=found.owner.clone() /></b></p>
            <p><a class="btn btn-main btn-wide" href=path rel="external">{t("order.follow")}</a></p>
            <p class="notice"><Icon name="info" /><span>{t("order.placed.keep")}</span></p>
            <details class="fold"><summary>{t("order.placed.link")}</summary><div class="stack">{picture} <p class="digest small">{url}</p></div></details>
        </section>
    }
    .into_any()
}
