//! GCJ-02, the shifted coordinates of Chinese web maps: the published forward formula and its inverse by iteration.

use super::Point;

/// Semi-major axis of the Krasovsky 1940 ellipsoid the formula is made with, in metres.
const AXIS: f64 = 6_378_245.0;
/// Its first eccentricity squared.
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;

/// Outside this rough box around China the shift does not exist.
fn is_shifted(p: Point) -> bool {
    (72.004..=137.8347).contains(&p.lng) && (0.8293..=55.8271).contains(&p.lat)
}

/// One wave of the formula: `amplitude`s of three sines of `x` with rising wavelengths.
fn waves(x: f64, wave: [(f64, f64); 2]) -> f64 {
    wave.iter().map(|(amplitude, factor)| amplitude * (x * factor).sin()).sum::<f64>() * 2.0 / 3.0
}

fn shift(p: Point) -> (f64, f64) {
    use std::f64::consts::PI;
    let (x, y) = (p.lng - 105.0, p.lat - 35.0);
    let shared = waves(x, [(20.0, 6.0 * PI), (20.0, 2.0 * PI)]);
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + shared
        + waves(y, [(20.0, PI), (40.0, PI / 3.0)])
        + waves(y, [(160.0, PI / 12.0), (320.0, PI / 30.0)]);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + shared
        + waves(x, [(20.0, PI), (40.0, PI / 3.0)])
        + waves(x, [(150.0, PI / 12.0), (300.0, PI / 30.0)]);
    let (sin, cos) = p.lat.to_radians().sin_cos();
    let magic = 1.0 - ECCENTRICITY_2 * sin * sin;
    let meridian = AXIS * (1.0 - ECCENTRICITY_2) / (magic * magic.sqrt());
    let parallel = AXIS / magic.sqrt() * cos;
    ((east / parallel).to_degrees(), (north / meridian).to_degrees())
}

/// WGS-84 to GCJ-02, for links into Chinese web maps.
pub fn to_gcj02(p: Point) -> Point {
    if !is_shifted(p) {
        return p;
    }
    let (east, north) = shift(p);
    Point { lng: p.lng + east, lat: p.lat + north }
}

/// GCJ-02 to WGS-84, exact to better than a millimetre: the shift is small and smooth, so five rounds are plenty.
pub fn from_gcj02(p: Point) -> Point {
    let mut guess = p;
    for _ in 0..5 {
        let there = to_gcj02(guess);
        guess = Point { lng: guess.lng + p.lng - there.lng, lat: guess.lat + p.lat - there.lat };
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test vectors computed after the published formula by another program.
    const VECTORS: [(f64, f64, f64, f64); 4] = [
        (115.088, 30.208, 115.093_483_41, 30.205_652_92),
        (115.035, 30.2, 115.040_376_84, 30.197_568_77),
        (115.2675, 30.1535, 115.272_803_21, 30.150_976_21),
        (115.0108, 30.181, 115.016_092_87, 30.178_500_17),
    ];

    #[test]
    fn the_shift_agrees_with_the_published_formula() {
        for (lng, lat, gcj_lng, gcj_lat) in VECTORS {
            let there = to_gcj02(Point { lng, lat });
            assert!((there.lng - gcj_lng).abs() < 1e-7 && (there.lat - gcj_lat).abs() < 1e-7, "{there:?}");
        }
    }

    #[test]
    fn there_and_back_is_less_than_a_centimetre() {
        for (lng, lat, ..) in VECTORS {
            let back = from_gcj02(to_gcj02(Point { lng, lat }));
            assert!((back.lng - lng).abs() < 1e-7 && (back.lat - lat).abs() < 1e-7, "{back:?}");
        }
    }

    #[test]
    fn abroad_nothing_is_shifted() {
        let new_york = Point { lng: -73.97, lat: 40.57 };
        assert_eq!(to_gcj02(new_york), new_york);
    }
}
