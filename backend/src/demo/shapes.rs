//! Shapes on dry land: everything lies inside the district's outline and outside the river.

use shared::geo::{Point, Shape};

use super::dice::Dice;
use crate::basemap;
use crate::error::{Error, Result};

/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_320.0;
/// The cosine of the district's latitude: degrees of longitude are shorter by it.
const SQUEEZE: f64 = 0.864_275;

type Ring = Vec<[f64; 2]>;

/// The district's land.
pub(super) struct Ground {
    outline: Vec<Ring>,
    river: Vec<Ring>,
}

/// Outer rings of an area.
fn rings(shape: Shape) -> Vec<Ring> {
    match shape {
        Shape::Polygon(rings) => rings.into_iter().take(1).collect(),
        Shape::MultiPolygon(areas) => areas.into_iter().filter_map(|a| a.into_iter().next()).collect(),
        _ => Vec::new(),
    }
}

fn inside(ring: &Ring, p: Point) -> bool {
    ring.windows(2).fold(false, |inside, w| {
        let ([x1, y1], [x2, y2]) = (w[0], w[1]);
        let crosses = (y1 > p.lat) != (y2 > p.lat) && p.lng < (x2 - x1) * (p.lat - y1) / (y2 - y1) + x1;
        inside != crosses
    })
}

/// `p`, moved by metres to the east and north.
pub(super) fn moved(p: Point, east: f64, north: f64) -> Point {
    Point { lng: p.lng + east / (DEGREE_M * SQUEEZE), lat: p.lat + north / DEGREE_M }
}

/// `p`, moved by metres along axes that are turned by `turn` radians.
pub(super) fn along(p: Point, turn: f64, ahead: f64, aside: f64) -> Point {
    let (sin, cos) = turn.sin_cos();
    moved(p, ahead * cos - aside * sin, ahead * sin + aside * cos)
}

/// How far `p` is from `from` along axes that are turned by `turn` radians, metres.
pub(super) fn apart(from: Point, turn: f64, p: Point) -> (f64, f64) {
    let (east, north) = ((p.lng - from.lng) * DEGREE_M * SQUEEZE, (p.lat - from.lat) * DEGREE_M);
    let (sin, cos) = turn.sin_cos();
    (east * cos + north * sin, north * cos - east * sin)
}

/// About a hand's breadth: what lies behind the sixth digit may differ from one machine's sine to another's.
fn position(p: Point) -> [f64; 2] {
    [(p.lng * 1e6).round() / 1e6, (p.lat * 1e6).round() / 1e6]
}

/// A point, rounded as everything else.
pub(super) fn rounded(p: Point) -> Point {
    let [lng, lat] = position(p);
    Point { lng, lat }
}

impl Ground {
    /// The land of the district with this code.
    ///
    /// # Errors
    /// When the base map lacks it.
    pub(super) fn of(code: &str) -> Result<Self> {
        let shape = |role| basemap::shape(code, role).map(rings).filter(|r| !r.is_empty());
        let lacks = || Error::internal("the base map lacks the district or the river");
        Ok(Self { outline: shape("district").ok_or_else(lacks)?, river: shape("river").ok_or_else(lacks)? })
    }

    fn is_dry(&self, p: Point) -> bool {
        self.outline.iter().any(|r| inside(r, p)) && !self.river.iter().any(|r| inside(r, p))
    }

    /// Dry for `metres` around.
    pub(super) fn is_dry_around(&self, p: Point, metres: f64) -> bool {
        self.is_dry(p)
            && (0..12).all(|i| {
                let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 12.0).sin_cos();
                self.is_dry(moved(p, metres * cos, metres * sin))
            })
    }

    /// The corner `p`, or where the way from there to `middle` comes to dry land that is not `taken`.
    pub(super) fn dry_corner(&self, p: Point, middle: Point, taken: impl Fn(Point) -> bool) -> [f64; 2] {
        let way = |n: i32| {
            let part = f64::from(n) / 60.0;
            Point { lng: p.lng + (middle.lng - p.lng) * part, lat: p.lat + (middle.lat - p.lat) * part }
        };
        position((0..60).map(way).find(|p| self.is_dry_around(*p, 5.0) && !taken(*p)).unwrap_or(middle))
    }

    /// Dry all along, and a little to both sides.
    pub(super) fn carries(&self, line: &[Point]) -> bool {
        line.iter().all(|p| self.is_dry_around(*p, 30.0))
    }
}

/// Metres between two places of the district.
pub(super) fn distance(a: Point, b: Point) -> f64 {
    ((a.lng - b.lng) * DEGREE_M * SQUEEZE).hypot((a.lat - b.lat) * DEGREE_M)
}

/// A rectangle of `length` × `depth` metres around `centre`, turned by `turn` radians.
pub(super) fn rectangle(centre: Point, turn: f64, length: f64, depth: f64) -> Ring {
    let (a, b) = (length / 2.0, depth / 2.0);
    [(-a, -b), (a, -b), (a, b), (-a, b), (-a, -b)].map(|(x, y)| position(along(centre, turn, x, y))).to_vec()
}

/// A soft outline of about `area` m² around `centre`: parks have no corners.
pub(super) fn garden(centre: Point, turn: f64, area: f64, dice: &mut Dice) -> Ring {
    let radius = (area / std::f64::consts::PI).sqrt();
    let mut ring: Ring = (0..10)
        .map(|i| {
            let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 10.0).sin_cos();
            let reach = radius * (0.9 + 0.2 * dice.share());
            position(along(centre, turn, 1.2 * reach * cos, 0.83 * reach * sin))
        })
        .collect();
    ring.push(ring[0]);
    ring
}

/// A line of `length` metres whose middle is `centre`; it swings `swing` metres to both sides.
pub(super) fn course(centre: Point, turn: f64, length: f64, swing: f64, dice: &mut Dice) -> Vec<Point> {
    let steps = ((length / 30.0) as i32).clamp(6, 60);
    let (phase, waves) = (dice.share() * std::f64::consts::TAU, 1.0 + length / 700.0);
    (0..=steps)
        .map(|i| {
            let t = f64::from(i) / f64::from(steps);
            let aside = swing * (phase + t * waves * std::f64::consts::TAU).sin();
            along(centre, turn, (t - 0.5) * length, aside)
        })
        .collect()
}

/// The line as GeoJSON writes it.
pub(super) fn line(points: &[Point]) -> Ring {
    points.iter().map(|p| position(*p)).collect()
}
