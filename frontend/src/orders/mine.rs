//! `/orders/mine#number.secret`: one's own order, where it stands, and the last word on it.

use std::sync::Arc;

use gloo_net::http::{Method, RequestBuilder};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::error::ApiError;
use shared::orders::shown::{MyOrder, OrderPhotograph};
use shared::orders::{OrderEvent, OrderStatus};
use wasm_bindgen_futures::spawn_local;

use super::keep::{self};
use super::photos::{PhotoField, Photos};
use super::told;
use crate::api::Problem;
use crate::i18n::{say, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Area, Faults, Form, Summary, by_name, code_of, desk, fresh_token, moment, role};
use crate::ui::{Fact, Facts, Fold, Icon, Num, ProblemState, WaitingLines, Zh};

/// How often it asks anew while it is looked at, milliseconds.
const EVERY: u32 = 15_000;

/// Asks for one's own order, or does something to it, with the secret of the link in a header.
async fn ask(method: Method, path: &str, secret: &str, body: Option<String>) -> Result<String, Problem> {
    let request = RequestBuilder::new(path).method(method).header("x-order-secret", secret);
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    };
    let answer = request.map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
    let (status, text) = (answer.status(), answer.text().await.map_err(|_| Problem::Offline)?);
    match status {
        200..=299 => Ok(text),
        404 => Err(Problem::NotFound),
        400..=499 => Err(serde_json::from_str::<ApiError>(&text).map_or(Problem::Broken, Problem::Refused)),
        _ => Err(Problem::Broken),
    }
}

/// The order of the link.
#[derive(Clone, Copy)]
struct Mine {
    number: StoredValue<String>,
    secret: StoredValue<String>,
    data: RwSignal<Option<Arc<MyOrder>>>,
    problem: RwSignal<Option<Problem>>,
}

impl Mine {
    fn path(self, rest: &str) -> String {
        format!("/api/v1/orders/mine/{}{rest}", self.number.get_value())
    }

    fn took(self, answer: Result<String, Problem>) -> Result<(), Problem> {
        let read = answer.and_then(|text| serde_json::from_str::<MyOrder>(&text).map_err(|_| Problem::Broken));
        match read {
            Ok(order) => {
                self.problem.try_set(None);
                // What is the same is not drawn anew: somebody may be typing.
                if self.data.try_with_untracked(|old| old.as_deref() != Some(&order)) == Some(true) {
                    self.data.try_set(Some(Arc::new(order)));
                }
                Ok(())
            }
            Err(problem) => Err(problem),
        }
    }

    /// Reads the link in the address and asks for its order.
    fn follow(self) {
        let hash = window().location().hash().unwrap_or_default();
        let (number, secret) = hash.trim_start_matches('#').split_once('.').unwrap_or_default();
        let number: String = number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        self.data.set(None);
        self.problem.set(number.is_empty().then_some(Problem::NotFound));
        let is_some = !number.is_empty();
        self.number.set_value(number);
        self.secret.set_value(secret.to_owned());
        if is_some {
            self.load();
        }
    }

    fn load(self) {
        let (path, secret) = (self.path(""), self.secret.get_value());
        spawn_local(async move {
            let answer = ask(Method::GET, &path, &secret, None).await;
            if let Err(problem) = self.took(answer)
                && self.data.try_with_untracked(Option::is_none) == Some(true)
            {
                self.problem.try_set(Some(problem));
            }
        });
    }

    fn send(self, form: Form, rest: &str, body: &Value, then: impl FnOnce() + 'static) {
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        form.clear();
        let (path, secret, body) = (self.path(rest), self.secret.get_value(), body.to_string());
        spawn_local(async move {
            let answer = ask(Method::POST, &path, &secret, Some(body)).await;
            form.busy.try_set(false);
            match self.took(answer) {
                Ok(()) => then(),
                Err(problem) => form.refuse(problem),
            }
        });
    }
}

