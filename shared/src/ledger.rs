//! The ledger 台账: lists of areas, compounds and projects as offices keep them in spreadsheets. Tables come in and go
//! out here as text; nothing is read from a disk or written to a database.

mod agree;
pub mod amounts;
pub mod areas;
pub mod boundaries;
pub mod cells;
pub mod columns;
pub mod compounds;
pub mod csv;
mod field;
pub mod figures;
pub mod geojson;
mod header;
mod layout;
pub mod media;
pub mod moments;
pub mod notices;
pub mod outages;
pub mod position;
mod problem;
pub mod projects;
mod row;
pub mod rules;
pub mod treated;
pub mod twins;
pub mod words;

pub use field::Field;
pub use header::HEADER_WITHIN;
pub use layout::{Layout, joined_key};
pub use problem::{Problem, Problems, SHOWN_PROBLEMS, Words};
pub use row::Cells;

/// A spreadsheet as it was handed in: every line that is not empty, under the number the spreadsheet gives it.
pub type Lines = Vec<Line>;

/// One line of a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the spreadsheet, beginning with 1.
    pub number: u32,
    /// Its cells from the left; missing ones at the end are empty.
    pub cells: Vec<String>,
    /// Its numbers come without the format in which people see them: 0.35 may be shown as 35%.
    pub is_unformatted: bool,
}

impl Line {
    /// Whether anything is written in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|c| words::trimmed(c).is_empty())
    }

    /// The trimmed text of the cell in `column`, or nothing.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |c| words::trimmed(c))
    }
}
