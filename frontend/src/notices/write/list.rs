//! The notices in my scope, by how far they are.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::published::ItemStatus;
use shared::query;
use strum::VariantArray as _;

use super::{Item, badge, note, word};
use crate::i18n::{say, t};
use crate::session::lang;
use crate::staff::{More, Rows, code_of, problem_state};
use crate::ui::{DemoMark, State, WaitingItems};

/// The list, with the way to a new one.
pub(super) fn list<T: Item>() -> AnyView {
    let map = use_location().query;
    let status = Memo::new(move |_| map.with(|m| m.get("status")).unwrap_or_default());
    let rows = Rows::<T>::of(move || format!("{}?{}", T::API, query::write([("status", Some(status.get()))])));
    let tab = move |code: &'static str, words: &'static str| {
        let href = if code.is_empty() { T::PAGE.to_owned() } else { format!("{}?status={code}", T::PAGE) };
        let here = move || (status.get() == code).then_some("true");
        view! { <a class="btn" href=href aria-current=here>{say(words)}</a> }
    };
    let body = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (Some(found), None) if found.is_empty() => {
                view! { <State icon="info" title=t("write.none") text=t("write.none.text") /> }.into_any()
            }
            (Some(found), None) => view! { <ol class="frame">{found.iter().map(row).collect_view()}</ol> }.into_any(),
            (None, None) => view! { <WaitingItems /> }.into_any(),
        }
    };
    let tabs = ItemStatus::VARIANTS.iter().map(|status| {
        let words = match status {
            ItemStatus::Draft => "item_status.draft",
            ItemStatus::InReview => "item_status.in_review",
            ItemStatus::Published => "item_status.published",
            ItemStatus::Withdrawn => "item_status.withdrawn",
        };
        tab(code_of(*status), words)
    });
    view! {
        <h1>{say(T::WORDS)}</h1>
        <p class="muted">{say(word::<T>("text"))}</p>
        <p class="section-s"><a class="btn btn-main" href=format!("{}?new=1", T::PAGE)>{say(word::<T>("new"))}</a></p>
        <nav class="row section-s" aria-label=say("write.by_status")>{tab("", "write.all")} {tabs.collect_view()}</nav>
        <div class="section-s">{body}</div>
        <More rows=rows />
    }
    .into_any()
}

fn row<T: Item>(item: &T) -> AnyView {
    let desked = item.desked();
    view! {
        <li class="item">
            <div class="row between">
                <h2 class="t-m">
                    <a href=format!("{}?id={}", T::PAGE, item.id())>{item.title()}</a>
                    {desked.is_demo.then(|| view! { " " <DemoMark /> })}
                </h2>
                {badge(desked.status)}
            </div>
            <p class="meta">{item.line()}</p>
            {(desked.status == ItemStatus::Draft).then(|| note(desked))}
        </li>
    }
    .into_any()
}