/// `/orders/mine`.
#[component]
pub(crate) fn MyOrderPage() -> impl IntoView {
    title(|| t("order.mine"));
    shell().set_trail(|| vec![Crumb::words(t("orders.title"), Some("/orders")), Crumb::words(t("order.mine"), None)]);
    let mine = Mine {
        number: StoredValue::new(String::new()),
        secret: StoredValue::new(String::new()),
        data: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    mine.follow();
    // Another link on the same page changes nothing but what stands behind the sign.
    let changed = window_event_listener(leptos::ev::hashchange, move |_| mine.follow());
    on_cleanup(move || changed.remove());
    let ticking = crate::staff::every(EVERY, move || {
        if mine.data.try_with_untracked(Option::is_some) == Some(true) {
            mine.load();
        }
    });
    on_cleanup(move || drop(ticking.try_set_value(None)));
    let draw = move || {
        lang();
        match (mine.data.get(), mine.problem.get()) {
            (Some(order), _) => draw(mine, &order),
            (None, Some(problem)) => {
                view! { <ProblemState problem=problem retry=move |()| mine.load() page=true /> }.into_any()
            }
            (None, None) => view! { <WaitingLines lines=6 /> }.into_any(),
        }
    };
    view! { <Main>{draw}</Main> }
}

fn draw(mine: Mine, order: &MyOrder) -> AnyView {
    let line = &order.line;
    let photograph = move |p: &OrderPhotograph| picture(mine, p);
    let next = next_step(order);
    let place = told::place(line);
    let what = order.asked.what.clone().map(|what| view! { <p><Zh text=what /></p> });
    let declined = order.result.declined.map(|reason| {
        view! {
            <section class="panel" aria-labelledby="h-declined">
                <h2 class="t-m" id="h-declined">{t("order.declined")}</h2>
                <p>{t(&format!("order.decline.{}", code_of(reason)))}</p>
                {order.result.instead.clone().map(|to| view! { <p><b>{t("order.instead")}</b> " " <Zh text=to /></p> })}
            </section>
        }
    });
    let result =
        order.result.result.clone().filter(|_| line.status == OrderStatus::Done || line.status == OrderStatus::Closed);
    let result = result.map(|text| {
        let outcome = order.result.outcome.map(|o| t(&format!("order.outcome.{}", code_of(o))));
        view! {
            <section class="panel" aria-labelledby="h-result">
                <h2 class="t-m" id="h-result">{t("order.result")}</h2>
                <p>{outcome.map(|words| view! { <b>{words}</b> " " })} <Zh text=text /></p>
                {order.result.rating.map(|n| view! { <p>{stars(n)}</p> })}
            </section>
        }
    });
    let may = |event: OrderEvent| order.allowed_events.contains(&event);
    let judge = may(OrderEvent::Confirm).then(|| view! { <Judge mine=mine version=line.version /> });
    let answer = may(OrderEvent::GiveInfo).then(|| {
        let asked = order.history.iter().rev().find(|step| step.event == "ask_info").and_then(|step| step.note.clone());
        view! { <AnswerForm mine=mine version=line.version asked=asked.unwrap_or_default() /> }
    });
    let cancel = may(OrderEvent::Cancel).then(|| view! { <CancelForm mine=mine version=line.version /> });
    let forget = order.may_forget.then(|| view! { <Forget mine=mine /> });
    let looks = (!order.looks.is_empty()).then(|| {
        let rows = order.looks.iter().map(|look| view! { <li><Num text=moment(look.at) /> " " {role(look.role)}</li> });
        let rows = rows.collect_view();
        let label = tf("order.looks", &[("n", &order.looks.len())]);
        view! { <Fold label=label><ul class="plain-list">{rows}</ul></Fold> }
    });
    let photographs = order.asked.photographs.iter().map(photograph).collect_view();
    let facts = facts(order);
    let steps = told::history(&order.history, photograph);
    let signs = view! { {told::badge(line.status)} {told::urgency(line.urgency)} };
    let clock = line.clock.as_ref().map(told::clock);
    let (name, number) = (told::category(line), told::number(line));
    view! {
        <div class="narrow">
            <p class="row">{signs}</p>
            <h1>{name}</h1>
            <p class="row">{number} {place}</p>
            <p class="lead" role="status">{next}</p>
            {clock}
            {answer} {judge} {declined} {result}
            <section class="section-s" aria-labelledby="h-asked">
                <h2 class="t-m" id="h-asked">{t("order.asked")}</h2>
                {what}
                <div class="shot-strip">{photographs}</div>
                {facts}
            </section>
            <section class="section-s" aria-labelledby="h-steps">
                <h2 class="t-m" id="h-steps">{t("order.steps")}</h2>
                {steps}
            </section>
            {looks} {cancel} {forget}
            <p class="row section-s"><a class="btn" href="/orders">{t("orders.title")}</a> <a class="btn" href="/order">{t("order.new")}</a></p>
        </div>
    }
    .into_any()
}

fn facts(order: &MyOrder) -> AnyView {
    let owner = order.line.owner.clone();
    let handler = order.handler.map(|who| view! { <Fact label=t("order.handler")>{role(who)}</Fact> });
    let phone = order.phone_mask.clone().map(|phone| view! { <Fact label=t("order.phone")><Num text=phone /></Fact> });
    view! { <Facts><Fact label=t("order.owner")><Zh text=owner /></Fact> {handler} {phone}</Facts> }.into_any()
}

/// What happens next, in one sentence.
fn next_step(order: &MyOrder) -> String {
    let at = |at: chrono::DateTime<chrono::Utc>| moment(at);
    match order.line.status {
        OrderStatus::Placed => tf("order.next.placed", &[("at", &at(order.intake_due_at))]),
        OrderStatus::Assigned | OrderStatus::Open | OrderStatus::Taken => match order.contact_due_at {
            Some(due) => tf("order.next.accepted", &[("at", &at(due))]),
            None => t("order.next.assigned"),
        },
        status => t(&format!("order.next.{}", code_of(status))),
    }
}

pub(super) fn stars(n: i32) -> AnyView {
    let words = tf("order.stars", &[("n", &n)]);
    let full = usize::try_from(n.clamp(0, 5)).unwrap_or_default();
    view! { <span role="img" aria-label=words>{"★".repeat(full)}{"☆".repeat(5 - full)}</span> }.into_any()
}

/// A photograph that needs the secret: asked for with it and drawn from its bytes.
fn picture(mine: Mine, photograph: &OrderPhotograph) -> AnyView {
    let source = RwSignal::new(String::new());
    let url = photograph.sizes.first().map(|size| size.url.clone()).unwrap_or_default();
    spawn_local(async move {
        let secret = mine.secret.get_value();
        let request = RequestBuilder::new(&url).method(Method::GET).header("x-order-secret", &secret).build();
        let Ok(request) = request else { return };
        let Ok(answer) = request.send().await else { return };
        let Ok(bytes) = answer.binary().await else { return };
        let text: String = bytes.iter().map(|b| char::from(*b)).collect();
        if let Some(packed) = by_name(None, "btoa", &[text.into()]).and_then(|packed| packed.as_string()) {
            source.try_set(format!("data:image/jpeg;base64,{packed}"));
        }
    });
    view! {
        <Show when=move || !source.with(String::is_empty)>
            <img src=move || source.get() alt=t("order.photo.alt") />
        </Show>
    }
    .into_any()
}

/// Solved or not: two buttons, then stars or what is missing.
#[component]
fn Judge(mine: Mine, version: i32) -> impl IntoView {
    let form = Form::new("judge");
    let solved = RwSignal::new(None::<bool>);
    let (rating, words) = (RwSignal::new(0_u8), RwSignal::new(String::new()));
    let token = StoredValue::new(fresh_token());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let is_solved = solved.get_untracked() == Some(true);
        let said = words.get_untracked();
        let faults = Faults::none()
            .when(is_solved && rating.get_untracked() == 0, "rating", "order.rating.missing")
            .when(!is_solved && said.trim().is_empty(), "reason", "order.reject.missing");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let mut body = match is_solved {
            true => json!({ "event": "confirm", "rating": rating.get_untracked(), "words": said }),
            false => json!({ "event": "reject", "reason": said }),
        };
        body["version"] = json!(version);
        body["client_token"] = json!(token.get_value());
        mine.send(form, "/events", &body, || desk().say("order.thanks"));
    };
    let choose = move |is: bool, words: &'static str, icon: &'static str| {
        view! {
            <button class="btn" type="button" aria-pressed=move || (solved.get() == Some(is)).to_string() on:click=move |_| solved.set(Some(is))>
                <Icon name=icon />{say(words)}
            </button>
        }
    };
    let star = move |n: u8| {
        view! {
            <label class="check">
                <input type="radio" name="rating" id=(n == 1).then(|| form.control("rating")) prop:checked=move || rating.get() == n on:change=move |_| rating.set(n) />
                <span>{stars(i32::from(n))} " " {move || t(&format!("order.star.{n}"))}</span>
            </label>
        }
    };
    view! {
        <section class="panel stack" aria-labelledby="h-judge">
            <h2 class="t-m" id="h-judge">{say("order.judge")}</h2>
            <p>{say("order.judge.text")}</p>
            <div class="row">{choose(true, "order.solved.yes", "s-done")} {choose(false, "order.solved.no", "s-late")}</div>
            <Show when=move || solved.with(Option::is_some)>
                <form class="stack" method="post" on:submit=send novalidate>
                    <Summary form=form />
                    <Show when=move || solved.get() == Some(true) fallback=move || view! { <Area form=form name="reason" label="order.missing" value=words hint="order.missing.hint" /> }>
                        <fieldset class="field">
                            <legend class="label">{say("order.rating")}</legend>
                            {[5, 4, 3, 2, 1].map(star).collect_view()}
                        </fieldset>
                        <Area form=form name="words" label="order.rating.words" value=words hint="order.rating.hint" />
                    </Show>
                    <button class="btn btn-main btn-wide" type="submit" disabled=move || form.busy.get()>{say("order.judge.send")}</button>
                </form>
            </Show>
        </section>
    }
}

