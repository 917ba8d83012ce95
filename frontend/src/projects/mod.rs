//! Project page 项目: how it stands, why, what comes next; then whom to ask; then everything promised and done.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::media::ProjectMedia;
use shared::notices::Notice;
use shared::outages::Outages;
use shared::page::Page;
use shared::projects::{Project, Sign};

use crate::api::{Load, Problem};
use crate::i18n::{Lang, t};
use crate::notices::{feeds, notices_of, outages_of};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{Account, DemoMark, Loaded, Plate, Zh, place_of, printed_code};

mod aside;
mod changes;
mod deeds;
mod gantt;
mod history;
mod lead;
mod milestone;
pub(crate) mod photographs;
mod place;
pub(crate) mod promises;
mod standing;
mod timeline;
mod waiting;

/// What is asked for beside the project.
#[derive(Clone, Copy)]
struct Beside {
    media: Load<ProjectMedia>,
    outages: Load<Outages>,
    notices: Load<Page<Notice>>,
}

/// The page of one project.
#[component]
pub(crate) fn ProjectPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| params.with(|p| p.get("id").unwrap_or_default()));
    let load = Load::<Project>::of(move || format!("/api/v1/projects/{}", number.get()));
    let media = Load::<ProjectMedia>::of(move || format!("/api/v1/projects/{}/media", number.get()));
    let outages = Load::<Outages>::of(move || format!("/api/v1/outages?project={}", number.get()));
    let notices = Load::<Page<Notice>>::of(move || format!("/api/v1/notices?project={}", number.get()));
    let beside = Beside { media, outages, notices };
    title(move || match (load.data.get(), load.problem.get()) {
        (Some(project), _) => project.summary.name.clone(),
        (None, Some(Problem::NotFound)) => t("project.not_found"),
        _ => number.get(),
    });
    shell().set_trail(move || match load.data.get() {
        Some(project) => trail(&project),
        None => vec![Crumb::words(number.get(), None)],
    });
    view! {
        <Main>
            <Loaded
                load=load
                wait=move || view! { <waiting::WaitingProject number=number.get() /> }.into_any()
                draw=move |project| draw(&project, beside)
            />
        </Main>
    }
}

fn trail(project: &Project) -> Vec<Crumb> {
    let mut steps: Vec<_> =
        project.summary.areas.iter().map(|a| Crumb::name(&a.name, Some(format!("/?area={}", a.id)))).collect();
    steps.push(Crumb::name(&project.summary.name, None));
    steps
}

/// The page once the answer is there. It follows the language as a whole.
fn draw(project: &Arc<Project>, Beside { media, outages, notices }: Beside) -> AnyView {
    let shell = shell();
    let today = shell.today();
    let summary = &project.summary;
    let kind = summary.kind.clone();
    let place = place_of(&summary.areas);
    // An account may be all that is known: then there is nothing to put beside it.
    let columns = if aside::is_empty(project) { "" } else { "cols first" };
    let first = match summary.reported.clone() {
        Some(account) => view! { <Account account=account /> }.into_any(),
        None => standing::standing(project, today),
    };
    view! {
        <div class=columns>
            <div>
                <p class="row">
                    <Plate text=summary.number.clone() />
                    {summary.is_demo.then(|| view! { <DemoMark /> })}
                </p>
                <h1><Zh text=summary.name.clone() /></h1>
                {lead::lead(project, shell.today())}
                <p class="muted small">
                    {move || shell.kind_name(&kind)}
                    {place.map(|place| view! { " · " <Zh text=place /> })}
                    {summary.is_showcase.then(|| format!(" · {}", t("project.showcase")))}
                </p>
                {project.text.clone().map(|text| view! { <p class="text"><Zh text=text /></p> })}
                {first}
                {outages_of(outages, false)}
                {deeds::deeds(project)}
            </div>
            {aside::aside(project)}
            <div>
                {timeline::timeline(project, today)}
                {shows_photographs(project).then(|| photographs::section(media))}
                {promises::promises(project)}
                {notices_of(notices)}
                {place::place(project)}
                {history::history(project)}
                {feeds(format!("/api/v1/projects/{}", summary.number), false)}
            </div>
        </div>
        {printed_code()}
    }
    .into_any()
}

/// Before works nobody waits for photographs.
fn shows_photographs(project: &Project) -> bool {
    !matches!(project.summary.sign, Sign::Planned | Sign::Reported | Sign::Ended)
}

/// Name of a milestone in the language of the page.
fn name_of<'a>(zh: &'a str, en: &'a str) -> &'a str {
    match lang() {
        Lang::En if !en.is_empty() => en,
        _ => zh,
    }
}
