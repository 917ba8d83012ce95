//! The ledger of projects 项目台账 with the columns that import reads: what goes out comes in again unchanged, as CSV,
//! as a spreadsheet and as a layer of a map.

pub(crate) mod csv;
mod geojson;
mod ledger;
mod xlsx;

use std::io::Write as _;
use std::path::Path;

use shared::ledger::{Field, columns};

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::projects::staff::scope::Reach;
use crate::projects::store::ProjectRow;
use ledger::{Cell, Ledger};

/// How a ledger is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text for any program.
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// A layer of a map.
    GeoJson,
}

impl Format {
    /// The format that the ending of `file` asks for.
    ///
    /// # Errors
    /// The endings that are known.
    pub fn of(file: &Path) -> Result<Self> {
        let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("geojson") => Ok(Self::GeoJson),
            _ => {
                let file = file.display();
                Err(Error::Internal(format!(
                    "不知道 {file} 要写成什么格式：文件名请以 .csv、.xlsx 或 .geojson 结尾。\n{file} has no format: let its name end in .csv, .xlsx or .geojson."
                )))
            }
        }
    }
}

/// All projects, drafts and unpublished ones too, in the order of their numbers.
///
/// # Errors
/// Those of the database, and what does not fit into a spreadsheet.
pub fn projects(conn: &mut Conn, format: Format) -> Result<Vec<u8>> {
    projects_within(conn, format, &Reach::everything(), None)
}

/// Those that `reach` holds, of the programme year `year` where one is given.
///
/// # Errors
/// The same.
pub fn projects_within(conn: &mut Conn, format: Format, reach: &Reach, year: Option<i16>) -> Result<Vec<u8>> {
    let mut rows = ledger::rows(conn, reach)?;
    rows.retain(|row| year.is_none() || row.plan_year == year);
    let ledger = Ledger::load(conn)?;
    match format {
        Format::Csv => csv::written(&rows, &ledger),
        Format::Xlsx => xlsx::written(&rows, &ledger),
        Format::GeoJson => geojson::written(&rows, &ledger),
    }
}

/// Writes all of `file` or none of it: what was there before stays until then.
///
/// # Errors
/// Those of the disk.
pub fn write(file: &Path, ledger: &[u8]) -> std::io::Result<()> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let write = || {
        let mut to = std::fs::File::create(part)?;
        to.write_all(ledger)?;
        to.sync_all()?;
        std::fs::rename(part, file)
    };
    write().inspect_err(|_| drop(std::fs::remove_file(part)))
}

/// The columns that are written, with their headers.
fn headers() -> Vec<(Field, String)> {
    let written = columns::PROJECTS.iter().filter(|c| c.field != Field::Crs);
    written.map(|c| (c.field, format!("{}{}", c.zh, unit(c.field)))).collect()
}

fn unit(field: Field) -> &'static str {
    match field {
        Field::TotalInvestment | Field::Contract | Field::FinalAccount => "（万元）",
        Field::FloorArea => "（㎡）",
        Field::WorksProgress => "（%）",
        _ => "",
    }
}

/// The cells of `row` under `headers`.
fn cells(ledger: &Ledger, row: &ProjectRow, headers: &[(Field, String)]) -> Result<Vec<Cell>> {
    headers.iter().map(|(field, _)| ledger.cell(row, *field)).collect()
}
