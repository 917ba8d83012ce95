//! The schematic under the projects, and the names that stand on it.

use serde::Deserialize;
use serde_json::{Value, json};
use shared::geo::{Bbox, Point, Shape};

use super::features::{at, collection};
use crate::session::lang;

/// Degrees between two lines of the grid.
const GRID: f64 = 0.05;
/// Lines of the grid in one direction at most: a larger district gets none.
const GRID_LINES: usize = 60;

/// `GET /api/v1/basemap`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Basemap {
    features: Vec<Feature>,
    #[serde(default)]
    attribution: Option<Attribution>,
}

#[derive(Clone, Debug, Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Shape,
}

#[derive(Clone, Debug, Deserialize)]
struct Properties {
    role: String,
    name: Option<String>,
    name_en: Option<String>,
    label: Option<[f64; 2]>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Attribution {
    One(String),
    Both { zh: String, en: String },
}

impl Basemap {
    /// Who drew it, in the language of the page.
    pub(super) fn attribution(&self) -> Option<String> {
        self.attribution.as_ref().map(|attribution| match attribution {
            Attribution::One(text) => text.clone(),
            Attribution::Both { zh, en } => lang().pick(zh, en).to_owned(),
        })
    }

    /// The box around the district.
    pub(super) fn district(&self) -> Option<Bbox> {
        let district = self.features.iter().filter(|f| f.properties.role == "district");
        Bbox::around(district.flat_map(|f| f.geometry.points()))
    }

    /// Its outlines, over a grid of longitude and latitude.
    pub(super) fn outlines(&self) -> Value {
        let outline =
            |f: &Feature| json!({"type": "Feature", "geometry": f.geometry, "properties": {"role": f.properties.role}});
        collection(self.grid().into_iter().chain(self.features.iter().map(outline)).collect())
    }

    fn grid(&self) -> Vec<Value> {
        let Some(around) = self.district().map(|b| b.grown(1.0)) else { return Vec::new() };
        let steps = |from: f64, to: f64| {
            let first = (from / GRID).ceil();
            let count = ((to - from) / GRID).floor().max(0.0) as usize;
            (0..count).map(move |n| (first + n as f64) * GRID)
        };
        if steps(around.west, around.east).count().max(steps(around.south, around.north).count()) > GRID_LINES {
            return Vec::new();
        }
        let line = |a: [f64; 2], b: [f64; 2]| {
            let geometry = Shape::LineString(vec![a, b]);
            json!({"type": "Feature", "geometry": geometry, "properties": {"role": "grid"}})
        };
        let down = steps(around.west, around.east).map(|x| line([x, around.south], [x, around.north]));
        let across = steps(around.south, around.north).map(|y| line([around.west, y], [around.east, y]));
        down.chain(across).collect()
    }

    /// Where its names stand.
    pub(super) fn places(&self) -> Value {
        let place = |f: &Feature| {
            let of = &f.properties;
            let [lng, lat] = of.label?;
            let words = json!({"role": of.role, "name": of.name.as_ref()?, "name_en": of.name_en});
            Some(at(Point { lng, lat }, words))
        };
        collection(self.features.iter().filter_map(place).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schematic_with_or_without_attribution_is_read() {
        let square = "[[[115.0,30.0],[115.2,30.0],[115.2,30.2],[115.0,30.0]]]";
        let json = format!(
            r#"{{"type":"FeatureCollection","attribution":"天地图","features":[{{"type":"Feature",
            "properties":{{"role":"district","name":"区","label":[115.1,30.1]}},
            "geometry":{{"type":"Polygon","coordinates":{square}}}}}]}}"#
        );
        let map: Basemap = serde_json::from_str(&json).unwrap();
        assert_eq!(map.attribution().as_deref(), Some("天地图"));
        assert_eq!(map.places()["features"][0]["properties"]["name"], "区");
        assert_eq!(map.district(), Bbox::parse("115,30,115.2,30.2"));
        assert!(map.outlines()["features"].as_array().is_some_and(|f| f.len() > 40));
        let empty: Basemap = serde_json::from_str(r#"{"type":"FeatureCollection","features":[]}"#).unwrap();
        assert_eq!((empty.attribution(), empty.district()), (None, None));
    }
}
