//! The story of a finished project: promised and done, dates, money, households, and each viewpoint before and after.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::compounds::treated;
use shared::media::ProjectMedia;
use shared::projects::{Project, Sign};

use crate::api::{Load, Problem};
use crate::i18n::{count, date, money_in, t, tf};
use crate::projects::{photographs, promises};
use crate::session::title;
use crate::shell::{Crumb, Main, shell};
use crate::ui::{
    Course, DemoMark, Fact, Facts, Icon, Loaded, Num, Plate, StatusBadge, WaitingLines, Zh, due_today, place_of,
    printed_code, status_words, tel,
};

/// The page.
#[component]
pub(crate) fn StoryPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let load = Load::<Project>::of(move || format!("/api/v1/projects/{}", number.get()));
    let media = Load::<ProjectMedia>::of(move || format!("/api/v1/projects/{}/media", number.get()));
    title(move || match (load.data.get(), load.problem.get()) {
        (Some(project), _) => tf("story.title", &[("name", &project.summary.name)]),
        (None, Some(Problem::NotFound)) => t("project.not_found"),
        _ => number.get(),
    });
    shell().set_trail(move || {
        let name = load.data.get().map_or_else(|| number.get(), |p| p.summary.name.clone());
        vec![Crumb::words(t("results.title"), Some("/results")), Crumb::name(&name, None)]
    });
    view! {
        <Main>
            <Loaded
                load=load
                wait=|| view! { <WaitingLines lines=6 /> }.into_any()
                draw=move |project| draw(&project, media)
            />
        </Main>
    }
}

fn draw(project: &Arc<Project>, media: Load<ProjectMedia>) -> AnyView {
    let summary = &project.summary;
    let shell = shell();
    let kind = summary.kind.clone();
    let name = summary.name.clone();
    let is_finished = summary.sign == Sign::Done;
    let rows = facts(project);
    view! {
        <div class="cols first">
            <div>
                <p class="row">
                    <Plate text=summary.number.clone() />
                    {summary.is_demo.then(|| view! { <DemoMark /> })}
                    <StatusBadge sign=summary.sign words=Signal::stored(status_words(summary)) />
                </p>
                <h1><Zh text=name.clone() /></h1>
                <p class="lead">{lead(project)}</p>
                <p class="muted small">
                    {move || shell.kind_name(&kind)}
                    {place_of(&summary.areas).map(|place| view! { " · " <Zh text=place /> })}
                    {summary.is_showcase.then(|| format!(" · {}", t("project.showcase")))}
                </p>
                {is_finished.then(|| view! { <div class="text"><Course bricks=summary.bricks.clone() due=due_today(summary) /></div> })}
                {project.text.clone().map(|text| view! { <p class="text"><Zh text=text /></p> })}
            </div>
            <aside class="stack" aria-label=t("story.facts")>
                <section class="panel stack" aria-labelledby="h-facts">
                    <h2 id="h-facts" class="t-l">{t("story.facts")}</h2>
                    <Facts>{rows}</Facts>
                    <p><a class="btn btn-wide" href=format!("/projects/{}", summary.number)><Icon name="doc" />{t("story.project")}</a></p>
                </section>
                {warranty(project)}
            </aside>
            <div>
                {photographs::section(media)}
                {promises::promises(project)}
            </div>
        </div>
        {printed_code()}
    }
    .into_any()
}

/// Promised and done, in days.
fn lead(project: &Project) -> String {
    if project.summary.sign != Sign::Done {
        return t("story.not_finished");
    }
    let finished = project.summary.actual_finish.or(project.accepted_on);
    let mut said = match (project.actual_start, finished) {
        (Some(from), Some(to)) => tf("story.span", &[("from", &date(from)), ("to", &date(to))]),
        (None, Some(to)) => tf("story.ended", &[("to", &date(to))]),
        _ => t("story.done"),
    };
    if let (Some(promised), Some(to)) = (project.baseline_finish, finished) {
        said.push_str(&match (to - promised).num_days() {
            0 => t("story.as_promised"),
            late @ 1.. => tf("story.late", &[("n", &late)]),
            early => tf("story.early", &[("n", &-early)]),
        });
    }
    said
}

fn facts(project: &Project) -> AnyView {
    let summary = &project.summary;
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, value: Option<String>| rows.extend(value.map(|value| (t(key), value)));
    let sum = |of: &dyn Fn(&shared::projects::TreatedCompound) -> [Option<i32>; 2]| {
        let one = |c| {
            let [part, own] = of(c).map(|n| n.map(i64::from));
            treated(part, own)
        };
        let all: Option<i64> = project.compounds.iter().map(one).sum();
        all.filter(|n| *n > 0)
    };
    let homes = sum(&|c| [c.household_count, c.compound.household_count]).or(project.benefit_households.map(i64::from));
    add("story.homes", homes.map(|n| count("households", n)));
    add("scale.buildings", sum(&|c| [c.building_count, c.compound.building_count]).map(|n| count("buildings", n)));
    let day = |day: Option<NaiveDate>| day.map(date);
    add("story.started", day(project.actual_start));
    add("story.promised", day(project.baseline_finish));
    add("story.finished", day(summary.actual_finish));
    add("story.accepted", day(project.accepted_on));
    let money = |amount| money_in(amount, project.currency);
    add("story.investment", project.total_investment_fen.map(money));
    add("story.final", project.final_account_fen.map(money));
    let rows = rows.into_iter().map(|(label, value)| view! { <Fact label=label><Num text=value /></Fact> });
    rows.collect_view().into_any()
}

/// Until when what was built is still under warranty, and whom to call.
fn warranty(project: &Project) -> Option<AnyView> {
    let today = shell().today();
    let last = project.work_items.iter().filter_map(|i| i.warranty_until).max().filter(|day| *day >= today)?;
    let phone = project.complaint_phone.clone();
    Some(
        view! {
            <div class="notice tone-done">
                <Icon name="s-done" />
                <h2 class="t-m">{t("story.warranty")}</h2>
                <div class="small">
                    <p>{tf("story.warranty.until", &[("date", &date(last))])}</p>
                    {phone.map(|phone| view! { <p>{t("story.warranty.call")} " " <a class="target" href=tel(&phone)><Num text=phone.clone() /></a></p> })}
                </div>
            </div>
        }
        .into_any(),
    )
}
