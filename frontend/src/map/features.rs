//! What the map draws of the projects: their shapes, and a sign where each of them stands.

use serde_json::{Value, json};
use shared::geo::{Bbox, Point, Shape};
use shared::projects::{MapCluster, MapFeature, MapFeatures, Sign};

use super::look::{SIGNS, code};

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Dashed: pipes.
    Pipe,
    /// Double: roads.
    Road,
    /// Solid: waterways and all others.
    Plain,
}

impl Way {
    fn of(programme: Option<&str>) -> Self {
        match programme {
            Some("pipe") => Self::Pipe,
            Some("road") => Self::Road,
            _ => Self::Plain,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Pipe => "pipe",
            Self::Road => "road",
            Self::Plain => "plain",
        }
    }
}

/// Two collections of GeoJSON features.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    /// Lines and areas.
    pub(super) shapes: Value,
    /// Points that carry the signs.
    pub(super) points: Value,
}

/// A collection of features.
pub(super) fn collection(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// A feature at a point.
pub(super) fn at(point: Point, properties: Value) -> Value {
    let geometry = json!({"type": "Point", "coordinates": [point.lng, point.lat]});
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

/// Sign of a feature.
pub(super) fn sign_of(feature: &MapFeature) -> Sign {
    Sign::of(feature.properties.status, feature.properties.health)
}

fn shape(geometry: &Shape, number: &str, sign: Sign, programme: Option<&str>) -> Option<Value> {
    let properties = json!({"number": number, "sign": code(sign), "way": Way::of(programme).code()});
    let drawn = !matches!(geometry, Shape::Point(_));
    drawn.then(|| json!({"type": "Feature", "geometry": geometry, "properties": properties}))
}

/// What to draw of all features; `programme_of` knows the programme of a kind.
pub(super) fn drawn(features: &[MapFeature], programme_of: impl Fn(&str) -> Option<String>) -> Drawn {
    let shapes = features.iter().filter_map(|f| {
        let of = &f.properties;
        shape(&f.geometry, &of.number, sign_of(f), programme_of(&of.kind).as_deref())
    });
    let points = features.iter().filter_map(|f| {
        let sign = sign_of(f);
        // What is to be acted on lies on top of what is done.
        let rank = match sign {
            Sign::Late => 3,
            Sign::Suspended | Sign::Risk | Sign::Stale => 2,
            Sign::Works => 1,
            _ => 0,
        };
        let of = &f.properties;
        let properties = json!({"number": of.number, "name": of.name, "sign": code(sign), "rank": rank});
        Some(at(f.geometry.anchor()?, properties))
    });
    Drawn { shapes: collection(shapes.collect()), points: collection(points.collect()) }
}

/// What to draw of one project alone.
pub(super) fn one(geometry: &Shape, sign: Sign) -> Drawn {
    let point = geometry.anchor().map(|p| at(p, json!({"sign": code(sign), "rank": 0})));
    Drawn {
        shapes: collection(shape(geometry, "", sign, None).into_iter().collect()),
        points: collection(point.into_iter().collect()),
    }
}

/// The places of all features but one, with their names.
pub(super) fn others(features: &[MapFeature], number: &str) -> Value {
    let others = features.iter().filter(|f| f.properties.number != number);
    let others = others.filter_map(|f| Some(at(f.geometry.anchor()?, json!({"name": f.properties.name}))));
    collection(others.collect())
}

/// The feature with this number.
pub(super) fn find<'a>(features: &'a MapFeatures, number: &str) -> Option<&'a MapFeature> {
    features.features.iter().find(|f| f.properties.number == number)
}

/// The box around all there is.
pub(super) fn extent(of: &MapFeatures) -> Option<Bbox> {
    let clusters = of.clusters.iter().map(|c| c.position);
    Bbox::around(of.features.iter().flat_map(|f| f.geometry.points()).chain(clusters))
}

