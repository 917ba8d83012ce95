//! One connection type for both databases and the only door to it: `Db::read` and `Db::write`.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::RunQueryDsl as _;
use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection, TransactionManager as _};
use diesel::migration::MigrationSource;
use diesel::r2d2::{Pool, PooledConnection};
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::error::{Error, Result};

mod code;
pub mod file;
mod manager;
mod place;
mod turns;

pub use code::Code;
use file::Opened;
use manager::Manager;
use place::Place;
use turns::{Turns, Writer};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");
/// Any number will do, as long as every copy of the program uses the same.
const MIGRATION_LOCK: i64 = 7_305_811_402_519;

pub use conn::Conn;

mod conn {
    #![allow(missing_docs, reason = "the derive writes public items of its own")]

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        /// PostgreSQL
        Pg(diesel::PgConnection),
        /// SQLite
        Sqlite(diesel::SqliteConnection),
    }
}

/// Runs the same statement on the connection inside: for what `MultiConnection` does not compile.
#[macro_export]
macro_rules! each_backend {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Pg($c) => $body,
            $crate::db::Conn::Sqlite($c) => $body,
        }
    };
}

/// The database, shared by all who hold a clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    writes: Writes,
    manager: Manager,
    turns: Arc<Turns>,
    // Held as long as a clone of this lives.
    in_use: Option<Arc<std::fs::File>>,
}

/// How often public data changed by this handle and its clones.
#[derive(Clone, Default)]
struct Writes(Arc<AtomicU64>);

impl Writes {
    /// A transaction of this thread ended.
    fn ended(&self, is_committed: bool) {
        if CHANGED.take() && is_committed {
            self.0.fetch_add(1, Ordering::Release);
        }
    }
}

impl Db {
    /// Opens the database at `url` (a file path or `postgres://…`) and brings it up to date.
    ///
    /// # Errors
    /// When it cannot be reached or a migration fails: what is wrong and what to do, without the password.
    pub fn open(url: &str, connections: u32) -> Result<Self> {
        Self::start(Place::read(url)?, connections, true)
    }

    /// Opens the database at `url` as it is, for a copy: it is neither made nor brought up to date.
    ///
    /// # Errors
    /// When there is none or it cannot be reached.
    pub fn open_as_is(url: &str) -> Result<Self> {
        let place = Place::read(url)?;
        match &place {
            Place::Sqlite(path) if !Path::new(path).is_file() => {
                Err(Error::Internal(place.closed("there is no such file")))
            }
            _ => Self::start(place, 1, false),
        }
    }

