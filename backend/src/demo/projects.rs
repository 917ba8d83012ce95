//! The invented projects: from their part in the list to the rows of the database.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use shared::geo::{Point, Shape};
use shared::milestones::MilestoneStatus;
use shared::progress::works_progress;
use shared::projects::ProjectStatus::{self, Approved, Archived, Cancelled, Deferred, Draft, Ready, Suspended};

use super::cast::{Mood, Part, Phase};
use super::compounds::Compound;
use super::dice::Dice;
use super::kinds::{KindFacts, facts};
use super::parties::PHONE;
use super::places::Places;
use super::timetable::{Line, shift};
use super::words;
use super::works::{Stand, stand};
use crate::db::Code;
use crate::error::{Error, Result};
use crate::projects::store::{ProjectRow, TreatedBuildingRow, TreatedRow};

/// One project before it has its number.
pub(super) struct Made {
    /// Its part in the list.
    pub(super) part: Part,
    /// Its row.
    pub(super) row: ProjectRow,
    /// How its works stand.
    pub(super) stand: Stand,
    /// Compounds it treats.
    pub(super) treated: Vec<TreatedRow>,
    /// Buildings it treats.
    pub(super) buildings: Vec<TreatedBuildingRow>,
    /// Stairwells of those.
    pub(super) stairwells: i64,
    /// Its street and its community.
    pub(super) areas: [i64; 2],
}

/// The days everything is told from.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    /// Today in Shanghai.
    pub(super) today: NaiveDate,
    /// This moment, UTC.
    pub(super) now: NaiveDateTime,
}

/// Makes the project that plays `part`.
pub(super) fn one(
    part: Part,
    id: i64,
    lines: &[Line],
    compounds: &[Compound],
    places: &mut Places<'_>,
    at: Moment,
) -> Result<Made> {
    let mut dice = Dice::of("project", &part.key());
    let kind = facts(&part.kind)?;
    let of_kind: Vec<Line> =
        lines.iter().filter(|l| l.template == template(&part.kind)).map(|l| named(l, &part.kind)).collect();
    let stand = stand(&part, &of_kind, dice.between(kind.days.0, kind.days.1), at.today, &mut dice)?;
    let parts = chosen(&part, compounds)?;
    let chosen: Vec<&Compound> = parts.iter().collect();
    let shape =
        if part.mood == Some(Mood::Unplaced) { None } else { places.shape(kind.look, &part, &chosen, &mut dice)? };
    let treated = chosen.iter().map(|c| TreatedRow {
        project_id: id,
        compound_id: c.row.id,
        building_count: c.row.building_count,
        household_count: c.row.household_count,
        floor_area_m2: c.row.floor_area_m2,
    });
    let buildings = chosen.iter().flat_map(|c| &c.buildings);
    let buildings = buildings.map(|b| TreatedBuildingRow { project_id: id, building_id: b.id });
    let stairwells = chosen.iter().flat_map(|c| &c.buildings).filter_map(|b| b.units).map(i64::from).sum();
    let areas = places.areas(&part.community)?;
    let mut row = row(&part, id, kind, &chosen, &stand, shape, areas[1], at, &mut dice)?;
    money(&mut row, &part, kind, &chosen, &stand, &mut dice);
    Ok(Made { row, treated: treated.collect(), buildings: buildings.collect(), stairwells, areas, stand, part })
}

fn template(kind: &str) -> &'static str {
    if kind == "old_compound_renovation" { "compound" } else { "short" }
}

/// Nobody builds when homes are let: the same steps have other names.
fn named(line: &Line, kind: &str) -> Line {
    let (zh, en) = match line.code.as_str() {
        "tender" => ("确定房源", "Homes chosen"),
        "mobilization" => ("张贴公告", "Announcement"),
        "main_works" => ("登记与审核", "Registration and checks"),
        "finishing" => ("摇号选房", "Drawing of lots"),
        "acceptance" => ("结果公示", "Results posted"),
        "handover" => ("签约入住", "Contracts and moving in"),
        _ => return line.clone(),
    };
    if kind == "public_rental" { Line { zh: zh.to_owned(), en: en.to_owned(), ..line.clone() } } else { line.clone() }
}

fn chosen(part: &Part, compounds: &[Compound]) -> Result<Vec<Compound>> {
    let find = |name: &str| compounds.iter().find(|c| c.row.name == name);
    let found = part.compounds().map(|n| find(n).ok_or_else(|| Error::internal(format!("no compound {n}"))));
    found.map(|compound| compound?.part(part.phase)).collect()
}

fn name(part: &Part) -> String {
    let phase = match part.phase {
        None => "",
        Some(Phase::First) => "（一期）",
        Some(Phase::Second) => "（二期）",
    };
    let whole = match part.compounds().collect::<Vec<_>>()[..] {
        [] => part.name.clone(),
        [one] if one.ends_with("小区") => format!("{one}改造"),
        [one] => format!("{one}老旧小区改造"),
        [one, .., last] => format!("{one}、{last}老旧小区改造"),
    };
    whole + phase
}

/// What stands there: when it was built, how many houses and homes.
fn homes(part: &Part, chosen: &[&Compound]) -> String {
    let sum = |of: fn(&Compound) -> Option<i32>| chosen.iter().filter_map(|c| of(c)).sum::<i32>();
    let (houses, homes) = (sum(|c| c.row.building_count), sum(|c| c.row.household_count));
    let built = chosen.iter().filter_map(|c| c.row.built_year_from).min();
    let share = if part.phase.is_some() { "本期" } else { "共" };
    built.map(|year| format!("最早建于 {year} 年，{share} {houses} 栋 {homes} 户。")).unwrap_or_default()
}

