//! Boundaries 边界: whether one may be kept, what it holds, how large it is, and how much two of them share.

use super::typed::Unreadable;
use super::{Bbox, Point, Shape};

/// Points that a boundary may have: what has more was never simplified.
pub const MOST_POINTS: usize = 5_000;

/// Mean radius of the earth, metres.
const RADIUS: f64 = 6_371_008.8;
/// Degrees within which a point lies on a border: a tenth of a millimetre.
const ON_BORDER: f64 = 1e-9;
/// Lines along which two areas are held against each other.
const SCANS: u32 = 96;

type Position = [f64; 2];
type Ring = Vec<Position>;

impl Shape {
    /// The shape as the boundary of an area: an area or several, closed where the last point was left out, without
    /// points that stand twice.
    ///
    /// # Errors
    /// What keeps it from being a boundary, and what to do.
    pub fn into_boundary(self) -> Result<Self, Unreadable> {
        let parts = match self {
            Self::Polygon(rings) => vec![rings],
            Self::MultiPolygon(parts) => parts,
            _ => return Err(("边界要画成面，不是点或线。", "A boundary is an area, not a point or a line.")),
        };
        let mut parts: Vec<Vec<Ring>> =
            parts.into_iter().map(|rings| rings.into_iter().map(closed).collect()).collect();
        if parts.iter().flatten().map(Vec::len).sum::<usize>() > MOST_POINTS {
            return Err((
                "边界最多 5000 个点，请先在制图软件里简化。",
                "A boundary has 5,000 points at most: simplify it first.",
            ));
        }
        let world = Bbox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        let is_there = |&[lng, lat]: &Position| world.contains(Point { lng, lat });
        if !parts.iter().flatten().flatten().all(is_there) {
            return Err(("边界有坐标超出经纬度范围。", "A position of the boundary is no longitude and latitude."));
        }
        let is_area = |ring: &Ring| ring.len() >= 4 && ring_m2(ring).abs() > 0.0;
        if parts.is_empty() || parts.iter().any(Vec::is_empty) || !parts.iter().flatten().all(is_area) {
            return Err((
                "边界至少要三个不在一条线上的点。",
                "A boundary needs three points at least that are not on one line.",
            ));
        }
        if crosses(&parts) {
            return Err((
                "边界的线自己相交了，请把画反的点改过来。",
                "The boundary crosses itself: move the points that were drawn in the wrong order.",
            ));
        }
        Ok(if parts.len() == 1 { Self::Polygon(parts.remove(0)) } else { Self::MultiPolygon(parts) })
    }

    /// Whether an area holds `at`. Its border belongs to it, what lies in a hole does not; points and lines hold nothing.
    pub fn holds(&self, at: Point) -> bool {
        self.parts().any(|rings| {
            rings.iter().any(|ring| is_on(ring, at)) || rings.iter().filter(|ring| is_around(ring, at)).count() % 2 == 1
        })
    }

    /// How large an area is, m², without its holes; nothing for points and lines.
    pub fn area_m2(&self) -> f64 {
        let part = |rings: &[Ring]| {
            let mut sizes = rings.iter().map(|ring| ring_m2(ring).abs());
            sizes.next().unwrap_or(0.0) - sizes.sum::<f64>()
        };
        self.parts().map(part).sum::<f64>().max(0.0)
    }

    /// How much two areas have in common, m², to about a hundredth; neighbours that only share a border have nothing.
    pub fn shared_m2(&self, other: &Self) -> f64 {
        let (Some(a), Some(b)) = (self.bbox(), other.bbox()) else { return 0.0 };
        let (south, north) = (a.south.max(b.south), a.north.min(b.north));
        if !a.meets(&b) || north <= south {
            return 0.0;
        }
        let step = (north - south) / f64::from(SCANS);
        (0..SCANS)
            .map(|n| {
                let lat = south + (f64::from(n) + 0.5) * step;
                let (one, two) = (self.spans(lat), other.spans(lat));
                let common = |from: &(f64, f64), to: &(f64, f64)| (from.1.min(to.1) - from.0.max(to.0)).max(0.0);
                let degrees: f64 = one.iter().flat_map(|a| two.iter().map(move |b| common(a, b))).sum();
                degrees.to_radians() * lat.to_radians().cos() * step.to_radians() * RADIUS * RADIUS
            })
            .sum()
    }

