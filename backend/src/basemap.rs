//! The schematic base map that ships with the program: six district outlines of Huangshi and the Yangtze.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::Value;
use shared::geo::Shape;

use crate::areas::store::AreaRow;
use crate::error::{Error, Result};

const HUANGSHI: &str = include_str!("../data/basemap.geojson");

/// Name of the operator's own schematic in the data folder.
const FILE: &str = "basemap.geojson";

/// The operator's own schematic, where there is one.
///
/// # Errors
/// What is wrong with the file, and what to do.
pub fn own(data: &Path) -> Result<Option<String>> {
    let path = data.join(FILE);
    let json = match std::fs::read_to_string(&path) {
        Ok(json) => json,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(unusable(&path, &format!("{e}"), &format!("{e}"))),
    };
    match serde_json::from_str::<Value>(&json) {
        Err(e) => Err(unusable(&path, &format!("不是 JSON：{e}"), &format!("no JSON: {e}"))),
        Ok(map) if is_schematic(&map) => Ok(Some(json)),
        Ok(_) => Err(unusable(
            &path,
            "应为 GeoJSON FeatureCollection，每个要素有图形和 properties.role（district、neighbour 或 river）",
            "it should be a GeoJSON FeatureCollection, each feature with a geometry and properties.role (district, neighbour or river)",
        )),
    }
}

fn unusable(path: &Path, zh: &str, en: &str) -> Error {
    let path = path.display();
    Error::Internal(format!(
        "示意图 {path} 不能用：{zh}。请改好，或移走它。\nThe schematic {path} cannot be used: {en}. Mend it, or move it away."
    ))
}

fn is_schematic(map: &Value) -> bool {
    let is_feature = |feature: &Value| {
        feature["properties"]["role"].is_string() && Shape::parse(&feature["geometry"].to_string()).is_ok()
    };
    let features = map["features"].as_array();
    map["type"] == "FeatureCollection" && features.is_some_and(|f| f.iter().all(is_feature))
}

/// The schematic of `district`: the map that ships with the program where it knows the code, else the district's own
/// boundary, else nothing.
pub fn of(district: Option<&AreaRow>) -> String {
    if let Some(map) = district.and_then(|d| d.code.as_deref()).and_then(builtin) {
        return map;
    }
    let own = district.and_then(|d| d.boundary.as_deref().zip(Some(d)));
    let feature = own.map(|(boundary, d)| {
        let name = Value::from(d.name.as_str());
        format!(r#"{{"type":"Feature","properties":{{"role":"district","name":{name}}},"geometry":{boundary}}}"#)
    });
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, feature.unwrap_or_default())
}

/// The map with the district of this code as `district`, the others as `neighbour`, and the river. `None` for a code
/// that the map does not know.
pub fn builtin(district_code: &str) -> Option<String> {
    let mut map: Value = serde_json::from_str(HUANGSHI).ok()?;
    let mut known = false;
    for feature in map.get_mut("features")?.as_array_mut()? {
        let properties = feature.get_mut("properties")?;
        let Some(code) = properties.get("code").and_then(Value::as_str) else { continue };
        let chosen = code == district_code;
        known |= chosen;
        properties["role"] = Value::from(if chosen { "district" } else { "neighbour" });
    }
    known.then(|| map.to_string())
}

/// The first shape with this role on the map of a district.
pub fn shape(district_code: &str, role: &str) -> Option<Shape> {
    feature(district_code, role).and_then(|f| Shape::parse(&f.get("geometry")?.to_string()).ok())
}

/// Where the name of the first feature with this role stands: longitude, latitude.
pub fn label(district_code: &str, role: &str) -> Option<(f64, f64)> {
    let found = feature(district_code, role)?;
    let at = found.get("properties")?.get("label")?;
    Some((at.get(0)?.as_f64()?, at.get(1)?.as_f64()?))
}

fn feature(district_code: &str, role: &str) -> Option<Value> {
    let map: Value = serde_json::from_str(&builtin(district_code)?).ok()?;
    map.get("features")?.as_array()?.iter().find(|f| f["properties"]["role"] == role).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_six_districts_may_be_the_one_shown() {
        for code in ["420202", "420203", "420204", "420205", "420222", "420281"] {
            let map: Value = serde_json::from_str(&builtin(code).unwrap()).unwrap();
            let features = map["features"].as_array().unwrap();
            let with = |role: &str| features.iter().filter(|f| f["properties"]["role"] == role).count();
            assert_eq!((with("district"), with("neighbour"), with("river")), (1, 5, 1), "{code}");
            assert_eq!(
                features.iter().find(|f| f["properties"]["role"] == "district").unwrap()["properties"]["code"],
                code
            );
            assert!(map["attribution"]["zh"].as_str().unwrap().contains("天地图"));
            assert!(
                shape(code, "district").is_some() && shape(code, "river").is_some() && label(code, "river").is_some()
            );
        }
        assert_eq!(builtin("110101"), None);
        assert_eq!(builtin(""), None);
    }
}
