//! The table of figures as CSV and as a spreadsheet. No cell is run as a formula.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use shared::ledger::csv::{guarded, push_line};

use super::table::{Cell, HEADERS, Table};
use crate::error::{Error, Result};
use crate::export::csv::BYTE_ORDER_MARK;

/// Numbers that a spreadsheet keeps exactly: those of fifteen digits.
const LARGEST: u64 = 999_999_999_999_999;
/// Characters that fit into a column without widening the screen.
const WIDTH: f64 = 16.0;

/// UTF-8 with a byte order mark; lines end in CRLF.
pub(super) fn csv(table: &Table) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_owned();
    push_line(&mut out, HEADERS);
    for row in &table.rows {
        let cells = row.each_ref().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            Cell::Number(number) => number.to_string(),
        });
        push_line(&mut out, cells.iter().map(String::as_str));
    }
    out.into_bytes()
}

/// A list of objects under the names of the columns.
pub(super) fn json(table: &Table) -> Result<Vec<u8>> {
    let object = |row: &[Cell; 15]| -> BTreeMap<&'static str, serde_json::Value> {
        let value = |cell: &Cell| match cell {
            Cell::Text(text) => serde_json::Value::from(text.as_str()),
            Cell::Number(number) => serde_json::Value::from(*number),
        };
        HEADERS.into_iter().zip(row).map(|(header, cell)| (header, value(cell))).collect()
    };
    let rows: Vec<_> = table.rows.iter().map(object).collect();
    serde_json::to_vec_pretty(&rows).map_err(Error::internal)
}

/// One sheet; numbers are numbers. Made on the day of the figures, so that the same figures are the same bytes.
pub(super) fn xlsx(table: &Table) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(&table.as_of.to_string()).map_err(Error::internal)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold().set_text_wrap();
    sheet.set_name("数说").map_err(Error::internal)?;
    sheet.set_freeze_panes(1, 3).map_err(Error::internal)?;
    for (column, header) in (0..).zip(HEADERS) {
        sheet.set_column_width(column, WIDTH).map_err(Error::internal)?;
        sheet.write_string_with_format(0, column, header, &bold).map_err(Error::internal)?;
    }
    for (line, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(text) if text.is_empty() => continue,
                Cell::Text(text) => sheet.write_string(line, column, text),
                Cell::Number(number) if number.unsigned_abs() <= LARGEST => {
                    sheet.write_number(line, column, *number as f64)
                }
                Cell::Number(number) => sheet.write_string(line, column, number.to_string()),
            }
            .map_err(Error::internal)?;
        }
    }
    book.save_to_buffer().map_err(Error::internal)
}
