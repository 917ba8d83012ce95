//! Positions as they come in, and what is suspected when one cannot be right.

use super::Words;
use super::cells::one_of;
use super::words::half_width;
use crate::geo::{Bbox, Crs, Point, Shape, from_gcj02};

/// Seven decimals are a centimetre: finer digits only make the same place look different.
const DECIMALS: f64 = 1e7;

fn rounded(degrees: f64) -> f64 {
    (degrees * DECIMALS).round() / DECIMALS
}

/// The position to a centimetre.
pub fn to_centimetre(p: Point) -> Point {
    Point { lng: rounded(p.lng), lat: rounded(p.lat) }
}

/// The shape to a centimetre.
#[must_use]
pub fn shape_to_centimetre(shape: &Shape) -> Shape {
    shape.clone().map_points(to_centimetre)
}

const SYSTEMS: &[(Crs, &[&str])] = &[
    (Crs::Wgs84, &["wgs84", "wgs-84"]),
    (Crs::Cgcs2000, &["cgcs2000", "国家2000", "2000国家大地坐标系"]),
    (Crs::Gcj02, &["gcj02", "gcj-02", "火星坐标"]),
];

/// A system of positions by any of its names.
///
/// # Errors
/// All that are known, and what to do with BD-09.
pub fn system(text: &str) -> Result<Crs, Words> {
    one_of(text, SYSTEMS).map_err(|_| {
        Words::new(
            "不认识这个坐标系，可用 wgs84、cgcs2000、gcj02；百度地图的 BD-09 请先换算成其中一种",
            "unknown system of positions; known are wgs84, cgcs2000 and gcj02; BD-09 of Baidu must be converted to one of them first",
        )
    })
}

/// One of the two numbers of a position.
///
/// # Errors
/// What was expected.
pub fn degrees(text: &str) -> Result<f64, Words> {
    let text = half_width(text);
    let text = text.trim().trim_end_matches(['°', '度']);
    text.parse::<f64>()
        .ok()
        .filter(|d| d.is_finite())
        .ok_or_else(|| Words::new("应为以度为单位的小数，如 115.0879", "expected decimal degrees such as 115.0879"))
}

/// Checks `lng` and `lat` as they stand in the file and gives the position in WGS-84.
///
/// # Errors
/// What is suspected.
pub fn check(lng: f64, lat: f64, crs: Crs, bounds: Option<Bbox>) -> Result<Point, Words> {
    let swapped = || {
        Words::new(
            "经纬度可能写反了：对调以后就落在区内，请核对两列",
            "longitude and latitude may be swapped: the other way round it lies inside; check the two columns",
        )
    };
    let inside = |lng: f64, lat: f64| bounds.is_some_and(|b| b.contains(Point::from_crs(lng, lat, crs)));
    if (lng.abs() < 1e-6) != (lat.abs() < 1e-6) {
        return Err(Words::new(
            "经度或纬度是 0，多半是没有填：没有位置就让两格空着",
            "longitude or latitude is 0, most likely never filled in: leave both cells empty when there is none",
        ));
    }
    if lng.abs() < 1e-6 && lat.abs() < 1e-6 {
        return Err(Words::new(
            "这是几内亚湾里的零点，多半是没有填：没有位置就让两格空着",
            "this is the zero point in the Gulf of Guinea, most likely never filled in: leave both cells empty when there is none",
        ));
    }
    if !(-180.0..=180.0).contains(&lng) || !(-90.0..=90.0).contains(&lat) {
        let plausible = bounds.is_none() && (-180.0..=180.0).contains(&lat) && (-90.0..=90.0).contains(&lng);
        if inside(lat, lng) || plausible {
            return Err(swapped().plausibly(bounds.is_none()));
        }
        return Err(Words::new(
            "超出经纬度范围：可能是投影坐标（米），请换算成度",
            "is no longitude and latitude: perhaps projected metres, convert them to degrees",
        ));
    }
    let p = to_centimetre(Point::from_crs(lng, lat, crs));
    let Some(bounds) = bounds.filter(|b| !b.contains(p)) else { return Ok(p) };
    if inside(lat, lng) {
        return Err(swapped());
    }
    if crs != Crs::Gcj02 && bounds.contains(from_gcj02(Point { lng, lat })) {
        return Err(Words::new(
            "落在区外，但按 GCJ-02（网络地图坐标）换算后在区内：若是，请加 --crs gcj02",
            "outside the district, but inside once taken as GCJ-02 (web maps): if so, add --crs gcj02",
        ));
    }
    Err(Words::new(
        format!("不在区的范围（{bounds}）内，请核对坐标"),
        format!("lies outside the district's box ({bounds}): check the position"),
    ))
}

