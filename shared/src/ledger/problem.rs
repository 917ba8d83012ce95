//! What is wrong with a file, said so that whoever keeps the list can mend it: row, column, value and what to do.

use std::collections::BTreeMap;

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
/// Rows that are named one by one where the same is said of many.
const SHOWN_ROWS: usize = 20;

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

    /// A problem of one row; number 0 is the header of features, which stands in no row.
    pub fn of_row(row: u32, words: Words) -> Self {
        Self { row: Some(row).filter(|r| *r > 0), ..Self::of_file(words) }
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

/// All that is wrong with a file, and what it says in vain.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    first: Vec<Problem>,
    total: usize,
    /// The first rows of each column, and how many there are.
    unkept: BTreeMap<String, (Vec<u32>, usize)>,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.total += 1;
        if self.first.len() < SHOWN_PROBLEMS {
            self.first.push(problem);
        }
    }

    /// Adds all of them.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// The first hundred, in the order of rows; problems of the whole file come first.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut all: Vec<_> = self.first.iter().collect();
        all.sort_by_key(|p| p.row);
        all
    }

    /// Notes that the value under `column` says something of a compound, but its row names none.
    pub fn note_unkept(&mut self, column: &str, row: u32) {
        let (rows, total) = self.unkept.entry(column.to_owned()).or_default();
        *total += 1;
        if rows.len() < SHOWN_ROWS {
            rows.push(row);
        }
    }

    /// One sentence for each column of which values were not kept, because their rows name no compound.
    pub fn unkept(&self) -> Vec<Words> {
        let sentence = |(column, (rows, total)): (&String, &(Vec<u32>, usize))| {
            let shown: Vec<String> = rows.iter().map(u32::to_string).collect();
            let more = total - shown.len();
            let (zh, en) = match more {
                0 => (String::new(), String::new()),
                more => (format!("等 {} 行", more + shown.len()), format!(" and {more} more")),
            };
            Words::new(
                format!("没有保存「{column}」的值：第 {} 行{zh}没有写小区，这一列说的是小区", shown.join("、")),
                format!(
                    "Not kept: \"{column}\" of row {}{en}, which name no compound to keep it for",
                    shown.join(", ")
                ),
            )
        };
        self.unkept.iter().map(sentence).collect()
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
    fn values_that_were_not_kept_are_told_by_column() {
        let mut all = Problems::default();
        (2..40).for_each(|row| all.note_unkept("户数", row));
        let [words] = all.unkept().try_into().unwrap();
        assert!(
            words.zh.contains("「户数」的值：第 2、3、4、") && words.zh.contains("21 行等 38 行没有写小区"),
            "{words:?}"
        );
        assert!(words.en.ends_with("20, 21 and 18 more, which name no compound to keep it for"), "{words:?}");
        assert!(all.is_empty(), "nothing is wrong");
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
