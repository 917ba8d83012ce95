//! What can be done with a notice: buttons from the table that the server refuses by, and the dialog of each.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde_json::json;
use shared::published::ItemEvent;
use shared::workflow::Happened;

use super::Item;
use super::fields::{from_local, local};
use crate::api::Load;
use crate::i18n::{say, t, t_code};
use crate::staff::{Area, Dialog, Faults, Field, Form, Summary, code_of, desk, fresh_token, moment, role};
use crate::ui::{Fold, Num, Zh};

/// The buttons.
pub(super) fn buttons(events: &[ItemEvent], chosen: RwSignal<Option<ItemEvent>>) -> AnyView {
    let button = |event: &ItemEvent| {
        let event = *event;
        let is_main = matches!(event, ItemEvent::PublishOutage | ItemEvent::Publish | ItemEvent::EndOutage);
        view! {
            <button type="button" class=if is_main { "btn btn-main" } else { "btn" } on:click=move |_| chosen.set(Some(event))>
                {t(&format!("item_event.{}", code_of(event)))}
            </button>
        }
    };
    events.iter().map(button).collect_view().into_any()
}

/// The dialog; it is open while something is `chosen`.
pub(super) fn dialog<T: Item>(load: Load<T>, chosen: RwSignal<Option<ItemEvent>>) -> AnyView {
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
        <Dialog id="h-deed" title="act.title" open=open>
            {move || chosen.get().map(|event| deed(load, event, Callback::new(move |()| open.set(false))))}
        </Dialog>
    }
    .into_any()
}

fn deed<T: Item>(load: Load<T>, event: ItemEvent, done: Callback<()>) -> AnyView {
    let form = Form::new("deed");
    let (reason, ends_at, checked) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(false));
    let token = StoredValue::new(fresh_token());
    let code = code_of(event);
    let needs_reason = matches!(event, ItemEvent::Return | ItemEvent::Withdraw | ItemEvent::ExtendOutage);
    let is_longer = event == ItemEvent::ExtendOutage;
    if let Some(end) = load.data.with_untracked(|item| item.as_ref().and_then(|item| item.ends_at())) {
        ends_at.set(local(end));
    }
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let Some(item) = load.data.get_untracked() else { return };
        let (why, until) = (reason.get_untracked(), from_local(&ends_at.get_untracked()));
        let faults = Faults::none().when(is_longer && until.is_none(), "ends_at", "act.missing").when(
            needs_reason && why.trim().is_empty(),
            "reason",
            "act.missing",
        );
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let mut body = json!({ "event": code, "version": item.desked().version, "client_token": token.get_value() });
        if needs_reason {
            body["reason"] = json!(why);
        }
        if is_longer {
            body["ends_at"] = json!(until);
        }
        if event == ItemEvent::Publish {
            body["is_checked"] = json!(checked.get_untracked());
        }
        let path = format!("{}/{}/events", T::API, item.id());
        form.send(Method::POST, path, &body, move |item: T| {
            load.data.set(Some(std::sync::Arc::new(item)));
            desk().say("act.done");
            done.run(());
        });
    };
    let text = format!("item_event.{code}.text");
    view! {
        <form class="stack" method="post" on:submit=send novalidate>
            <p class="t-m"><b>{t(&format!("item_event.{code}"))}</b></p>
            {Some(t(&text)).filter(|said| *said != text).map(|said| view! { <p class="muted">{said}</p> })}
            <Summary form=form />
            {is_longer.then(|| view! { <Field form=form name="ends_at" label="write.new_end" value=ends_at kind="datetime-local" /> })}
            {needs_reason.then(|| view! { <Area form=form name="reason" label="act.field.reason" value=reason hint="act.reason.hint" /> })}
            {(event == ItemEvent::Publish).then(|| view! {
                <label class="check">
                    <input type="checkbox" id=form.control("is_checked") prop:checked=move || checked.get() on:change=move |e| checked.set(event_target_checked(&e)) />
                    <span>{say("write.checked")}</span>
                </label>
            })}
            <div class="row">
                <button class="btn" type="button" on:click=move |_| done.run(())>{say("act.cancel")}</button>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("act.send")}</button>
            </div>
        </form>
    }
    .into_any()
}

/// What happened to it, folded away.
pub(super) fn history(all: &[Happened]) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let row = |happened: &Happened| {
        let words = t_code("item_event", &happened.event).unwrap_or_else(|| happened.event.clone());
        view! {
            <li>
                <time><Num text=moment(happened.at) /></time>
                <div>
                    <p><b>{words}</b></p>
                    {happened.note.clone().map(|note| view! { <p><Zh text=note /></p> })}
                    <p class="small muted">{happened.by.clone()} " " {role(happened.role)}</p>
                </div>
            </li>
        }
    };
    let rows = all.iter().map(row).collect_view();
    Some(
        view! { <section class="section"><Fold label=t("work.history")><ol class="log">{rows}</ol></Fold></section> }
            .into_any(),
    )
}
