//! What who asked can do: answer, judge, take it back, have it forgotten. Each form stands as long as what it is about: what
//! else happens to the order leaves alone what somebody types.

use chrono::{DateTime, Utc};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::id::EventId;
use shared::orders::OrderEvent;
use shared::orders::shown::MyOrder;

use super::super::keep;
use super::super::photos::{PhotoField, Photos};
use super::{Mine, stars};
use crate::i18n::{say, t};
use crate::staff::{Area, Faults, Form, Summary, Wrong, described, desk, fresh_token};
use crate::ui::{Icon, Zh};

/// Draws a form while `of` has something, anew when it is about something else.
fn while_some<T: Clone + PartialEq + Send + Sync + 'static>(
    mine: Mine,
    of: impl Fn(&MyOrder) -> Option<T> + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let about = Memo::new(move |_| mine.data.with(|order| order.as_deref().and_then(&of)));
    (move || about.get().map(&draw)).into_any()
}

fn may(order: &MyOrder, event: OrderEvent) -> Option<()> {
    order.allowed_events.contains(&event).then_some(())
}

/// The answer to the last question, while it is open.
pub(super) fn answer(mine: Mine) -> AnyView {
    let question = |order: &MyOrder| -> Option<(EventId, String)> {
        may(order, OrderEvent::GiveInfo)?;
        let asked = order.history.iter().rev().find(|step| step.event == "ask_info")?;
        Some((asked.id, asked.note.clone().unwrap_or_default()))
    };
    while_some(mine, question, move |(_, asked)| view! { <AnswerForm mine=mine asked=asked /> }.into_any())
}

/// The word on the result, while it is asked for.
pub(super) fn judge(mine: Mine) -> AnyView {
    let result = |order: &MyOrder| -> Option<Option<DateTime<Utc>>> {
        may(order, OrderEvent::Confirm).map(|()| order.result.finished_at)
    };
    while_some(mine, result, move |_| view! { <Judge mine=mine /> }.into_any())
}

/// The ways out.
pub(super) fn leave(mine: Mine) -> AnyView {
    let cancel = while_some(
        mine,
        |order| may(order, OrderEvent::Cancel),
        move |()| view! { <CancelForm mine=mine /> }.into_any(),
    );
    let forget =
        while_some(mine, |order| order.may_forget.then_some(()), move |()| view! { <Forget mine=mine /> }.into_any());
    view! { {cancel} {forget} }.into_any()
}

/// What is folded away until it is wanted.
#[component]
fn Folded(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <details class="fold section-s">
            <summary><Icon name="next" />{say(label)}</summary>
            {children()}
        </details>
    }
}

