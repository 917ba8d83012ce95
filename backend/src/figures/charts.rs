//! What the charts are drawn from: tallies that answer as `/api/v1/projects` does under the same filter.

use std::collections::{BTreeMap, HashMap};

use shared::areas::AreaLevel;
use shared::figures::{Charts, Tally};
use shared::id::AreaId;
use shared::projects::{Sign, StatusGroup};

use super::list::count;
use super::view::{View, group, has_finished, has_started};
use crate::areas::store::AreaRow;
use crate::catalog::ProjectEntry;

/// All but the months.
pub(super) fn charts(view: &View<'_>) -> Charts {
    let all: Vec<&ProjectEntry> = view.projects.iter().chain(&view.accounts).copied().collect();
    let mut years: BTreeMap<i16, Projects<'_>> = BTreeMap::new();
    let mut of_kind: HashMap<&str, Projects<'_>> = HashMap::new();
    for p in &all {
        p.summary.plan_year.into_iter().for_each(|year| years.entry(year).or_default().push(p));
        of_kind.entry(&p.summary.kind).or_default().push(p);
    }
    let kinds = view.catalog.kinds.iter();
    let kinds = kinds.filter_map(|k| Some(tally(k.code.clone(), "", of_kind.get(k.code.as_str())?)));
    let mut signs: BTreeMap<Sign, u32> = BTreeMap::new();
    for p in &all {
        *signs.entry(p.summary.sign).or_default() += 1;
    }
    Charts {
        years: years.iter().map(|(year, projects)| tally(year.to_string(), "", projects)).collect(),
        kinds: kinds.collect(),
        places: places(view, &all),
        signs,
        ..Charts::default()
    }
}

/// The streets of a district, the communities of a street.
fn places(view: &View<'_>, all: &[&ProjectEntry]) -> Vec<Tally> {
    let Some(area) = &view.area else { return Vec::new() };
    let below = view.catalog.public_areas().filter(|a| a.parent_id == Some(area.id.0));
    let below = below.filter(|a| matches!(a.area_level.0, AreaLevel::Street | AreaLevel::Community));
    let mut places: Vec<(&AreaRow, Projects<'_>)> = below.map(|a| (a, Vec::new())).collect();
    let within = |(at, place): (usize, &(&AreaRow, _))| {
        view.catalog.areas.subtree(place.0.id).into_iter().map(move |area| (area, at))
    };
    let place_of: HashMap<i64, usize> = places.iter().enumerate().flat_map(within).collect();
    for p in all {
        place_of.get(&p.area_id).into_iter().for_each(|at| places[*at].1.push(p));
    }
    places.iter().map(|(a, projects)| tally(AreaId(a.id).to_string(), &a.name, projects)).collect()
}

type Projects<'a> = Vec<&'a ProjectEntry>;

fn tally(key: String, name: &str, fitting: &[&ProjectEntry]) -> Tally {
    let mut groups: BTreeMap<StatusGroup, u32> = BTreeMap::new();
    for p in fitting {
        *groups.entry(group(p).unwrap_or(StatusGroup::Reported)).or_default() += 1;
    }
    let counted = |counts: fn(&ProjectEntry) -> bool| count(fitting.iter().filter(|p| counts(p)).count());
    Tally {
        key,
        name: name.to_owned(),
        total: count(fitting.len()),
        started: counted(has_started),
        finished: counted(has_finished),
        groups,
    }
}