/// What to draw of the server's clusters, under the names that the library gives its own.
pub(super) fn groups(of: &MapFeatures) -> Value {
    let group = |c: &MapCluster| {
        let short = match c.count {
            n @ 10_000.. => format!("{}k", (n + 500) / 1_000),
            n @ 1_000.. => format!("{}k", f64::from((n + 50) / 100) / 10.0),
            n => n.to_string(),
        };
        at(c.position, json!({"point_count": c.count, "point_count_abbreviated": short, "late": c.late}))
    };
    collection(of.clusters.iter().map(group).collect())
}

/// Metres between two places, on a sphere.
pub(super) fn metres(a: Point, b: Point) -> f64 {
    const RADIUS: f64 = 6_371_000.0;
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let chord = half(a.lat, b.lat) + a.lat.to_radians().cos() * b.lat.to_radians().cos() * half(a.lng, b.lng);
    2.0 * RADIUS * chord.sqrt().asin()
}

/// The feature nearest to a place, and how far its sign is, m; unknown while some are in clusters.
pub(super) fn nearest(of: &MapFeatures, to: Point) -> Option<(&MapFeature, f64)> {
    let known = of.features.iter().filter(|_| of.clusters.is_empty());
    let far = known.filter_map(|f| Some((f, metres(f.geometry.anchor()?, to))));
    far.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Whether a sign is among the features.
pub(super) fn occurs(features: &MapFeatures, sign: Sign) -> bool {
    debug_assert!(SIGNS.contains(&sign));
    features.features.iter().any(|f| sign_of(f) == sign)
}

#[cfg(test)]
mod tests {
    use shared::projects::MapProperties;

    use super::*;

    fn feature(number: &str, geometry: Shape) -> MapFeature {
        let properties = MapProperties {
            number: number.to_owned(),
            kind: "rain_sewage_pipes".to_owned(),
            name: "示例".to_owned(),
            status: None,
            progress: None,
            health: None,
        };
        MapFeature { geometry, properties }
    }

    #[test]
    fn lines_are_shapes_and_signs_and_points_only_signs() {
        let features = [
            feature("A", Shape::LineString(vec![[115.0, 30.0], [115.0, 30.2]])),
            feature("B", Shape::Point([115.1, 30.1])),
        ];
        let drawn = drawn(&features, |_| Some("pipe".to_owned()));
        assert_eq!(drawn.shapes["features"].as_array().map(Vec::len), Some(1));
        assert_eq!(drawn.shapes["features"][0]["properties"]["way"], "pipe");
        assert_eq!(drawn.points["features"].as_array().map(Vec::len), Some(2));
        assert_eq!(drawn.points["features"][0]["properties"]["sign"], "reported");
        let all = MapFeatures {
            features: features.to_vec(),
            total: 2,
            truncated: false,
            has_demo: false,
            clusters: Vec::new(),
        };
        let here = Point { lng: 115.1, lat: 30.1001 };
        let (found, far) = nearest(&all, here).unwrap();
        assert_eq!(found.properties.number, "B");
        assert!((far - 11.1).abs() < 0.1, "{far}");
    }

    #[test]
    fn clusters_are_drawn_as_the_librarys_own_and_hide_which_project_is_nearest() {
        let position = Point { lng: 115.2, lat: 30.3 };
        let clusters = [999, 1_949, 12_500].map(|count| MapCluster { position, count, late: 1 }).to_vec();
        let features = vec![feature("A", Shape::Point([115.0, 30.0]))];
        let all = MapFeatures { features, total: 9_000, truncated: false, has_demo: false, clusters };
        let drawn = groups(&all);
        let short = |n: usize| drawn["features"][n]["properties"]["point_count_abbreviated"].clone();
        assert_eq!([short(0), short(1), short(2)], ["999", "1.9k", "13k"]);
        assert_eq!(extent(&all), Some(Bbox { west: 115.0, south: 30.0, east: 115.2, north: 30.3 }));
        assert_eq!(nearest(&all, position), None);
    }
}
