//! `linxin backup` and `linxin restore` 备份与恢复: one gzipped tar with the database as it was at one moment and every
//! other file of the data folder. Its manifest comes last and names them all, so that part of an archive is none.

mod manifest;
mod pack;
mod restore;
mod unpack;

pub use manifest::Manifest;
pub use pack::backup;
pub(crate) use restore::refuse_unfinished;
pub use restore::restore;

use crate::error::Error;

/// Name of the SQLite database, in the archive as in the data folder.
pub const DATABASE: &str = "linxin.sqlite3";
/// Begins the names of the folders in which a restore works; they are never packed.
const WORK: &str = ".linxin-";
/// The folder in which an archive is opened and looked through.
const OPENED: &str = ".linxin-opened";
/// The folder that holds what a restore replaces, until it is done.
const ASIDE: &str = ".linxin-before-restore";

/// What went wrong and what to do, in both languages.
fn says(zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Error {
    Error::Internal(format!("{zh}\n{en}"))
}
