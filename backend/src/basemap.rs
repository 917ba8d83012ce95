//! The schematic base map that ships with the program.

use crate::areas::store::AreaRow;

/// The schematic of `district`: its own boundary where it has one, else nothing.
pub fn of(district: Option<&AreaRow>) -> String {
    let own = district.and_then(|d| d.boundary.as_deref().zip(Some(d)));
    let feature = own.map(|(boundary, d)| {
        let name = serde_json::Value::from(d.name.as_str());
        format!(r#"{{"type":"Feature","properties":{{"role":"district","name":{name}}},"geometry":{boundary}}}"#)
    });
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, feature.unwrap_or_default())
}
