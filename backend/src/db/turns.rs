//! SQLite has one writer at a time, so those who write take turns: one of them writes for all who wait, and what waited
//! together is committed together. One sync of the disk then serves many; each is answered only after it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, TransactionManager as _};
use diesel::r2d2::R2D2Connection as _;
use tokio::sync::oneshot;

use super::{Begin, CHANGED, Conn, Db, begin};
use crate::error::{Error, Result};

/// Committed together at most.
const MOST: usize = 64;
/// After so long those who were written need not wait for yet another.
const LONGEST: Duration = Duration::from_millis(20);

/// Those who wait.
#[derive(Default)]
pub(super) struct Turns(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    is_led: bool,
    /// With what is written: always the same, so that the pages it holds are those of the last write.
    conn: Option<Conn>,
}

/// Runs `work` when its turn comes.
pub(super) async fn take<T, F>(db: Db, work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
{
    let (caller, told) = oneshot::channel();
    if db.turns.line_up(Box::new(Work { work: Some(work), done: None, caller })) {
        actix_web::rt::task::spawn_blocking(move || lead(&db));
    }
    told.await.map_err(|_| Error::internal("a write panicked"))?
}

impl Turns {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether nobody writes now: then who lines up does.
    fn line_up(&self, job: Box<dyn Job>) -> bool {
        let mut waiting = self.waiting();
        waiting.jobs.push_back(job);
        !std::mem::replace(&mut waiting.is_led, true)
    }

    /// The next to be written together; where there are none, the next who comes leads.
    fn next(&self) -> VecDeque<Box<dyn Job>> {
        let mut waiting = self.waiting();
        let most = waiting.jobs.len().min(MOST);
        waiting.is_led = most > 0;
        waiting.jobs.drain(..most).collect()
    }

    fn put_back(&self, jobs: VecDeque<Box<dyn Job>>) {
        let mut waiting = self.waiting();
        jobs.into_iter().rev().for_each(|job| waiting.jobs.push_front(job));
    }
}

/// One write, whatever it answers.
trait Job: Send {
    /// Does it inside the transaction of all, in a savepoint of its own; says whether that transaction is still whole.
    fn run(&mut self, conn: &mut Conn) -> bool;

    /// The database was away when it ran.
    fn found_none(&self) -> bool;

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
        type Manager = <Conn as Connection>::TransactionManager;
        let Some(work) = self.work.take() else { return true };
        if let Err(e) = Manager::begin_transaction(conn) {
            self.done = Some(Err(e.into()));
            return false;
        }
        let Ok(done) = catch_unwind(AssertUnwindSafe(|| work(conn))) else {
            self.done = Some(Err(Error::internal("a write panicked")));
            return false;
        };
        let (done, is_whole) = match done {
            Ok(value) => match Manager::commit_transaction(conn) {
                Ok(()) => (Ok(value), true),
                Err(e) => (Err(e.into()), false),
            },
            // On a full or failing disk SQLite rolled everything back by itself, and there is nothing left to roll back.
            Err(e) => (Err(e), Manager::rollback_transaction(conn).is_ok()),
        };
        self.done = Some(done);
        is_whole
    }

    fn found_none(&self) -> bool {
        matches!(self.done, Some(Err(Error::Unavailable(_))))
    }

    fn tell(self: Box<Self>, committed: &Result<()>) {
        let answer = match (self.done, committed) {
            (Some(Err(e)), _) => Err(e),
            (_, Err(e)) => Err(again(e)),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(Error::internal("a write was passed over")),
        };
        // Who asked may have gone: it is written all the same.
        drop(self.caller.send(answer));
    }
}

/// The same error for another who waited.
fn again(e: &Error) -> Error {
    match e {
        Error::Unavailable(why) => Error::Unavailable(why.clone()),
        other => Error::internal(other),
    }
}

/// Were the leader to panic, the next who comes leads.
struct Led<'a>(&'a Turns);

impl Drop for Led<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.waiting().is_led = false;
        }
    }
}

/// Writes for all who wait, until nobody does.
fn lead(db: &Db) {
    let _led = Led(&db.turns);
    loop {
        let jobs = db.turns.next();
        if jobs.is_empty() {
            return;
        }
        match connection(db) {
            Ok(conn) => together(db, conn, jobs),
            Err(e) => {
                let away = Err(e);
                jobs.into_iter().for_each(|job| job.tell(&away));
            }
        }
    }
}

fn connection(db: &Db) -> Result<Conn> {
    db.check_file()?;
    let kept = db.turns.waiting().conn.take();
    kept.map_or_else(|| db.manager.open().map_err(|e| Error::Unavailable(e.to_string())), Ok)
}

fn together(db: &Db, mut conn: Conn, mut jobs: VecDeque<Box<dyn Job>>) {
    type Manager = <Conn as Connection>::TransactionManager;
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
        db.turns.put_back(jobs);
    }
    if committed.is_ok() {
        committed = Manager::commit_transaction(&mut conn).map_err(Error::from);
    } else if let Err(also) = Manager::rollback_transaction(&mut conn) {
        tracing::debug!(cause = %also, "not rolled back by hand");
    }
    db.written(committed.is_ok());
    // A connection that met a failing disk, or is still in its transaction, is closed: the next write opens another.
    let is_good = committed.is_ok() && !ran.iter().any(|job| job.found_none()) && !conn.is_broken();
    if is_good {
        db.turns.waiting().conn = Some(conn);
    }
    ran.into_iter().for_each(|job| job.tell(&committed));
}
