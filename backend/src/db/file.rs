//! The SQLite file itself: who uses it, whether it is still the one that was opened, and its copy.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Every file that belongs to the database at `path`, the file itself first: journals, then locks.
pub fn family(path: &Path) -> Vec<PathBuf> {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    let mut all = vec![path.to_owned()];
    all.extend(["-wal", "-shm", "-journal"].map(beside));
    all.extend([START, USE].map(|ending| path.with_extension(ending)));
    all
}

/// Ending of the file that is locked while the tables are brought up to date.
const START: &str = "lock";
/// Ending of the file that is locked, together with others, by all who have the database open.
const USE: &str = "in-use";

/// Locks the start of programs on the database at `path`, until what is returned is dropped.
pub(super) fn lock_start(path: &Path) -> Result<File> {
    let lock = lock_file(&path.with_extension(START))?;
    lock.lock()?;
    Ok(lock)
}

/// Says that the database at `path` is in use, until what is returned is dropped.
pub(super) fn share(path: &Path) -> Result<File> {
    let lock = lock_file(&path.with_extension(USE))?;
    match lock.try_lock_shared() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::new(ErrorKind::WouldBlock, "a backup is being restored into it")),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// How long somebody who is just leaving is waited for: a server that was told to stop, or a child of it that has not
/// yet let go of what it was born with.
const PATIENCE: Duration = Duration::from_secs(2);

/// Keeps everybody from the database at `path`, until what is returned is dropped; `None` while somebody has it open and
/// does not leave within [`PATIENCE`].
///
/// # Errors
/// When its folder cannot be written.
pub fn keep_others_out(path: &Path) -> Result<Option<File>> {
    let lock = lock_file(&path.with_extension(USE))?;
    let since = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => std::thread::sleep(PATIENCE / 40),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
}

/// Reading is enough to lock: a command of the administrator must not leave a file that the server may not open.
fn lock_file(path: &Path) -> Result<File> {
    match File::open(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => {
            // Several may make it at once.
            OpenOptions::new().read(true).append(true).create(true).open(path)
        }
        opened => opened,
    }
}

/// A file that was opened, to be told from another that took its name.
#[derive(Clone)]
pub(super) struct Opened {
    path: PathBuf,
    identity: (u64, u64),
}

impl Opened {
    /// The file that lies at `path` now.
    pub(super) fn new(path: &Path) -> Result<Self> {
        Ok(Self { path: path.to_owned(), identity: identity(path)? })
    }

    /// Whether it still lies there. Without asking, SQLite would go on in a file that nobody can find any more, and a
    /// new connection would make an empty one.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        let shown = self.path.display();
        match identity(&self.path) {
            Ok(identity) if identity == self.identity => Ok(()),
            Ok(_) => Err(format!("{shown} was replaced while in use")),
            Err(e) => Err(format!("{shown} is gone ({e})")),
        }
    }
}

/// Device and number of the file; where there are none, only that it is there.
fn identity(path: &Path) -> Result<(u64, u64)> {
    let there = std::fs::metadata(path)?;
    #[cfg(unix)]
    let identity = (std::os::unix::fs::MetadataExt::dev(&there), std::os::unix::fs::MetadataExt::ino(&there));
    #[cfg(not(unix))]
    let identity = (0, u64::from(there.is_file()));
    Ok(identity)
}
