//! The invented compounds: about 120, of the size and age that old compounds of such a town have.

use chrono::NaiveDateTime;
use shared::geo::{Point, Shape};

use super::cast::Phase;
use super::dice::{Dice, Ids};
use super::parties::Parties;
use super::shapes::{along, rectangle, rounded};
use super::town::Community;
use crate::compounds::store::{BuildingRow, CompoundRow};
use crate::error::{Error, Result};

/// One compound, its buildings and its outline.
pub(super) struct Compound {
    /// Its row.
    pub(super) row: CompoundRow,
    /// The rows of its buildings.
    pub(super) buildings: Vec<BuildingRow>,
    /// The corners of its outline.
    pub(super) ring: Vec<[f64; 2]>,
}

impl Compound {
    /// The houses that `phase` treats; all of them where there is only one.
    pub(super) fn part(&self, phase: Option<Phase>) -> Result<Self> {
        let (first, second) = self.buildings.split_at(self.buildings.len() / 2);
        let buildings = match phase {
            None => &self.buildings,
            Some(Phase::First) => first,
            Some(Phase::Second) => second,
        };
        let households = buildings.iter().filter_map(|b| b.household_count).sum();
        let built = || buildings.iter().filter_map(|b| b.built_year);
        let row = CompoundRow {
            building_count: Some(i32::try_from(buildings.len()).map_err(Error::internal)?),
            household_count: Some(households),
            floor_area_m2: Some(buildings.iter().filter_map(|b| b.floor_area_m2).sum()),
            built_year_from: built().min(),
            built_year_to: built().max(),
            ..self.row.clone()
        };
        Ok(Self { row, buildings: buildings.to_vec(), ring: self.ring.clone() })
    }
}

/// Where identifiers of compounds and buildings come from.
pub(super) struct CompoundIds {
    /// For compounds.
    pub(super) compounds: Ids,
    /// For buildings.
    pub(super) buildings: Ids,
}

/// Every compound of the town, each on a block of its community.
pub(super) fn build(
    town: &mut [Community],
    parties: &Parties,
    ids: &mut CompoundIds,
    now: NaiveDateTime,
) -> Result<Vec<Compound>> {
    let mut all = Vec::new();
    for place in town {
        for (name, number) in place.compounds.clone().into_iter().zip(1..) {
            let block = place.free.pop().ok_or_else(|| Error::internal(format!("no dry block is left for {name}")))?;
            all.push(one(name, number, block, place, parties, ids, now)?);
        }
    }
    Ok(all)
}

