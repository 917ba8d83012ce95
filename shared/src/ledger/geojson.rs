//! GeoJSON as a ledger: every feature is a line, its properties are the columns, its geometry is one column more.

use serde_json::{Map, Value};

use super::position::system;
use super::{Line, Lines, Problem, Words};
use crate::geo::Crs;

/// The column that holds the geometry.
const GEOMETRY: &str = "geometry";

/// Features as lines: the header is number 0, the features count from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// The header, then one line for each feature.
    pub lines: Lines,
    /// System of the positions, where the file names it.
    pub crs: Option<Crs>,
}

/// Whether `text` can only be meant as JSON.
pub fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// Reads a `FeatureCollection`. Features without a geometry are welcome; heights are left out.
///
/// # Errors
/// What is no GeoJSON of this kind, and what to do.
pub fn split(text: &str) -> Result<Features, Problem> {
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        Problem::of_file(Words::new(
            format!("不是正确的 JSON：第 {line} 行第 {column} 个字符处读不下去（NaN、多余的逗号、没写完都会这样），请重新导出"),
            format!("not JSON: reading stops at line {line}, character {column} (NaN, a comma too many or a file cut short do that); export it again"),
        ))
    })?;
    let (Some("FeatureCollection"), Some(features)) =
        (json.get("type").and_then(Value::as_str), json.get("features").and_then(Value::as_array))
    else {
        return Err(Problem::of_file(Words::new(
            "GeoJSON 应是 FeatureCollection（要素集合），请在制图软件里把整个图层导出为 GeoJSON",
            "the GeoJSON must be a FeatureCollection: export the whole layer as GeoJSON",
        )));
    };
    let crs = json.get("crs").filter(|crs| !crs.is_null()).map(named_system).transpose().map_err(Problem::of_file)?;
    let mut columns: Vec<String> = Vec::new();
    if features.iter().any(|f| f.get("id").is_some_and(|id| !id.is_null())) {
        columns.push("id".to_owned());
    }
    for (row, feature) in (1..).zip(features) {
        for name in properties(row, feature)?.into_iter().flat_map(Map::keys) {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
    }
    let names = columns.iter().cloned().chain([GEOMETRY.to_owned()]);
    let mut lines = vec![Line { number: 0, cells: names.collect(), is_unformatted: false }];
    for (number, feature) in (1..).zip(features) {
        let own = properties(number, feature)?;
        let value = |name: &String| match own.and_then(|p| p.get(name)) {
            None if name == "id" => feature.get("id"),
            value => value,
        };
        let mut cells: Vec<String> = columns.iter().map(|name| value(name).map_or_else(String::new, written)).collect();
        cells.push(geometry(number, feature.get("geometry"))?);
        lines.push(Line { number, cells, is_unformatted: false });
    }
    Ok(Features { lines, crs })
}

/// The properties of a feature; nothing where it has none.
fn properties(row: u32, feature: &Value) -> Result<Option<&Map<String, Value>>, Problem> {
    if feature.get("type").and_then(Value::as_str) != Some("Feature") {
        return Err(Problem::of_row(row, Words::new("不是 Feature（要素）", "is no Feature")));
    }
    match feature.get("properties") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(properties)) => Ok(Some(properties)),
        Some(_) => {
            Err(Problem::of_row(row, Words::new("properties 应是对象或 null", "properties must be an object or null")))
        }
    }
}

/// A value as it would stand in a cell.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        other => other.to_string(),
    }
}

/// The geometry as it would stand in a cell, with flat positions.
fn geometry(row: u32, value: Option<&Value>) -> Result<String, Problem> {
    let geometry = match value {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(geometry) => geometry,
    };
    if geometry.get("type").and_then(Value::as_str) == Some("GeometryCollection") {
        return Err(Problem::of_row(
            row,
            Words::new(
                "GeometryCollection（混合几何）不能用：点、线、面请分成几个要素，或用 Multi… 类型",
                "a GeometryCollection cannot be used: make one feature of each geometry, or a Multi… of one kind",
            ),
        ));
    }
    let (kind, places) = (geometry.get("type"), geometry.get("coordinates"));
    let flat = serde_json::json!({ "type": kind, "coordinates": places.map(flattened) });
    Ok(flat.to_string())
}

