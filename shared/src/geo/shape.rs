//! The GeoJSON geometries a project may have: point, line, polygon and their plurals.

use serde::{Deserialize, Serialize};

use super::{Bbox, Crs, Point};

/// `[lng, lat]`, as GeoJSON writes positions. Spelt out in [`Shape`], whose description cannot see through a name.
type Position = [f64; 2];

/// A GeoJSON geometry (RFC 7946) in WGS-84.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Geometry))]
#[serde(tag = "type", content = "coordinates")]
pub enum Shape {
    /// One place.
    Point([f64; 2]),
    /// Several places of one project.
    MultiPoint(Vec<[f64; 2]>),
    /// A road, a pipe, a creek.
    LineString(Vec<[f64; 2]>),
    /// An area: outer ring, then holes.
    Polygon(Vec<Vec<[f64; 2]>>),
    /// Several lines of one project.
    MultiLineString(Vec<Vec<[f64; 2]>>),
    /// Several areas of one project.
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

fn point([lng, lat]: Position) -> Point {
    Point { lng, lat }
}

impl Shape {
    /// Reads GeoJSON text and checks it: positions within ±180/±90, lines of two points at least, rings closed.
    ///
    /// # Errors
    /// Says in (Chinese, English) what is wrong.
    pub fn parse(json: &str) -> Result<Self, (&'static str, &'static str)> {
        let shape: Self = serde_json::from_str(json)
            .map_err(|_| ("不是 GeoJSON 几何（点、线、面）", "not a GeoJSON geometry (point, line or polygon)"))?;
        shape.check().map(|()| shape)
    }

    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let world = Bbox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        if !self.points().all(|p| world.contains(p)) {
            return Err(("有坐标超出经纬度范围", "a position is outside longitude and latitude"));
        }
        let line = |l: &Vec<Position>| l.len() >= 2;
        let ring = |r: &Vec<Position>| r.len() >= 4 && r.first() == r.last();
        let area = |rings: &Vec<Vec<Position>>| !rings.is_empty() && rings.iter().all(ring);
        let whole = match self {
            Self::Point(_) => true,
            Self::MultiPoint(points) => !points.is_empty(),
            Self::LineString(l) => line(l),
            Self::MultiLineString(ls) => !ls.is_empty() && ls.iter().all(line),
            Self::Polygon(rings) => area(rings),
            Self::MultiPolygon(areas) => !areas.is_empty() && areas.iter().all(area),
        };
        whole.then_some(()).ok_or(("线至少要两个点，面的环要首尾相接", "a line needs two points, a ring must close"))
    }

    /// Every position, in order.
    pub fn points(&self) -> Box<dyn Iterator<Item = Point> + '_> {
        match self {
            Self::Point(p) => Box::new(std::iter::once(point(*p))),
            Self::LineString(l) | Self::MultiPoint(l) => Box::new(l.iter().map(|p| point(*p))),
            Self::Polygon(ls) | Self::MultiLineString(ls) => Box::new(ls.iter().flatten().map(|p| point(*p))),
            Self::MultiPolygon(areas) => Box::new(areas.iter().flatten().flatten().map(|p| point(*p))),
        }
    }

    /// The same shape with every position turned from `crs` into WGS-84.
    #[must_use]
    pub fn from_crs(self, crs: Crs) -> Self {
        self.map_points(|p| Point::from_crs(p.lng, p.lat, crs))
    }

    /// The same shape with every position replaced by what `turn` makes of it.
    #[must_use]
    pub fn map_points(mut self, turn: impl Fn(Point) -> Point) -> Self {
        let turn = |p: &mut Position| {
            let to = turn(point(*p));
            *p = [to.lng, to.lat];
        };
        match &mut self {
            Self::Point(p) => turn(p),
            Self::LineString(l) | Self::MultiPoint(l) => l.iter_mut().for_each(turn),
            Self::Polygon(ls) | Self::MultiLineString(ls) => ls.iter_mut().flatten().for_each(turn),
            Self::MultiPolygon(areas) => areas.iter_mut().flatten().flatten().for_each(turn),
        }
        self
    }

    /// The smallest box around it.
    pub fn bbox(&self) -> Option<Bbox> {
        Bbox::around(self.points())
    }

    /// Where its sign stands: the point itself, the middle of a line by length, the centre of gravity of an outer
    /// ring, the first of several points.
    pub fn anchor(&self) -> Option<Point> {
        match self {
            Self::Point(p) => Some(point(*p)),
            Self::MultiPoint(points) => points.first().map(|p| point(*p)),
            Self::LineString(l) => middle(l),
            Self::MultiLineString(ls) => {
                ls.iter().max_by(|a, b| length(a).total_cmp(&length(b))).and_then(|l| middle(l))
            }
            Self::Polygon(rings) => rings.first().and_then(|r| centre(r)),
            Self::MultiPolygon(areas) => areas
                .iter()
                .filter_map(|a| a.first())
                .max_by(|a, b| area(a).abs().total_cmp(&area(b).abs()))
                .and_then(|r| centre(r)),
        }
    }
}

