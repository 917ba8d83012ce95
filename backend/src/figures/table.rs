//! All figures as one table, for those who count on with them.

use chrono::NaiveDate;
use shared::figures::shown::shown;
use shared::figures::{Figure, Figures, ReportedFigure, Unit};
use shared::kinds::Kind;

use crate::words::Lang;

/// The columns.
pub(super) const HEADERS: [&str; 15] = [
    "类别",
    "代码",
    "名称",
    "English",
    "数值",
    "单位",
    "常用单位数值",
    "口径",
    "分子",
    "分母",
    "时期/截至",
    "来源",
    "链接",
    "怎么算的/说明",
    "是否示例",
];

/// The words under `key`, in Chinese and in English.
fn both(key: &str, values: &[(&str, &str)]) -> [String; 2] {
    let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    [Lang::Zh, Lang::En].map(|lang| lang.tf(key, &values))
}

fn chinese(key: &str, values: &[(&str, &str)]) -> String {
    let [zh, _] = both(key, values);
    zh
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Number(i64),
}

/// The rows, and the day they hold for.
pub(super) struct Table {
    pub(super) as_of: NaiveDate,
    pub(super) rows: Vec<[Cell; 15]>,
}

impl Table {
    /// What was published first, then what was computed. `kinds` name those that have figures of their own.
    pub(super) fn of(figures: &Figures, kinds: &[Kind]) -> Self {
        let reported = figures.reported.iter().map(reported);
        let computed = figures.computed.iter().map(|f| computed(f, figures, kinds));
        Self { as_of: figures.as_of, rows: reported.chain(computed).collect() }
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(number: Option<i64>) -> Cell {
    number.map_or_else(|| text(""), Cell::Number)
}

/// As people read it: 13 亿元, 3.4 万户.
fn usual(value: i64, unit: Unit) -> String {
    let (number, shown) = shown(value, unit);
    let counted = matches!(shown.code(), "one" | "wan");
    format!("{number} {}{}", shown.zh(), if counted { unit.zh() } else { "" })
}

fn reported(f: &ReportedFigure) -> [Cell; 15] {
    let name = |name: &str| f.of.as_ref().map_or_else(|| name.to_owned(), |of| format!("{name}（{of}）"));
    let source = f.source_on.map_or_else(|| f.source.clone(), |on| format!("{}，{on}", f.source));
    [
        text(chinese("figures.kind_reported", &[])),
        text(&f.code),
        text(name(&f.zh)),
        text(name(&f.en)),
        Cell::Number(f.value),
        text(f.unit.zh()),
        text(usual(f.value, f.unit)),
        text(f.qualifier.zh()),
        text(""),
        text(""),
        text(period(f)),
        text(source),
        text(f.link.clone().unwrap_or_default()),
        text(f.note.clone().unwrap_or_default()),
        text(chinese(if f.is_demo { "figures.yes" } else { "figures.no" }, &[])),
    ]
}

/// The days of the period, else its words.
fn period(f: &ReportedFigure) -> String {
    let words = f.period_words.clone().unwrap_or_default();
    match (f.period_start, f.period_end) {
        (Some(start), Some(end)) => format!("{start}/{end}"),
        (Some(start), None) => format!("{start}/"),
        (None, Some(end)) => chinese("figures.as_of", &[("date", &end.to_string())]),
        (None, None) => words,
    }
}

fn computed(f: &Figure, figures: &Figures, kinds: &[Kind]) -> [Cell; 15] {
    let (state, kind) = f
        .code
        .split_once('.')
        .map_or((f.code.as_str(), None), |(state, kind)| (state, kinds.iter().find(|k| k.code == kind)));
    let name = |language: usize, kind: Option<&str>| {
        let [zh, en] = both(&format!("figure.{state}"), &[("kind", kind.unwrap_or_default())]);
        if language == 0 { zh } else { en }
    };
    let of_year = f.year.map(|year| year.to_string()).unwrap_or_default();
    // Each is a sentence of its own.
    let [mut how, how_en] = both(&format!("figure.{state}.how"), &[("year", &of_year)]);
    how = format!("{how} {how_en}");
    if f.unknown > 0 {
        let [left_out, left_out_en] = both("figures.left_out", &[("n", &f.unknown.to_string())]);
        how = format!("{how} {left_out}。 {left_out_en}.");
    }
    let (date, area) = (figures.as_of.to_string(), figures.area.as_ref().map_or("", |a| a.name.as_str()));
    let period = match f.year {
        Some(year) => chinese("figures.year_as_of", &[("year", &year.to_string()), ("date", &date)]),
        None => chinese("figures.as_of", &[("date", &date)]),
    };
    [
        text(chinese("figures.kind_computed", &[])),
        text(&f.code),
        text(name(0, kind.map(|k| k.zh.as_str()))),
        text(name(1, kind.map(|k| k.en.as_str()))),
        number(f.value),
        text(f.unit.zh()),
        text(f.value.map(|v| usual(v, f.unit)).unwrap_or_default()),
        text(""),
        number(f.ratio.map(|r| r.part)),
        number(f.ratio.map(|r| r.whole)),
        text(period),
        text(chinese("figures.by_us", &[("area", area)])),
        text(""),
        text(how),
        text(chinese(if f.is_demo { "figures.yes" } else { "figures.no" }, &[])),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_name_and_a_formula_in_both_languages() {
        for code in super::super::list::codes().chain(super::super::kinds::STATES) {
            for key in [format!("figure.{code}"), format!("figure.{code}.how")] {
                assert!([Lang::Zh, Lang::En].iter().all(|lang| lang.t(&key) != key), "{key}");
            }
        }
    }

    #[test]
    fn usual_units_are_those_of_print() {
        assert_eq!(usual(130_000_000_000, Unit::Fen), "13 亿元");
        assert_eq!(usual(34_000, Unit::Households), "3.4 万户");
        assert_eq!(usual(93, Unit::Compounds), "93 个小区");
        assert_eq!(usual(4_046_667, Unit::Land), "6070 亩");
        assert_eq!(usual(8_900, Unit::BasisPoints), "89 %");
    }
}
