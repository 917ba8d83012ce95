//! What filters look at, column by column and close together: a question to hundreds of thousands of projects takes
//! less than a millisecond.

use shared::geo::{Bbox, Point};
use shared::progress::Health;
use shared::projects::{ProjectStatus, Sign, StatusGroup};
use strum::VariantArray as _;

use super::ProjectEntry;

/// States by code: none at all, then in the order of their names in `shared`.
const STATES: usize = ProjectStatus::VARIANTS.len() + 1;

/// The projects of a catalog in their order. Positions are in ten-millionths of a degree, about a centimetre.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Borders of each shape's box; nothing meets that of a project without position.
    west: Vec<i32>,
    south: Vec<i32>,
    east: Vec<i32>,
    north: Vec<i32>,
    /// Where each sign stands on the square of Web Mercator, from its north-western corner.
    pub(super) x: Vec<u32>,
    pub(super) y: Vec<u32>,
    has_position: Vec<bool>,
    is_demo: Vec<bool>,
    pub(super) is_late: Vec<bool>,
    state: Vec<u8>,
    is_delayed: Vec<bool>,
    health: Vec<u8>,
    kind: Vec<u8>,
    area: Vec<u32>,
    year: Vec<i16>,
}

/// A filter as columns are asked; what is absent holds of all.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// By code of the state.
    pub(super) states: Option<[bool; STATES]>,
    pub(super) health: Vec<Health>,
    /// By place in the list of kinds.
    pub(super) kinds: Option<Vec<bool>>,
    /// By place in the tree of areas.
    pub(super) areas: Option<Vec<bool>>,
    pub(super) year: Option<i16>,
    pub(super) bbox: Option<Bbox>,
}

impl Asked {
    /// States by what they fit.
    pub(super) fn states(fits: impl Fn(Option<ProjectStatus>) -> bool) -> [bool; STATES] {
        std::array::from_fn(|code| fits(state(code)))
    }
}

fn state(code: usize) -> Option<ProjectStatus> {
    code.checked_sub(1).map(|at| ProjectStatus::VARIANTS[at])
}

