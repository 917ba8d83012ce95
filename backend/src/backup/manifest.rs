//! What an archive says of itself.

use std::io::{Read, Result, Write};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Its name in the archive, where it is the last file.
pub(super) const NAME: &str = "linxin-backup.json";
/// The way archives are written today; a program reads this one and no later.
pub(super) const FORMAT: u32 = 1;

/// What an archive holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The way it is written.
    pub format: u32,
    /// The program that wrote it, with its version.
    pub program: String,
    /// When it was written.
    pub made_at: DateTime<Utc>,
    /// The newest migration of the database.
    pub schema: String,
    /// The database is in the archive; otherwise it is a PostgreSQL that has its own backup.
    pub has_database: bool,
    /// Every file but this one, in their order.
    pub files: Vec<Entry>,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it lies in the data folder, with `/` between.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// Passes bytes on and keeps count and sum of them.
pub(super) struct Summed<T> {
    inner: T,
    bytes: u64,
    sum: Sha256,
}

impl<T> Summed<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, bytes: 0, sum: Sha256::new() }
    }

    /// The entry of what went through, and what it went to.
    pub(super) fn finish(self, path: String) -> (Entry, T) {
        let sha256 = self.sum.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        (Entry { path, bytes: self.bytes, sha256 }, self.inner)
    }

    fn count(&mut self, part: &[u8]) {
        self.bytes += part.len() as u64;
        self.sum.update(part);
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count(&buffer[..read]);
        Ok(read)
    }
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, part: &[u8]) -> Result<usize> {
        let written = self.inner.write(part)?;
        self.count(&part[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }
}
