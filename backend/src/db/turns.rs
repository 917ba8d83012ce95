//! SQLite has one writer at a time, so those who write take turns: one thread writes for all who wait, and what waited
//! together is committed together. One sync of the disk then serves many; each is answered only after it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::{Connection, TransactionManager as _};
use diesel::r2d2::R2D2Connection as _;
use parking_lot::{Condvar, Mutex, MutexGuard};
use tokio::sync::oneshot;

use super::manager::Manager;
use super::{Begin, CHANGED, Conn, Writes, begin};
use crate::error::{Error, Result};

/// Committed together at most.
const MOST: usize = 64;
/// After so long those who were written need not wait for yet another.
const LONGEST: Duration = Duration::from_millis(20);

type Transactions = <Conn as Connection>::TransactionManager;

/// Those who wait, and the lock of who writes. Dropped, what still waits is written and the thread ends.
pub(super) struct Turns(Arc<Line>);

struct Line {
    waiting: Mutex<Waiting>,
    came: Condvar,
    /// Held while something is written, by the thread and by those who write on their own: SQLite's own lock is asked for
    /// again and again, and may never be free at that very moment.
    gate: Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    has_thread: bool,
    is_over: bool,
}

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Line { waiting: Mutex::default(), came: Condvar::new(), gate: Mutex::new(()) }))
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        self.0.waiting.lock().is_over = true;
        self.0.came.notify_all();
    }
}

/// One's turn to write; it ends when this is dropped.
pub(super) struct Turn<'a>(Option<MutexGuard<'a, ()>>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // To who waits longest, and not to who comes first.
        self.0.take().into_iter().for_each(MutexGuard::unlock_fair);
    }
}

impl Turns {
    /// Waits for the turn of somebody who writes on his own.
    pub(super) fn turn(&self) -> Turn<'_> {
        self.0.turn()
    }

    /// Runs `work` when its turn comes; the first who writes begins the thread with what `writer` gives.
    pub(super) async fn take<T, F>(&self, writer: impl FnOnce() -> Writer, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let (caller, told) = oneshot::channel();
        self.line_up(writer, Box::new(Work { work: Some(work), done: None, caller }))?;
        told.await.map_err(|_| Error::internal("a write was dropped"))?
    }

    fn line_up(&self, writer: impl FnOnce() -> Writer, job: Box<dyn Job>) -> Result<()> {
        let mut waiting = self.0.waiting.lock();
        if !waiting.has_thread {
            let (line, writer) = (Arc::clone(&self.0), writer());
            let thread = std::thread::Builder::new().name("sqlite-writer".to_owned());
            thread.spawn(move || writer.run(&line)).map_err(|e| Error::Unavailable(e.to_string()))?;
            waiting.has_thread = true;
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.0.came.notify_one();
        Ok(())
    }
}

impl Line {
    fn turn(&self) -> Turn<'_> {
        Turn(Some(self.gate.lock()))
    }

    /// The next to be written together; `None` when nobody can come any more.
    fn next(&self) -> Option<VecDeque<Box<dyn Job>>> {
        let mut waiting = self.waiting.lock();
        while waiting.jobs.is_empty() {
            if waiting.is_over {
                return None;
            }
            self.came.wait(&mut waiting);
        }
        let most = waiting.jobs.len().min(MOST);
        Some(waiting.jobs.drain(..most).collect())
    }

    fn put_back(&self, jobs: VecDeque<Box<dyn Job>>) {
        let mut waiting = self.waiting.lock();
        jobs.into_iter().rev().for_each(|job| waiting.jobs.push_front(job));
    }
}

/// One write, whatever it answers: those that wait together answer different things.
trait Job: Send {
    /// Does it inside the transaction of all, in a savepoint of its own; says whether that transaction is still whole.
    fn run(&mut self, conn: &mut Conn) -> bool;

    /// It found the database away.
    fn was_away(&self) -> bool;

    /// Answers its caller, once all is committed or lost.
    fn tell(self: Box<Self>, committed: &Result<()>);
}