#[expect(clippy::cast_possible_truncation, reason = "degrees times ten million are within 32 bits")]
fn fixed(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

/// Keeps those of which the value in a column fits.
fn keep<T: Copy>(kept: &mut [bool], column: &[T], fits: impl Fn(T) -> bool) {
    for (kept, value) in kept.iter_mut().zip(column) {
        *kept &= fits(*value);
    }
}

/// How many are kept.
pub(super) fn count(kept: &[bool]) -> u32 {
    kept.iter().map(|kept| u32::from(*kept)).sum()
}

impl Rows {
    /// The columns of `projects`; `kind` and `area` know the places of codes and of keys.
    pub(super) fn of(
        projects: &[ProjectEntry],
        kind: impl Fn(&str) -> Option<usize>,
        area: impl Fn(i64) -> Option<usize>,
    ) -> Self {
        let mut rows = Self::default();
        for p in projects {
            let s = &p.summary;
            let (west, south, east, north) = p.bbox.map_or((i32::MAX, i32::MAX, i32::MIN, i32::MIN), |b| {
                (fixed(b.west), fixed(b.south), fixed(b.east), fixed(b.north))
            });
            rows.west.push(west);
            rows.south.push(south);
            rows.east.push(east);
            rows.north.push(north);
            let (x, y) = s.position.map_or((0, 0), mercator);
            rows.x.push(x);
            rows.y.push(y);
            rows.has_position.push(p.shape.is_some());
            rows.is_demo.push(s.is_demo);
            rows.is_late.push(s.sign == Sign::Late);
            rows.state.push(s.status.map_or(0, |status| status as u8 + 1));
            rows.is_delayed.push(s.health == Some(Health::Delayed));
            rows.health.push(s.health.map_or(u8::MAX, |health| health as u8));
            rows.kind.push(kind(&s.kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX));
            rows.area.push(area(p.area_id).and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX));
            rows.year.push(s.plan_year.unwrap_or(i16::MIN));
        }
        rows
    }

    /// Takes out of `kept` what does not fit everything but states and health.
    pub(super) fn keep_places(&self, asked: &Asked, kept: &mut [bool]) {
        if let Some(kinds) = &asked.kinds {
            keep(kept, &self.kind, |kind| kinds.get(usize::from(kind)).copied().unwrap_or(false));
        }
        if let Some(areas) = &asked.areas {
            keep(kept, &self.area, |area| areas.get(area as usize).copied().unwrap_or(false));
        }
        if let Some(wanted) = asked.year {
            keep(kept, &self.year, |year| year == wanted);
        }
        if let Some(b) = asked.bbox {
            let (west, south, east, north) = (fixed(b.west), fixed(b.south), fixed(b.east), fixed(b.north));
            keep(kept, &self.west, |own| own <= east);
            keep(kept, &self.east, |own| own >= west);
            keep(kept, &self.south, |own| own <= north);
            keep(kept, &self.north, |own| own >= south);
        }
    }

    /// Takes out of `kept` what does not fit states and health.
    pub(super) fn keep_states(&self, asked: &Asked, kept: &mut [bool]) {
        if let Some(states) = &asked.states {
            keep(kept, &self.state, |state| states[usize::from(state)]);
        }
        if !asked.health.is_empty() {
            let wanted: Vec<u8> = asked.health.iter().map(|health| *health as u8).collect();
            keep(kept, &self.health, |health| wanted.contains(&health));
        }
    }

    /// Takes out of `kept` what has no position.
    pub(super) fn keep_placed(&self, kept: &mut [bool]) {
        keep(kept, &self.has_position, |has| has);
    }

    /// How many of `kept` are in each group; those of none are left out.
    pub(super) fn groups(&self, kept: &[bool]) -> impl Iterator<Item = (StatusGroup, u32)> {
        let mut counts = [0_u32; STATES];
        for (kept, state) in kept.iter().zip(&self.state) {
            counts[usize::from(*state)] += u32::from(*kept);
        }
        let group = |code| state(code).map_or(StatusGroup::Reported, ProjectStatus::group);
        counts.into_iter().enumerate().filter(|(_, n)| *n > 0).map(move |(code, n)| (group(code), n))
    }

    /// How many of `kept` are late.
    pub(super) fn delayed(&self, kept: &[bool]) -> u32 {
        kept.iter().zip(&self.is_delayed).map(|(kept, delayed)| u32::from(kept & delayed)).sum()
    }

    /// How many of `kept` have a position.
    pub(super) fn placed(&self, kept: &[bool]) -> u32 {
        kept.iter().zip(&self.has_position).map(|(kept, has)| u32::from(kept & has)).sum()
    }

    /// Whether one of `kept` was invented.
    pub(super) fn has_demo(&self, kept: &[bool]) -> bool {
        kept.iter().zip(&self.is_demo).any(|(kept, demo)| kept & demo)
    }
}

/// The side of the square of Web Mercator.
const SIDE: f64 = 4_294_967_296.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast keeps within the square")]
fn mercator(at: Point) -> (u32, u32) {
    let x = (at.lng + 180.0) / 360.0;
    let sine = at.lat.to_radians().sin();
    let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
    ((x * SIDE) as u32, (y * SIDE) as u32)
}

/// The place on earth of a place on the square, to a metre.
pub(super) fn from_mercator(x: f64, y: f64) -> Point {
    let metre = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * y / SIDE)).sinh().atan().to_degrees();
    Point { lng: metre(x / SIDE * 360.0 - 180.0), lat: metre(lat) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_square_is_the_place_it_came_from() {
        for at in [Point { lng: 115.123_45, lat: 30.234_56 }, Point { lng: -74.0, lat: 40.7 }] {
            let (x, y) = mercator(at);
            assert_eq!(from_mercator(f64::from(x), f64::from(y)), at);
        }
        assert_eq!(mercator(Point { lng: 180.0, lat: -90.0 }), (u32::MAX, u32::MAX));
        assert_eq!(mercator(Point { lng: -180.0, lat: 90.0 }), (0, 0));
    }
}
