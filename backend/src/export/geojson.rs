//! The ledger as a layer of a map, WGS-84: every project is a feature, without a geometry where it has no position.

use serde_json::{Number, Value};
use shared::geo::Point;
use shared::ledger::{Field, position};

use super::ledger::{Cell, Ledger, geometry, kept};
use super::{cells, headers};
use crate::error::{Error, Result};
use crate::projects::store::ProjectRow;

pub(super) fn written(rows: &[ProjectRow], ledger: &Ledger) -> Result<Vec<u8>> {
    let headers: Vec<_> = headers().into_iter().filter(|(field, _)| *field != Field::Geometry).collect();
    let mut features = Vec::with_capacity(rows.len());
    for row in rows {
        let mut properties = Vec::with_capacity(headers.len());
        for ((field, header), cell) in headers.iter().zip(cells(ledger, row, &headers)?) {
            // A feature without a shape of its own is where its sign stands: no need to say it twice.
            let said = row.geometry.is_none() && matches!(field, Field::Lng | Field::Lat);
            let value = if said { Value::Null } else { value(cell) };
            // By hand: the order of columns is kept.
            properties.push(format!("{}:{value}", Value::from(header.as_str())));
        }
        let (shape, properties) = (shape(row)?, properties.join(","));
        features.push(format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{shape}}}"#));
    }
    let all = features.join(",\n");
    Ok(format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{all}\n]}}\n").into_bytes())
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => kept(text).into(),
        Cell::Date(day) => day.to_string().into(),
        Cell::Number(text) => {
            let number =
                text.parse().ok().map(Value::Number).or_else(|| Some(Number::from_f64(text.parse().ok()?)?.into()));
            // Digits that a number would lose are kept as text.
            let is_exact = |n: &Value| {
                let written = n.to_string();
                written == text
            };
            number.filter(is_exact).unwrap_or_else(|| text.clone().into())
        }
    }
}

fn shape(row: &ProjectRow) -> Result<String> {
    if row.geometry.is_some() {
        return geometry(row);
    }
    let Some((lng, lat)) = row.lng.zip(row.lat) else { return Ok("null".to_owned()) };
    let at = position::to_centimetre(Point { lng, lat });
    serde_json::to_string(&shared::geo::Shape::Point([at.lng, at.lat])).map_err(Error::internal)
}
