//! Compound page 小区: what it is, its projects over the years, its buildings.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::compounds::Compound;
use shared::notices::Notice;
use shared::outages::Outages;
use shared::page::Page;

use crate::api::{Load, Problem};
use crate::i18n::{area, count, t, t_code, tf, years};
use crate::notices::{feeds, notices_of, outages_of};
use crate::session::title;
use crate::shell::{Crumb, Main, shell};
use crate::ui::{
    Account, DemoMark, Fact, Facts, Icon, Loaded, Num, ProjectItem, State, WaitingItems, WaitingLines, Zh, place_of,
};

mod buildings;

/// The page of one compound.
#[component]
pub(crate) fn CompoundPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let load = Load::<Compound>::of(move || format!("/api/v1/compounds/{}", id.get()));
    let outages = Load::<Outages>::of(move || format!("/api/v1/outages?compound={}", id.get()));
    let notices = Load::<Page<Notice>>::of(move || format!("/api/v1/notices?compound={}", id.get()));
    title(move || match (load.data.get(), load.problem.get()) {
        (Some(compound), _) => compound.summary.name.clone(),
        (None, Some(Problem::NotFound)) => t("compound.not_found"),
        _ => t("compound.title"),
    });
    shell().set_trail(move || match load.data.get() {
        Some(compound) => trail(&compound),
        None => vec![Crumb::words(t("compound.title"), None)],
    });
    view! {
        <Main>
            <Loaded load=load wait=|| view! { <Waiting /> }.into_any() draw=move |compound| draw(&compound, outages, notices) />
        </Main>
    }
}

fn trail(compound: &Compound) -> Vec<Crumb> {
    let mut steps: Vec<_> =
        compound.summary.areas.iter().map(|a| Crumb::name(&a.name, Some(format!("/?area={}", a.id)))).collect();
    steps.push(Crumb::name(&compound.summary.name, None));
    steps
}

/// The skeleton of the page.
#[component]
fn Waiting() -> impl IntoView {
    view! {
        <h1 class="wait-title">{t("waiting.compound")}</h1>
        <div class="lead"><WaitingLines lines=2 /></div>
        <div class="cols section-s">
            <div class="frame"><WaitingItems rows=3 /></div>
            <div class="panel" aria-hidden="true"><WaitingLines lines=6 /></div>
        </div>
    }
}

fn draw(compound: &Arc<Compound>, outages: Load<Outages>, notices: Load<Page<Notice>>) -> AnyView {
    let summary = &compound.summary;
    let place = place_of(&summary.areas);
    let condition = compound.condition_summary.clone().map(|text| {
        view! {
            <section class="panel section-s" aria-labelledby="h-before">
                <h2 id="h-before" class="t-l">{t("compound.before")}</h2>
                <p><Zh text=text /></p>
            </section>
        }
    });
    view! {
        <div class="cols first">
            <div>
                <p class="row">
                    {summary.is_demo.then(|| view! { <DemoMark /> })}
                    <span class="muted small">
                        {t("compound.title")} {place.map(|place| view! { " · " <Zh text=place /> })}
                    </span>
                </p>
                <h1><Zh text=summary.name.clone() /></h1>
                {summary.alias.clone().map(|alias| view! { <p class="muted">{t("compound.alias")} " " <Zh text=alias /></p> })}
                <p class="lead">{lead(compound)}</p>
                <p class="row section-s no-print">
                    <a class="btn" href=format!("/order?compound={}", summary.id)><Icon name="plus" />{t("compound.order")}</a>
                    <a class="btn" href=format!("/contacts/{}", summary.id)><Icon name="phone" />{t("compound.contacts")}</a>
                </p>
                {compound.reported.clone().map(|account| view! { <Account account=account /> })}
                {outages_of(outages, true)}
                {condition}
            </div>
            <aside class="stack" aria-label=t("compound.aside")>{facts(compound)}</aside>
            <div>
                {projects(compound)}
                {notices_of(notices)}
                {buildings::buildings(&compound.buildings)}
                {feeds(format!("/api/v1/compounds/{}", summary.id), true)}
            </div>
        </div>
    }
    .into_any()
}

/// What it is, in one sentence; only what is known.
fn lead(compound: &Compound) -> String {
    let summary = &compound.summary;
    let known: Vec<String> = [
        years(summary.built_year_from, summary.built_year_to).map(|y| tf("compound.built", &[("years", &y)])),
        summary.building_count.map(|n| count("buildings", n)),
        summary.household_count.map(|n| count("households", n)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut said = known.join(&t("comma"));
    if !said.is_empty() {
        said.push_str(&t("stop"));
    }
    said.push_str(&match compound.projects.len() {
        0 => t("compound.no_project"),
        n => tf("compound.projects", &[("n", &n)]),
    });
    said
}

fn facts(compound: &Compound) -> Option<AnyView> {
    let summary = &compound.summary;
    let mut facts: Vec<(String, AnyView)> = Vec::new();
    let num = |text: String| view! { <Num text=text /> }.into_any();
    let mut add = |label: &str, value: Option<AnyView>| facts.extend(value.map(|value| (t(label), value)));
    add("compound.address", compound.address.clone().map(|text| view! { <Zh text=text /> }.into_any()));
    add("scale.built", years(summary.built_year_from, summary.built_year_to).map(num));
    add("scale.buildings", summary.building_count.map(|n| num(count("buildings", n))));
    add("scale.households", summary.household_count.map(|n| num(count("households", n))));
    add("scale.area", compound.floor_area_m2.map(|m2| num(area(m2))));
    add("compound.land", compound.land_area_m2.map(|m2| num(area(m2))));
    let word = |family: &str, code: &Option<String>| {
        code.as_deref().and_then(|code| t_code(family, code)).map(IntoAny::into_any)
    };
    add("compound.run_by", word("management", &compound.management_mode));
    add("compound.ownership", word("ownership", &compound.ownership));
    let committee = compound.has_owners_committee.map(|has| t(if has { "compound.has" } else { "compound.has_not" }));
    add("compound.committee", committee.map(IntoAny::into_any));
    (!facts.is_empty()).then(|| {
        let facts = facts.into_iter().map(|(label, value)| view! { <Fact label=label>{value}</Fact> }).collect_view();
        view! {
            <section class="panel stack" aria-labelledby="h-facts">
                <h2 id="h-facts" class="t-l">{t("compound.facts")}</h2>
                <Facts>{facts}</Facts>
            </section>
        }
        .into_any()
    })
}

fn projects(compound: &Compound) -> AnyView {
    let on_map = compound.projects.iter().any(|p| p.position.is_some());
    let (icon, words) = if on_map { ("map", "compound.on_map") } else { ("list", "compound.in_list") };
    let body = if compound.projects.is_empty() {
        view! { <State icon="k-house" title=t("compound.empty") text=t("compound.empty.text") /> }.into_any()
    } else {
        let rows = compound
            .projects
            .iter()
            .cloned()
            .map(|project| view! { <ProjectItem project=project with_year=true /> })
            .collect_view();
        view! {
            <ol class="frame">{rows}</ol>
            <p class="row section-s">
                <a class="btn" href=format!("/?compound={}", compound.summary.id)><Icon name=icon />{t(words)}</a>
                {(!on_map).then(|| view! { <span class="muted small">{t("item.no_position")}</span> })}
            </p>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="h-projects">
            <h2 id="h-projects">{t("compound.history")}</h2>
            {body}
        </section>
    }
    .into_any()
}