impl Words {
    /// Without a box nobody can say that the swapped position is right, only that it would be possible.
    fn plausibly(self, unsure: bool) -> Self {
        if !unsure {
            return self;
        }
        Self::new(
            "超出经纬度范围，经纬度可能写反了，请核对两列",
            "out of range: longitude and latitude may be swapped, check the two columns",
        )
    }
}

/// Checks a GeoJSON geometry as it stands in the file and gives it in WGS-84.
///
/// # Errors
/// What is wrong or suspected.
pub fn shape(json: &str, crs: Crs, bounds: Option<Bbox>) -> Result<Shape, Words> {
    // Swapped numbers are told before anything else: `Shape::parse` would only say that they are out of range.
    if let Ok(unchecked) = serde_json::from_str::<Shape>(json) {
        for p in unchecked.points() {
            // A shape has many points: say which.
            let which = |words: Words| Words {
                zh: format!("其中的点 {}, {}：{}", p.lng, p.lat, words.zh),
                en: format!("its point {}, {}: {}", p.lng, p.lat, words.en),
            };
            check(p.lng, p.lat, crs, bounds).map_err(which)?;
        }
    }
    let shape = Shape::parse(json).map_err(|(zh, en)| Words::new(zh, en))?;
    Ok(shape_to_centimetre(&shape.from_crs(crs)))
}

/// Where the sign stands and what is drawn: a shape has its sign in its middle, unless it stands elsewhere, and a single
/// point is no more than the place of the sign.
pub fn placed(sign: Option<Point>, shape: Option<Shape>) -> (Option<Point>, Option<Shape>) {
    match (sign, shape) {
        (None, Some(Shape::Point([lng, lat]))) => (Some(Point { lng, lat }), None),
        (sign, shape) => (sign.or_else(|| shape.as_ref()?.anchor().map(to_centimetre)), shape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Option<Bbox> = Some(Bbox { west: 115.0, south: 30.1, east: 115.4, north: 30.3 });

    fn said(lng: f64, lat: f64, crs: Crs, bounds: Option<Bbox>) -> String {
        check(lng, lat, crs, bounds).unwrap_err().en
    }

    #[test]
    fn a_suspicion_is_said() {
        assert!(check(115.1, 30.2, Crs::Wgs84, BOX).is_ok());
        assert!(said(30.2, 115.1, Crs::Wgs84, BOX).contains("swapped"));
        assert!(said(30.2, 115.1, Crs::Wgs84, None).contains("swapped"));
        assert!(said(0.0, 0.0, Crs::Wgs84, BOX).contains("never filled in"));
        assert!(said(541_234.0, 3_341_234.0, Crs::Wgs84, BOX).contains("projected"));
        assert!(said(112.9, 28.1, Crs::Wgs84, BOX).contains("outside the district's box"));
    }

    #[test]
    fn a_position_that_only_fits_after_conversion_says_so() {
        // GCJ-02 lies about 500 m to the east here, just over the eastern border.
        assert!(said(115.404, 30.2, Crs::Wgs84, BOX).contains("gcj02"));
        let p = check(115.093_483_41, 30.205_652_92, Crs::Gcj02, BOX).unwrap();
        assert!((p.lng - 115.088).abs() < 1e-6 && (p.lat - 30.208).abs() < 1e-6, "{p:?}");
    }

    #[test]
    fn a_shape_is_checked_point_by_point() {
        let line = r#"{"type":"LineString","coordinates":[[115.1,30.2],[115.12345678912,30.21]]}"#;
        let kept = serde_json::to_string(&shape(line, Crs::Wgs84, BOX).unwrap()).unwrap();
        assert_eq!(kept, r#"{"type":"LineString","coordinates":[[115.1,30.2],[115.1234568,30.21]]}"#);
        assert!(shape(&line.replace("115.1,30.2", "0,0"), Crs::Wgs84, BOX).is_err());
    }
}
