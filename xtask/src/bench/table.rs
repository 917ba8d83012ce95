//! The figures as one reads them: ratios first, since another machine has other speeds.

use super::{Database, Size, wrk::Seen};
use std::fmt::{Display, Formatter, Result};
use std::time::Duration;

/// What was seen of one size on one database.
pub(crate) struct Case {
    pub(crate) database: Database,
    pub(crate) size: Size,
    /// From the start until the server said that it is ready.
    pub(crate) said_ready: Duration,
    /// From the start until it answered that it is.
    pub(crate) answered: Duration,
    /// Memory after all questions, and the most there was, bytes.
    pub(crate) resident: Option<u64>,
    pub(crate) most: Option<u64>,
    /// The plain file first.
    pub(crate) asked: Vec<Asked>,
}

/// What was seen of one question.
pub(crate) struct Asked {
    pub(crate) name: &'static str,
    pub(crate) aim: Option<f64>,
    pub(crate) bytes: usize,
    pub(crate) seen: Seen,
}

/// At most so many times slower may the larger be.
const SLOWER: f64 = 1.5;
/// Until the first answer, s, and memory, MB.
const START: f64 = 2.0;
const MEMORY: f64 = 400.0;

/// All cases, the demonstration of each database before its larger one.
pub(crate) struct Table(pub(crate) Vec<Case>);

impl Case {
    fn name(&self) -> String {
        format!("{} {}", self.database.name(), self.size.name())
    }

    /// What was seen of a question; not all are asked everywhere.
    fn asked(&self, name: &str) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.name == name)
    }

    /// How fast a question is answered, the plain file being 1.
    fn ratio(&self, name: &str) -> Option<f64> {
        Some(self.asked(name)?.seen.per_second / self.asked.first()?.seen.per_second)
    }

    fn of<'a>(&self, all: &'a [Self], size: Size) -> Option<&'a Self> {
        all.iter().find(|case| case.database == self.database && case.size == size)
    }
}

/// Marks what misses its aim.
fn marked(text: String, misses: bool) -> String {
    if misses { format!("**{text}**") } else { text }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Some(first) = self.0.first() else { return Ok(()) };
        let names: Vec<String> = self.0.iter().map(Case::name).collect();
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let rule = |n: usize| format!("|---|{}", "---:|".repeat(n - 1));

        let large: Vec<&Case> = self.0.iter().filter(|case| case.size == Size::Large).collect();
        let slower = large.iter().map(|case| format!("{} slower", case.database.name()));
        let sizes = ["bytes demo", "bytes 220,000"].map(str::to_owned);
        let head: Vec<String> = ["question".to_owned(), "aim".to_owned()]
            .into_iter()
            .chain(names.iter().cloned())
            .chain(slower)
            .chain(sizes)
            .collect();
        writeln!(f, "Requests a second as a part of those for a plain file, and how many; bold misses its aim.\n")?;
        writeln!(f, "{}\n{}", line(&head), rule(head.len()))?;
        for asked in &first.asked {
            let aim = asked.aim.map_or_else(String::new, |aim| format!("≥ {aim}"));
            let mut cells = vec![asked.name.to_owned(), aim];
            for case in &self.0 {
                let seen = case.asked(asked.name).zip(case.ratio(asked.name));
                cells.push(seen.map_or_else(String::new, |(own, ratio)| {
                    let text = format!("{ratio:.2} ({:.0})", own.seen.per_second);
                    marked(text, asked.aim.is_some_and(|aim| ratio < aim))
                }));
            }
            for case in &large {
                let demo = case.of(&self.0, Size::Demo).and_then(|demo| demo.ratio(asked.name));
                let slower = demo.zip(case.ratio(asked.name)).map(|(demo, large)| demo / large);
                cells.push(slower.map_or_else(String::new, |s| marked(format!("{s:.1}×"), s > SLOWER)));
            }
            let bytes = |size| {
                let of = first.of(&self.0, size).and_then(|case| case.asked(asked.name));
                of.map_or_else(String::new, |asked| asked.bytes.to_string())
            };
            cells.extend([bytes(Size::Demo), bytes(Size::Large)]);
            writeln!(f, "{}", line(&cells))?;
        }

        writeln!(f, "\nMilliseconds of half of the answers / of 99 in 100.\n")?;
        let head: Vec<String> = std::iter::once("question".to_owned()).chain(names.iter().cloned()).collect();
        writeln!(f, "{}\n{}", line(&head), rule(head.len()))?;
        for asked in &first.asked {
            let seen = self.0.iter().map(|case| case.asked(asked.name).map(|asked| &asked.seen));
            let cells = seen.map(|s| s.map_or_else(String::new, |s| format!("{:.1} / {:.1}", s.half, s.most)));
            writeln!(f, "{}", line(&std::iter::once(asked.name.to_owned()).chain(cells).collect::<Vec<_>>()))?;
        }

        writeln!(f, "\nStart and memory: under {START} s and {MEMORY} MB.\n")?;
        let head =
            ["", "says that it is ready, s", "answers ready, s", "memory after all, MB", "most, MB"].map(str::to_owned);
        writeln!(f, "{}\n{}", line(&head), rule(head.len()))?;
        for (case, name) in self.0.iter().zip(names) {
            let seconds = |time: Duration| marked(format!("{:.2}", time.as_secs_f64()), time.as_secs_f64() >= START);
            let megabytes = |bytes: Option<u64>| match bytes.map(|bytes| bytes as f64 / 1_048_576.0) {
                Some(mb) => marked(format!("{mb:.0}"), mb >= MEMORY),
                None => "?".to_owned(),
            };
            let (resident, most) = (megabytes(case.resident), megabytes(case.most));
            writeln!(f, "{}", line(&[name, seconds(case.said_ready), seconds(case.answered), resident, most]))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(size: Size, names: &[&'static str]) -> Case {
        let asked = |(n, name): (usize, &&'static str)| {
            let seen = Seen { per_second: 1_000.0 / (n + 1) as f64, half: 1.0, most: 2.0 };
            Asked { name, aim: (n > 0).then_some(0.4), bytes: 10, seen }
        };
        Case {
            database: Database::Sqlite,
            size,
            said_ready: Duration::from_millis(20),
            answered: Duration::from_secs(3),
            resident: Some(1_048_576),
            most: None,
            asked: names.iter().enumerate().map(asked).collect(),
        }
    }

    #[test]
    fn a_question_that_is_asked_in_one_case_only_leaves_the_others_empty() {
        let demo = case(Size::Demo, &["static bytes", "list", "signing in"]);
        let table = Table(vec![demo, case(Size::Large, &["static bytes", "list"])]).to_string();
        assert!(table.contains("| list | ≥ 0.4 | 0.50 (500) | 0.50 (500) | 1.0× | 10 | 10 |"), "{table}");
        assert!(table.contains("| signing in | ≥ 0.4 | **0.33 (333)** |  |  | 10 |  |"), "{table}");
        assert!(table.contains("| SQLite demo | 0.02 | **3.00** | 1 | ? |"), "{table}");
    }
}
