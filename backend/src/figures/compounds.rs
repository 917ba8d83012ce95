//! Figures of compounds 小区 (MODEL §7 rows 1 to 3). Only projects of housing kinds count, each compound once.

use std::collections::HashMap;

use shared::compounds::treated;
use shared::projects::{ProjectStatus, StatusGroup};

use super::view::{Row, View, group, is_done, is_housing};
use crate::catalog::{Catalog, CompoundEntry, ProjectEntry};
use crate::projects::store::TreatedRow;

/// The last year of those that come first: compounds built until then are old.
const OLD_UNTIL: i16 = 2000;

/// How far the renovation of a compound is: the furthest of its projects decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Planned,
    Running,
    Renovated,
}

fn stage_of(p: &ProjectEntry) -> Option<Stage> {
    match group(p)? {
        StatusGroup::Done => Some(Stage::Renovated),
        StatusGroup::Works | StatusGroup::Suspended => Some(Stage::Running),
        StatusGroup::Planned if p.summary.status == Some(ProjectStatus::Ready) => Some(Stage::Running),
        StatusGroup::Planned => Some(Stage::Planned),
        StatusGroup::Ended | StatusGroup::Reported => None,
    }
}

fn at<'a>(view: &View<'a>, stage: Stage) -> impl Iterator<Item = &'a CompoundEntry> {
    let furthest = move |c: &&CompoundEntry| view.treating(c).iter().filter_map(|(p, _)| stage_of(p)).max();
    view.compounds.iter().copied().filter(move |c| furthest(c) == Some(stage))
}

fn counted<'a>(compounds: impl Iterator<Item = &'a CompoundEntry>) -> Vec<Row<'a>> {
    compounds.map(|c| Row::compound(c, Some(1))).collect()
}

/// Built in 2000 or before, by the last year that is known of it; without a year nobody can tell.
pub(super) fn stock<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let row = |c: &&'a CompoundEntry| match c.summary.built_year_to.or(c.summary.built_year_from) {
        Some(year) if year > OLD_UNTIL => None,
        year => Some(Row::compound(c, year.map(|_| 1))),
    };
    view.compounds.iter().filter_map(row).collect()
}

/// In a project that was accepted.
pub(super) fn renovated<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    counted(at(view, Stage::Renovated))
}

/// In a project from ready to rectifying, and in none that was accepted.
pub(super) fn running<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    counted(at(view, Stage::Running))
}

/// In a project before ready, and in none beyond.
pub(super) fn planned<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    counted(at(view, Stage::Planned))
}

/// What was done in a compound: the largest part that an accepted project tells, never more than there is; where none
/// tells its part, all there is.
fn done<'a>(
    view: &View<'a>,
    part: impl Fn(&TreatedRow) -> Option<i64>,
    own: impl Fn(&CompoundEntry) -> Option<i64>,
) -> Vec<Row<'a>> {
    let row = |c: &'a CompoundEntry| {
        let largest = view.treating(c).iter().filter(|(p, _)| is_done(p)).filter_map(|(_, t)| part(t)).max();
        Row::compound(c, treated(largest, own(c)))
    };
    at(view, Stage::Renovated).map(row).collect()
}

/// Households of the compounds that these finished projects of housing kinds renovated, each compound once.
pub(crate) fn households_in<'a>(catalog: &Catalog, finished: impl Iterator<Item = &'a ProjectEntry>) -> i64 {
    let mut parts: HashMap<i64, Option<i64>> = HashMap::new();
    for row in finished.filter(|p| is_housing(catalog, p)).flat_map(|p| &p.facts.parts) {
        let part = parts.entry(row.compound_id).or_default();
        *part = (*part).max(row.household_count.map(i64::from));
    }
    let known = parts.into_iter().filter_map(|(id, part)| {
        let compound = catalog.compound(id)?;
        treated(part, compound.summary.household_count.map(i64::from))
    });
    known.sum()
}

/// Households of renovated compounds.
pub(super) fn households<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    done(view, |t| t.household_count.map(i64::from), |c| c.summary.household_count.map(i64::from))
}

/// Buildings of renovated compounds.
pub(super) fn buildings<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    done(view, |t| t.building_count.map(i64::from), |c| c.summary.building_count.map(i64::from))
}

/// Floor area of renovated compounds.
pub(super) fn floor_area<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    done(view, |t| t.floor_area_m2, |c| c.floor_area_m2)
}
