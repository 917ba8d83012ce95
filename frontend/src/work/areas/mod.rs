//! Areas 区划 and their borders at `/work/areas`: the tree in my scope with what is to be looked at, a map of all borders,
//! one area to write (`?id=`), a new grid (`?new=` its community), and layers to take in.

mod editor;
mod upload;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::areas::AreaLevel;
use shared::areas::staff::{AreaNote, StaffArea, StaffAreas};
use shared::id::AreaId;
use shared::permissions::Action;

use crate::api::Load;
use crate::i18n::{area as square_metres, count, say, t, tf};
use crate::map::{Border, BordersMap};
use crate::staff::{Private, PrivateForm, StaffPage, code_of};
use crate::ui::{DemoMark, Icon, Num, State, Zh};

/// The address of the server.
const PATH: &str = "/api/v1/staff/areas";
/// The page.
const PAGE: &str = "/work/areas";

/// What of it is shown.
#[derive(Clone, PartialEq)]
enum Which {
    All,
    New(String),
    One(String),
}

/// `/work/areas`.
#[component]
pub(super) fn AreasPage() -> impl IntoView {
    let query = use_location().query;
    let which = Memo::new(move |_| {
        query.with(|q| match (q.get("id"), q.get("new")) {
            (Some(id), _) => Which::One(id),
            (None, Some(parent)) => Which::New(parent),
            (None, None) => Which::All,
        })
    });
    view! {
        <StaffPage heading="areas.title" needs=Action::EditAreas above=("/work", "work.title") own_heading=true>
            {move || match which.get() {
                Which::All => all(),
                Which::One(id) => write(id.parse().ok(), None),
                Which::New(parent) => write(None, parent.parse().ok()),
            }}
        </StaffPage>
    }
}

fn all() -> AnyView {
    let load = Load::<StaffAreas>::of(|| PATH.to_owned());
    view! {
        <h1>{say("areas.title")}</h1>
        <p class="muted">{say("areas.text")}</p>
        <Private load=load draw=move |found| draw(&found) />
        <upload::Upload load=load />
    }
    .into_any()
}

/// One area, or a new grid of a community.
fn write(id: Option<AreaId>, parent: Option<AreaId>) -> AnyView {
    let load = Load::<StaffAreas>::of(|| PATH.to_owned());
    let draw = move |found: std::sync::Arc<StaffAreas>| {
        let of = |id: Option<AreaId>| id.and_then(|id| found.areas.iter().find(|area| area.id == id));
        let what = match (of(id), of(parent).filter(|area| area.level == AreaLevel::Community)) {
            (Some(area), _) => editor::What::Old(area.clone()),
            (None, Some(community)) => editor::What::NewIn(community.clone()),
            (None, None) => {
                return view! {
                    <State icon="search" title=t("absent.title") text=t("absent.text") page=true>
                        <a class="btn" href=PAGE>{t("areas.title")}</a>
                    </State>
                }
                .into_any();
            }
        };
        view! { <editor::Editor what=what all=(*found).clone() /> }.into_any()
    };
    view! { <PrivateForm load=load draw=draw /> }.into_any()
}

/// Those that somebody has drawn.
fn borders<'a>(of: impl Iterator<Item = &'a StaffArea>) -> Vec<Border> {
    of.filter_map(|area| Some(Border { name: area.name.clone(), shape: area.boundary.clone()? })).collect()
}

