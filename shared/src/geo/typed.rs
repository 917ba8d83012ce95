//! Positions as people type or paste them: one pair a line, or GeoJSON.

use serde_json::Value;

use super::Shape;

/// What is drawn with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Drawn {
    /// 点
    #[default]
    Point,
    /// 线
    Line,
    /// 面
    Polygon,
}

/// Why positions cannot be read, in (Chinese, English).
pub type Unreadable = (&'static str, &'static str);

/// The shape that `text` says: longitude and latitude in degrees, a pair a line, or GeoJSON (a geometry, a feature, or a
/// collection of one feature). `None` where nothing stands there.
///
/// # Errors
/// What is wrong, and what to do.
pub fn typed(text: &str, drawn: Drawn) -> Result<Option<Shape>, Unreadable> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.starts_with('{') {
        return geojson(text).map(Some);
    }
    let pairs = text.split(['\n', ';', '；']).map(str::trim).filter(|line| !line.is_empty());
    let pairs = pairs.map(pair).collect::<Option<Vec<[f64; 2]>>>();
    let wrong =
        ("坐标读不懂：每行写经度、纬度，如 115.1, 30.2。", "Write longitude and latitude, a pair a line: 115.1, 30.2.");
    let mut pairs = pairs.ok_or(wrong)?;
    let shape = match (drawn, pairs.len()) {
        (Drawn::Point, 1) => Shape::Point(pairs[0]),
        (Drawn::Point, _) => return Err(("一个点只写一行坐标。", "A point is one pair.")),
        (Drawn::Line, 2..) => Shape::LineString(pairs),
        (Drawn::Line, _) => return Err(("一条线至少要两个点。", "A line needs two points at least.")),
        (Drawn::Polygon, 3..) => {
            if pairs.first() != pairs.last() {
                pairs.push(pairs[0]);
            }
            Shape::Polygon(vec![pairs])
        }
        (Drawn::Polygon, _) => return Err(("一个面至少要三个点。", "An area needs three points at least.")),
    };
    let json = serde_json::to_string(&shape).map_err(|_| wrong)?;
    Shape::parse(&json).map(Some)
}

fn pair(line: &str) -> Option<[f64; 2]> {
    let mut numbers = line.split([',', '，', ' ', '\t']).map(str::trim).filter(|n| !n.is_empty());
    let (lng, lat) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    numbers.next().is_none().then_some([lng, lat])
}

fn geojson(text: &str) -> Result<Shape, Unreadable> {
    let wrong = ("GeoJSON 读不懂，请整段复制。", "That GeoJSON cannot be read: copy all of it.");
    let mut value: Value = serde_json::from_str(text).map_err(|_| wrong)?;
    if value["type"] == "FeatureCollection" {
        let Some([one]) = value["features"].as_array().map(Vec::as_slice) else {
            return Err(("一个项目只贴一个要素。", "Paste one feature for one project."));
        };
        value = one.clone();
    }
    if value["type"] == "Feature" {
        value = value["geometry"].clone();
    }
    Shape::parse(&value.to_string())
}

/// `shape` as it would be typed, and what it is drawn with.
pub fn text_of(shape: &Shape) -> (String, Drawn) {
    let lines = |points: &[[f64; 2]]| {
        let line = |p: &[f64; 2]| {
            let (lng, lat) = super::Point { lng: p[0], lat: p[1] }.texts();
            format!("{lng}, {lat}")
        };
        points.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    match shape {
        Shape::Point(point) => (lines(std::slice::from_ref(point)), Drawn::Point),
        Shape::LineString(points) => (lines(points), Drawn::Line),
        Shape::Polygon(rings) if rings.len() == 1 => {
            let ring = &rings[0];
            (lines(&ring[..ring.len().saturating_sub(1)]), Drawn::Polygon)
        }
        other => (serde_json::to_string(other).unwrap_or_default(), Drawn::Polygon),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_geojson_are_read_and_written_back() {
        let line = typed("115.1, 30.2\n115.2，30.3", Drawn::Line).unwrap().unwrap();
        assert_eq!(line, Shape::LineString(vec![[115.1, 30.2], [115.2, 30.3]]));
        assert_eq!(text_of(&line), ("115.1, 30.2\n115.2, 30.3".to_owned(), Drawn::Line));
        let area = typed("115.1 30.2; 115.2 30.2; 115.2 30.3", Drawn::Polygon).unwrap().unwrap();
        let (text, drawn) = text_of(&area);
        assert_eq!(typed(&text, drawn).unwrap().unwrap(), area);
        let feature = r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[115.1,30.2]}}"#;
        let pasted = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        for text in [feature, &pasted] {
            assert_eq!(typed(text, Drawn::Line).unwrap(), Some(Shape::Point([115.1, 30.2])));
        }
        assert_eq!(typed("  ", Drawn::Point), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for (text, drawn) in [
            ("东里", Drawn::Point),
            ("115.1", Drawn::Point),
            ("115.1, 30.2\n115.2, 30.3", Drawn::Point),
            ("115.1, 30.2", Drawn::Line),
            ("115.1, 30.2\n115.2, 30.3", Drawn::Polygon),
            ("30.2, 115.1", Drawn::Point),
            (r#"{"type":"FeatureCollection","features":[]}"#, Drawn::Point),
            (r#"{"type":"Polygon","coordinates":[]}"#, Drawn::Polygon),
            ("{", Drawn::Point),
        ] {
            assert!(typed(text, drawn).is_err(), "{text}");
        }
    }
}
