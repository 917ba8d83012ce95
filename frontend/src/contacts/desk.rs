//! `/work/cards`: contact cards in scope, put into use and taken out of it, and printed four on a sheet.

use std::collections::HashSet;

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::contact_cards::{CardLines, CardStatus, PublicCard, StaffCard};
use shared::permissions::Action;
use shared::projects::Sign;

use super::editor::CardEditor;
use super::sheet;
use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{
    Area, Dialog, Faults, Form, More, PrivateForm, Rows, StaffPage, Summary, code_of, desk, focus, fresh_token, is_out,
    own_query, problem_state,
};
use crate::ui::{Num, Plate, State, StatusBadge, WaitingItems, Zh, place_of};

/// `/work/cards`.
#[component]
pub(crate) fn CardsDesk() -> impl IntoView {
    let query = own_query();
    let from = Memo::new(move |_| query.with(|q| q.get("from")));
    let which = Memo::new(move |_| query.with(|q| (q.get("id"), q.get("new").is_some())));
    view! {
        <StaffPage heading="cards.title" needs=Action::EditContactCard above=("/work", "work.title")>
            {move || match which.get() {
                (Some(id), _) => {
                    let load = Load::<StaffCard>::of(move || format!("/api/v1/staff/contact-cards/{id}"));
                    let draw = |found: std::sync::Arc<StaffCard>| view! { <CardEditor of=Some((*found).clone()) /> }.into_any();
                    view! { <PrivateForm load=load draw=draw /> }.into_any()
                }
                (None, true) => match from.get() {
                    // What changed is often one number: the rest is as on the card in use.
                    Some(id) => {
                        let load = Load::<StaffCard>::of(move || format!("/api/v1/staff/contact-cards/{id}"));
                        let draw = |found: std::sync::Arc<StaffCard>| view! { <CardEditor of=None like=Some(found.form.clone()) /> }.into_any();
                        view! { <PrivateForm load=load draw=draw /> }.into_any()
                    }
                    None => view! { <CardEditor of=None /> }.into_any(),
                },
                (None, false) => view! { <List /> }.into_any(),
            }}
        </StaffPage>
    }
}

/// What everybody would read of it.
fn public(card: &StaffCard) -> PublicCard {
    let form = card.form.clone();
    PublicCard {
        number: card.number.clone(),
        areas: card.areas.clone(),
        status: card.status,
        current: None,
        valid_from: card.valid_from,
        is_demo: card.is_demo,
        lines: Some(CardLines {
            duty_title: form.duty_title,
            display_name: form.display_name,
            duty_phone: form.duty_phone,
            duties: form.duties,
            community_phone: form.community_phone,
            police_name: form.police_name,
            police_phone: form.police_phone,
            property_name: form.property_name,
            property_phone: form.property_phone,
            hotline: form.hotline,
        }),
    }
}

/// What the rows of the list share.
#[derive(Clone, Copy)]
struct Cards {
    rows: Rows<StaffCard>,
    /// Those that are to be printed.
    chosen: RwSignal<HashSet<String>>,
    form: Form,
    /// The one that is to be taken out of use.
    leaving: RwSignal<Option<StaffCard>>,
    asks: RwSignal<bool>,
}

#[component]
fn List() -> impl IntoView {
    let cards = Cards {
        rows: Rows::of(|| "/api/v1/staff/contact-cards?limit=100".to_owned()),
        chosen: RwSignal::new(HashSet::new()),
        form: Form::new("cards"),
        leaving: RwSignal::new(None),
        asks: RwSignal::new(false),
    };
    let Cards { rows, chosen, form, .. } = cards;
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get().filter(|problem| !is_out(problem))) {
            (_, Some(problem)) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (Some(all), None) if all.is_empty() => {
                view! { <State icon="list" title=t("cards.none") text=t("cards.none.text") /> }.into_any()
            }
            (Some(all), None) => {
                view! { <ul class="people-rows">{all.iter().map(|card| row(cards, card)).collect_view()}</ul> }
                    .into_any()
            }
            (None, None) => view! { <WaitingItems /> }.into_any(),
        }
    };
    // Only what is in use is printed, whatever became of it since it was ticked.
    let printed = move || {
        let all = rows.all().unwrap_or_default();
        let is_in = |card: &StaffCard| {
            card.status == CardStatus::Published && chosen.with(|chosen| chosen.contains(&card.id.to_string()))
        };
        all.iter().filter(|card| is_in(card)).map(public).collect::<Vec<_>>()
    };
    let n = Memo::new(move |_| printed().len());
    let paper = move || {
        lang();
        Some(printed()).filter(|all| !all.is_empty()).map(|all| sheet(&all))
    };
    view! {
        <p class="row section-s no-print">
            <a class="btn btn-main" href="/work/cards?new=1">{say("cards.new")}</a>
            <button class="btn" type="button" disabled=move || n.get() == 0 on:click=|_| drop(window().print())>
                {move || tf("cards.print", &[("n", &n.get())])}
            </button>
            <span class="small muted">{say("cards.print.text")}</span>
        </p>
        <Summary form=form />
        <p class="small muted section-s no-print">{say("cards.publish.text")}</p>
        <div class="contact-list section-s">{list} <More rows=rows /></div>
        <div class="contact-paper">{paper}</div>
        <Leaving cards=cards />
    }
}