fn one(
    name: &str,
    number: i64,
    block: Point,
    place: &Community,
    parties: &Parties,
    ids: &mut CompoundIds,
    now: NaiveDateTime,
) -> Result<Compound> {
    let mut dice = Dice::of("compound", name);
    let id = ids.compounds.next();
    let built = if dice.chance(90) { dice.between(1974, 1999) } else { dice.between(2000, 2004) };
    let built_to = built + dice.between(0, 4);
    let target = dice.between(110, 430);
    let floors = if built < 1985 { dice.between(4, 6) } else { dice.between(6, 7) };
    let mut buildings = Vec::new();
    let (mut households, mut floor_area, mut foot_area) = (0, 0, 0);
    while households < target {
        let seq = i16::try_from(buildings.len() + 1).map_err(Error::internal)?;
        let units = dice.between(2, 4);
        let homes = floors * units * 2;
        let area = homes * dice.between(56, 76);
        let built_year = dice.between(built, built_to);
        (households, floor_area, foot_area) = (households + homes, floor_area + area, foot_area + area / floors);
        buildings.push(BuildingRow {
            id: ids.buildings.next(),
            compound_id: id,
            label: format!("{seq}栋"),
            seq,
            built_year: Some(small(built_year)?),
            floors: Some(small(floors)?),
            units: Some(small(units)?),
            household_count: Some(whole(homes)?),
            floor_area_m2: Some(area),
            structure: Some(if built_year < 1992 { "brick_concrete" } else { "frame" }.to_owned()),
            has_lift: Some(false),
            facade_state: Some(state(built_year, &mut dice)),
            roof_state: Some(state(built_year, &mut dice)),
            pipe_state: Some(state(built_year - 4, &mut dice)),
            wire_state: Some(state(built_year, &mut dice)),
            fire_state: Some(state(built_year - 2, &mut dice)),
            danger_grade: "none".to_owned(),
            graded_on: None,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
        });
    }
    // Houses cover a third of the ground; a block carries 195 × 160 m at most.
    let land = (foot_area as f64 * 3.0).clamp(6_000.0, 31_000.0);
    let length = (land * (1.2 + 0.25 * dice.share())).sqrt().min(195.0);
    let depth = (land / length).min(160.0);
    let turn = place.turn + (dice.share() - 0.5) * 0.07;
    let slack = ((BLOCK_LENGTH - length) * 0.3, (BLOCK_DEPTH - depth) * 0.3);
    let at = along(block, turn, (dice.share() - 0.5) * slack.0, (dice.share() - 0.5) * slack.1);
    let ring = rectangle(at, turn, length, depth);
    let at = rounded(at);
    let works_home = ["宿舍", "大院"].iter().any(|end| name.ends_with(end));
    let ownership = match () {
        () if works_home => "former_unit",
        () if built >= 2000 => "commercial",
        () => dice.pick(&["public_sale", "mixed", "public_sale"]),
    };
    let management = dice.pick(&["none", "community", "community", "property", "self"]);
    let outline = Shape::Polygon(vec![ring.clone()]);
    let row = CompoundRow {
        address: Some(format!("示例{}街道{}路{}号", place.street, place.name, number * 2 + 10)),
        lng: Some(at.lng),
        lat: Some(at.lat),
        coord_origin: Some("wgs84".to_owned()),
        outline: Some(serde_json::to_string(&outline).map_err(Error::internal)?),
        built_year_from: Some(small(built)?),
        built_year_to: Some(small(built_to)?),
        building_count: Some(whole(i64::try_from(buildings.len()).map_err(Error::internal)?)?),
        household_count: Some(whole(households)?),
        floor_area_m2: Some(floor_area),
        land_area_m2: Some((length * depth).round() as i64),
        ownership: Some(ownership.to_owned()),
        former_owner_org_id: works_home.then(|| parties.former_owner(&mut dice)),
        management_mode: Some(if works_home { "unit" } else { management }.to_owned()),
        has_owners_committee: Some(!works_home && dice.chance(35)),
        condition_summary: Some((*dice.pick(CONDITIONS)).to_owned()),
        is_demo: true,
        ..CompoundRow::blank(id, name, place.id, now)
    };
    Ok(Compound { row, buildings, ring })
}

const BLOCK_LENGTH: f64 = super::town::BLOCK.0;
const BLOCK_DEPTH: f64 = super::town::BLOCK.1;

const CONDITIONS: &[&str] = &[
    "屋面漏水，雨水和污水走一根管，楼道灯大多不亮。",
    "外墙掉皮，污水管常堵，车没有地方停。",
    "路面坑洼，下雨积水，楼道里电线乱拉。",
    "顶楼漏雨，窗户破损，没有路灯。",
    "水管锈了，水压不够，井盖缺了几个。",
    "院墙开裂，空地堆满杂物，没有坐的地方。",
    "雨水管断了，墙脚返潮，化粪池多年没清。",
];

fn state(built_year: i64, dice: &mut Dice) -> String {
    let from: &[&str] = if built_year < 1990 { &["poor", "poor", "fair"] } else { &["poor", "fair", "fair", "good"] };
    (*dice.pick(from)).to_owned()
}

fn small(n: i64) -> Result<i16> {
    i16::try_from(n).map_err(Error::internal)
}

fn whole(n: i64) -> Result<i32> {
    i32::try_from(n).map_err(Error::internal)
}
