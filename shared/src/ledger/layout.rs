//! Which column of a file fills which field: found by header names, then by what the mapping says.

use std::collections::BTreeMap;

use super::cells::is_total;
use super::columns::Column;
use super::header::{Finder, header};
use super::rules::{Part, Rules};
use super::words::{folded, trimmed};
use super::{Field, Line, Problem, Words};
use crate::geo::Crs;

/// How a text is split, and which of the parts is meant.
pub(super) type Split = (Vec<Part>, usize);

/// Where one field comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// Columns, each with the part of its text that is meant.
    pub(super) from: Vec<(usize, Option<Split>)>,
    pub(super) with: String,
    /// Header as it stands in the file.
    pub(super) header: String,
    pub(super) unit: Option<String>,
    pub(super) constant: Option<String>,
    pub(super) values: BTreeMap<String, String>,
}

/// A column that counts one work item.
#[derive(Clone, Debug)]
pub(super) struct WorkItemColumn {
    pub(super) column: usize,
    pub(super) header: String,
    pub(super) code: String,
    pub(super) unit: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum KeyPart {
    Column(usize),
    Field(Field),
}

/// The columns of one file.
#[derive(Clone, Debug)]
pub struct Layout {
    sources: BTreeMap<Field, Source>,
    pub(super) work_items: Vec<WorkItemColumn>,
    key: Vec<KeyPart>,
    crs: Crs,
    /// Columns up to the last that has a header.
    width: usize,
    /// Headers that nothing is read from.
    pub ignored: Vec<String>,
    /// Row of the header as the spreadsheet numbers it.
    pub header_row: u32,
}

impl Layout {
    /// Finds the header among `lines` and the field of each of its columns. `crs` comes before the mapping's.
    ///
    /// # Errors
    /// All that keeps the columns from being understood.
    pub fn find(lines: &[Line], columns: &[Column], rules: &Rules, crs: Option<Crs>) -> Result<Self, Vec<Problem>> {
        let header = header(lines, columns, rules)?;
        let mut finder = Finder::new(header, rules);
        let mut sources = finder.mapped();
        finder.recognised(columns, &mut sources);
        let work_items = finder.work_items();
        let key = finder.key();
        finder.check_values(&sources);
        let ignored = finder.ignored();
        if !finder.problems.is_empty() {
            return Err(finder.problems);
        }
        for (field, constant) in &rules.constants {
            let source = sources.entry(*field).or_default();
            source.constant = Some(constant.0.clone());
            if source.header.is_empty() {
                source.header = format!("[constants] {}", field.code());
            }
        }
        for (field, values) in &rules.values {
            if let Some(source) = sources.get_mut(field) {
                source.values = values.iter().map(|(from, to)| (folded(from), to.clone())).collect();
            }
        }
        let crs = crs.or(rules.crs).unwrap_or_default();
        let width = header.cells.iter().rposition(|c| !trimmed(c).is_empty()).map_or(0, |last| last + 1);
        Ok(Self { sources, work_items, key, crs, width, ignored, header_row: header.number })
    }

    /// Whether the file says anything about `field`; what it does not speak of is left as it is.
    pub fn has(&self, field: Field) -> bool {
        self.sources.contains_key(&field)
    }

    /// The header of the column for `field` as it stands in the file.
    pub fn header(&self, field: Field) -> &str {
        self.sources.get(&field).map_or("", |s| &s.header)
    }

    /// System of the positions.
    pub fn crs(&self) -> Crs {
        self.crs
    }

    /// What keeps `line` from being a row of this table at all: it adds up the others, or has values to the right of
    /// all headers.
    pub fn refusals(&self, line: &Line) -> Vec<Problem> {
        if is_total(line) {
            let words = Words::new("像是合计行，请删去这一行", "looks like a line of totals: remove it");
            return vec![Problem::of_row(line.number, words)];
        }
        let surplus = (self.width..).zip(line.cells.iter().skip(self.width)).filter(|(_, c)| !trimmed(c).is_empty());
        let refusal = |(at, value): (usize, &String)| {
            Problem::of_cell(
                line.number,
                &column_letters(at),
                trimmed(value),
                Words::new(
                    "这一格在所有列名的右边，不知道是哪一列：多半是前面某格里有逗号没有加引号，请加上引号；或补上列名；或删去这一格",
                    "this cell stands to the right of all headers: most likely a comma in a cell before it needs quotation marks; \
                     else add a header or remove the cell",
                ),
            )
        };
        surplus.map(refusal).collect()
    }

