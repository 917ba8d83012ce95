//! Comma-separated values, read strictly and with the row numbers a spreadsheet shows: empty lines count, a cell of
//! several lines is one row, and a quotation mark that never closes is an error instead of a swallowed file.

use std::collections::BTreeMap;

use super::{Line, Problem, Words};

/// The lines of a text that arrives in pieces, those that hold nothing left out. Only the piece at hand is kept, so a
/// text of any length takes little memory. After an error it ends.
pub struct Rows<I> {
    pieces: I,
    text: String,
    /// Where in `text` the next line begins.
    at: usize,
    separator: Option<char>,
    number: u32,
    has_ended: bool,
}

/// Lines from which the separator is told.
const SEPARATOR_WITHIN: usize = 50;
/// Bytes within which those lines are looked for.
const HEAD: usize = 1 << 20;
/// Bytes of one row at most: a longer one has a quotation mark too many.
const LONGEST_ROW: usize = 16 << 20;

impl<I: Iterator<Item = Result<String, Problem>>> Rows<I> {
    /// The separator is the comma, tab or semicolon that most of the first lines have alike: a title above the header
    /// has none.
    pub fn new(pieces: I) -> Self {
        Self { pieces, text: String::new(), at: 0, separator: None, number: 0, has_ended: false }
    }

    /// Takes in as much again as there is, at least one piece.
    fn fill(&mut self) -> Result<(), Problem> {
        self.text.drain(..self.at);
        self.at = 0;
        let wanted = self.text.len() * 2;
        loop {
            match self.pieces.next() {
                Some(piece) => self.text.push_str(&piece?),
                None => self.has_ended = true,
            }
            if self.has_ended || self.text.len() > wanted {
                return Ok(());
            }
        }
    }

    /// Told from the first lines, once they are there.
    fn separator(&mut self) -> Result<char, Problem> {
        if let Some(separator) = self.separator {
            return Ok(separator);
        }
        while !self.has_ended && self.text.len() < HEAD && self.text.lines().count() <= SEPARATOR_WITHIN {
            self.fill()?;
        }
        let separator = separator_of(&self.text);
        self.separator = Some(separator);
        Ok(separator)
    }

    /// The next line, empty ones too.
    fn line(&mut self) -> Result<Option<Line>, Problem> {
        let separator = self.separator()?;
        loop {
            let rest = &self.text[self.at..];
            let number = self.number + 1;
            match cells(rest, separator) {
                _ if rest.is_empty() && self.has_ended => return Ok(None),
                // What ends where the text ends may go on in the next piece.
                Some((cells, after)) if self.has_ended || !after.is_empty() => {
                    self.at = self.text.len() - after.len();
                    self.number = number;
                    return Ok(Some(Line { number, cells, is_unformatted: false }));
                }
                None if self.has_ended => return Err(Problem::of_row(number, unclosed())),
                _ if rest.len() > LONGEST_ROW => return Err(Problem::of_row(number, unclosed())),
                _ => self.fill()?,
            }
        }
    }
}

impl<I: Iterator<Item = Result<String, Problem>>> Iterator for Rows<I> {
    type Item = Result<Line, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.line() {
                Ok(Some(line)) if line.is_empty() => {}
                Ok(line) => return line.map(Ok),
                Err(problem) => {
                    (self.text, self.at, self.has_ended) = (String::new(), 0, true);
                    return Some(Err(problem));
                }
            }
        }
    }
}

fn unclosed() -> Words {
    Words::new(
        "这一行有一个英文双引号没有成对，请补上另一个再导入",
        "a quotation mark in this row is never closed: add the other one",
    )
}

fn separator_of(text: &str) -> char {
    let columns = |separator: char| {
        let mut lines_with: BTreeMap<usize, usize> = BTreeMap::new();
        for line in text.lines().take(SEPARATOR_WITHIN) {
            let mut quoted = false;
            let outside = |c: &char| {
                quoted ^= *c == '"';
                !quoted && *c == separator
            };
            *lines_with.entry(line.chars().filter(outside).count()).or_default() += 1;
        }
        // Squared: many lines alike say more than one that is full of commas.
        lines_with.into_iter().map(|(columns, lines)| columns * lines * lines).max().unwrap_or(0)
    };
    // Of equals the last is taken: the comma.
    [';', '\t', ','].into_iter().max_by_key(|s| columns(*s)).unwrap_or(',')
}

