//! What invented projects promise, and how much of it is done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use shared::milestones::MilestoneStatus;
use shared::projects::ProjectStatus::{Approved, Cancelled, Deferred, Draft, PlanPublicity, Surveying};
use shared::work_items::WorkItemStatus;

use super::dice::{Dice, Ids};
use super::kinds::{MENU, facts};
use super::projects::{Made, Moment, warranty};
use super::words;
use super::works::Node;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::projects::store::PromisedRow;
use crate::schema::work_item_catalog as catalog;

/// What the catalogue says of an item: its milestone and its years of warranty.
pub(super) type Catalogue = BTreeMap<String, (Option<String>, Option<i16>)>;

/// The catalogue.
pub(super) fn read(conn: &mut Conn) -> Result<Catalogue> {
    let columns = (catalog::code, catalog::milestone_code, catalog::warranty_years);
    let rows: Vec<(String, Option<String>, Option<i16>)> = catalog::table.select(columns).load(conn)?;
    Ok(rows.into_iter().map(|(code, milestone, years)| (code, (milestone, years))).collect())
}

/// The items of one project; none before residents were asked.
pub(super) fn rows(made: &Made, catalogue: &Catalogue, ids: &mut Ids, at: Moment) -> Result<Vec<PromisedRow>> {
    let status = made.part.status;
    if matches!(status, Draft | Surveying | Deferred) {
        return Ok(Vec::new());
    }
    let mut dice = Dice::of("items", &made.part.key());
    let buildings: i32 = made.treated.iter().filter_map(|t| t.building_count).sum();
    let households: i32 = made.treated.iter().filter_map(|t| t.household_count).sum();
    let quantity = |amount: f64| (amount.round() as i64).max(1);
    let chosen: Vec<(&str, i64)> = if made.treated.is_empty() {
        let size = made.part.size.unwrap_or(0) as f64;
        facts(&made.part.kind)?
            .items(&made.part.name)
            .iter()
            .map(|(code, each)| (*code, quantity(each * size)))
            .collect()
    } else {
        let mut chosen = Vec::new();
        for (code, each_building, each_household, percent) in MENU {
            let spread = 0.85 + 0.3 * dice.share();
            let amount = each_building * f64::from(buildings) + each_household * f64::from(households);
            let counted = match *code {
                "B03" => i64::from(households),
                "B08" | "B16" | "B20" => made.stairwells,
                _ => quantity(amount * spread),
            };
            if dice.chance(*percent) {
                chosen.push((*code, counted));
            }
        }
        chosen
    };
    let total = made.row.total_investment_fen;
    let share = i64::try_from(chosen.len()).unwrap_or(1).max(1) + 1;
    let last = chosen.len().saturating_sub(1);
    let rows = chosen.into_iter().enumerate().map(|(i, (code, planned))| {
        let (milestone, years) = catalogue.get(code).cloned().unwrap_or_default();
        let dropped = drops(made, code, i == last, &mut dice);
        let (mut state, done) = progress(made, milestone.as_deref().unwrap_or(beside(code)), planned);
        if dropped || status == Cancelled {
            state = WorkItemStatus::Dropped;
        }
        let reason = match (state, status) {
            (WorkItemStatus::Dropped, Cancelled) => made.row.status_reason.clone(),
            (WorkItemStatus::Dropped, _) if code == "I07" => Some(words::NO_LIFT.to_owned()),
            (WorkItemStatus::Dropped, _) => Some((*dice.pick(words::DROPPED)).to_owned()),
            _ => None,
        };
        let done = (state != WorkItemStatus::Dropped).then_some(done).filter(|d| *d > 0);
        let accepted: Option<NaiveDate> = made.stand.accepted.filter(|_| state == WorkItemStatus::Done);
        PromisedRow {
            id: ids.next(),
            project_id: made.row.id,
            item_code: code.to_owned(),
            quantity_planned: Some(planned),
            quantity_done: done,
            budget_fen: total.map(|t| t / share * dice.between(35, 100) / 100 / 100_000 * 100_000),
            status: Code(state),
            votes_for: i32::try_from(i64::from(households) * dice.between(58, 92) / 100).unwrap_or(0),
            drop_reason: reason,
            warranty_until: warranty(accepted, years),
            created_at: at.now,
            updated_at: at.now,
            created_by: None,
            version: 1,
        }
    });
    Ok(rows.collect())
}

/// Lifts fail most often for want of consent; now and then something else is left out.
fn drops(made: &Made, code: &str, is_last: bool, dice: &mut Dice) -> bool {
    let (lift, other) = (dice.chance(60), dice.chance(25));
    let decided = made.part.status >= Approved && !made.treated.is_empty();
    decided && ((code == "I07" && lift) || (is_last && other))
}

/// When an item is done that the catalogue ties to no milestone.
fn beside(code: &str) -> &'static str {
    match code {
        // Meters come with the pipes, and what was built without leave goes before anything is dug.
        "B03" | "I01" => "underground",
        _ => "amenities",
    }
}

/// An item goes with its milestone, or with the main works where there is no such.
fn progress(made: &Made, milestone: &str, planned: i64) -> (WorkItemStatus, i64) {
    if made.part.status <= PlanPublicity {
        return (WorkItemStatus::Planned, 0);
    }
    let node = |code: &str| made.stand.nodes.iter().find(|n| n.line.code == code);
    let found: Option<&Node> = node(milestone).or_else(|| node("main_works"));
    let Some(node) = found else { return (WorkItemStatus::Planned, 0) };
    match node.status {
        MilestoneStatus::Completed => (WorkItemStatus::Done, planned),
        MilestoneStatus::InProgress => (WorkItemStatus::InProgress, planned * i64::from(node.progress_bp) / 10_000),
        MilestoneStatus::NotStarted | MilestoneStatus::Waived => (WorkItemStatus::Planned, 0),
    }
}