    fn start(place: Place, connections: u32, up_to_date: bool) -> Result<Self> {
        let mut manager = Manager { place: place.clone(), opened: None };
        // Before the first connection: switching a new file to its journal would meet another copy's lock.
        let locked = |lock: fn(&Path) -> std::io::Result<std::fs::File>| match &place {
            Place::Postgres(_) => Ok(None),
            Place::Sqlite(path) => {
                lock(Path::new(path)).map(Some).map_err(|e| Error::Internal(place.closed(&e.to_string())))
            }
        };
        let in_use = locked(file::share)?.map(Arc::new);
        let _lock = locked(file::lock_start)?;
        let mut conn = manager.open().map_err(Error::internal)?;
        if up_to_date {
            migrate(&mut conn).map_err(|e| Error::Internal(place.not_migrated(&e.to_string())))?;
        }
        drop(conn);
        let cannot = |e: std::io::Error| Error::Internal(manager.place.closed(&e.to_string()));
        let path = match &place {
            Place::Postgres(_) => None,
            Place::Sqlite(path) => Some(Path::new(path)),
        };
        let opened = path.map(Opened::new).transpose().map_err(cannot)?;
        manager.opened = opened;
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(5))
            .build(manager.clone());
        let pool = pool.map_err(|e| Error::Unavailable(e.to_string()))?;
        Ok(Self { pool, writes: Writes::default(), manager, turns: Arc::default(), in_use })
    }

    /// The SQLite file; `None` for PostgreSQL.
    pub fn path(&self) -> Option<&Path> {
        match &self.manager.place {
            Place::Postgres(_) => None,
            Place::Sqlite(path) => Some(Path::new(path)),
        }
    }

    /// Connections of the pool: all, and those that wait for work. SQLite's writer has one of its own beside.
    pub fn connections(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections, state.idle_connections)
    }

    /// What copies a PostgreSQL, and what reads the copy; `None` for SQLite. Without the password.
    pub fn dump_commands(&self) -> Option<(String, String)> {
        self.manager.place.dump_commands()
    }

    /// Writes the SQLite database as it is at this moment to `file`, which is empty. Others read and write meanwhile.
    ///
    /// # Errors
    /// A full disk, and PostgreSQL, which is copied by its own program.
    pub fn copy_to(&self, file: &Path) -> Result<()> {
        let mut conn = self.connection()?;
        let Conn::Sqlite(c) = &mut *conn else { return Err(Error::internal("PostgreSQL is copied by pg_dump")) };
        diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(file.display().to_string()).execute(c)?;
        Ok(())
    }

    /// Lets SQLite look how many rows its tables have by now, which decides how it goes about a question; only a few rows of
    /// each index are read. PostgreSQL does that by itself.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub fn optimize(&self) -> Result<()> {
        self.write_now(|conn| match conn {
            Conn::Pg(_) => Ok(()),
            Conn::Sqlite(c) => Ok(c.batch_execute("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;")?),
        })
    }

    /// The newest migration of the database.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub fn schema(&self) -> Result<String> {
        self.read_now(|conn| {
            let all = each_backend!(conn, c => c.applied_migrations()).map_err(Error::internal)?;
            Ok(all.iter().map(ToString::to_string).max().unwrap_or_default())
        })
    }

    /// How often this handle and its clones have changed public data: that is seen at once, without asking the database.
    pub fn writes(&self) -> u64 {
        self.writes.0.load(Ordering::Acquire)
    }

    fn connection(&self) -> Result<PooledConnection<Manager>> {
        self.manager.check().map_err(Error::Unavailable)?;
        self.pool.get().map_err(|e| Error::Unavailable(e.to_string()))
    }

    /// Runs `work` on a blocking thread, in one transaction; it may only read.
    ///
    /// # Errors
    /// Those of `work`, and 503 when the database is away.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let db = self.clone();
        actix_web::web::block(move || db.read_now(work)).await.map_err(Error::internal)?
    }

    /// [`Db::read`] on this thread, for commands.
    ///
    /// # Errors
    /// The same.
    pub fn read_now<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut conn = self.connection()?;
        let done = in_transaction(&mut conn, Begin::Read, work);
        forget_what_failed(&mut conn, &done);
        done
    }

    /// Runs `work` on a blocking thread, all of it or none of it; see [`Db::write_now`]. On SQLite those that wait for their
    /// turn are committed together.
    ///
    /// # Errors
    /// Those of `work`, and 503 when the database is away.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        match &self.manager.place {
            Place::Postgres(_) => {
                let db = self.clone();
                actix_web::web::block(move || db.write_now(work)).await.map_err(Error::internal)?
            }
            Place::Sqlite(_) => self.turns.take(|| self.writer(), work).await,
        }
    }

    fn writer(&self) -> Writer {
        Writer { manager: self.manager.clone(), writes: self.writes.clone(), _in_use: self.in_use.clone() }
    }

    /// Runs `work` on this thread, all of it or none of it.
    ///
    /// On SQLite the write lock is taken at once: a transaction that reads first and writes later would fail with
    /// "database is locked" instead of waiting its turn.
    ///
    /// # Errors
    /// The same.
    pub fn write_now<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut conn = self.connection()?;
        let turn = matches!(self.manager.place, Place::Sqlite(_)).then(|| self.turns.turn());
        CHANGED.set(false);
        let done = in_transaction(&mut conn, Begin::Write, work);
        self.writes.ended(done.is_ok());
        drop(turn);
        forget_what_failed(&mut conn, &done);
        done
    }
}

thread_local! {
    /// The transaction that this thread runs changed public data.
    static CHANGED: Cell<bool> = const { Cell::new(false) };
}

/// Says that the transaction of this thread changes public data; [`crate::live::store::tell`] does.
pub(crate) fn changed() {
    CHANGED.set(true);
}

/// What a transaction is for.
enum Begin {
    Read,
    Write,
}