fn step(a: Position, b: Position) -> f64 {
    // Degrees of longitude are shorter than those of latitude.
    let squeeze = a[1].to_radians().cos();
    ((b[0] - a[0]) * squeeze).hypot(b[1] - a[1])
}

fn length(line: &[Position]) -> f64 {
    line.windows(2).map(|w| step(w[0], w[1])).sum()
}

fn middle(line: &[Position]) -> Option<Point> {
    let mut left = length(line) / 2.0;
    for w in line.windows(2) {
        let here = step(w[0], w[1]);
        if here >= left && here > 0.0 {
            let t = left / here;
            return Some(Point { lng: w[0][0] + (w[1][0] - w[0][0]) * t, lat: w[0][1] + (w[1][1] - w[0][1]) * t });
        }
        left -= here;
    }
    line.first().map(|p| point(*p))
}

/// Twice the signed area in square degrees.
fn area(ring: &[Position]) -> f64 {
    ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum()
}

fn centre(ring: &[Position]) -> Option<Point> {
    let origin = *ring.first()?;
    // Relative to the first corner: the sums would otherwise lose their digits to cancellation.
    let near: Vec<Position> = ring.iter().map(|p| [p[0] - origin[0], p[1] - origin[1]]).collect();
    let twice = area(&near);
    if twice == 0.0 {
        return Some(point(origin));
    }
    let sum = near.windows(2).fold([0.0, 0.0], |s, w| {
        let cross = w[0][0] * w[1][1] - w[1][0] * w[0][1];
        [s[0] + (w[0][0] + w[1][0]) * cross, s[1] + (w[0][1] + w[1][1]) * cross]
    });
    Some(Point { lng: origin[0] + sum[0] / (3.0 * twice), lat: origin[1] + sum[1] / (3.0 * twice) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_stands_in_the_middle() {
        let line =
            Shape::parse(r#"{"type":"LineString","coordinates":[[115.0,30.0],[115.0,30.1],[115.0,30.4]]}"#).unwrap();
        let at = line.anchor().unwrap();
        assert!((at.lat - 30.2).abs() < 1e-9, "{at:?}");
        let square =
            r#"{"type":"Polygon","coordinates":[[[115.0,30.0],[115.2,30.0],[115.2,30.2],[115.0,30.2],[115.0,30.0]]]}"#;
        let at = Shape::parse(square).unwrap().anchor().unwrap();
        assert!((at.lng - 115.1).abs() < 1e-9 && (at.lat - 30.1).abs() < 1e-9, "{at:?}");
        assert_eq!(serde_json::to_string(&Shape::parse(square).unwrap()).unwrap(), square);
    }

    #[test]
    fn a_broken_shape_is_refused() {
        for json in [
            "",
            "{}",
            r#"{"type":"Circle","coordinates":[1,2]}"#,
            r#"{"type":"Point","coordinates":[200,0]}"#,
            r#"{"type":"LineString","coordinates":[[1,2]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
        ] {
            assert!(Shape::parse(json).is_err(), "{json}");
        }
    }
}
