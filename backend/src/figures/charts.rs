//! What the charts are drawn from: tallies that answer as `/api/v1/projects` does under the same filter.

use std::collections::BTreeMap;

use shared::areas::AreaLevel;
use shared::figures::{Charts, Tally};
use shared::id::AreaId;
use shared::projects::{Sign, StatusGroup};

use super::list::count;
use super::view::{View, group, has_finished, has_started};
use crate::catalog::ProjectEntry;

/// All but the months.
pub(super) fn charts(view: &View<'_>) -> Charts {
    let all: Vec<&ProjectEntry> = view.projects.iter().chain(&view.accounts).copied().collect();
    let mut years: Vec<i16> = all.iter().filter_map(|p| p.summary.plan_year).collect();
    years.sort_unstable();
    years.dedup();
    let of_year = |year: &i16| tally(year.to_string(), "", &all, |p| p.summary.plan_year == Some(*year));
    let kinds = view.catalog.kinds.iter();
    let kinds = kinds.map(|k| tally(k.code.clone(), "", &all, |p| p.summary.kind == k.code)).filter(|t| t.total > 0);
    let mut signs: BTreeMap<Sign, u32> = BTreeMap::new();
    for p in &all {
        *signs.entry(p.summary.sign).or_default() += 1;
    }
    Charts {
        years: years.iter().map(of_year).collect(),
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
    let of_place = |a: &crate::areas::store::AreaRow| {
        let within = view.catalog.areas.subtree(a.id);
        tally(AreaId(a.id).to_string(), &a.name, all, |p| within.contains(&p.area_id))
    };
    below.map(of_place).collect()
}

fn tally(key: String, name: &str, all: &[&ProjectEntry], fits: impl Fn(&ProjectEntry) -> bool) -> Tally {
    let fitting: Vec<&ProjectEntry> = all.iter().copied().filter(|p| fits(p)).collect();
    let mut groups: BTreeMap<StatusGroup, u32> = BTreeMap::new();
    for p in &fitting {
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