    /// Outer ring and holes of each part.
    fn parts(&self) -> impl Iterator<Item = &[Ring]> {
        let parts: Vec<&[Ring]> = match self {
            Self::Polygon(rings) => vec![rings],
            Self::MultiPolygon(parts) => parts.iter().map(Vec::as_slice).collect(),
            _ => Vec::new(),
        };
        parts.into_iter()
    }

    /// Where a line along `lat` lies inside, from west to east.
    fn spans(&self, lat: f64) -> Vec<(f64, f64)> {
        let mut borders: Vec<f64> = self
            .parts()
            .flatten()
            .flat_map(|ring| ring.windows(2))
            .filter(|w| (w[0][1] > lat) != (w[1][1] > lat))
            .map(|w| across(w[0], w[1], lat))
            .collect();
        borders.sort_by(f64::total_cmp);
        borders.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    }
}

/// Where the line from `a` to `b` is at `lat`, degrees east.
fn across(a: Position, b: Position, lat: f64) -> f64 {
    a[0] + (b[0] - a[0]) * (lat - a[1]) / (b[1] - a[1])
}

/// The ring with its last point the first, and none twice in a row.
fn closed(mut ring: Ring) -> Ring {
    ring.dedup();
    if let Some(first) = ring.first().copied()
        && ring.last() != Some(&first)
    {
        ring.push(first);
    }
    ring
}

fn is_on(ring: &[Position], at: Point) -> bool {
    ring.windows(2).any(|w| {
        let ([ax, ay], [bx, by]) = (w[0], w[1]);
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx.mul_add(dx, dy * dy);
        let t = if length > 0.0 { ((at.lng - ax) * dx + (at.lat - ay) * dy) / length } else { 0.0 };
        let t = t.clamp(0.0, 1.0);
        (ax + t * dx - at.lng).hypot(ay + t * dy - at.lat) <= ON_BORDER
    })
}

fn is_around(ring: &[Position], at: Point) -> bool {
    let crossed = ring.windows(2).filter(|w| {
        let (a, b) = (w[0], w[1]);
        (a[1] > at.lat) != (b[1] > at.lat) && at.lng < across(a, b, at.lat)
    });
    crossed.count() % 2 == 1
}

/// Area on the sphere, m², positive where it runs clockwise.
fn ring_m2(ring: &[Position]) -> f64 {
    // Relative to the first corner: the sum would otherwise lose its digits.
    let base = ring.first().map_or(0.0, |p| p[1].to_radians().sin());
    let sine = |p: Position| p[1].to_radians().sin() - base;
    let twice: f64 = ring.windows(2).map(|w| (w[1][0] - w[0][0]).to_radians() * (sine(w[0]) + sine(w[1]))).sum();
    twice / 2.0 * RADIUS * RADIUS
}

/// A side of a ring.
struct Side {
    from: Position,
    to: Position,
    /// Which ring, which side of how many.
    ring: usize,
    at: usize,
    of: usize,
}

impl Side {
    fn west(&self) -> f64 {
        self.from[0].min(self.to[0])
    }

    fn east(&self) -> f64 {
        self.from[0].max(self.to[0])
    }

    fn is_next_to(&self, other: &Self) -> bool {
        let apart = self.at.abs_diff(other.at);
        self.ring == other.ring && (apart == 1 || apart + 1 == self.of)
    }

    /// Whether the two may not stand in one boundary: sides of one ring do not even touch, those of two may.
    fn clashes(&self, other: &Self) -> bool {
        let sides = [
            turn(self.from, self.to, other.from),
            turn(self.from, self.to, other.to),
            turn(other.from, other.to, self.from),
            turn(other.from, other.to, self.to),
        ];
        if self.is_next_to(other) {
            // They share a corner; that is all, unless the one runs back along the other.
            let is_line = sides.iter().all(|s| *s == 0.0);
            return is_line && self.of > 3 && self.runs_back(other);
        }
        if sides[0] * sides[1] < 0.0 && sides[2] * sides[3] < 0.0 {
            return true;
        }
        let touches = |a: &Self, p: Position, side: f64| {
            side == 0.0
                && (a.west()..=a.east()).contains(&p[0])
                && (a.from[1].min(a.to[1])..=a.from[1].max(a.to[1])).contains(&p[1])
        };
        self.ring == other.ring
            && (touches(self, other.from, sides[0])
                || touches(self, other.to, sides[1])
                || touches(other, self.from, sides[2])
                || touches(other, self.to, sides[3]))
    }