fn reason(part: &Part, stand: &Stand, dice: &mut Dice) -> Option<String> {
    let open = stand.nodes.iter().find(|n| n.status == MilestoneStatus::InProgress);
    let from = match part.status {
        Suspended => words::suspended(&part.kind, open.map_or("", |n| &n.line.code)),
        Deferred => words::DEFERRED,
        // Only who was asked can have refused.
        Cancelled if stand.nodes.iter().any(|n| n.reason == Some(words::NO_CONSENT)) => words::CANCELLED_BY_RESIDENTS,
        Cancelled if part.compounds().next().is_some() => words::CANCELLED_HOMES,
        Cancelled => words::CANCELLED,
        ProjectStatus::Rectifying => words::rectifying(&part.kind),
        _ => return None,
    };
    Some((*dice.pick(from)).to_owned())
}

fn households(part: &Part, kind: &KindFacts, chosen: &[&Compound], dice: &mut Dice) -> Option<i32> {
    let treated: i32 = chosen.iter().filter_map(|c| c.row.household_count).sum();
    let counts_homes =
        matches!(part.kind.as_str(), "shantytown_redevelopment" | "dilapidated_housing" | "public_rental");
    let gain = match () {
        () if treated > 0 => i64::from(treated),
        () if counts_homes => part.size.unwrap_or(0),
        () => dice.between(kind.gain.0 / 10, kind.gain.1 / 10) * 10,
    };
    i32::try_from(gain).ok().filter(|g| *g > 0)
}

#[expect(clippy::too_many_arguments, reason = "a row depends on all of them and is made in one place")]
fn row(
    part: &Part,
    id: i64,
    kind: &KindFacts,
    chosen: &[&Compound],
    stand: &Stand,
    shape: Option<Shape>,
    area_id: i64,
    at: Moment,
    dice: &mut Dice,
) -> Result<ProjectRow> {
    let status = part.status;
    let dropped = matches!(status, Draft | Deferred | Cancelled);
    let planned = (!dropped).then(|| {
        let works = stand.nodes.iter().filter(|n| n.line.is_physical).filter_map(|n| n.planned);
        (stand.begin, works.map(|w| w.finish).max().unwrap_or(stand.begin))
    });
    let begun = status.shows_progress();
    let year = if dropped { stand.since.year() } else { stand.begin.year().min(at.today.year()) };
    let anchor: Option<Point> = shape.as_ref().and_then(Shape::anchor).map(super::shapes::rounded);
    let size = part.size.map(|s| s.to_string()).unwrap_or_default();
    let benefit_households = households(part, kind, chosen, dice);
    let started = stand.nodes.iter().filter(|n| n.line.is_physical).filter_map(|n| n.began).min();
    Ok(ProjectRow {
        plan_year: Some(i16::try_from(year).map_err(Error::internal)?),
        status: Some(Code(status)),
        status_since: Some(stand.since),
        status_reason: reason(part, stand, dice),
        resume_expected_on: stand.resumes,
        days_suspended: i32::try_from(stand.days_suspended).map_err(Error::internal)?,
        geometry: shape.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?,
        coord_origin: anchor.map(|_| "wgs84".to_owned()),
        lng: anchor.map(|p| p.lng),
        lat: anchor.map(|p| p.lat),
        summary: Some(format!("{}{}", homes(part, chosen), kind.text(&part.name).replace("{}", &size))),
        planned_start: planned.map(|p| p.0),
        planned_finish: planned.map(|p| p.1),
        actual_start: started.filter(|_| begun),
        actual_finish: stand.finished,
        accepted_on: stand.accepted,
        benefit_households,
        works_progress_bp: begun.then(|| works_progress(&stand.steps())).flatten(),
        is_published: status != Draft,
        published_at: (status != Draft).then_some(at.now),
        is_showcase: status == ProjectStatus::InMaintenance && dice.chance(15),
        complaint_phone: begun.then(|| PHONE.to_owned()),
        source_note: Some("示例数据：这个工程是虚构的，只用来演示。".to_owned()),
        is_demo: true,
        ..ProjectRow::blank(id, &part.kind, &name(part), area_id, at.now)
    })
}

/// Investment from the approval on, the contract from the award on, the final account with the archive.
fn money(row: &mut ProjectRow, part: &Part, kind: &KindFacts, chosen: &[&Compound], stand: &Stand, dice: &mut Dice) {
    let throws = (dice.share(), dice.between(88, 97), dice.between(95, 103));
    let paper = stand.nodes.iter().find(|n| n.line.code == "approval").and_then(|n| n.ended);
    let (Some(approved_on), false) = (paper, part.status < Approved) else { return };
    row.approval_date = Some(approved_on);
    let treated: i64 = chosen.iter().filter_map(|c| c.row.household_count).map(i64::from).sum();
    let size = if chosen.is_empty() { part.size.unwrap_or(0) } else { treated };
    let Some((low, high)) = kind.yuan else { return };
    let yuan = size as f64 * (low as f64 + (high - low) as f64 * throws.0);
    // Whole 万元 (1,000,000 fen), as estimates are.
    let total = (yuan / 10_000.0).round() as i64 * 1_000_000;
    row.total_investment_fen = Some(total);
    if part.status >= Ready && part.status != Cancelled {
        let contract = total / 100 * throws.1;
        row.contract_fen = Some(contract);
        row.final_account_fen = (part.status == Archived).then_some(contract / 100 * throws.2);
    }
}

/// Until when the maker of an item answers for it.
pub(super) fn warranty(accepted: Option<NaiveDate>, years: Option<i16>) -> Option<NaiveDate> {
    accepted.zip(years).map(|(day, years)| shift(day, i64::from(years) * 365))
}