/// Solved or not: two buttons, then stars or what is missing.
#[component]
fn Judge(mine: Mine) -> impl IntoView {
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
        body["version"] = json!(mine.version());
        body["client_token"] = json!(token.get_value());
        mine.send(form, "/events", &body, || desk().say("order.thanks"));
    };
    let choose = move |is: bool, words: &'static str, icon: &'static str| {
        view! {
            <button class="btn" type="button" aria-pressed=move || (solved.get() == Some(is)).to_string() on:click=move |_| {
                form.clear();
                solved.set(Some(is));
            }>
                <Icon name=icon />{say(words)}
            </button>
        }
    };
    let star = move |n: u8| {
        view! {
            <label class="check">
                <input type="radio" name="rating" id=(n == 5).then(|| form.control("rating")) prop:checked=move || rating.get() == n on:change=move |_| {
                    form.forgive("rating");
                    rating.set(n);
                } />
                <span>{stars(i32::from(n))} " " {move || t(&format!("order.star.{n}"))}</span>
            </label>
        }
    };
    view! {
        <section class="panel stack section-s" aria-labelledby="h-judge">
            <h2 class="t-m" id="h-judge">{say("order.judge")}</h2>
            <p>{say("order.judge.text")}</p>
            <div class="row">{choose(true, "order.solved.yes", "s-done")} {choose(false, "order.solved.no", "s-late")}</div>
            <Show when=move || solved.with(Option::is_some)>
                <form class="stack" method="post" on:submit=send novalidate>
                    <Summary form=form />
                    <Show when=move || solved.get() == Some(true) fallback=move || view! { <Area form=form name="reason" label="order.missing" value=words hint="order.missing.hint" /> }>
                        <fieldset class="field" aria-describedby=move || described(form, "rating", false)>
                            <legend class="label">{say("order.rating")}</legend>
                            {[5, 4, 3, 2, 1].map(star).collect_view()}
                            <Wrong form=form name="rating" />
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
fn AnswerForm(mine: Mine, asked: String) -> impl IntoView {
    let form = Form::new("answer");
    let answer = RwSignal::new(String::new());
    let token = fresh_token();
    let photos = Photos::of(&token);
    let token = StoredValue::new(token);
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let faults = Faults::none()
            .when(answer.with_untracked(|a| a.trim().is_empty()), "answer", "act.missing")
            .when(photos.is_busy(), "photographs", "order.photo.wait")
            .when(!photos.is_busy() && untrack(|| photos.missing()) != 0, "photographs", "order.photo.left");
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let body = json!({
            "event": "give_info", "answer": answer.get_untracked(), "photographs": photos.ids(), "version": mine.version(),
            "client_token": token.get_value(),
        });
        mine.send(form, "/events", &body, || desk().say("order.answered"));
    };
    view! {
        <section class="panel stack section-s" aria-labelledby="h-answer">
            <h2 class="t-m" id="h-answer">{say("order.question")}</h2>
            <p class="t-m"><Zh text=asked /></p>
            <form class="stack" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Area form=form name="answer" label="order.answer" value=answer hint="order.answer.hint" needed=true />
                <PhotoField photos=photos id=form.control("photographs") />
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("order.answer.send")}</button>
            </form>
        </section>
    }
}

/// Taking the order back, folded away.
#[component]
fn CancelForm(mine: Mine) -> impl IntoView {
    let form = Form::new("cancel");
    let reason = RwSignal::new(String::new());
    let token = StoredValue::new(fresh_token());
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        // Nobody owes a reason for not wanting it any more.
        let said = Some(reason.get_untracked()).filter(|r| !r.trim().is_empty());
        let body = json!({
            "event": "cancel", "reason": said.unwrap_or_else(|| t("order.cancel.usual")), "version": mine.version(), "client_token": token.get_value(),
        });
        mine.send(form, "/events", &body, || desk().say("order.cancelled"));
    };
    view! {
        <Folded label="order.cancel">
            <form class="stack" method="post" on:submit=send novalidate>
                <Summary form=form />
                <Area form=form name="reason" label="act.field.reason" value=reason hint="order.cancel.hint" />
                <button class="btn btn-warn" type="submit" disabled=move || form.busy.get()>{say("order.cancel.send")}</button>
            </form>
        </Folded>
    }
}

/// Having it forgotten how to reach one.
#[component]
fn Forget(mine: Mine) -> impl IntoView {
    let form = Form::new("forget");
    let token = StoredValue::new(fresh_token());
    // What cannot be undone is asked once more.
    let is_sure = RwSignal::new(false);
    let send = move |_| {
        let body = json!({ "client_token": token.get_value() });
        mine.send(form, "/forgetting", &body, move || {
            keep::drop(&mine.number.get_value());
            desk().say("order.forgotten");
        });
    };
    view! {
        <Folded label="order.forget">
            <div class="stack">
                <p>{say("order.forget.text")}</p>
                <Summary form=form />
                // Where the first press was stands the way back: pressed twice, nothing is gone.
                <Show when=move || is_sure.get() fallback=move || view! { <p><button class="btn btn-warn" type="button" on:click=move |_| is_sure.set(true)>{say("order.forget.send")}</button></p> }>
                    <p class="row">
                        <button class="btn" type="button" on:click=move |_| is_sure.set(false)>{say("order.forget.keep")}</button>
                        <button class="btn btn-warn" type="button" disabled=move || form.busy.get() on:click=send>{say("order.forget.sure")}</button>
                    </p>
                </Show>
            </div>
        </Folded>
    }
}
