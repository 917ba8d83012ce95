//! The operator's base map 瓦片底图, between the schematic's ground and the district's edge: where it does not arrive the
//! schematic stays in sight.

use leptos::prelude::window;
use serde_json::{Value, json};
use shared::tiles::{TileFormat, TileLayer, TileRole, Tiles, TilesKind};

use super::look::Look;

/// Tiles as they are drawn: what the server says, and the layers that lie in vector tiles.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    tiles: Tiles,
    /// Names of the layers of vector tiles, the lowest first; empty for pictures.
    within: Vec<String>,
}

impl Laid {
    /// Tiles of this kind, with the layers of their metadata where they are vectors.
    pub(super) fn new(tiles: Tiles, metadata: Option<&Value>) -> Self {
        let listed = metadata.and_then(|m| m["vector_layers"].as_array()).into_iter().flatten();
        let mut within: Vec<String> = listed.filter_map(|layer| layer["id"].as_str().map(str::to_owned)).collect();
        within.sort_by_key(|name| Sort::of(name));
        Self { tiles, within }
    }

    /// Its sources, by name.
    pub(super) fn sources(&self) -> Vec<(String, Value)> {
        let own = window().location().origin().unwrap_or_default();
        let source = |(n, layer): (usize, &TileLayer)| (source_id(n), source(self.tiles.kind, layer, &own));
        self.tiles.layers.iter().enumerate().map(source).collect()
    }

    /// Its layers in this look, the lowest first.
    pub(super) fn layers(&self, look: &Look) -> Vec<Value> {
        let layers = self.tiles.layers.iter().enumerate().flat_map(|(n, layer)| match layer.format {
            TileFormat::Raster => vec![picture(&source_id(n), layer.role, look)],
            TileFormat::Vector => self.within.iter().flat_map(|name| vectors(&source_id(n), name, look)).collect(),
        });
        let mut layers: Vec<Value> = layers.collect();
        // Names lie over everything that is drawn.
        layers.sort_by_key(|layer| layer["type"] == "symbol");
        layers
    }
}

/// What the names of its sources begin with.
pub(super) const SOURCE: &str = "tiles-";

fn source_id(n: usize) -> String {
    format!("{SOURCE}{n}")
}

/// The first address of tiles that come from a file, whole.
pub(super) fn file(tiles: &Tiles) -> Option<String> {
    let address = tiles.layers.first()?.addresses.first()?;
    (tiles.kind == TilesKind::Pmtiles).then(|| format!("{}{address}", window().location().origin().unwrap_or_default()))
}

fn source(kind: TilesKind, layer: &TileLayer, own: &str) -> Value {
    let whole = |address: &String| if address.starts_with('/') { format!("{own}{address}") } else { address.clone() };
    let addresses: Vec<String> = layer.addresses.iter().map(whole).collect();
    let mut source = match layer.format {
        TileFormat::Raster => json!({"type": "raster", "tileSize": layer.tile_size}),
        TileFormat::Vector => json!({"type": "vector"}),
    };
    if kind == TilesKind::Pmtiles {
        // The file knows its zooms and its box.
        source["url"] = json!(addresses.first().map(|address| format!("pmtiles://{address}")));
        return source;
    }
    source["tiles"] = json!(addresses);
    source["minzoom"] = json!(layer.min_zoom);
    source["maxzoom"] = json!(layer.max_zoom);
    if let Some(at) = layer.bbox {
        source["bounds"] = json!([at.west, at.south, at.east, at.north]);
    }
    source
}

/// Pictures stand back behind the signs; by night they are darkened, and names stay bright.
fn picture(source: &str, role: TileRole, look: &Look) -> Value {
    let (saturation, brightest) = match (role, look.dark) {
        (TileRole::Base, false) => (-0.35, 1.0),
        (TileRole::Base, true) => (-0.5, 0.5),
        (TileRole::Labels, _) => (-0.2, 1.0),
    };
    json!({
        "id": source, "type": "raster", "source": source, "layout": {},
        "paint": {"raster-saturation": saturation, "raster-brightness-max": brightest, "raster-fade-duration": 0},
    })
}

/// What a layer of vector tiles shows, by the names that the common schemas (Protomaps, OpenMapTiles, Shortbread) use;
/// in the order in which they lie on one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Land,
    Green,
    Water,
    Building,
    Road,
    Border,
    Other,
    Name,
}