struct Work<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    caller: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send,
    F: FnOnce(&mut Conn) -> Result<T> + Send,
{
    fn run(&mut self, conn: &mut Conn) -> bool {
        let Some(work) = self.work.take() else { return true };
        if let Err(e) = Transactions::begin_transaction(conn) {
            self.done = Some(Err(e.into()));
            return false;
        }
        let done = catch_unwind(AssertUnwindSafe(|| work(conn)));
        let (done, is_whole) = match done.unwrap_or_else(|_| Err(Error::internal("a write panicked"))) {
            Ok(value) => match Transactions::commit_transaction(conn) {
                Ok(()) => (Ok(value), true),
                Err(e) => (Err(e.into()), false),
            },
            // On a full or failing disk SQLite rolled everything back by itself, and there is nothing left to roll back.
            Err(e) => (Err(e), Transactions::rollback_transaction(conn).is_ok()),
        };
        self.done = Some(done);
        is_whole
    }

    fn was_away(&self) -> bool {
        matches!(self.done, Some(Err(Error::Unavailable(_))))
    }

    fn tell(self: Box<Self>, committed: &Result<()>) {
        let answer = match (self.done, committed) {
            (Some(done), Ok(())) => done,
            // What it found else may have been what another wrote and lost.
            (Some(Err(e @ (Error::Unavailable(_) | Error::Internal(_)))), Err(_)) => Err(e),
            (_, Err(Error::Unavailable(why))) => Err(Error::Unavailable(why.clone())),
            (_, Err(e)) => Err(Error::internal(e)),
            (None, Ok(())) => Err(Error::internal("a write was passed over")),
        };
        // Who asked may have gone: it is written all the same.
        drop(self.caller.send(answer));
    }
}

/// What the thread writes with.
pub(super) struct Writer {
    pub(super) manager: Manager,
    pub(super) writes: Writes,
    /// The file stays in use until what waited is written.
    pub(super) _in_use: Option<Arc<std::fs::File>>,
}

impl Writer {
    fn run(&self, line: &Line) {
        // Always the same, so that the pages it holds are those of the last write.
        let mut conn = None;
        while let Some(jobs) = line.next() {
            let turn = line.turn();
            // A driver that panics costs those who wait their answer, and nobody after them his turn.
            if catch_unwind(AssertUnwindSafe(|| self.together(line, &mut conn, jobs))).is_err() {
                drop(catch_unwind(AssertUnwindSafe(|| conn.take())));
            }
            drop(turn);
        }
    }

    fn connection(&self, kept: &mut Option<Conn>) -> Result<Conn> {
        self.manager.check().map_err(Error::Unavailable)?;
        kept.take().map_or_else(|| self.manager.open().map_err(|e| Error::Unavailable(e.to_string())), Ok)
    }

    fn together(&self, line: &Line, kept: &mut Option<Conn>, mut jobs: VecDeque<Box<dyn Job>>) {
        let mut conn = match self.connection(kept) {
            Ok(conn) => conn,
            Err(e) => {
                let away = Err(e);
                return jobs.into_iter().for_each(|job| job.tell(&away));
            }
        };
        let mut ran = Vec::with_capacity(jobs.len());
        let begun = Instant::now();
        CHANGED.set(false);
        let mut committed = begin(&mut conn, Begin::Write);
        while committed.is_ok()
            && (ran.is_empty() || begun.elapsed() < LONGEST)
            && let Some(mut job) = jobs.pop_front()
        {
            if !job.run(&mut conn) {
                committed = Err(Error::Unavailable("a write of another ended the transaction".to_owned()));
            }
            ran.push(job);
        }
        if ran.is_empty() {
            // It did not even begin.
            ran.extend(jobs);
        } else {
            line.put_back(jobs);
        }
        if committed.is_ok() {
            committed = Transactions::commit_transaction(&mut conn).map_err(Error::from);
        } else if let Err(also) = Transactions::rollback_transaction(&mut conn) {
            tracing::debug!(cause = %also, "not rolled back by hand");
        }
        if committed.is_ok() && conn.is_broken() {
            committed = Err(Error::internal("a write left a transaction of its own open"));
        }
        self.writes.ended(committed.is_ok());
        // One that met a failing disk, or is still in its transaction, is closed: the next write opens another.
        if committed.is_ok() && !ran.iter().any(|job| job.was_away()) {
            *kept = Some(conn);
        } else {
            drop(conn);
        }
        ran.into_iter().for_each(|job| job.tell(&committed));
    }
}
