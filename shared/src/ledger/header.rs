//! The header of a file: where it stands, and which of its columns the mapping or its own words give to which field.

use std::collections::BTreeMap;

use super::columns::Column;
use super::layout::{KeyPart, Source, Split, WorkItemColumn, column_letters};
use super::rules::Rules;
use super::words::{folded, header_and_unit, trimmed};
use super::{Field, Line, Problem, Words};

/// Lines at the top among which the header is looked for: titles and notes stand above it.
pub const HEADER_WITHIN: usize = 30;

/// What the columns of one header are, found step by step.
pub(super) struct Finder<'a> {
    header: &'a Line,
    rules: &'a Rules,
    pub(super) problems: Vec<Problem>,
    /// Columns that something is read from.
    read: Vec<bool>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(header: &'a Line, rules: &'a Rules) -> Self {
        Self { header, rules, problems: Vec::new(), read: vec![false; header.cells.len()] }
    }

    /// Writes down what is wrong with the header or with what the mapping says of it.
    fn refuse(&mut self, words: Words) {
        self.problems.push(Problem::of_row(self.header.number, words));
    }

    /// The column under `name`, told as a problem when there is none.
    fn column(&mut self, name: &str) -> Option<usize> {
        let called = |(i, c): (usize, &String)| (folded(c) == folded(name)).then_some(i);
        let found: Vec<usize> = self.header.cells.iter().enumerate().filter_map(called).collect();
        match found.as_slice() {
            [one] => self.read[*one] = true,
            [] => {
                let cells = self.header.cells.iter().map(|c| trimmed(c)).filter(|c| !c.is_empty());
                let all = cells.collect::<Vec<_>>().join("、");
                self.refuse(Words::new(
                    format!("映射里的列“{name}”不在文件里；文件的列是：{all}"),
                    format!("the mapping's column \"{name}\" is not in the file, whose columns are: {all}"),
                ));
            }
            several => {
                let letters: Vec<String> = several.iter().map(|i| column_letters(*i)).collect();
                self.refuse(Words::new(
                    format!("映射里的列“{name}”在文件里不止一列（{}）：请给它们不同的列名", letters.join("、")),
                    format!(
                        "more than one column is called \"{name}\" as in the mapping ({}): give them different names",
                        letters.join(", ")
                    ),
                ));
            }
        }
        found.first().copied()
    }

    fn source(&self, i: usize, unit: Option<String>, split: Option<Split>) -> Source {
        let header = trimmed(&self.header.cells[i]).to_owned();
        let unit = unit.or_else(|| header_and_unit(&header).1);
        Source { from: vec![(i, split)], header, unit, ..Source::default() }
    }

    /// What the mapping says.
    pub(super) fn mapped(&mut self) -> BTreeMap<Field, Source> {
        let mut sources = BTreeMap::new();
        let rules = self.rules;
        for (name, rule) in &rules.columns {
            let Some(i) = self.column(name) else { continue };
            if let Some(field) = rule.field {
                self.add(&mut sources, field, self.source(i, rule.unit.clone(), None));
            }
            for (which, part) in rule.split.iter().enumerate() {
                let source = self.source(i, None, Some((rule.split.clone(), which)));
                self.add(&mut sources, part.field, source);
            }
        }
        for (field, join) in &rules.join {
            let columns: Vec<_> = join.columns.iter().filter_map(|name| self.column(name)).collect();
            let header = join.columns.join("+");
            let from = columns.into_iter().map(|i| (i, None)).collect();
            self.add(&mut sources, *field, Source { from, with: join.with.clone(), header, ..Source::default() });
        }
        sources
    }

    fn add(&mut self, sources: &mut BTreeMap<Field, Source>, field: Field, source: Source) {
        if let Some(first) = sources.get(&field) {
            let letters = |s: &Source| s.from.iter().map(|(i, _)| column_letters(*i)).collect::<Vec<_>>().join("+");
            let (one, two, code) = (&first.header, &source.header, field.code());
            let (at, too) = (letters(first), letters(&source));
            self.refuse(Words::new(
                format!(
                    "“{one}”（{at} 列）和“{two}”（{too} 列）两列都当作同一项（{code}）：请删去一列或改它的列名，或在映射的 ignore 里列出不要的列名"
                ),
                format!(
                    "the columns \"{one}\" ({at}) and \"{two}\" ({too}) both mean {code}: remove or rename one, or list it under ignore in the mapping"
                ),
            ));
            return;
        }
        sources.insert(field, source);
    }

    /// What the headers say by themselves; the mapping's word comes first.
    pub(super) fn recognised(&mut self, columns: &[Column], sources: &mut BTreeMap<Field, Source>) {
        let mapped: Vec<Field> = sources.keys().copied().collect();
        for i in 0..self.header.cells.len() {
            let cell = &self.header.cells[i];
            let used = self.read[i] || self.rules.ignore.iter().any(|n| folded(n) == folded(cell));
            let Some(field) = recognise(cell, columns).filter(|f| !used && !mapped.contains(f)) else { continue };
            self.read[i] = true;
            self.add(sources, field, self.source(i, None, None));
        }
    }

    /// The columns that count one work item each, by the mapping only.
    pub(super) fn work_items(&mut self) -> Vec<WorkItemColumn> {
        let mut items: Vec<WorkItemColumn> = Vec::new();
        for (name, rule) in &self.rules.columns {
            let Some(code) = &rule.work_item else { continue };
            let Some(column) = self.column(name) else { continue };
            if let Some(first) = items.iter().find(|i| i.code == *code || i.column == column) {
                let header = &first.header;
                self.refuse(Words::new(
                    format!("映射里“{header}”和“{name}”重复：一列只能是一项改造内容，一项也只能有一列，请去掉一行"),
                    format!("\"{header}\" and \"{name}\" of the mapping are the same column or the same work item: remove one"),
                ));
                continue;
            }
            let unit = rule.unit.clone().or_else(|| header_and_unit(name).1);
            items.push(WorkItemColumn { column, header: name.clone(), code: code.clone(), unit });
        }
        items
    }

    /// Refuses values that are translated for a field which no column gives.
    pub(super) fn check_values(&mut self, sources: &BTreeMap<Field, Source>) {
        for field in self.rules.values.keys().filter(|f| !sources.contains_key(f)) {
            let code = field.code();
            self.refuse(Words::new(
                format!("映射里有 [values.{code}]，却没有一列是 {code}：请在 [columns] 里指明是哪一列，或删去这一段"),
                format!("the mapping has [values.{code}], but no column gives {code}: name it under [columns], or remove the section"),
            ));
        }
    }

    pub(super) fn key(&mut self) -> Vec<KeyPart> {
        let rules = self.rules;
        let part = |name: &String| {
            let column = self.header.cells.iter().position(|c| folded(c) == folded(name));
            match (column, name.parse::<Field>()) {
                (None, Ok(field)) => Some(KeyPart::Field(field)),
                _ => self.column(name).map(KeyPart::Column),
            }
        };
        rules.key.iter().filter_map(part).collect()
    }

    pub(super) fn ignored(&self) -> Vec<String> {
        let cells = self.header.cells.iter().zip(&self.read);
        cells.filter(|(c, read)| !**read && !trimmed(c).is_empty()).map(|(c, _)| trimmed(c).to_owned()).collect()
    }
}

