//! The spreadsheets offices send, into lines of text as people see them.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Sheets};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use shared::ledger::{Line, Lines, Words, cells};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

type Book<'a> = Sheets<Cursor<&'a [u8]>>;

/// Whether a file with these first bytes is a spreadsheet.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0")
}

/// The lines of the sheet called `sheet`, else of the first.
///
/// # Errors
/// Why it cannot be opened, and what to do.
pub(super) fn lines(file: &[u8], sheet: Option<&str>) -> Result<Lines, Words> {
    let broken = |e: &dyn std::fmt::Display| {
        Words::new(
            format!("表格打不开（{e}）：请在表格软件里另存为 .xlsx 或“CSV UTF-8”，有密码的先去掉密码"),
            format!("the spreadsheet cannot be opened ({e}): save it as .xlsx or \"CSV UTF-8\", without a password"),
        )
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(file)).map_err(|e| broken(&e))?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|n| n.trim() == wanted.trim()).ok_or_else(|| {
            let all = names.join("、");
            Words::new(format!("没有工作表“{wanted}”，有：{all}"), format!("there is no sheet \"{wanted}\", but {all}"))
        })?,
        None => names.first().ok_or_else(|| broken(&"no sheet"))?,
    };
    let range = book.worksheet_range(name).map_err(|e| broken(&e))?;
    // Only of .xlsx does the reader know how numbers are shown.
    let styles = if matches!(book, Sheets::Xlsx(_)) { book.worksheet_style(name).ok() } else { None };
    let shows_percent = |row: u32, column: u32| {
        let format = styles.as_ref().and_then(|s| s.get((row, column))?.number_format.as_ref());
        format.is_some_and(|f| is_percent(&f.format_code))
    };
    let merged = merged_down(&mut book, name);
    // Programs that only write spreadsheets compute nothing: the cell looks empty, and is not.
    let formulas = book.worksheet_formula(name).ok();
    let (top, left) = range.start().unwrap_or_default();
    let mut lines = Vec::new();
    for (row, values) in (top..).zip(range.rows()) {
        let mut cells = vec![String::new(); usize::try_from(left).unwrap_or_default()];
        cells.extend((left..).zip(values).map(|(column, value)| match value {
            Data::Empty if let Some(first) = merged.get(&(row, column)) => {
                range.get_value((*first, column)).map(written).unwrap_or_default()
            }
            empty if is_empty(empty) => match formulas.as_ref().and_then(|f| f.get_value((row, column))) {
                Some(formula) if !formula.is_empty() => cells::UNCOMPUTED.to_owned(),
                _ => String::new(),
            },
            Data::Float(number) if shows_percent(row, column) => format!("{}%", decimal(number * 100.0)),
            Data::Int(number) if shows_percent(row, column) => format!("{}%", number.saturating_mul(100)),
            value => written(value),
        }));
        let line = Line { number: row + 1, cells, is_unformatted: styles.is_none() };
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// More rows than these have no value in common.
const MERGED_ROWS: u32 = 2_000;

/// Cells that one above covers, as offices merge the street of several rows: place → row of the one that holds the value.
fn merged_down(book: &mut Book<'_>, sheet: &str) -> HashMap<(u32, u32), u32> {
    let Sheets::Xlsx(book) = book else { return HashMap::new() };
    let Ok(merged) = book.merge_cells_by_sheet_name(sheet) else { return HashMap::new() };
    let covered = |m: &calamine::Dimensions| {
        let ((first, column), (last, _)) = (m.start, m.end);
        (first + 1..=last).map(move |row| ((row, column), first))
    };
    // One over the whole sheet is a frame and no value for each row.
    let of_rows = |m: &&calamine::Dimensions| m.end.0 - m.start.0 < MERGED_ROWS;
    merged.iter().filter(of_rows).flat_map(covered).collect()
}

/// Whether a number format multiplies by a hundred: 0.0% does, 0"%" and 0\% only write the sign.
fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            // The next character is written as it is.
            '\\' | '_' | '*' if !quoted => drop(chars.next()),
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// Nothing is seen in it.
fn is_empty(cell: &Data) -> bool {
    matches!(cell, Data::Empty) || matches!(cell, Data::String(text) if text.trim().is_empty())
}

/// A cell as a person reads it.
fn written(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => decimal(*number),
        Data::Bool(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        Data::Error(e) => e.to_string(),
        // A spreadsheet counts days; what stands after the point is the time of day.
        Data::DateTime(at) => {
            let seconds = (at.as_f64() * DAY).round();
            let whole = (at.is_datetime() && seconds >= 0.0).then(|| format!("{}", (seconds / DAY).floor()));
            let day = whole.and_then(|w| w.parse().ok()).and_then(cells::serial);
            let time = NaiveTime::MIN + TimeDelta::seconds((seconds % DAY) as i64);
            let written = |day: NaiveDate| {
                if time == NaiveTime::MIN { day.to_string() } else { format!("{day} {}", time.format("%H:%M:%S")) }
            };
            day.map_or_else(|| decimal(at.as_f64()), written)
        }
    }
}

/// Fifteen digits, as spreadsheets show them: 0.1 + 0.2 is 0.3 there.
fn decimal(number: f64) -> String {
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_spreadsheet_have_fifteen_digits() {
        assert_eq!(decimal(0.1 + 0.2), "0.3");
        assert_eq!(decimal(710.56), "710.56");
        assert_eq!(decimal(420_203_007_201.0), "420203007201");
        assert_eq!(decimal(115.093_483_41), "115.09348341");
    }

    #[test]
    fn a_format_in_percent_is_told_from_a_sign_that_is_only_written() {
        for (format, percent) in
            [("0%", true), ("0.00%;-0.00%", true), ("General", false), ("0\"%\"", false), ("0\\%", false)]
        {
            assert_eq!(is_percent(format), percent, "{format}");
        }
    }
}