/// The answer to what was asked.
#[component]
fn AnswerForm(mine: Mine, version: i32, asked: String) -> impl IntoView {
    let form = Form::new("answer");
    let answer = RwSignal::new(String::new());
    let token = fresh_token();
    let photos = Photos::of(&token);
    let token = StoredValue::new(token);
    let send =
        move |e: SubmitEvent| {
            e.prevent_default();
            let faults = Faults::none()
                .when(answer.with_untracked(|a| a.trim().is_empty()), "answer", "act.missing")
                .when(photos.is_busy(), "photographs", "order.photo.wait");
            if !faults.is_none() {
                return form.refuse(faults);
            }
            let body = json!({
                "event": "give_info", "answer": answer.get_untracked(), "photographs": photos.ids(), "version": version,
                "client_token": token.get_value(),
            });
            mine.send(form, "/events", &body, || desk().say("order.answered"));
        };
    view! {
        <section class="panel stack" aria-labelledby="h-answer">
            <h2 class="t-m" id="h-answer">{say("order.question")}</h2>
            <p class="t-m"><Zh text=asked /></p>
            <form class="stack" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Area form=form name="answer" label="order.answer" value=answer hint="order.answer.hint" />
                <PhotoField photos=photos id=form.control("photographs") />
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("order.answer.send")}</button>
            </form>
        </section>
    }
}