fn begin(conn: &mut Conn, what_for: Begin) -> Result<()> {
    match (conn, what_for) {
        // One moment for all its queries, as on SQLite: else half of what another commits meanwhile would be seen.
        (Conn::Pg(c), Begin::Read) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ")?;
        }
        (Conn::Pg(c), Begin::Write) => AnsiTransactionManager::begin_transaction(c)?,
        (Conn::Sqlite(c), Begin::Read) => AnsiTransactionManager::begin_transaction(c)?,
        (Conn::Sqlite(c), Begin::Write) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
    }
    Ok(())
}

fn in_transaction<T>(conn: &mut Conn, what_for: Begin, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    begin(conn, what_for)?;
    match work(conn) {
        Ok(value) => {
            <Conn as Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(e) => {
            // On a full or failing disk SQLite has rolled back by itself: that there is nothing left to roll back is no
            // news, and a connection that is still in its transaction leaves the pool.
            if let Err(also) = <Conn as Connection>::TransactionManager::rollback_transaction(conn) {
                tracing::debug!(cause = %also, "not rolled back by hand");
            }
            Err(e)
        }
    }
}

/// SQLite keeps the pages it read, even those that a failing disk got wrong, until somebody writes: without this, a
/// file that is whole again would stay unreadable until a restart. PostgreSQL's broken connections leave the pool.
fn forget_what_failed<T>(conn: &mut Conn, done: &Result<T>) {
    if let (Conn::Sqlite(c), Err(Error::Unavailable(_))) = (conn, done)
        && let Err(e) = c.batch_execute("PRAGMA shrink_memory")
    {
        tracing::warn!(cause = %e, "the memory of a connection could not be cleared");
    }
}

/// Brings the schema up to date. Copies of the program that start at the same moment wait for one another: on
/// PostgreSQL by an advisory lock, on SQLite by a locked file beside the database.
fn migrate(conn: &mut Conn) -> Result<()> {
    match conn {
        Conn::Pg(c) => {
            diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).execute(c)?;
            let done = c.run_pending_migrations(MIGRATIONS).map(|_| ()).map_err(Error::internal);
            diesel::sql_query(format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})")).execute(c)?;
            done
        }
        Conn::Sqlite(c) => c.run_pending_migrations(MIGRATIONS).map(|_| ()).map_err(Error::internal),
    }
}

/// What copies the PostgreSQL at `url`, and what reads the copy; `None` for SQLite. Without the password.
///
/// # Errors
/// What is no address of a database.
pub fn dump_commands(url: &str) -> Result<Option<(String, String)>> {
    Ok(Place::read(url)?.dump_commands())
}

/// Looks through the SQLite database at `path`: whole, and not of a later program. Gives the first migration that this
/// program does not know, if there is one.
///
/// # Errors
/// What is broken in it.
pub fn check(path: &Path) -> Result<Option<String>> {
    let mut conn = diesel::SqliteConnection::establish(&path.display().to_string()).map_err(Error::internal)?;
    let found: String =
        diesel::dsl::sql::<Text>("SELECT integrity_check FROM pragma_integrity_check").get_result(&mut conn)?;
    if found != "ok" {
        return Err(Error::Internal(found));
    }
    let known = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&MIGRATIONS).map_err(Error::internal)?;
    let known: Vec<_> = known.iter().map(|m| m.name().version().as_owned()).collect();
    let applied = conn.applied_migrations().map_err(Error::internal)?;
    Ok(applied.iter().filter(|version| !known.contains(version)).map(ToString::to_string).min())
}

/// Says that public data changed, and that it may be any: what changes one thing says which, by
/// [`tell`](crate::live::store::tell).
///
/// # Errors
/// Those of the database.
pub fn touch(conn: &mut Conn) -> Result<()> {
    crate::live::store::tell(conn, &[shared::live::Topic::All])
}

/// Lets whoever comes with the same `name` at the same moment wait until this transaction ends. SQLite has one writer anyway.
///
/// # Errors
/// Those of the database.
pub fn lock(conn: &mut Conn, name: &str) -> Result<()> {
    if let Conn::Pg(pg) = conn {
        let sql = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))");
        sql.bind::<Text, _>(name).execute(pg)?;
    }
    Ok(())
}

/// Inserts rows by the hundred: SQLite binds 32,766 values at most, and `MultiConnection` compiles no batch.
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:path, $rows:expr) => {{
        for rows in $rows.chunks(200) {
            $crate::each_backend!($conn, c => {
                diesel::RunQueryDsl::execute(diesel::insert_into($table).values(rows), c)
            })?;
        }
        Ok(())
    }};
}
