//! The mapping file: TOML in which an unknown key is an error that names its line.

use shared::ledger::rules::Rules;
use shared::ledger::{Field, Words, position};

use crate::error::{Error, Result};

/// Reads the mapping `text`, called `name` in messages.
///
/// # Errors
/// The line and what was expected there.
pub fn parse(name: &str, text: &str) -> Result<Rules> {
    toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
        let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        let Words { zh, en } = explained(e.message());
        Error::Internal(format!(
            "映射文件 {name} 第 {line} 行看不懂：{zh}\nThe mapping {name} cannot be understood at line {line}: {en}"
        ))
    })
}

/// The parser's own words put for whoever writes a mapping: what is unknown, and what was perhaps meant.
fn explained(message: &str) -> Words {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let Some(wrong) = quoted.next() else { return Words::new(message, message) };
    let known: Vec<&str> = quoted.collect();
    if message.starts_with("unknown variant") && known.contains(&Field::Name.code()) {
        let near = Field::nearest(wrong);
        let (zh, en) = match near.as_slice() {
            [] => (known.join("、"), format!("known are {}", known.join(", "))),
            near => (near.join("、"), format!("perhaps {}", near.join(", "))),
        };
        let zh = if near.is_empty() { format!("可用：{zh}") } else { format!("是不是 {zh}？") };
        return Words::new(format!("没有字段“{wrong}”，{zh}"), format!("there is no field \"{wrong}\"; {en}"));
    }
    match position::system(wrong) {
        Err(words) if message.starts_with("unknown variant") && known.contains(&"gcj02") => {
            Words::new(format!("“{wrong}”：{}", words.zh), format!("\"{wrong}\": {}", words.en))
        }
        _ if message.starts_with("unknown") => Words::new(
            format!("不认识“{wrong}”，可用：{}", known.join("、")),
            format!("unknown \"{wrong}\"; known are {}", known.join(", ")),
        ),
        _ if message.starts_with("missing field") => {
            Words::new(format!("缺少“{wrong}”"), format!("\"{wrong}\" is missing"))
        }
        _ => Words::new(message, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("[columns]\n\n\"备注\" = \"sumary\"\n", "第 3 行", "没有字段“sumary”，是不是 summary"),
            ("[columns]\n\"备注\" = \"项目简介\"\n", "line 2", "there is no field \"项目简介\"; perhaps summary"),
            ("crs = \"bd09\"\n", "第 1 行", "百度地图的 BD-09 请先换算"),
            ("[columns]\na = { feld = \"name\" }\n", "第 2 行", "不认识“feld”，可用：field"),
            ("[district]\ncode = \"1\"\n", "第 1 行", "缺少“name”"),
            ("[columns]\n\"a\" = { field = \"name\", untt = \"元\" }\n", "第 2 行", "untt"),
            ("[constants]\nkinds = \"x\"\n", "第 2 行", "kinds"),
            ("[district]\nname = \"甲区\"\nbox = [30.0, 115.0, 31.0, 95.0]\n", "第 3 行", "box"),
        ] {
            let said = parse("m.toml", text).unwrap_err().to_string();
            assert!(said.contains(line) && said.contains(words), "{text}: {said}");
        }
    }
}
