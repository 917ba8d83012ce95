//! Tiles 瓦片底图: the base map that the operator chose, as layers that a map library draws as they stand.
//!
//! With MapLibre each layer is one source and one layer. A raster layer: `{type: "raster", tiles: addresses, tileSize,
//! minzoom, maxzoom, bounds, attribution}` under a layer `{type: "raster"}`. Of kind `pmtiles` the one address is a file
//! for the library `pmtiles`: `url: "pmtiles://" + location.origin + address`. The server's Content-Security-Policy lets
//! exactly these hosts through, in `img-src` and `connect-src`.

use serde::{Deserialize, Serialize};

use crate::geo::Bbox;

/// The operator's base map. Its 审图号 is `map_approval_no` of the site; without that number the map says 示意图.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tiles {
    /// Where they come from.
    pub kind: TilesKind,
    /// At least one; the lowest comes first.
    pub layers: Vec<TileLayer>,
    /// Whose map it is, to be shown on the map. Plain text, never HTML.
    pub attribution: Option<String>,
}

/// Where tiles come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TilesKind {
    /// 天地图, by the operator's key.
    Tianditu,
    /// Any server of raster tiles.
    Xyz,
    /// A PMTiles file in the data folder, from this server.
    Pmtiles,
}

/// What a layer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TileRole {
    /// Land, water and roads.
    Base,
    /// Names alone, on a clear ground.
    Labels,
}

/// What a tile is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TileFormat {
    /// A picture.
    Raster,
    /// A Mapbox Vector Tile; its layers are named in the metadata of the PMTiles file.
    Vector,
}

/// One layer of tiles, in the square grid of Web Mercator with its origin in the north-west.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TileLayer {
    /// What it shows.
    pub role: TileRole,
    /// What its tiles are.
    pub format: TileFormat,
    /// Templates with `{z}`, `{x}` and `{y}`, each as good as the others; of kind `pmtiles` the path of the one file.
    pub addresses: Vec<String>,
    /// Side of a tile in CSS pixels.
    pub tile_size: u16,
    /// Lowest zoom that has tiles.
    pub min_zoom: u8,
    /// Highest zoom that has tiles; above it these are enlarged.
    pub max_zoom: u8,
    /// Outside there are none; absent where nothing is known.
    pub bbox: Option<Bbox>,
}