/// Taking the order back, folded away.
#[component]
fn CancelForm(mine: Mine, version: i32) -> impl IntoView {
    let form = Form::new("cancel");
    let reason = RwSignal::new(String::new());
    let token = StoredValue::new(fresh_token());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let faults = Faults::none().when(reason.with_untracked(|r| r.trim().is_empty()), "reason", "act.missing");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let body = json!({
            "event": "cancel", "reason": reason.get_untracked(), "version": version, "client_token": token.get_value(),
        });
        mine.send(form, "/events", &body, || desk().say("order.cancelled"));
    };
    view! {
        <Fold label=t("order.cancel")>
            <form class="stack" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Area form=form name="reason" label="act.field.reason" value=reason hint="order.cancel.hint" />
                <button class="btn btn-warn" type="submit" disabled=move || form.busy.get()>{say("order.cancel.send")}</button>
            </form>
        </Fold>
    }
}

/// Having it forgotten how to reach one.
#[component]
fn Forget(mine: Mine) -> impl IntoView {
    let form = Form::new("forget");
    let token = StoredValue::new(fresh_token());
    let send = move |_| {
        let body = json!({ "client_token": token.get_value() });
        mine.send(form, "/forgetting", &body, move || {
            keep::drop(&mine.number.get_value());
            desk().say("order.forgotten");
        });
    };
    view! {
        <Fold label=t("order.forget")>
            <div class="stack">
                <p>{say("order.forget.text")}</p>
                <Summary form=form />
                <button class="btn btn-warn" type="button" disabled=move || form.busy.get() on:click=send>{say("order.forget.send")}</button>
            </div>
        </Fold>
    }
}