impl Sort {
    fn of(name: &str) -> Self {
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        // The more telling word first: `water_name` is a name, and `road_labels` too.
        if has(&["name", "label", "place", "poi"]) {
            Self::Name
        } else if has(&["water", "ocean", "river"]) {
            Self::Water
        } else if has(&["build"]) {
            Self::Building
        } else if has(&["road", "street", "transport", "bridge", "rail"]) {
            Self::Road
        } else if has(&["boundar", "admin"]) {
            Self::Border
        } else if has(&["use", "cover", "park", "natural", "green", "site"]) {
            Self::Green
        } else if has(&["earth", "land"]) {
            Self::Land
        } else {
            Self::Other
        }
    }
}

/// A layer of vector tiles in the colours of the schematic: its areas, lines and names.
fn vectors(source: &str, name: &str, look: &Look) -> Vec<Value> {
    let sort = Sort::of(name);
    let layer = |kind: &str, shape: &str, layout: Value, paint: Value| {
        json!({
            "id": format!("{source}-{name}-{kind}"), "type": kind, "source": source, "source-layer": name,
            "filter": ["==", ["geometry-type"], shape], "layout": layout, "paint": paint,
        })
    };
    let area = |colour: &str, strength: f64| {
        let paint = json!({"fill-color": look.token(colour), "fill-opacity": strength, "fill-antialias": false});
        layer("fill", "Polygon", json!({}), paint)
    };
    let line = |colour: &str, width: f64| {
        // Hair lines over a whole district; at a street they have a width.
        let width = json!(["interpolate", ["exponential", 1.6], ["zoom"], 10, width * 0.2, 14, width, 18, width * 6.0]);
        let paint = json!({"line-color": look.token(colour), "line-width": width});
        layer("line", "LineString", json!({"line-join": "round", "line-cap": "round"}), paint)
    };
    match sort {
        Sort::Land => vec![area("--m-district", 1.0)],
        Sort::Green => vec![area("--m-grid", 0.45)],
        Sort::Water => vec![area("--m-river", 1.0), line("--m-river", 2.0)],
        Sort::Building => vec![area("--m-grid", 0.9)],
        Sort::Road => vec![line("--m-grid", 2.2)],
        Sort::Border => vec![line("--m-edge", 0.8)],
        Sort::Other => vec![line("--m-grid", 0.6)],
        Sort::Name => {
            let own = json!(["coalesce", ["get", "name:zh"], ["get", "name:zh-Hans"], ["get", "name"], ""]);
            let words = match look.english {
                true => json!(["coalesce", ["get", "name:en"], ["get", "name_en"], own]),
                false => own,
            };
            let layout = json!({
                "text-field": words, "text-font": look.font, "text-size": 13.0 * look.scale,
                "text-max-width": 8, "text-padding": 8,
            });
            let halo = look.token("--m-district");
            let paint = json!({"text-color": look.token("--m-label"), "text-halo-color": halo, "text-halo-width": 1.5});
            vec![layer("symbol", "Point", layout, paint)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(format: TileFormat, address: &str) -> TileLayer {
        let addresses = vec![address.to_owned()];
        TileLayer { role: TileRole::Base, format, addresses, tile_size: 256, min_zoom: 1, max_zoom: 18, bbox: None }
    }

    #[test]
    fn a_server_of_tiles_becomes_a_source_with_whole_addresses() {
        let own = "https://linxin.example";
        let made = source(TilesKind::Xyz, &layer(TileFormat::Raster, "/t/{z}/{x}/{y}.png"), own);
        assert_eq!(made["tiles"][0], "https://linxin.example/t/{z}/{x}/{y}.png");
        assert_eq!((made["minzoom"].as_u64(), made["maxzoom"].as_u64()), (Some(1), Some(18)));
        let far = source(TilesKind::Xyz, &layer(TileFormat::Raster, "https://a.example/{z}/{x}/{y}"), own);
        assert_eq!(far["tiles"][0], "https://a.example/{z}/{x}/{y}");
        let file = source(TilesKind::Pmtiles, &layer(TileFormat::Vector, "/tiles/basemap.pmtiles"), own);
        assert_eq!(file, json!({"type": "vector", "url": "pmtiles://https://linxin.example/tiles/basemap.pmtiles"}));
    }

    #[test]
    fn layers_of_the_common_schemas_lie_in_order_with_names_on_top() {
        let tiles = Tiles {
            kind: TilesKind::Pmtiles,
            layers: vec![layer(TileFormat::Vector, "/tiles/basemap.pmtiles")],
            attribution: None,
        };
        let listed = ["places", "roads", "water", "buildings", "earth", "landuse", "water_name", "boundaries"];
        let metadata = json!({"vector_layers": listed.map(|id| json!({"id": id}))});
        let laid = Laid::new(tiles, Some(&metadata));
        let order = ["earth", "landuse", "water", "buildings", "roads", "boundaries", "places", "water_name"];
        assert_eq!(laid.within, order);
    }
}
