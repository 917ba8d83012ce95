//! Figures of projects: money, progress, health and what they made (MODEL §7 rows 4, 9 to 11 and 22 to 26).

use shared::progress::Health;
use shared::projects::StatusGroup;
use shared::time::shanghai;
use shared::water_samples::BlackOdorous;
use shared::work_items::WorkItemStatus;

use super::facts::{Facts, Sample};
use super::view::{Row, View, group, is_done, is_under_way};
use crate::catalog::ProjectEntry;

/// What was not ended.
fn alive<'a>(view: &View<'a>) -> impl Iterator<Item = &'a ProjectEntry> {
    view.projects.iter().copied().filter(|p| group(p) != Some(StatusGroup::Ended))
}

fn has_begun(p: &ProjectEntry) -> bool {
    is_under_way(p) || is_done(p)
}

/// Total investment in fen; amounts in another currency are unknown here.
pub(super) fn investment<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    alive(view).map(|p| Row::project(p, p.facts.total_investment_fen.filter(|_| p.facts.is_yuan))).collect()
}

/// What was paid, by the latest value that is told of each project.
pub(super) fn paid<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, |_| true, "funds.paid", |_| None)
}

/// Works progress of what is under way.
pub(super) fn progress<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let under_way = view.projects.iter().copied().filter(|p| is_under_way(p));
    under_way.map(|p| Row::project(p, p.summary.progress_bp.map(i64::from)).one_in()).collect()
}

fn of_health<'a>(view: &View<'a>, health: Health) -> Vec<Row<'a>> {
    let found = view.projects.iter().copied().filter(|p| p.summary.health == Some(health));
    found.map(|p| Row::project(p, Some(1))).collect()
}

pub(super) fn on_track<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    of_health(view, Health::OnTrack)
}

pub(super) fn at_risk<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    of_health(view, Health::AtRisk)
}

pub(super) fn delayed<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    of_health(view, Health::Delayed)
}

pub(super) fn stale<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    of_health(view, Health::Stale)
}

pub(super) fn suspended<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    of_health(view, Health::Suspended)
}

/// Days of delay of what is under way and late by a day or more; days of suspension are told apart.
pub(super) fn days_late<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let late = view.projects.iter().copied().filter(|p| is_under_way(p) && p.summary.days_late > 0);
    let row = |p: &'a ProjectEntry| {
        let stood = Some(p.summary.days_suspended).filter(|days| *days > 0);
        let note = stood.map(|days| format!("其中停工 {days} 天。 Of these, suspended for {days} days."));
        Row { note, ..Row::project(p, Some(p.summary.days_late)).one_in() }
    };
    late.map(row).collect()
}

/// What projects made: the latest actual value of the indicator `code`, else what `otherwise` knows once works began.
/// Projects whose works have not begun and of which nothing is told make no row.
fn told<'a>(
    view: &View<'a>,
    which: impl Fn(&ProjectEntry) -> bool,
    code: &str,
    otherwise: fn(&Facts) -> Option<i64>,
) -> Vec<Row<'a>> {
    let row = |p: &'a ProjectEntry| {
        let actual = p.facts.actual.get(code).copied();
        let value = actual.or_else(|| otherwise(&p.facts).filter(|_| has_begun(p)));
        (value.is_some() || has_begun(p)).then(|| Row::project(p, value))
    };
    alive(view).filter(|p| which(p)).filter_map(row).collect()
}

/// Metres that were done of what was promised in metres.
fn metres(facts: &Facts) -> Option<i64> {
    quantity(facts, |unit, _| unit == "m")
}

/// Square metres of greenery that were planted.
fn greenery(facts: &Facts) -> Option<i64> {
    quantity(facts, |_, code| code == "I02")
}

/// What was done of the items that fit; nothing where there are none, or one of them says nothing.
fn quantity(facts: &Facts, fits: impl Fn(&str, &str) -> bool) -> Option<i64> {
    let mut fitting = facts.items.iter().filter(|i| fits(&i.unit, &i.code)).peekable();
    fitting.peek()?;
    fitting.map(|i| i.done.or((i.status == WorkItemStatus::Planned).then_some(0))).sum()
}

fn is(kind: &'static str) -> impl Fn(&ProjectEntry) -> bool {
    move |p| *p.summary.kind == *kind
}

pub(super) fn rain_sewage<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("rain_sewage_pipes"), "pipe_length", metres)
}

pub(super) fn sewer<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("sewer_renewal"), "pipe_length", metres)
}

pub(super) fn utility<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("utility_pipes"), "pipe_length", metres)
}

/// Pocket parks that were accepted.
pub(super) fn pocket_parks<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let parks = view.projects.iter().copied().filter(|p| *p.summary.kind == *"pocket_park" && is_done(p));
    parks.map(|p| Row::project(p, Some(1))).collect()
}

/// Green area of pocket parks and city parks.
pub(super) fn green_area<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, |p| matches!(&*p.summary.kind, "pocket_park" | "city_park"), "green_area", greenery)
}

pub(super) fn shantytown_households<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("shantytown_redevelopment"), "expropriated_households", |_| None)
}

pub(super) fn shantytown_land<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("shantytown_redevelopment"), "land_vacated", |_| None)
}

pub(super) fn shantytown_homes<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("shantytown_redevelopment"), "homes_built", |_| None)
}

pub(super) fn rental<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    told(view, is("public_rental"), "rental_allocated", |_| None)
}

/// Waterways with their last sample. Of those that only an account knows nothing is counted; its words are told.
pub(super) fn waterways<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let own = alive(view).filter(|p| *p.summary.kind == *"waterway");
    let own = own.map(|p| Row { note: p.facts.sample.as_deref().map(sampled), ..Row::project(p, Some(1)) });
    let accounts = view.accounts.iter().copied().filter(|p| *p.summary.kind == *"waterway");
    let accounts = accounts.map(|p| {
        let said = |r: &shared::projects::Reported| {
            let (on, words) = (r.on, &r.words);
            format!("据 {on} 报道：{words}。 As reported on {on}: {words}.")
        };
        Row { note: p.summary.reported.as_deref().map(said), ..Row::project(p, None) }
    });
    own.chain(accounts).collect()
}

/// Day, standard and level of a sample.
fn sampled(sample: &Sample) -> String {
    let on = sample.at.and_utc().with_timezone(&shanghai()).date_naive();
    let (mut zh, mut en) = (format!("{on} 取样"), format!("Sampled on {on}"));
    if let Some(standard) = &sample.standard {
        let (met, meets) = match sample.meets {
            Some(true) => ("达到", "meets"),
            Some(false) => ("未达到", "does not meet"),
            None => ("对照", "held against"),
        };
        zh.push_str(&format!("，{met}{standard}"));
        en.push_str(&format!(", {meets} {standard}"));
    }
    let level = sample.measured.black_odorous();
    zh.push_str(&format!("，{}", level.map_or("黑臭级别未测全", BlackOdorous::zh)));
    en.push_str(&format!(
        ", {}",
        level.map_or("not all measured that tells how black-odorous it is", BlackOdorous::en)
    ));
    format!("{zh}。 {en}.")
}