/// Positions without their heights.
fn flattened(value: &Value) -> Value {
    match value {
        Value::Array(parts) if parts.len() > 2 && parts.iter().all(Value::is_number) => parts[..2].to_vec().into(),
        Value::Array(parts) => parts.iter().map(flattened).collect(),
        other => other.clone(),
    }
}

/// The system that a `crs` member of the older GeoJSON names.
fn named_system(crs: &Value) -> Result<Crs, Words> {
    let name = crs.get("properties").and_then(|p| p.get("name")).and_then(Value::as_str).unwrap_or_default();
    // urn:ogc:def:crs:EPSG::4490, EPSG:4490 and the like: what stands last counts.
    let last = name.rsplit([':', '/', '#']).next().unwrap_or_default();
    match last {
        "CRS84" | "4326" => Ok(Crs::Wgs84),
        "4490" => Ok(Crs::Cgcs2000),
        _ => system(name).map_err(|_| {
            let shown: String = name.chars().take(60).collect();
            Words::new(
                format!("crs 写的是“{shown}”：只认 CRS84、EPSG:4326 和 EPSG:4490（经纬度），请在制图软件里转换后再导出"),
                format!("its crs is \"{shown}\": only CRS84, EPSG:4326 and EPSG:4490 (degrees) are known, convert it before you export"),
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_lines_and_properties_columns() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":7,"properties":{"名称":"甲","公开":true},"geometry":null},
            {"type":"Feature","properties":{"户数":12.5},"geometry":{"type":"LineString","coordinates":[[1,2,30],[3,4,31]]}},
            {"type":"Feature","properties":null}]}"#;
        let read = split(text).unwrap();
        let cells: Vec<_> = read.lines.iter().map(|l| (l.number, l.cells.join("|"))).collect();
        let line = r#"{"coordinates":[[1,2],[3,4]],"type":"LineString"}"#;
        let wanted = ["id|公开|名称|户数|geometry", "7|是|甲||", &format!("|||12.5|{line}"), "||||"];
        assert_eq!(cells, (0..).zip(wanted.map(str::to_owned)).collect::<Vec<_>>());
        assert_eq!(read.crs, None);
    }

    #[test]
    fn systems_by_name_are_known_and_others_are_told_what_to_do() {
        let read = |name: &str| {
            let crs = format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
            split(&format!(r#"{{"type":"FeatureCollection","crs":{crs},"features":[]}}"#))
        };
        for (name, crs) in [
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs::Wgs84),
            ("EPSG:4326", Crs::Wgs84),
            ("urn:ogc:def:crs:EPSG::4490", Crs::Cgcs2000),
            ("gcj02", Crs::Gcj02),
        ] {
            assert_eq!(read(name).unwrap().crs, Some(crs), "{name}");
        }
        assert!(read("urn:ogc:def:crs:EPSG::3857").unwrap_err().zh().contains("EPSG::3857”：只认 CRS84"));
    }

    #[test]
    fn what_is_no_collection_of_features_is_refused() {
        for (text, said) in [
            ("{", "line 1, character 1"),
            (r#"{"type":"FeatureCollection","features":[NaN]}"#, "NaN"),
            (r#"{"type":"Point","coordinates":[1,2]}"#, "FeatureCollection"),
            ("[]", "FeatureCollection"),
            (r#"{"type":"FeatureCollection","features":[{"type":"Point"}]}"#, "Row 1: is no Feature"),
            (r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":3}]}"#, "properties"),
            (
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[]}}]}"#,
                "one feature of each geometry",
            ),
        ] {
            let words = split(text).unwrap_err().en();
            assert!(words.contains(said), "{text}: {words}");
        }
    }
}
