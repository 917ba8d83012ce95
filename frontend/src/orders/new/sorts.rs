//! What it is about, in two presses: a kind of thing by its sign, then one of its categories.

use leptos::prelude::*;
use shared::orders::category::{Category, OrderType};
use strum::VariantArray as _;

use super::typed::Typed;
use crate::api::Load;
use crate::i18n::{Lang, say, t};
use crate::session::lang;
use crate::staff::{Form, Wrong, described};
use crate::ui::{Icon, WaitingLines};

/// The kinds as tiles, and below them the categories of the one that is chosen.
#[component]
pub(super) fn CategoryField(form: Form, typed: Typed, categories: Load<Vec<Category>>) -> impl IntoView {
    let value = typed.category;
    let pressed = RwSignal::new(None::<OrderType>);
    let has_works = Memo::new(move |_| typed.project.with(Option::is_some));
    let of_value = move || {
        let code = value.get();
        categories.data.with(|all| all.as_ref()?.iter().find(|c| c.code == code).map(|c| c.order_type))
    };
    // Who comes from the page of works complains about them.
    let by_works = move || has_works.get().then_some(OrderType::Complaint);
    let kind = Memo::new(move |_| of_value().or_else(|| pressed.get()).or_else(by_works));
    let of_kind = move |kind: OrderType| {
        let all = categories.data.get().unwrap_or_default();
        all.iter().filter(|c| c.order_type == kind && c.is_active).cloned().collect::<Vec<_>>()
    };
    let press = move |kind: OrderType| {
        form.forgive("category");
        // The only one of its kind needs no second press.
        let only = match untrack(|| of_kind(kind)).as_slice() {
            [only] => only.code.clone(),
            _ => String::new(),
        };
        value.set(only);
        pressed.set(Some(kind));
    };
    let tile = move |one: OrderType| {
        let is_it = move || kind.get() == Some(one);
        view! {
            <label class="tile">
                <input type="radio" name="kind" prop:checked=is_it on:change=move |_| press(one) />
                <Sign kind=one />
                <span>{say(tile_words(one))}</span>
            </label>
        }
    };
    let tiles = move || {
        let all = categories.data.get()?;
        let has_any = |kind: &&OrderType| all.iter().any(|c| c.order_type == **kind && c.is_active);
        Some(OrderType::VARIANTS.iter().filter(has_any).map(|kind| tile(*kind)).collect_view())
    };
    let pick = move |category: Category| {
        let name = category.name(lang() == Lang::Zh).to_owned();
        let (code, own) = (category.code.clone(), category.code);
        let is_it = move || value.with(|value| *value == own);
        let press = move |_| {
            form.forgive("category");
            value.set(code.clone());
        };
        view! {
            <label class="sort">
                <input type="radio" name="category" prop:checked=is_it on:change=press />
                <span>{name}</span>
            </label>
        }
    };
    let picks = move || {
        let kind = kind.get()?;
        let all = of_kind(kind);
        (all.len() > 1).then(|| {
            view! {
                <fieldset class="sorts">
                    <legend class="hint">{t("order.category.choose")}</legend>
                    {all.into_iter().map(pick).collect_view()}
                </fieldset>
            }
        })
    };
    let is_away = move || categories.data.with(Option::is_none);
    let problem = move || is_away() && categories.problem.with(Option::is_some);
    view! {
        <fieldset class="field" id=form.control("category") tabindex="-1" aria-describedby=move || described(form, "category", false)>
            <legend class="label">{say("order.category")}</legend>
            <div class="tiles">{tiles}</div>
            <Show when=move || is_away() && !problem()><WaitingLines lines=3 /></Show>
            {picks}
            <Show when=problem>
                <p class="notice tone-risk" role="alert">
                    <Icon name="offline" />
                    <span>{say("order.category.away")} " "
                        <button class="btn" type="button" on:click=move |_| categories.retry()>{say("problem.retry")}</button>
                    </span>
                </p>
            </Show>
            <Wrong form=form name="category" />
        </fieldset>
    }
}

/// Key of the words on the tile of `kind`: as people say it, shorter than what the kind is called in lists.
fn tile_words(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Service => "order.tile.service",
        OrderType::Wish => "order.tile.wish",
        OrderType::Repair => "order.tile.repair",
        OrderType::Complaint => "order.tile.complaint",
        OrderType::Enquiry => "order.tile.enquiry",
        OrderType::Suggestion => "order.tile.suggestion",
        OrderType::Report => "order.tile.report",
    }
}

/// The sign of a kind, drawn for this system; only this page shows it, so it is not in the sprite.
#[component]
fn Sign(kind: OrderType) -> impl IntoView {
    let path = match kind {
        // Two people: one stands by the other.
        OrderType::Service => {
            "M9 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 20c.5-4.5 2.7-7 6-7s5.5 2.5 6 7ZM16 11a2.5 2.5 0 1 0-1-4.8M16.5 13.5c2.6.3 4.1 2.4 4.5 6.5h-2.5"
        }
        OrderType::Wish => "M12 4l2.5 5.1 5.5.8-4 3.9 1 5.6-5-2.7-5 2.7 1-5.6-4-3.9 5.5-.8Z",
        // A wrench.
        OrderType::Repair => {
            "M14.5 6.5 18 3a5.5 5.5 0 0 0-7.3 7.3L4 17a2.1 2.1 0 0 0 3 3l6.7-6.7A5.5 5.5 0 0 0 21 6l-3.5 3.5-2.3-.7Z"
        }
        // The cone that stands before works.
        OrderType::Complaint => "M10 4h4l4.5 16h-13ZM8.3 10h7.4M6.9 15h10.2M3 20h18",
        OrderType::Enquiry => "M4 4h16v12h-8l-4 4v-4H4ZM10 8.5a2 2 0 1 1 2.8 1.8c-.5.2-.8.5-.8 1M12 13.5h.01",
        OrderType::Suggestion => {
            "M9 17h6M10 20.5h4M12 3a6 6 0 0 0-3.6 10.8c.6.5 1 1.1 1.1 1.7h5c.1-.6.5-1.2 1.1-1.7A6 6 0 0 0 12 3Z"
        }
        // A loudhailer.
        OrderType::Report => "M4 10v4h3.5l8.5 4.5v-13L7.5 10ZM7.5 14v5H10v-3.7M19 9.5a4 4 0 0 1 0 5",
    };
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=path /></svg> }
}