fn row(cards: Cards, found: &StaffCard) -> AnyView {
    let Cards { rows, chosen, form, .. } = cards;
    let key = found.id.to_string();
    let (own, set) = (key.clone(), key.clone());
    let toggle = move |e: leptos::ev::Event| {
        let on = event_target_checked(&e);
        chosen.update(|all| {
            if on {
                all.insert(set.clone());
            } else {
                all.remove(&set);
            }
        });
    };
    let sign = match found.status {
        CardStatus::Draft => Sign::Planned,
        CardStatus::Published => Sign::Done,
        CardStatus::Replaced | CardStatus::Withdrawn => Sign::Ended,
    };
    let words = Signal::stored(t(&format!("cards.status.{}", code_of(found.status))));
    let label = tf("cards.tick", &[("number", &found.number)]);
    let is_in_use = found.status == CardStatus::Published;
    let tick = is_in_use.then(|| {
        view! {
            <label class="check">
                <input type="checkbox" aria-label=label prop:checked=move || chosen.with(|all| all.contains(&own)) on:change=toggle />
            </label>
        }
    });
    let edit = found.may_write.then(|| {
        view! { <a class="btn" href=format!("/work/cards?id={}", found.id)>{t("write.edit")}</a> }
    });
    let (path, version) = (format!("/api/v1/staff/contact-cards/{}/events", found.id), found.version);
    // Of two on one stairwell nobody knows which is true: it is asked before the old one is told to be replaced.
    let (is_sure, is_ready) = (RwSignal::new(false), RwSignal::new(false));
    let put = move |_| {
        let body = json!({ "event": "publish", "version": version, "client_token": fresh_token() });
        form.send(Method::POST, path.clone(), &body, move |_: StaffCard| {
            desk().say("act.done");
            rows.retry_quietly();
        });
    };
    // What hangs in the stairwells is the public page; a draft has none.
    let see = (found.status != CardStatus::Draft).then(|| {
        view! { <a class="btn" href=format!("/cards/{}", found.number)>{t("cards.see")}</a> }
    });
    let keep = StoredValue::new(format!("keep-{}", found.id));
    let can_publish = found.may_publish && found.status == CardStatus::Draft;
    let publish = can_publish.then(|| {
        let ask = move |_| {
            is_sure.set(true);
            is_ready.set(false);
            let ready = move || {
                is_ready.try_set(true);
            };
            set_timeout(ready, std::time::Duration::from_millis(700));
            request_animation_frame(move || keep.with_value(|id| focus(id)));
        };
        view! { <button class="btn btn-main" type="button" disabled=move || is_sure.get() on:click=ask>{t("cards.publish")}</button> }
    });
    // Wherever the lines break, a second press at once replaces nothing.
    let put = StoredValue::new_local(put);
    let question = move || {
        view! {
            <p class="small" role="status">{say("cards.publish.sure.text")}</p>
            <p class="row">
                <button class="btn" type="button" id=keep.get_value() on:click=move |_| is_sure.set(false)>{say("cards.publish.keep")}</button>
                <button class="btn btn-main" type="button" disabled=move || form.busy.get() || !is_ready.get() on:click=move |e| put.with_value(|put| put(e))>{say("cards.publish.sure")}</button>
            </p>
        }
    };
    let anew = is_in_use
        .then(|| view! { <a class="btn" href=format!("/work/cards?new=1&from={}", found.id)>{t("cards.replace")}</a> });
    let leaving = found.clone();
    let ask = move |_| {
        cards.leaving.set(Some(leaving.clone()));
        cards.asks.set(true);
    };
    let withdraw = (found.may_publish && is_in_use)
        .then(|| view! { <button class="btn btn-warn" type="button" on:click=ask>{t("cards.withdraw")}</button> });
    view! {
        <li>
            {tick}
            <div>
                <b>{place_of(&found.areas).map(|place| view! { <Zh text=place /> })}</b>
                <p><Zh text=found.form.duty_title.clone() /> " " <Num text=found.form.duty_phone.clone() /></p>
                <p class="row"><StatusBadge sign=sign words=words /> <Plate text=found.number.clone() /></p>
                <Show when=move || is_sure.get()>{question}</Show>
            </div>
            <div class="row act">{see} {anew} {edit} {publish} {withdraw}</div>
        </li>
    }
    .into_any()
}

/// Why one is taken out of use.
#[component]
fn Leaving(cards: Cards) -> impl IntoView {
    let draw = move || {
        let form = Form::new("card-out");
        let reason = RwSignal::new(String::new());
        let token = StoredValue::new(fresh_token());
        let card = cards.leaving.get_untracked();
        let name = card.as_ref().and_then(|card| place_of(&card.areas));
        let send = move |e: SubmitEvent| {
            e.prevent_default();
            let why = reason.get_untracked().trim().to_owned();
            if why.is_empty() {
                return form.refuse(Faults::none().when(true, "reason", "act.missing"));
            }
            let Some(card) = &card else { return };
            let body = json!({ "event": "withdraw", "version": card.version, "client_token": token.get_value(), "reason": why });
            let path = format!("/api/v1/staff/contact-cards/{}/events", card.id);
            form.send(Method::POST, path, &body, move |_: StaffCard| {
                desk().say("act.done");
                cards.asks.set(false);
                cards.rows.retry_quietly();
            });
        };
        view! {
            <form class="stack" method="post" on:submit=send novalidate>
                <p><b>{name.map(|name| view! { <Zh text=name /> })}</b></p>
                <p class="muted">{say("cards.withdraw.text")}</p>
                <Summary form=form />
                <Area form=form name="reason" label="act.field.reason" value=reason hint="cards.withdraw.hint" needed=true />
                <div class="row">
                    <button class="btn" type="button" on:click=move |_| cards.asks.set(false)>{say("act.cancel")}</button>
                    <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("cards.withdraw")}</button>
                </div>
            </form>
        }
    };
    view! { <Dialog id="h-card-out" title="cards.withdraw.title" open=cards.asks>{draw()}</Dialog> }
}