fn draw(found: &StaffAreas) -> AnyView {
    let areas = &found.areas;
    if areas.is_empty() {
        return view! { <State icon="info" title=t("areas.none") text=t("areas.none.text") /> }.into_any();
    }
    // The smallest borders: those around them would only lie over them.
    let grids = || areas.iter().filter(|area| area.level == AreaLevel::Grid);
    let drawn = match borders(grids()) {
        grids if grids.is_empty() => borders(areas.iter()),
        grids => {
            let has_grid = |area: &&StaffArea| areas.iter().any(|a| a.parent == Some(area.id) && a.has_boundary);
            let alone = areas.iter().filter(|area| area.level == AreaLevel::Community && !has_grid(area));
            grids.into_iter().chain(borders(alone)).collect()
        }
    };
    let is_demo = areas.iter().any(|area| area.is_demo && area.has_boundary);
    let map = (!drawn.is_empty()).then(|| {
        view! {
            <section class="section-s" aria-labelledby="h-borders">
                <h2 id="h-borders">{say("areas.map")}</h2>
                <p class="small muted">{say("areas.map.text")}</p>
                <BordersMap borders=drawn is_demo=is_demo label=t("areas.map") />
            </section>
        }
    });
    let is_root = |area: &&StaffArea| area.parent.is_none_or(|parent| areas.iter().all(|a| a.id != parent));
    let roots: Vec<&StaffArea> = areas.iter().filter(is_root).collect();
    let is_only = roots.len() == 1;
    let size = [("least", &found.least_households as &dyn std::fmt::Display), ("most", &found.most_households)];
    view! {
        {map}
        <section class="section" aria-labelledby="h-tree">
            <h2 id="h-tree">{say("areas.tree")}</h2>
            <p class="small muted">{tf("areas.usual", &size)}</p>
            {roots.into_iter().map(|root| branch(areas, root, true, is_only)).collect_view()}
        </section>
    }
    .into_any()
}

/// An area with those below it.
fn branch(areas: &[StaffArea], area: &StaffArea, is_root: bool, is_open: bool) -> AnyView {
    let below: Vec<&StaffArea> = areas.iter().filter(|a| a.parent == Some(area.id)).collect();
    let rows = match area.level {
        AreaLevel::Street => {
            below.iter().map(|community| branch(areas, community, false, false)).collect_view().into_any()
        }
        _ if below.is_empty() => ().into_any(),
        _ => {
            let rows = below.iter().map(|grid| view! { <li>{facts(grid)} {ways(grid)}</li> });
            view! { <ul class="people-rows">{rows.collect_view()}</ul> }.into_any()
        }
    };
    let folded = match area.level {
        // A district has many streets: each is opened by who looks for it.
        AreaLevel::Street if !below.is_empty() => {
            let label = tf("areas.below", &[("n", &below.len())]);
            view! { <details class="fold" open=is_open><summary><Icon name="next" />{label}</summary><div>{rows}</div></details> }
                .into_any()
        }
        _ => rows,
    };
    view! {
        <div class=if is_root { "doc section-s" } else { "section-s" }>
            <div class="row between">{facts(area)} <p class="row">{ways(area)}</p></div>
            {folded}
        </div>
    }
    .into_any()
}

/// What is known of it, and what is to be looked at.
fn facts(area: &StaffArea) -> AnyView {
    let households = area.households.map(|n| view! { <Num text=count("households", n) /> " · " });
    let border = match area.area_m2 {
        Some(m2) => view! { {t("areas.drawn")} " " <Num text=square_metres(m2) /> }.into_any(),
        None => view! { {t("areas.undrawn")} }.into_any(),
    };
    view! {
        <div>
            <h3 class="t-m"><Zh text=area.name.clone() /> " " {area.is_demo.then(|| view! { <DemoMark /> })}</h3>
            <p class="small">
                {t(&format!("areas.level.{}", code_of(area.level)))} " · " {households}
                <Num text=tf("areas.compounds", &[("n", &area.compounds)]) /> " · " {border}
            </p>
            {area.notes.iter().map(note).collect_view()}
        </div>
    }
    .into_any()
}

fn note(note: &AreaNote) -> AnyView {
    let words = t(&format!("area_warning.{}", code_of(note.warning)));
    let other = note.other.as_ref().map(|other| view! { " " <Zh text=other.name.clone() /> });
    view! { <p class="small stale-now">{words} {other}</p> }.into_any()
}

fn ways(area: &StaffArea) -> AnyView {
    let grid = (area.level == AreaLevel::Community).then(
        || view! { <a class="btn" href=format!("{PAGE}?new={}", area.id)><Icon name="plus" />{t("areas.new")}</a> },
    );
    // Many links say the same: a reader who hears them one by one is told of which.
    let label = format!("{} {}", t("act.edit"), area.name);
    view! { {grid} " " <a class="btn" href=format!("{PAGE}?id={}", area.id) aria-label=label>{t("act.edit")}</a> }
        .into_any()
}
