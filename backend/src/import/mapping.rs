//! The mapping file: TOML in which an unknown key is an error that names its line.

use shared::ledger::rules::Rules;

use crate::error::{Error, Result};

/// Reads the mapping `text`, called `name` in messages.
///
/// # Errors
/// The line and what was expected there.
pub fn parse(name: &str, text: &str) -> Result<Rules> {
    toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
        let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        let why = e.message();
        Error::Internal(format!(
            "映射文件 {name} 第 {line} 行看不懂：{why}\nThe mapping {name} cannot be understood at line {line}: {why}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ledger::Field;

    #[test]
    fn a_mapping_is_read() {
        let rules = parse(
            "m.toml",
            r#"
crs = "gcj02"
key = ["project_id", "managing_agency"]
[constants]
plan_year = 2021
kind = "city_park"
[columns]
"Budget" = { field = "total_investment", unit = "thousand dollars" }
"备注" = "summary"
"所在" = { split = [{ field = "street", until = ["街道"] }, { field = "community" }] }
[join.name]
columns = ["project_id", "project_description"]
with = " "
[values.status]
"已开工" = "under_construction"
[district]
name = "甲区"
box = [115.0, 30.0, 115.5, 30.5]
"#,
        )
        .unwrap();
        assert_eq!(rules.constants[&Field::PlanYear].0, "2021");
        assert_eq!(rules.columns["备注"].field, Some(Field::Summary));
        assert_eq!(rules.columns["所在"].split.len(), 2);
        assert!(rules.district.unwrap().bbox.is_some());
    }

    #[test]
    fn an_unknown_key_or_field_names_its_line() {
        for (text, line, words) in [
            ("crs = \"wgs84\"\ncolour = 1\n", "第 2 行", "colour"),
            ("[columns]\n\n\"备注\" = \"sumary\"\n", "第 3 行", "sumary"),
            ("[columns]\n\"a\" = { field = \"name\", untt = \"元\" }\n", "第 2 行", "untt"),
            ("[constants]\nkinds = \"x\"\n", "第 2 行", "kinds"),
            ("[district]\nname = \"甲区\"\nbox = [30.0, 115.0, 31.0, 95.0]\n", "第 3 行", "box"),
        ] {
            let said = parse("m.toml", text).unwrap_err().to_string();
            assert!(said.contains(line) && said.contains(words), "{text}: {said}");
        }
    }
}