fn recognise(header: &str, columns: &[Column]) -> Option<Field> {
    let (name, _) = header_and_unit(header);
    columns.iter().find(|c| c.is_called(&name)).map(|c| c.field)
}

/// The line that is understood best; the first of several.
pub(super) fn header<'a>(lines: &'a [Line], columns: &[Column], rules: &Rules) -> Result<&'a Line, Vec<Problem>> {
    if let Some(row) = rules.header_row {
        return lines.iter().find(|l| l.number == row).ok_or_else(|| {
            vec![Problem::of_row(
                row,
                Words::new(
                    "映射说列名在这一行，但这一行是空的",
                    "the mapping says the header is here, but the row is empty",
                ),
            )]
        });
    }
    let mapped: Vec<String> =
        rules.columns.keys().chain(rules.join.values().flat_map(|j| &j.columns)).map(|n| folded(n)).collect();
    let understood = |line: &Line| {
        let known = |c: &String| mapped.contains(&folded(c)) || recognise(c, columns).is_some();
        line.cells.iter().filter(|c| known(c)).count()
    };
    let best = lines.iter().take(HEADER_WITHIN).rev().max_by_key(|l| understood(l)).filter(|l| understood(l) > 0);
    best.ok_or_else(|| {
        let names = columns.iter().map(|c| c.zh).collect::<Vec<_>>().join("、");
        vec![Problem::of_file(Words::new(
            format!("没有找到列名：前 {HEADER_WITHIN} 行里没有认识的列。认识的有：{names}；别的列名请用 --mapping 说明"),
            format!("no header found: none of the first {HEADER_WITHIN} rows has a column that is known. Known are {names}; explain others with --mapping"),
        ))]
    })
}
