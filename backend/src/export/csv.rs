//! The ledger as CSV.

use shared::ledger::csv;

use super::ledger::{Cell, Ledger};
use super::{cells, headers};
use crate::error::Result;
use crate::projects::store::ProjectRow;

/// Spreadsheets take a file without it for something else than UTF-8.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn written(rows: &[ProjectRow], ledger: &Ledger) -> Result<Vec<u8>> {
    let headers = headers();
    let mut out = BYTE_ORDER_MARK.to_owned();
    csv::push_line(&mut out, headers.iter().map(|(_, header)| header.as_str()));
    for row in rows {
        let cells: Vec<String> = cells(ledger, row, &headers)?.into_iter().map(text).collect();
        csv::push_line(&mut out, cells.iter().map(String::as_str));
    }
    Ok(out.into_bytes())
}

/// Text that no spreadsheet runs as a formula.
fn text(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => csv::guarded(&text),
        Cell::Number(number) => number,
        Cell::Date(day) => day.to_string(),
    }
}
