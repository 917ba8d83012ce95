//! The ledger as a spreadsheet: numbers are numbers and days are days, so that offices can count with them.

use chrono::Datelike as _;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::ledger::{Cell, Ledger, kept};
use super::{cells, headers};
use crate::error::{Error, Result};
use crate::projects::store::ProjectRow;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// Years whose days import tells from other numbers.
const YEARS: std::ops::RangeInclusive<i32> = 1955..=2063;
/// Characters that fit into a column without widening the screen.
const WIDTH: f64 = 14.0;

pub(super) fn written(rows: &[ProjectRow], ledger: &Ledger) -> Result<Vec<u8>> {
    let headers = headers();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold().set_text_wrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.set_name("项目台账").map_err(Error::internal)?;
    sheet.set_freeze_panes(1, 3).map_err(Error::internal)?;
    for (column, (_, header)) in (0..).zip(&headers) {
        sheet.set_column_width(column, WIDTH).map_err(Error::internal)?;
        sheet.write_string_with_format(0, column, header, &bold).map_err(Error::internal)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells(ledger, row, &headers)?) {
            write(sheet, line, column, cell, &day).map_err(|e| unfit(&e, row, &headers[usize::from(column)].1))?;
        }
    }
    book.save_to_buffer().map_err(Error::internal)
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell, day: &Format) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Date(date) => {
            let text = date.to_string();
            match ExcelDateTime::parse_from_str(&text) {
                Ok(at) if YEARS.contains(&date.year()) => sheet.write_datetime_with_format(row, column, &at, day)?,
                _ => sheet.write_string(row, column, text)?,
            }
        }
        Cell::Number(text) => match text.parse::<f64>() {
            Ok(number) if text.bytes().filter(u8::is_ascii_digit).count() <= DIGITS => {
                sheet.write_number(row, column, number)?
            }
            _ => sheet.write_string(row, column, text)?,
        },
        Cell::Text(text) => sheet.write_string(row, column, kept(text))?,
    };
    Ok(())
}

/// A spreadsheet has limits of its own.
fn unfit(error: &XlsxError, row: &ProjectRow, header: &str) -> Error {
    let number = &row.number;
    Error::Internal(format!(
        "{number} 的“{header}”写不进电子表格（{error}）：请导出为 .csv 或 .geojson。\n\"{header}\" of {number} does not fit into a spreadsheet ({error}): export it as .csv or .geojson."
    ))
}