/// Cuts the first line off `rest`; `None` when a quotation mark in it is never closed.
fn cells(mut rest: &str, separator: char) -> Option<(Vec<String>, &str)> {
    let mut cells = Vec::new();
    loop {
        let (cell, end, after) = cell(rest, separator)?;
        cells.push(cell);
        rest = after;
        if end == End::Line {
            return Some((cells, rest));
        }
    }
}

#[derive(PartialEq)]
enum End {
    Cell,
    Line,
}

/// Cuts the first cell off `rest`; `None` when its quotation mark is never closed.
fn cell(rest: &str, separator: char) -> Option<(String, End, &str)> {
    let Some(quoted) = rest.strip_prefix('"') else {
        let at = rest.find([separator, '\r', '\n']).unwrap_or(rest.len());
        let (end, after) = finish(&rest[at..], separator);
        return Some((rest[..at].to_owned(), end, after));
    };
    let mut cell = String::new();
    let mut rest = quoted;
    loop {
        let at = rest.find('"')?;
        cell.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => break,
        }
    }
    // What stands between the closing mark and the separator is kept, as spreadsheets do.
    let at = rest.find([separator, '\r', '\n']).unwrap_or(rest.len());
    cell.push_str(&rest[..at]);
    let (end, after) = finish(&rest[at..], separator);
    Some((cell, end, after))
}

fn finish(rest: &str, separator: char) -> (End, &str) {
    if let Some(after) = rest.strip_prefix(separator) {
        return (End::Cell, after);
    }
    let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
    (End::Line, after)
}

/// Appends one line, ended by CRLF, to `out`.
pub fn push_line<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// What a spreadsheet would run as a formula begins with one of these.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text that no spreadsheet runs as a formula: an apostrophe stands before what looks like one. [`unguarded`] undoes it.
pub fn guarded(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] was given.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In one piece, and in pieces of one character each.
    fn split(text: &str) -> Result<Vec<Line>, Problem> {
        let whole: Result<Vec<Line>, Problem> = Rows::new(std::iter::once(Ok(text.to_owned()))).collect();
        let pieces: Result<Vec<Line>, Problem> = Rows::new(text.chars().map(|c| Ok(c.to_string()))).collect();
        assert_eq!(whole, pieces);
        whole
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        let mut taken = 0;
        let endless = std::iter::repeat_with(|| {
            taken += 1;
            Ok("\"".to_owned() + &"x".repeat(1 << 20))
        });
        let problem = Rows::new(std::iter::once(Ok("a,b\n".to_owned())).chain(endless)).nth(1);
        assert!(problem.is_some_and(|line| line.is_err_and(|p| p.row == Some(2))));
        assert!(taken < 80, "{taken}");
    }

    #[test]
    fn rows_have_the_numbers_a_spreadsheet_shows() {
        let lines = split("a,b\r\n\r\n\"x\ny\",\"say \"\"hi\"\"\"\n,,\nlast,").unwrap();
        let seen: Vec<_> = lines.iter().map(|l| (l.number, l.cells.join("|"))).collect();
        assert_eq!(seen, [(1, "a|b".into()), (3, "x\ny|say \"hi\"".into()), (5, "last|".into())]);
    }

    #[test]
    fn a_quotation_mark_that_never_closes_is_refused_with_its_row() {
        assert_eq!(split("a,b\n\"x,y\nz").unwrap_err().row, Some(2));
    }

    #[test]
    fn tabs_and_semicolons_separate_too() {
        for text in ["a\tb;c\n", "a;b,\n"] {
            assert_eq!(split(text).unwrap()[0].cells.len(), 2, "{text}");
        }
    }

    #[test]
    fn a_title_above_the_header_does_not_hide_the_separator() {
        for text in [
            "台账，2026年\na\tb\tc\n1\t2,3,4,5,6\t3\n",
            "台账\n\na;b;c\n1;\"2,3,4,5,6\";3\n",
            "title;\na,b,c\n1,2;3,4;5\n",
        ] {
            assert_eq!(split(text).unwrap().last().unwrap().cells.len(), 3, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let cells = ["plain", "a,b", "q\"q", "two\r\nlines", "", " spaced "];
        let mut text = String::new();
        push_line(&mut text, cells);
        assert_eq!(split(&text).unwrap()[0].cells, cells);
    }

    #[test]
    fn a_formula_is_disarmed_and_comes_back() {
        for text in ["=1+1", "+1", "-x", "@a", "'=x", "''@x"] {
            assert!(guarded(text).starts_with('\''), "{text}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["'tis", "1-2", "中文", ""] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }
}
