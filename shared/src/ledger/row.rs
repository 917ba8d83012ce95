//! One row on its way into typed values: every cell is asked for once, and what is wrong is written down.

use std::collections::BTreeSet;

use super::amounts::{Measure, amount, money};
use super::csv::unguarded;
use super::layout::Source;
use super::{Field, Layout, Line, Problem, Problems, Words, cells};
use crate::money::Currency;

/// The cells of one row.
pub struct Cells<'a> {
    layout: &'a Layout,
    line: &'a Line,
    problems: &'a mut Problems,
    /// Headers of the cells that are known to be wrong.
    refused: BTreeSet<&'a str>,
}

impl<'a> Cells<'a> {
    /// The cells of `line`; what is wrong with them goes to `problems`.
    pub fn new(layout: &'a Layout, line: &'a Line, problems: &'a mut Problems) -> Self {
        Self { layout, line, problems, refused: BTreeSet::new() }
    }

    /// The columns of the file.
    pub fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// Row as the spreadsheet numbers it.
    pub fn row(&self) -> u32 {
        self.line.number
    }

    /// Whether its numbers come without the format in which people see them.
    pub(super) fn is_unformatted(&self) -> bool {
        self.line.is_unformatted
    }

    /// The natural key that the mapping asks for.
    pub fn key(&self) -> Option<String> {
        self.layout.key(self.line)
    }

    /// Writes down that the cell of `field` is wrong; once for each cell, however many ask for it.
    pub fn refuse(&mut self, field: Field, words: Words) {
        let (layout, number) = (self.layout, self.line.number);
        let Some(source) = layout.source(field) else {
            self.problems.push(Problem::of_row(number, words));
            return;
        };
        if self.refused.insert(&source.header) {
            self.problems.push(Problem::of_cell(number, &source.header, &self.written(source), words));
        }
    }

    /// [`Cells::refuse`] for two cells that are wrong together.
    pub(super) fn refuse_both(&mut self, fields: [Field; 2], words: Words) {
        let [Some(one), Some(two)] = fields.map(|f| self.layout.source(f)) else {
            return self.refuse(fields[0], words);
        };
        let header = format!("{}、{}", one.header, two.header);
        let value = format!("{}、{}", self.written(one), self.written(two));
        self.problems.push(Problem::of_cell(self.line.number, &header, &value, words));
    }

    /// What stands in the file, else the constant.
    fn written(&self, source: &Source) -> String {
        let raw = source.raw(self.line);
        if raw.is_empty() { source.text(self.line).ok().flatten().unwrap_or_default() } else { raw }
    }

    /// Notes that the value of `field` says something of a compound, but the row names none.
    pub(super) fn note_unkept(&mut self, field: Field) {
        if let Some(source) = self.layout.source(field) {
            self.problems.note_unkept(&source.header, self.line.number);
        }
    }

    /// The text of `field`, or nothing.
    pub fn text(&mut self, field: Field) -> Option<String> {
        let text = match self.layout.source(field)?.text(self.line) {
            Ok(text) => text?,
            Err(words) => {
                self.refuse(field, words);
                return None;
            }
        };
        if cells::is_formula_error(&text) {
            self.refuse(
                field,
                Words::new(
                    "表格里的公式出错了，请改成正确的值",
                    "a formula failed in the spreadsheet: put the right value",
                ),
            );
            return None;
        }
        if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.refuse(
                field,
                Words::new("含有不可见的控制字符，请重新输入", "holds an invisible control character: type it anew"),
            );
            return None;
        }
        Some(unguarded(&text).to_owned())
    }

    /// The value of `field` as `parse` understands it; nothing when the cell is empty or wrong.
    pub fn read<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Words>) -> Option<T> {
        let text = self.text(field)?;
        parse(&text).map_err(|words| self.refuse(field, words)).ok()
    }

    /// [`Cells::read`], where an empty cell is wrong too.
    pub fn required<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Words>) -> Option<T> {
        let before = self.problems.total();
        let value = self.read(field, parse);
        if value.is_none() && self.problems.total() == before {
            self.refuse(field, Words::new("必须填写", "must be filled in"));
        }
        value
    }

    /// An amount in the unit that is kept.
    pub fn amount(&mut self, field: Field, measure: Measure) -> Option<i64> {
        let unit = self.unit(field);
        self.read(field, |text| amount(text, unit.as_deref(), measure))
    }

    /// An amount of money in hundredths of `currency`.
    pub fn money(&mut self, field: Field, currency: Currency) -> Option<i64> {
        let unit = self.unit(field);
        self.read(field, |text| money(text, unit.as_deref(), currency))
    }

    /// The column's unit.
    pub fn unit(&self, field: Field) -> Option<String> {
        self.layout.source(field).and_then(|s| s.unit.clone())
    }

    /// A number of things.
    pub fn count(&mut self, field: Field) -> Option<i32> {
        let unit = self.unit(field);
        self.read(field, |text| count(text, unit.as_deref()))
    }

    /// Columns that count one work item each: code, planned quantity and the header for problems.
    pub(super) fn work_item_columns(&mut self, unit_of: impl Fn(&str) -> Option<String>) -> Vec<(String, Option<i64>)> {
        let mut found = Vec::new();
        for item in &self.layout.work_items {
            let text = self.line.cell(item.column);
            if text.is_empty() || text == "0" {
                continue;
            }
            let quantity = match unit_of(&item.code) {
                Some(kept) => {
                    let measure = match kept.as_str() {
                        "m" => Measure::Length,
                        "m2" => Measure::Area,
                        _ => Measure::Count,
                    };
                    amount(text, item.unit.as_deref().filter(|u| measure.knows(u)), measure)
                }
                None => Err(Words::new(
                    format!("映射里的 work_item“{}”不在改造内容目录里", item.code),
                    format!("the mapping's work_item \"{}\" is not in the catalogue", item.code),
                )),
            };
            match quantity {
                Ok(quantity) => found.push((item.code.clone(), Some(quantity))),
                Err(words) => {
                    self.problems.push(Problem::of_cell(self.line.number, &item.header, text, words));
                }
            }
        }
        found
    }
}

/// A number of things that fits the database.
pub(super) fn count(text: &str, unit: Option<&str>) -> Result<i32, Words> {
    // A header such as 户数（全部） has no unit in its brackets.
    let unit = unit.filter(|u| Measure::Count.knows(u));
    let number = amount(text, unit, Measure::Count)?;
    i32::try_from(number).map_err(|_| Words::new("数字太大", "the number is too large"))
}
