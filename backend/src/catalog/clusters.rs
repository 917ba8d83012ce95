//! Clusters 聚合: projects that stand close together, as one, where there are too many to send each.

use shared::projects::{MAP_LIMIT, MapCluster};

use super::rows::{Rows, from_mercator};

/// Cells over everything where nobody says how near the map is: about what a screen has room for.
const SCREEN: u64 = 400;
/// Cells along a tile of 512 pixels, as a power of two: cells of 64.
const ALONG: u32 = 3;

/// One cell of a grid over the square of Web Mercator.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    count: u32,
    late: u32,
    x: u64,
    y: u64,
    /// One of those in it.
    at: usize,
}

/// What there is in the cells.
pub(super) struct Clusters {
    /// Of two projects and more.
    pub(super) clusters: Vec<MapCluster>,
    /// Places in the catalog of those that stand alone.
    pub(super) alone: Vec<usize>,
}

/// Puts those of `kept`, which have positions, into the cells of a map at `zoom`, or of one that shows them all. There
/// are never more than [`MAP_LIMIT`]: where a map is far larger than a screen, its cells are too.
pub(super) fn clusters(rows: &Rows, kept: &[bool], zoom: Option<u8>) -> Clusters {
    let all = || kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(at, _)| (at, rows.x[at], rows.y[at]));
    let (mut west, mut north, mut east, mut south) = (u32::MAX, u32::MAX, 0, 0);
    for (_, x, y) in all() {
        (west, north, east, south) = (west.min(x), north.min(y), east.max(x), south.max(y));
    }
    if east < west {
        return Clusters { clusters: Vec::new(), alone: Vec::new() };
    }
    let (nearest, most) = match zoom {
        Some(zoom) => (u32::from(zoom), MAP_LIMIT as u64),
        None => (u32::from(super::NO_CLUSTERS), SCREEN),
    };
    let size = |shift: u32| {
        (u64::from((east >> shift) - (west >> shift)) + 1, u64::from((south >> shift) - (north >> shift)) + 1)
    };
    let fits = |shift: &u32| size(*shift).0 * size(*shift).1 <= most;
    // A cell that is half of the square always fits.
    let shift = (32_u32.saturating_sub(ALONG + nearest)..32).find(fits).unwrap_or(31);
    let (width, height) = size(shift);
    let mut cells = vec![Cell::default(); usize::try_from(width * height).unwrap_or(0)];
    for (at, x, y) in all() {
        let (column, row) = ((x >> shift) - (west >> shift), (y >> shift) - (north >> shift));
        let cell = &mut cells[row as usize * usize::try_from(width).unwrap_or(1) + column as usize];
        cell.count += 1;
        cell.late += u32::from(rows.is_late[at]);
        cell.x += u64::from(x);
        cell.y += u64::from(y);
        cell.at = at;
    }
    let alone = cells.iter().filter(|cell| cell.count == 1).map(|cell| cell.at).collect();
    let cluster = |cell: &Cell| {
        #[expect(clippy::cast_precision_loss, reason = "a metre is enough")]
        let middle = |sum: u64| sum as f64 / f64::from(cell.count);
        MapCluster { position: from_mercator(middle(cell.x), middle(cell.y)), count: cell.count, late: cell.late }
    };
    Clusters { clusters: cells.iter().filter(|cell| cell.count > 1).map(cluster).collect(), alone }
}