    fn runs_back(&self, other: &Self) -> bool {
        let way = |s: &Self| [s.to[0] - s.from[0], s.to[1] - s.from[1]];
        let (a, b) = (way(self), way(other));
        a[0] * b[0] + a[1] * b[1] < 0.0
    }
}

/// On which side of the line from `a` to `b` lies `p`: its sign.
fn turn(a: Position, b: Position, p: Position) -> f64 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

/// Whether any two sides cross. From west to east only those are held against each other that can meet.
fn crosses(parts: &[Vec<Ring>]) -> bool {
    let rings = parts.iter().flatten().enumerate();
    let mut sides: Vec<Side> = rings
        .flat_map(|(ring, points)| {
            let of = points.len() - 1;
            points.windows(2).enumerate().map(move |(at, w)| Side { from: w[0], to: w[1], ring, at, of })
        })
        .collect();
    sides.sort_by(|a, b| a.west().total_cmp(&b.west()));
    (0..sides.len()).any(|i| {
        let one = &sides[i];
        sides[i + 1..].iter().take_while(|other| other.west() <= one.east()).any(|other| one.clashes(other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Ring {
        let (east, north) = (west + side, south + side);
        vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
    }

    fn at(lng: f64, lat: f64) -> Point {
        Point { lng, lat }
    }

    #[test]
    fn a_border_belongs_to_an_area_and_a_hole_does_not() {
        let area = Shape::Polygon(vec![square(115.0, 30.0, 0.4), square(115.1, 30.1, 0.1)]);
        for (point, inside) in [
            (at(115.05, 30.05), true),
            (at(115.15, 30.15), false),
            (at(115.1, 30.15), true),
            (at(115.0, 30.2), true),
            (at(115.4, 30.4), true),
            (at(115.2, 30.0), true),
            (at(114.999_99, 30.2), false),
            (at(115.3, 30.400_01), false),
        ] {
            assert_eq!(area.holds(point), inside, "{point:?}");
        }
        let two = Shape::MultiPolygon(vec![vec![square(115.0, 30.0, 0.1)], vec![square(116.0, 30.0, 0.1)]]);
        assert!(two.holds(at(116.05, 30.05)) && !two.holds(at(115.5, 30.05)));
        assert!(!Shape::Point([115.0, 30.0]).holds(at(115.0, 30.0)));
    }

    #[test]
    fn areas_are_measured_on_the_ground() {
        // A hundredth of a degree at 30° north: 1,113 m by 964 m, give or take the shape of the earth.
        let size = Shape::Polygon(vec![square(115.0, 30.0, 0.01)]).area_m2();
        assert!((1_060_000.0..1_075_000.0).contains(&size), "{size}");
        let hole = Shape::Polygon(vec![square(115.0, 30.0, 0.01), square(115.002, 30.002, 0.005)]).area_m2();
        assert!((hole / size - 0.75).abs() < 0.001, "{hole}");
        assert_eq!(Shape::LineString(vec![[115.0, 30.0], [115.1, 30.0]]).area_m2(), 0.0);
    }

    #[test]
    fn neighbours_share_nothing_and_what_overlaps_is_measured() {
        let one = Shape::Polygon(vec![square(115.0, 30.0, 0.01)]);
        let next = Shape::Polygon(vec![square(115.01, 30.0, 0.01)]);
        assert!(one.shared_m2(&next) < 1.0);
        let half = Shape::Polygon(vec![square(115.005, 30.0, 0.01)]);
        assert!((one.shared_m2(&half) / one.area_m2() - 0.5).abs() < 0.01);
        assert!((one.shared_m2(&half) - half.shared_m2(&one)).abs() < 1.0);
        let far = Shape::Polygon(vec![square(116.0, 31.0, 0.01)]);
        assert_eq!(one.shared_m2(&far), 0.0);
    }

    #[test]
    fn what_can_be_closed_is_closed_and_what_is_no_boundary_is_refused() {
        let mut open = square(115.0, 30.0, 0.1);
        open.pop();
        open.insert(1, open[0]);
        let kept = Shape::Polygon(vec![open]).into_boundary().unwrap();
        assert_eq!(kept, Shape::Polygon(vec![square(115.0, 30.0, 0.1)]));
        let one = Shape::MultiPolygon(vec![vec![square(115.0, 30.0, 0.1)]]);
        assert_eq!(one.into_boundary().unwrap(), kept, "one part is one area");
        let bow = vec![[115.0, 30.0], [115.1, 30.1], [115.1, 30.0], [115.0, 30.1]];
        let flat = vec![[115.0, 30.0], [115.1, 30.0], [115.2, 30.0]];
        let spike = vec![[115.0, 30.0], [115.2, 30.0], [115.1, 30.0], [115.1, 30.1]];
        let touching = vec![[115.0, 30.0], [115.2, 30.0], [115.2, 30.1], [115.1, 30.0], [115.0, 30.1]];
        let long = (0..=MOST_POINTS).map(|n| [115.0 + n as f64 * 1e-5, 30.0]).collect();
        let outside = vec![square(115.0, 89.95, 0.1)];
        let across = vec![square(115.0, 30.0, 0.1), square(115.05, 30.05, 0.1)];
        for wrong in [
            Shape::Point([115.0, 30.0]),
            Shape::LineString(vec![[115.0, 30.0], [115.1, 30.0]]),
            Shape::Polygon(Vec::new()),
            Shape::MultiPolygon(Vec::new()),
            Shape::Polygon(vec![Vec::new()]),
            Shape::Polygon(vec![bow]),
            Shape::Polygon(vec![flat]),
            Shape::Polygon(vec![spike]),
            Shape::Polygon(vec![touching]),
            Shape::Polygon(vec![long]),
            Shape::Polygon(outside),
            Shape::Polygon(across),
        ] {
            assert!(wrong.clone().into_boundary().is_err(), "{wrong:?}");
        }
    }

    /// A star around a middle: its corners in the order of their directions, so that it never crosses itself.
    fn star(random: &mut fastrand::Rng, corners: usize) -> (Point, Ring) {
        let middle = at(115.0 + random.f64(), 30.0 + random.f64());
        let mut ring: Ring = (0..corners)
            .map(|n| {
                let part = (n as f64 + 0.1 + 0.8 * random.f64()) / corners as f64;
                let (sin, cos) = (part * std::f64::consts::TAU).sin_cos();
                let reach = 0.002 + 0.008 * random.f64();
                [middle.lng + reach * cos, middle.lat + reach * sin]
            })
            .collect();
        ring.push(ring[0]);
        (middle, ring)
    }

    #[test]
    fn any_star_holds_its_middle_and_its_border_and_nothing_outside_its_box() {
        let mut random = fastrand::Rng::with_seed(47);
        for corners in (5..80).cycle().take(400) {
            let (middle, ring) = star(&mut random, corners);
            let area = Shape::Polygon(vec![ring.clone()]).into_boundary().unwrap();
            assert!(area.holds(middle));
            let side = random.usize(0..corners);
            let (a, b, t) = (ring[side], ring[side + 1], random.f64());
            let border = at(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t);
            assert!(area.holds(border), "{border:?}");
            let around = area.bbox().unwrap();
            assert!(
                !area.holds(at(around.east + 1e-6, middle.lat)) && !area.holds(at(middle.lng, around.north + 1e-6))
            );
            // What is inside lies on the inner side of the border, whichever way the ring runs.
            let back = Shape::Polygon(vec![ring.iter().rev().copied().collect()]);
            let any = at(
                around.west + random.f64() * (around.east - around.west),
                around.south + random.f64() * (around.north - around.south),
            );
            assert_eq!(area.holds(any), back.holds(any));
            assert!((area.area_m2() - back.area_m2()).abs() < 1e-3);
            assert!((area.shared_m2(&area) / area.area_m2() - 1.0).abs() < 0.02);
            // Two corners that change places make it cross itself, but for neighbours of a small star.
            let mut wrong = ring[..corners].to_vec();
            wrong.swap(0, corners / 2);
            if corners > 12 {
                assert!(Shape::Polygon(vec![wrong]).into_boundary().is_err(), "{corners}");
            }
        }
    }

    #[test]
    fn the_share_of_random_points_inside_is_the_share_of_the_ground() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..20 {
            let (_, ring) = star(&mut random, 12);
            let area = Shape::Polygon(vec![ring]);
            let around = area.bbox().unwrap();
            let whole = Shape::Polygon(vec![vec![
                [around.west, around.south],
                [around.east, around.south],
                [around.east, around.north],
                [around.west, around.north],
                [around.west, around.south],
            ]]);
            let inside = (0..20_000).filter(|_| {
                area.holds(at(
                    around.west + random.f64() * (around.east - around.west),
                    around.south + random.f64() * (around.north - around.south),
                ))
            });
            let share = inside.count() as f64 / 20_000.0;
            assert!((share - area.area_m2() / whole.area_m2()).abs() < 0.02, "{share}");
        }
    }
}
