//! How connections are opened, for the pool and for the one that writes.

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::r2d2::{ManageConnection, R2D2Connection as _};

use super::Conn;
use super::file::Opened;
use super::place::Place;

/// Pages of the write-ahead log after which they are written into the database file: 16 MB. The pages that every write touches
/// are then written there once for many.
const CHECKPOINT_PAGES: u32 = 4_000;

/// Diesel's own manager tries each database in turn and would make a SQLite file when PostgreSQL is down.
#[derive(Clone)]
pub(super) struct Manager {
    pub(super) place: Place,
    /// The SQLite file, once it was opened.
    pub(super) opened: Option<Opened>,
}

impl Manager {
    /// Opens a connection, whichever file lies there.
    pub(super) fn open(&self) -> diesel::ConnectionResult<Conn> {
        // Also while serving, when the words go to the log: the driver's own may quote a password.
        self.try_open().map_err(|e| diesel::ConnectionError::BadConnection(self.place.closed(&e.to_string())))
    }

    fn try_open(&self) -> diesel::ConnectionResult<Conn> {
        let path = match &self.place {
            Place::Postgres(url) => return diesel::PgConnection::establish(url).map(Conn::Pg),
            Place::Sqlite(path) => path,
        };
        let mut conn = diesel::SqliteConnection::establish(path)?;
        // FULL: an acknowledged write survives a power cut.
        conn.batch_execute(&format!(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -16000; PRAGMA mmap_size = 67108864; PRAGMA temp_store = MEMORY; \
             PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
        ))
        .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(Conn::Sqlite(conn))
    }

    /// Whether the file is still the one that was opened; else what is wrong.
    pub(super) fn check(&self) -> Result<(), String> {
        self.opened.as_ref().map_or(Ok(()), Opened::check)
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        let checked = self.check().map_err(diesel::ConnectionError::BadConnection);
        checked.and_then(|()| self.open()).map_err(diesel::r2d2::Error::ConnectionError)
    }
    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }
    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}
