//! What a mapping says about a file whose headers or values are its own: plain data, read from TOML or any other form.

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer};

use super::Field;
use crate::geo::{Bbox, Crs};

/// The whole mapping. An unknown key is an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Name of the sheet; the first one otherwise.
    pub sheet: Option<String>,
    /// Row of the header as the spreadsheet numbers it; otherwise the row that is understood best.
    pub header_row: Option<u32>,
    /// System of the positions.
    pub crs: Option<Crs>,
    /// What makes a row the same as an earlier one: headers of the file, or codes of fields.
    pub key: Vec<String>,
    /// Headers that are not read, even though they would be understood.
    pub ignore: Vec<String>,
    /// Header → what it fills.
    pub columns: BTreeMap<String, ColumnRule>,
    /// Field → what it holds where the row says nothing.
    pub constants: BTreeMap<Field, Constant>,
    /// Field → several columns put together.
    pub join: BTreeMap<Field, Join>,
    /// Field → value in the file → value that is understood.
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
    /// The district, where the database has none yet.
    pub district: Option<District>,
}

/// What one column fills.
#[derive(Clone, Debug, Default)]
pub struct ColumnRule {
    /// The field, unless the column is split or counts a work item.
    pub field: Option<Field>,
    /// Unit of its numbers.
    pub unit: Option<String>,
    /// Parts of the text, from the left.
    pub split: Vec<Part>,
    /// Code of the work item whose planned quantity it holds.
    pub work_item: Option<String>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct ColumnTable {
    field: Option<Field>,
    unit: Option<String>,
    split: Vec<Part>,
    work_item: Option<String>,
}

impl<'de> Deserialize<'de> for ColumnRule {
    /// Either the field's code or a table.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = ColumnRule;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the code of a field, or a table with field, unit, split or work_item")
            }
            fn visit_str<E: serde::de::Error>(self, code: &str) -> Result<ColumnRule, E> {
                let field = Field::deserialize(serde::de::value::StrDeserializer::new(code))?;
                Ok(ColumnRule { field: Some(field), ..ColumnRule::default() })
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<ColumnRule, A::Error> {
                let ColumnTable { field, unit, split, work_item } =
                    ColumnTable::deserialize(MapAccessDeserializer::new(map))?;
                let uses =
                    usize::from(field.is_some()) + usize::from(!split.is_empty()) + usize::from(work_item.is_some());
                if uses != 1 {
                    return Err(serde::de::Error::custom("a column has exactly one of field, split and work_item"));
                }
                Ok(ColumnRule { field, unit, split, work_item })
            }
        }
        from.deserialize_any(Either)
    }
}

/// A part of a text that is split: it ends after the first of its `until` words; the last part takes the rest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What the part fills.
    pub field: Field,
    /// Words one of which ends the part and belongs to it, such as 街道.
    #[serde(default)]
    pub until: Vec<String>,
}

/// A constant of any plain type, kept as text.
#[derive(Clone, Debug)]
pub struct Constant(pub String);

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Plain;
        impl serde::de::Visitor<'_> for Plain {
            type Value = Constant;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("text, a whole number or true/false")
            }
            fn visit_str<E>(self, v: &str) -> Result<Constant, E> {
                Ok(Constant(v.to_owned()))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Constant, E> {
                Ok(Constant(v.to_string()))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Constant, E> {
                Ok(Constant(v.to_string()))
            }
            fn visit_bool<E>(self, v: bool) -> Result<Constant, E> {
                Ok(Constant(v.to_string()))
            }
        }
        from.deserialize_any(Plain)
    }
}

/// Several columns in one field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Headers, in order; empty cells are left out.
    pub columns: Vec<String>,
    /// What stands between them.
    #[serde(default)]
    pub with: String,
}

/// The district of a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    /// Chinese name.
    pub name: String,
    /// Official code.
    pub code: Option<String>,
    /// `[west, south, east, north]` in degrees: no position may lie outside.
    #[serde(default, rename = "box", deserialize_with = "read_box")]
    pub bbox: Option<Bbox>,
}

fn read_box<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Bbox>, D::Error> {
    let [west, south, east, north] = <[f64; 4]>::deserialize(from)?;
    let text = format!("{west},{south},{east},{north}");
    Bbox::parse(&text)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom("a box is [west, south, east, north] in degrees"))
}
