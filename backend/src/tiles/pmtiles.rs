//! The head of a PMTiles file, version 3: what its tiles are and where they lie.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use shared::geo::Bbox;
use shared::tiles::{TileFormat, TileLayer, TileRole};

use crate::error::{Error, Result};

/// Length of the head, and where its parts stand.
const LENGTH: usize = 127;
const TILE_TYPE: usize = 99;
const MIN_ZOOM: usize = 100;
const MAX_ZOOM: usize = 101;
const BOX: usize = 102;

/// What the head says.
pub(super) struct Header {
    format: TileFormat,
    min_zoom: u8,
    max_zoom: u8,
    bbox: Bbox,
}

impl Header {
    /// The layer of the file that is served at `address`.
    pub(super) fn layer(&self, address: &str) -> TileLayer {
        TileLayer {
            role: TileRole::Base,
            format: self.format,
            addresses: vec![address.to_owned()],
            tile_size: if self.format == TileFormat::Vector { 512 } else { 256 },
            min_zoom: self.min_zoom,
            max_zoom: self.max_zoom,
            bbox: Some(self.bbox),
        }
    }
}

/// Reads the head of the file at `path`; `None` when there is no file.
///
/// # Errors
/// What it is instead, and what to do.
pub(super) fn read(path: &Path) -> Result<Option<Header>> {
    let shown = path.display();
    let mut head = [0; LENGTH];
    match File::open(path).and_then(|mut file| file.read_exact(&mut head)) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() != ErrorKind::UnexpectedEof => {
            return Err(Error::Internal(format!(
                "底图 {shown} 读不出（{e}）。请检查权限，或移走它。\nThe base map {shown} cannot be read ({e}): check its rights, or move it away."
            )));
        }
        _ => {}
    }
    parse(&head).map(Some).ok_or_else(|| {
        Error::Internal(format!(
            "底图 {shown} 不是第 3 版的 PMTiles 文件（MVT、PNG、JPEG、WebP 或 AVIF 瓦片）。请重新下载，或移走它。\nThe base map {shown} is no PMTiles file of version 3 with MVT, PNG, JPEG, WebP or AVIF tiles: fetch it anew, or move it away."
        ))
    })
}

fn parse(head: &[u8; LENGTH]) -> Option<Header> {
    let format = match head[TILE_TYPE] {
        1 => TileFormat::Vector,
        2..=5 => TileFormat::Raster,
        _ => return None,
    };
    let (min_zoom, max_zoom) = (head[MIN_ZOOM], head[MAX_ZOOM]);
    // Degrees by ten millions.
    let degrees = |n: usize| {
        let at = BOX + 4 * n;
        let bytes = [head[at], head[at + 1], head[at + 2], head[at + 3]];
        f64::from(i32::from_le_bytes(bytes)) / 1e7
    };
    let bbox = Bbox { west: degrees(0), south: degrees(1), east: degrees(2), north: degrees(3) };
    let good = head.starts_with(b"PMTiles\x03") && min_zoom <= max_zoom && max_zoom <= 30;
    let somewhere = bbox.west < bbox.east && bbox.south < bbox.north;
    (good && somewhere).then_some(Header { format, min_zoom, max_zoom, bbox })
}
