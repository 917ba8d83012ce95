//! What is wrong with a file, said so that whoever keeps the list can mend it: row, column, value and what to do.

/// The same sentence in Chinese and English, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The two sentences.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// Problems that are listed one by one; the rest is only counted.
pub const SHOWN_PROBLEMS: usize = 100;
/// Characters of a value that are shown.
const SHOWN_VALUE: usize = 60;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Row as the spreadsheet numbers it; absent when the whole file is meant.
    pub row: Option<u32>,
    /// Header of the column as it stands in the file.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// What is wrong and what to do.
    pub words: Words,
}

impl Problem {
    /// A problem of the whole file.
    pub fn of_file(words: Words) -> Self {
        Self { row: None, column: None, value: None, words }
    }

    /// A problem of one row.
    pub fn of_row(row: u32, words: Words) -> Self {
        Self { row: Some(row), ..Self::of_file(words) }
    }

    /// A problem of one cell.
    pub fn of_cell(row: u32, column: &str, value: &str, words: Words) -> Self {
        let mut shown: String = value.chars().take(SHOWN_VALUE).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self { row: Some(row), column: Some(column.to_owned()), value: Some(shown), words }
    }

    /// One line of Chinese.
    pub fn zh(&self) -> String {
        let mut line = String::new();
        if let Some(row) = self.row {
            line = format!("第 {row} 行");
        }
        if let Some(column) = &self.column {
            line.push_str(&format!("「{column}」"));
        }
        match self.value.as_deref() {
            Some("") => line.push_str("为空"),
            Some(value) => line.push_str(&format!("的值“{value}”")),
            None => {}
        }
        if !line.is_empty() {
            line.push('：');
        }
        format!("{line}{}。", self.words.zh)
    }

    /// One line of English.
    pub fn en(&self) -> String {
        let mut line = String::new();
        if let Some(row) = self.row {
            line = format!("Row {row}");
        }
        if let Some(column) = &self.column {
            line.push_str(if line.is_empty() { "Column " } else { ", column " });
            line.push_str(&format!("\"{column}\""));
        }
        match self.value.as_deref() {
            Some("") => line.push_str(", empty"),
            Some(value) => line.push_str(&format!(", value \"{value}\"")),
            None => {}
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        format!("{line}{}.", self.words.en)
    }
}

/// All that is wrong with a file.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    first: Vec<Problem>,
    total: usize,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.total += 1;
        if self.first.len() < SHOWN_PROBLEMS {
            self.first.push(problem);
        }
    }

    /// The first hundred, in the order of rows; problems of the whole file come first.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut all: Vec<_> = self.first.iter().collect();
        all.sort_by_key(|p| p.row);
        all
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_row_column_value_and_what_to_do() {
        let words = Words::new("应为日期，如 2026-06-12", "expected a date such as 2026-06-12");
        let problem = Problem::of_cell(7, "计划开工", "六月", words);
        assert_eq!(problem.zh(), "第 7 行「计划开工」的值“六月”：应为日期，如 2026-06-12。");
        assert_eq!(problem.en(), "Row 7, column \"计划开工\", value \"六月\": expected a date such as 2026-06-12.");
    }

    #[test]
    fn after_a_hundred_problems_are_only_counted() {
        let mut all = Problems::default();
        for row in 0..250 {
            all.push(Problem::of_row(row, Words::new("错", "wrong")));
        }
        assert_eq!((all.sorted().len(), all.total()), (100, 250));
    }
}
