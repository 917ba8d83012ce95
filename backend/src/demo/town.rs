//! The invented town: six streets whose names begin with 示例, their communities, and the blocks compounds stand on.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use shared::areas::{AreaKind, AreaLevel};
use shared::geo::Point;

use super::dice::{Dice, Ids};
use super::district;
use super::shapes::{Ground, along, rounded};
use crate::areas::store::AreaRow;
use crate::db::Code;

const NAMES: &str = include_str!("../../data/demo_town.csv");

/// Middle of each street's patch and the direction of its lanes, in degrees from east. The patches lie side by side in
/// the built-up north-west of the district.
const PATCHES: [(&str, f64, f64, f64); 6] = [
    ("江岸", 115.1010, 30.2070, -14.0),
    ("塔坡", 115.0705, 30.2005, 5.0),
    ("机厂", 115.0865, 30.1975, -3.0),
    ("槐荫", 115.1035, 30.1970, -12.0),
    ("望川", 115.1195, 30.2020, -9.0),
    ("东渡", 115.1375, 30.1990, 2.0),
];

/// Metres from one block to the next: along the lanes and across them.
pub(super) const BLOCK: (f64, f64) = (215.0, 180.0);

/// One invented community and its ground.
pub(super) struct Community {
    /// Its area.
    pub(super) id: i64,
    /// Name without 示例 and 社区.
    pub(super) name: String,
    /// Name of its street without 示例 and 街道.
    pub(super) street: String,
    /// Its middle.
    pub(super) centre: Point,
    /// Direction of its lanes, radians from east.
    pub(super) turn: f64,
    /// How many blocks stand side by side; there are three rows of them.
    pub(super) columns: i32,
    /// Middles of its blocks that nothing stands on yet.
    pub(super) free: Vec<Point>,
    /// Its compounds, by name.
    pub(super) compounds: Vec<&'static str>,
}

/// The rows of the six streets and their communities, and the communities' ground.
pub(super) fn build(
    district: i64,
    ground: &Ground,
    ids: &mut Ids,
    now: NaiveDateTime,
) -> (Vec<AreaRow>, Vec<Community>) {
    let mut names: BTreeMap<&str, Vec<(&str, Vec<&'static str>)>> = BTreeMap::new();
    for [street, community, compound] in NAMES.lines().skip(1).filter_map(columns) {
        let communities = names.entry(street).or_default();
        match communities.iter_mut().find(|(name, _)| *name == community) {
            Some((_, compounds)) => compounds.push(compound),
            None => communities.push((community, vec![compound])),
        }
    }
    let (mut areas, mut communities) = (Vec::new(), Vec::new());
    for ((street, lng, lat, degrees), sort_no) in PATCHES.into_iter().zip(1_000..) {
        let (middle, turn) = (Point { lng, lat }, degrees.to_radians());
        let street_id = ids.next();
        areas.push(AreaRow {
            parent_id: Some(district),
            area_level: Code(AreaLevel::Street),
            area_kind: Code(AreaKind::Street),
            sort_no,
            ..invented(street_id, &format!("示例{street}街道"), middle, now)
        });
        let of_street = names.remove(street).unwrap_or_default();
        let cells = cells(of_street.len());
        for (((name, compounds), cell), sort_no) in of_street.into_iter().zip(cells).zip(1..) {
            let centre = along(middle, turn, cell.at.0, cell.at.1);
            let id = ids.next();
            areas.push(AreaRow {
                parent_id: Some(street_id),
                area_level: Code(AreaLevel::Community),
                area_kind: Code(AreaKind::Community),
                sort_no,
                ..invented(id, &format!("示例{name}社区"), centre, now)
            });
            let free = blocks(centre, turn, cell.columns, ground, name);
            let (name, street) = (name.to_owned(), street.to_owned());
            let columns = cell.columns;
            communities.push(Community { id, name, street, centre, turn, columns, free, compounds });
        }
    }
    (areas, communities)
}

fn columns(line: &'static str) -> Option<[&'static str; 3]> {
    line.split(',').collect::<Vec<_>>().try_into().ok()
}

fn invented(id: i64, name: &str, at: Point, now: NaiveDateTime) -> AreaRow {
    let at = rounded(at);
    AreaRow { is_demo: true, lng: Some(at.lng), lat: Some(at.lat), ..district::blank(id, name, now) }
}

struct Cell {
    at: (f64, f64),
    columns: i32,
}

/// How the communities of a street share its patch: four in a square of 3 × 3 blocks each, three of 4 × 3 each.
fn cells(communities: usize) -> Vec<Cell> {
    let (along, across) = (BLOCK.0, BLOCK.1 * 1.5);
    if communities == 4 {
        let (x, columns) = (along * 1.5, 3);
        [(-x, across), (x, across), (-x, -across), (x, -across)].map(|at| Cell { at, columns }).into()
    } else {
        let (x, columns) = (along * 2.0, 4);
        [(-x, across), (x, across), (0.0, -across)].map(|at| Cell { at, columns }).into()
    }
}

/// The middles of the dry blocks of one community, in an order of their own: a town does not fill up row by row.
fn blocks(centre: Point, turn: f64, columns: i32, ground: &Ground, name: &str) -> Vec<Point> {
    let mut blocks: Vec<Point> = (0..columns * 3)
        .map(|i| {
            let (column, row) = (f64::from(i % columns), f64::from(i / columns));
            let ahead = (column - f64::from(columns - 1) / 2.0) * BLOCK.0;
            along(centre, turn, ahead, (row - 1.0) * BLOCK.1)
        })
        .filter(|p| ground.is_dry_around(*p, 130.0))
        .collect();
    Dice::of("blocks", name).shuffle(&mut blocks);
    blocks
}
