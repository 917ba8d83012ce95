//! Invented grids 网格: the ground of each community in two or three strips, cut along the lanes between its blocks, so
//! that every compound lies in one of them.

use chrono::NaiveDateTime;
use shared::areas::{AreaKind, AreaLevel};
use shared::geo::{Point, Shape};

use super::compounds::Compound;
use super::dice::Ids;
use super::district;
use super::shapes::{Ground, along, apart, rounded};
use super::town::{BLOCK, Community};
use crate::areas::store::AreaRow;
use crate::db::Code;
use crate::error::{Error, Result};

/// Households of a grid, as a rule.
const USUAL: std::ops::RangeInclusive<i32> = 300..=500;
/// What grids are called.
const NAMES: [&str; 3] = ["第一网格", "第二网格", "第三网格"];

/// The grids of all communities, and around those of each its own border.
pub(super) struct Drawn {
    /// Grids.
    pub(super) rows: Vec<AreaRow>,
    /// Border of each community.
    pub(super) borders: Vec<(i64, String)>,
}

/// A block of a community: its column and row, and the households of the compound on it.
#[derive(Clone, Copy)]
struct Block {
    at: [i32; 2],
    households: i32,
}

/// The blocks from one lane up to another, counted along one of the two axes.
#[derive(Clone, Copy)]
struct Strip {
    axis: usize,
    from: i32,
    to: i32,
}

impl Strip {
    fn blocks(self, of: &[Block]) -> impl Iterator<Item = &Block> {
        of.iter().filter(move |b| (self.from..self.to).contains(&b.at[self.axis]))
    }

    fn households(self, of: &[Block]) -> i32 {
        self.blocks(of).map(|b| b.households).sum()
    }
}

/// Cuts every community; its free blocks are still free.
pub(super) fn build(
    town: &[Community],
    compounds: &[Compound],
    ground: &Ground,
    ids: &mut Ids,
    now: NaiveDateTime,
) -> Result<Drawn> {
    let (mut rows, mut borders) = (Vec::new(), Vec::new());
    for community in town {
        let blocks = blocks(community, compounds);
        let strips = cut(&blocks);
        if strips.is_empty() {
            return Err(Error::internal(format!("{} cannot be cut into grids", community.name)));
        }
        let corners: Vec<_> = strips.iter().map(|strip| corners(community, &blocks, *strip, ground, town)).collect();
        for (((strip, corners), name), sort_no) in strips.iter().zip(&corners).zip(NAMES).zip(1..) {
            let shape = Shape::Polygon(vec![ring(corners.to_vec())]);
            let at = shape.anchor().map(rounded);
            rows.push(AreaRow {
                parent_id: Some(community.id),
                area_level: Code(AreaLevel::Grid),
                area_kind: Code(AreaKind::Grid),
                sort_no,
                households: Some(strip.households(&blocks)),
                lng: at.map(|p| p.lng),
                lat: at.map(|p| p.lat),
                boundary: Some(written(&shape)?),
                is_demo: true,
                ..district::blank(ids.next(), &format!("示例{}{name}", community.name), now)
            });
        }
        // Up along one side of all strips, and down along the other.
        let up = corners.iter().flat_map(|c| [c[0], c[1]]);
        let down = corners.iter().rev().flat_map(|c| [c[2], c[3]]);
        borders.push((community.id, written(&Shape::Polygon(vec![ring(up.chain(down).collect())]))?));
    }
    Ok(Drawn { rows, borders })
}

fn written(shape: &Shape) -> Result<String> {
    serde_json::to_string(shape).map_err(Error::internal)
}

fn ring(mut corners: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    corners.dedup();
    corners.push(corners[0]);
    corners
}

/// The dry blocks of a community, those that somebody lives on and those that are free.
fn blocks(community: &Community, compounds: &[Compound]) -> Vec<Block> {
    let place = |p: Point| {
        let (ahead, aside) = apart(community.centre, community.turn, p);
        let column = ahead / BLOCK.0 + f64::from(community.columns - 1) / 2.0;
        [column.round() as i32, (aside / BLOCK.1 + 1.0).round() as i32]
    };
    let mine = compounds.iter().filter(|c| c.row.area_id == community.id);
    let homes = mine.filter_map(|c| {
        let at = place(Point { lng: c.row.lng?, lat: c.row.lat? });
        Some(Block { at, households: c.row.household_count? })
    });
    homes.chain(community.free.iter().map(|p| Block { at: place(*p), households: 0 })).collect()
}

/// The two or three strips whose sizes are the most usual; somebody lives in each of them.
fn cut(blocks: &[Block]) -> Vec<Strip> {
    let mut ways: Vec<Vec<Strip>> = Vec::new();
    for axis in [0, 1] {
        let at = || blocks.iter().map(|b| b.at[axis]);
        let (first, end) = (at().min().unwrap_or(0), at().max().unwrap_or(0) + 1);
        let strips = |lines: &[i32]| lines.windows(2).map(|w| Strip { axis, from: w[0], to: w[1] }).collect();
        for one in first + 1..end {
            ways.push(strips(&[first, one, end]));
            ways.extend((one + 1..end).map(|two| strips(&[first, one, two, end])));
        }
    }
    let is_lived_in = |way: &&Vec<Strip>| way.iter().all(|strip| strip.households(blocks) > 0);
    let unusual = |way: &&Vec<Strip>| {
        let sizes = || way.iter().map(|strip| strip.households(blocks));
        let odd = sizes().filter(|n| !USUAL.contains(n)).count();
        let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
        (odd * 6 / way.len(), most - least)
    };
    ways.iter().filter(is_lived_in).min_by_key(unusual).cloned().unwrap_or_default()
}

/// The corners of a strip: up along its one side and down along the other, around its blocks, on dry land.
fn corners(
    community: &Community,
    blocks: &[Block],
    strip: Strip,
    ground: &Ground,
    town: &[Community],
) -> [[f64; 2]; 4] {
    // The streets' patches are turned, each in its own way: at the edges they meet.
    let others = || town.iter().filter(|other| other.street != community.street);
    let taken = |p: Point| others().any(|other| is_ground_of(other, p));
    let across = || strip.blocks(blocks).map(|b| b.at[1 - strip.axis]);
    let (low, high) = (across().min().unwrap_or(0), across().max().unwrap_or(0) + 1);
    [(strip.from, low), (strip.to, low), (strip.to, high), (strip.from, high)].map(|(line, other)| {
        let (column, row) = if strip.axis == 0 { (line, other) } else { (other, line) };
        let ahead = (f64::from(column) - f64::from(community.columns) / 2.0) * BLOCK.0;
        let aside = (f64::from(row) - 1.5) * BLOCK.1;
        ground.dry_corner(along(community.centre, community.turn, ahead, aside), community.centre, taken)
    })
}

/// Whether `p` lies on the ground that a community's blocks are laid out on.
fn is_ground_of(community: &Community, p: Point) -> bool {
    let (ahead, aside) = apart(community.centre, community.turn, p);
    ahead.abs() < f64::from(community.columns) / 2.0 * BLOCK.0 && aside.abs() < 1.5 * BLOCK.1
}