    pub(super) fn source(&self, field: Field) -> Option<&Source> {
        self.sources.get(&field)
    }

    /// The groups of `needed` of which no field is there, named by their headers.
    pub fn missing(&self, needed: &[&[Field]], columns: &[Column]) -> Option<Problem> {
        let name = |f: &Field| columns.iter().find(|c| c.field == *f).map_or_else(String::new, |c| c.zh.to_owned());
        let missing: Vec<_> = needed.iter().filter(|group| !group.iter().any(|f| self.has(*f))).collect();
        if missing.is_empty() {
            return None;
        }
        let zh = missing.iter().map(|g| g.iter().map(name).collect::<Vec<_>>().join(" 或 ")).collect::<Vec<_>>();
        let en =
            missing.iter().map(|g| g.iter().map(|f| f.code()).collect::<Vec<_>>().join(" or ")).collect::<Vec<_>>();
        Some(Problem::of_row(
            self.header_row,
            Words::new(
                format!("缺少必需的列：{}。请补上，或用 --mapping 指明是哪一列或写成常量", zh.join("；")),
                format!(
                    "missing columns: {}. Add them, or use --mapping to name the column or a constant",
                    en.join("; ")
                ),
            ),
        ))
    }

    /// The natural key that the mapping asks for; `None` when it asks for none or the row leaves all of it empty.
    pub fn key(&self, line: &Line) -> Option<String> {
        let part = |p: &KeyPart| match p {
            KeyPart::Column(i) => line.cell(*i).to_owned(),
            KeyPart::Field(f) => self.source(*f).and_then(|s| s.text(line).ok().flatten()).unwrap_or_default(),
        };
        let parts: Vec<_> = self.key.iter().map(part).collect();
        parts.iter().any(|p| !p.is_empty()).then(|| joined_key(&parts))
    }
}

/// The letters over a column as spreadsheets show them: A, B … Z, AA.
pub(super) fn column_letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    match column / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", column_letters(more - 1)),
    }
}

/// One text from the parts of a key; a bar inside a part stays told apart from the bars between.
pub fn joined_key<T: AsRef<str>>(parts: &[T]) -> String {
    parts.iter().map(|p| p.as_ref().replace('\\', "\\\\").replace('|', "\\|")).collect::<Vec<_>>().join("|")
}

impl Source {
    /// What stands in the file for this field, before [`Source::understood`].
    pub(super) fn raw(&self, line: &Line) -> String {
        let cells: Vec<_> = self.from.iter().map(|(i, _)| line.cell(*i)).filter(|c| !c.is_empty()).collect();
        cells.join(&self.with)
    }

    /// The text for this field: split, joined, translated, or the constant; `None` when there is nothing.
    pub(super) fn text(&self, line: &Line) -> Result<Option<String>, Words> {
        let mut parts = Vec::new();
        for (column, split) in &self.from {
            let cell = line.cell(*column);
            let text = match split {
                Some((parts, which)) if !cell.is_empty() => part_of(cell, parts, *which)?,
                _ => cell,
            };
            if !text.is_empty() {
                parts.push(text);
            }
        }
        if parts.is_empty() {
            return Ok(self.constant.clone());
        }
        let text = parts.join(&self.with);
        Ok(Some(self.values.get(&folded(&text)).cloned().unwrap_or(text)))
    }
}

/// The part number `which` of `text`.
fn part_of<'a>(text: &'a str, parts: &[Part], which: usize) -> Result<&'a str, Words> {
    let mut rest = text;
    for (i, part) in parts.iter().enumerate() {
        let end = if part.until.is_empty() {
            Some(rest.len())
        } else {
            part.until.iter().filter_map(|word| rest.find(word.as_str()).map(|at| at + word.len())).min()
        };
        let Some(end) = end else {
            let words = part.until.join("、");
            return Err(Words::new(
                format!("没有找到“{words}”，按映射的 split 拆不开，请改成与其他行一样的写法"),
                format!("\"{words}\" is not there, so the mapping's split does not fit: write it as in the other rows"),
            ));
        };
        if i == which {
            return Ok(trimmed(&rest[..end]));
        }
        rest = &rest[end..];
    }
    Ok("")
}
