//! Comma-separated values, read strictly and with the row numbers a spreadsheet shows: empty lines count, a cell of
//! several lines is one row, and a quotation mark that never closes is an error instead of a swallowed file.

use std::collections::BTreeMap;

use super::{Line, Words};

/// Splits `text` into lines of cells. The separator is the comma, tab or semicolon that most of the first lines
/// have alike: a title above the header has none.
///
/// # Errors
/// The number of the row in which a quotation mark is never closed, and what to do.
pub fn split(text: &str) -> Result<Vec<Line>, (u32, Words)> {
    let separator = separator_of(text);
    let mut lines = Vec::new();
    let mut rest = text;
    let mut number = 1;
    while !rest.is_empty() {
        let mut cells = Vec::new();
        loop {
            let (cell, end, after) = cell(rest, separator).ok_or_else(|| (number, unclosed()))?;
            cells.push(cell);
            rest = after;
            if end != End::Cell {
                break;
            }
        }
        let line = Line { number, cells, is_unformatted: false };
        if !line.is_empty() {
            lines.push(line);
        }
        number += 1;
    }
    Ok(lines)
}

/// Lines from which the separator is told.
const SEPARATOR_WITHIN: usize = 50;

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

    #[test]
    fn rows_have_the_numbers_a_spreadsheet_shows() {
        let lines = split("a,b\r\n\r\n\"x\ny\",\"say \"\"hi\"\"\"\n,,\nlast,").unwrap();
        let seen: Vec<_> = lines.iter().map(|l| (l.number, l.cells.join("|"))).collect();
        assert_eq!(seen, [(1, "a|b".into()), (3, "x\ny|say \"hi\"".into()), (5, "last|".into())]);
    }

    #[test]
    fn a_quotation_mark_that_never_closes_is_refused_with_its_row() {
        assert_eq!(split("a,b\n\"x,y\nz").unwrap_err().0, 2);
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
