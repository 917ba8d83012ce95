//! Places: WGS-84 positions (equal to CGCS2000 for our purpose), boxes, GeoJSON shapes, and the way out of GCJ-02.

use serde::{Deserialize, Serialize};

pub mod boundary;
mod degrees;
mod gcj02;
mod shape;
pub mod typed;

pub use gcj02::{from_gcj02, to_gcj02};
pub use shape::Shape;

/// The reference system in which a position was typed in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Crs {
    /// WGS-84, as satellites give it.
    #[default]
    Wgs84,
    /// CGCS2000, the national system; equal to WGS-84 within a metre.
    Cgcs2000,
    /// GCJ-02, the shifted system of Chinese web maps; converted once on entry.
    Gcj02,
}

/// A position in degrees, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point {
    /// Longitude, degrees east.
    pub lng: f64,
    /// Latitude, degrees north.
    pub lat: f64,
}

impl Point {
    /// Turns a position given in `crs` into WGS-84.
    pub fn from_crs(lng: f64, lat: f64, crs: Crs) -> Self {
        match crs {
            Crs::Wgs84 | Crs::Cgcs2000 => Self { lng, lat },
            Crs::Gcj02 => from_gcj02(Self { lng, lat }),
        }
    }

    /// Longitude and latitude as decimal text, at most six decimals.
    pub fn texts(self) -> (String, String) {
        (degrees::write(self.lng), degrees::write(self.lat))
    }
}

/// A box in degrees, borders included; it never crosses the date line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bbox {
    /// Western border.
    pub west: f64,
    /// Southern border.
    pub south: f64,
    /// Eastern border.
    pub east: f64,
    /// Northern border.
    pub north: f64,
}

impl Bbox {
    /// The smallest box around `points`; `None` when there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |found, p| {
            Some(found.map_or(Self { west: p.lng, south: p.lat, east: p.lng, north: p.lat }, |b: Self| Self {
                west: b.west.min(p.lng),
                south: b.south.min(p.lat),
                east: b.east.max(p.lng),
                north: b.north.max(p.lat),
            }))
        })
    }

    /// The smallest box around this and `other`.
    pub fn with(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Reads `west,south,east,north`; `None` unless the four are degrees in this order.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(',').map(|n| degrees::parse(n.trim()));
        let (west, south) = (numbers.next()??, numbers.next()??);
        let (east, north) = (numbers.next()??, numbers.next()??);
        let right = numbers.next().is_none()
            && (-180.0..=180.0).contains(&west)
            && (-180.0..=180.0).contains(&east)
            && (-90.0..=90.0).contains(&south)
            && (-90.0..=90.0).contains(&north)
            && west <= east
            && south <= north;
        right.then_some(Self { west, south, east, north })
    }

    /// Whether `p` lies within.
    pub fn contains(&self, p: Point) -> bool {
        (self.west..=self.east).contains(&p.lng) && (self.south..=self.north).contains(&p.lat)
    }

    /// Whether the two boxes share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// The same box, larger by `degrees` on every side.
    pub fn grown(&self, degrees: f64) -> Self {
        Self {
            west: self.west - degrees,
            south: self.south - degrees,
            east: self.east + degrees,
            north: self.north + degrees,
        }
    }
}

impl std::fmt::Display for Bbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [west, south, east, north] = [self.west, self.south, self.east, self.north].map(degrees::write);
        write!(f, "{west},{south},{east},{north}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_read_only_in_the_right_order() {
        let b = Bbox::parse("115,30,115.5,30.5").unwrap();
        assert!(b.contains(Point { lng: 115.1, lat: 30.2 }));
        assert!(!b.contains(Point { lng: 114.9, lat: 30.2 }));
        assert_eq!(Bbox::parse(&b.to_string()), Some(b));
        for text in ["", "1,2,3", "1,2,3,4,5", "115.5,30,115,30.5", "a,b,c,d", "NaN,0,1,1", "0,-91,1,1"] {
            assert_eq!(Bbox::parse(text), None, "{text}");
        }
    }
}
