//! The filters fewer people need: state, kind, street and community, year; and the order of the list.

use std::str::FromStr;

use leptos::prelude::*;
use shared::areas::{Area, AreaLevel};
use shared::id::AreaId;
use shared::projects::{ProjectSort, StatusFilter};
use strum::VariantArray as _;

use super::{Start, chips};
use crate::i18n::t;
use crate::session::lang;
use crate::shell::shell;
use crate::ui::Icon;

/// One choice of a select: value, words, whether the words are a Chinese name.
type Option3 = (String, String, bool);

/// The fold with all selects.
#[component]
pub(super) fn MoreFilters(start: Start) -> impl IntoView {
    let shell = shell();
    let state = move || start.choice.with(|c| c.filter.status.first().map(|s| s.code().to_owned()).unwrap_or_default());
    let kind = move || start.choice.with(|c| c.filter.kind.first().cloned().unwrap_or_default());
    let area = move || start.choice.with(|c| c.filter.area.map(|a| a.to_string()).unwrap_or_default());
    let year = move || start.choice.with(|c| c.filter.year.map(|y| y.to_string()).unwrap_or_default());
    let sort = move || start.choice.with(|c| <&str>::from(c.sort).to_owned());

    let states = move || chips::rare_groups().map(|g| named("group", g.into())).collect::<Vec<_>>();
    let kinds = move || {
        let kinds = shell.kinds.data.get();
        let used = kinds.iter().flat_map(|k| k.iter()).filter(|k| k.project_count > 0 || k.code == kind());
        used.map(|k| (k.code.clone(), lang().pick(&k.zh, &k.en).to_owned(), false)).collect::<Vec<_>>()
    };
    let years = move || {
        let page = start.page.data.get();
        page.iter().flat_map(|p| p.years.iter()).map(|y| (y.to_string(), y.to_string(), false)).collect::<Vec<_>>()
    };
    let sorts = || ProjectSort::VARIANTS.iter().map(|s| named("start.sort", (*s).into())).collect::<Vec<_>>();
    let open = start
        .choice
        .with_untracked(|c| !c.filter.kind.is_empty() || c.filter.area.is_some() || c.filter.year.is_some());
    view! {
        <details class="fold more" open=open>
            <summary><Icon name="next" />{move || t("start.more")}</summary>
            <div class="more-fields">
                <Select id="f-kind" label="start.kind" all="start.kind.all" value=kind options=kinds
                    on_choose=move |v: String| start.turn(|c| c.filter.kind = some(v).into_iter().collect()) />
                <AreaSelect start=start value=area />
                <Select id="f-year" label="start.year" all="start.year.all" value=year options=years
                    on_choose=move |v: String| start.turn(|c| c.filter.year = v.parse().ok()) />
                <Select id="f-state" label="start.state" all="start.state.all" value=state options=states
                    on_choose=move |v: String| {
                        start.turn(|c| {
                            c.filter.health.clear();
                            c.filter.status = StatusFilter::from_str(&v).into_iter().collect();
                        });
                    } />
                <Select id="f-sort" label="start.sort" value=sort options=sorts
                    on_choose=move |v: String| start.turn(|c| c.sort = v.parse().unwrap_or_default()) />
            </div>
        </details>
    }
}

fn named(family: &str, code: &'static str) -> Option3 {
    (code.to_owned(), t(&format!("{family}.{code}")), false)
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A labelled select. Its first choice is "all", where there is one.
#[component]
fn Select<V, O, C>(
    /// Identifier of the control.
    id: &'static str,
    /// Key of its label.
    label: &'static str,
    /// Key of the choice that filters nothing.
    #[prop(optional)]
    all: Option<&'static str>,
    /// The value in force.
    value: V,
    /// The choices.
    options: O,
    /// Called with the value chosen.
    on_choose: C,
) -> impl IntoView
where
    V: Fn() -> String + Copy + Send + Sync + 'static,
    O: Fn() -> Vec<Option3> + Send + 'static,
    C: Fn(String) + 'static,
{
    view! {
        <div class="field">
            <label for=id>{move || t(label)}</label>
            <select class="in" id=id on:change=move |e| on_choose(event_target_value(&e))>
                {all.map(|all| view! { <option value="" selected=move || value().is_empty()>{move || t(all)}</option> })}
                {move || options().into_iter().map(|o| draw(o, value)).collect_view()}
            </select>
        </div>
    }
}

fn draw((code, words, is_name): Option3, value: impl Fn() -> String + Copy + Send + Sync + 'static) -> impl IntoView {
    let own = code.clone();
    view! { <option value=code lang=is_name.then_some("zh-CN") selected=move || value() == own>{words}</option> }
}

/// Streets, each with its communities; only those that have projects.
#[component]
fn AreaSelect<V>(start: Start, value: V) -> impl IntoView
where
    V: Fn() -> String + Copy + Send + Sync + 'static,
{
    let groups = move || {
        let areas = start.areas.data.get();
        let all: Vec<&Area> = areas.iter().flat_map(|a| a.iter()).filter(|a| a.project_count > 0).collect();
        all.iter()
            .filter(|a| a.level == AreaLevel::Street)
            .map(|street| {
                let below = all.iter().filter(|a| a.parent == Some(street.id));
                let rows = std::iter::once((street.id.to_string(), street.name.clone(), true))
                    .chain(below.map(|a| (a.id.to_string(), format!("　{}", a.name), true)));
                rows.map(|o| draw(o, value)).collect_view()
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for="f-area">{move || t("start.area")}</label>
            <select
                class="in"
                id="f-area"
                on:change=move |e| start.turn(|c| c.filter.area = AreaId::from_str(&event_target_value(&e)).ok())
            >
                <option value="" selected=move || value().is_empty()>{move || t("start.area.all")}</option>
                {groups}
            </select>
        </div>
    }
}
