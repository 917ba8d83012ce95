//! What is filtered right now, each to be taken away with one press.

use leptos::prelude::*;
use shared::projects::StatusFilter;

use super::Start;
use super::choice::Choice;
use crate::i18n::{t, t_code, tf};
use crate::shell::shell;
use crate::ui::{Icon, Zh, around};

/// A filter in force: what it says, whether that is a Chinese name, and the choice without it.
struct Tag {
    words: String,
    is_name: bool,
    without: Choice,
}

/// The tags, and one button for all.
#[component]
pub(super) fn Tags(start: Start) -> impl IntoView {
    let shell = shell();
    let tags = move || {
        let choice = start.choice.get();
        let mut tags = Vec::new();
        let mut add = |words: String, is_name: bool, take: &dyn Fn(&mut Choice)| {
            let mut without = choice.clone();
            take(&mut without);
            tags.push(Tag { words, is_name, without });
        };
        let f = &choice.filter;
        if let Some(q) = &f.q {
            add(format!("“{q}”"), true, &|c| c.filter.q = None);
        }
        for kind in &f.kind {
            add(shell.kind_name(kind), false, &|c| c.filter.kind.retain(|k| k != kind));
        }
        if let Some(id) = f.area {
            let areas = start.areas.data.get();
            let name = areas.iter().flat_map(|a| a.iter()).find(|a| a.id == id).map(|a| a.name.clone());
            add(name.unwrap_or_else(|| t("start.area")), true, &|c| c.filter.area = None);
        }
        if let Some(year) = f.year {
            add(tf("item.year", &[("year", &year)]), false, &|c| c.filter.year = None);
        }
        for status in &f.status {
            add(words_of(*status), false, &|c| c.filter.status.retain(|s| s != status));
        }
        for health in &f.health {
            let code: &'static str = (*health).into();
            add(t(&format!("health.{code}")), false, &|c| c.filter.health.retain(|h| h != health));
        }
        if f.compound.is_some() {
            let name = start.page.data.with(|page| page.as_ref()?.compound.clone());
            add(name.unwrap_or_else(|| t("start.tag.compound")), true, &|c| c.filter.compound = None);
        }
        if f.bbox.is_some() {
            add(t("start.tag.bbox"), false, &|c| c.filter.bbox = None);
        }
        tags
    };
    let draw = move |tag: Tag| {
        let Tag { words, is_name, without } = tag;
        let remove = match is_name {
            true => around("start.tag.remove", &words).into_any(),
            false => tf("start.tag.remove", &[("name", &words)]).into_any(),
        };
        let words = if is_name { view! { <Zh text=words /> }.into_any() } else { words.into_any() };
        view! {
            <li>
                <button type="button" class="chip" on:click=move |_| start.go.run(without.clone())>
                    {words}
                    <Icon name="cross" />
                    <span class="vh">{remove}</span>
                </button>
            </li>
        }
    };
    move || {
        let tags = tags();
        (!tags.is_empty()).then(|| {
            view! {
                <div class="row tags">
                    <ul class="chips" aria-label=t("start.tags")>{tags.into_iter().map(draw).collect_view()}</ul>
                    <button type="button" class="btn btn-plain" on:click=move |_| start.turn(|c| c.filter = Default::default())>
                        {t("start.clear")}
                    </button>
                </div>
            }
        })
    }
}

fn words_of(status: StatusFilter) -> String {
    let code = status.code();
    t_code("group", code).unwrap_or_else(|| t(&format!("status.{code}")))
}
