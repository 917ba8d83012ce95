//! The one who watches for all listeners of this server: it reads the revision twice a second while somebody listens,
//! and at once when this server itself has written.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::rt;
use shared::live::Changed;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::store;
use crate::db::Db;

/// How often the revision is read: what another server wrote is told after this long at most.
const EVERY: Duration = Duration::from_millis(500);
/// How often it is looked whether this server has written, which asks no database.
const GLANCE: Duration = Duration::from_millis(50);
/// Changes that a listener may be behind; one further behind is told that everything changed.
const BEHIND: usize = 64;
/// Listeners of one server at most.
pub const MOST: usize = 10_000;

/// Told to all listeners; `None` ends them, when the server stops.
pub type News = Option<Arc<Changed>>;

/// Shared by all workers of a server.
#[derive(Debug)]
pub struct Hub {
    news: Sender<News>,
    listeners: AtomicUsize,
    /// The last revision told while somebody watches; `None` while nobody does.
    told: Mutex<Option<i64>>,
    stopped: AtomicBool,
}

impl Default for Hub {
    fn default() -> Self {
        let (news, _) = broadcast::channel(BEHIND);
        Self { news, listeners: AtomicUsize::new(0), told: Mutex::default(), stopped: AtomicBool::new(false) }
    }
}

/// A place among the listeners; it is free again when this is dropped.
#[derive(Debug)]
pub struct Seat(Arc<Hub>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.listeners.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Hub {
    /// A place and what is told from now on; `None` when all places are taken or the server stops.
    pub fn listen(self: &Arc<Self>) -> Option<(Seat, Receiver<News>)> {
        if self.stopped.load(Ordering::Acquire) {
            return None;
        }
        if self.listeners.fetch_add(1, Ordering::AcqRel) >= MOST {
            self.listeners.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        Some((Seat(Arc::clone(self)), self.news.subscribe()))
    }

    /// Sees to it that somebody watches, for a listener who has read `revision` after it took its place. Answers the
    /// revision after which everything is told: where that is later, the listener has to read once more.
    pub fn watch(self: &Arc<Self>, db: &Db, revision: i64) -> i64 {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        *told.get_or_insert_with(|| {
            rt::spawn(watch(Arc::clone(self), db.clone(), revision));
            revision
        })
    }

    /// Ends all listeners: a stream that is never done would hold up the end of the server.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        // Nobody may be listening.
        let _ = self.news.send(None);
    }

    /// Whether the server stops.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Tells what changed up to a revision; `false` when nobody listens any more and the watch ends.
    fn tell(&self, changed: Option<Changed>) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if self.listeners.load(Ordering::Acquire) == 0 || self.stopped.load(Ordering::Acquire) {
            *told = None;
            return false;
        }
        if let Some(changed) = changed {
            *told = Some(changed.revision);
            if !changed.topics.is_empty() {
                // The last listener may have gone this moment.
                let _ = self.news.send(Some(Arc::new(changed)));
            }
        }
        true
    }
}

/// Watches from the revision `told` on, until nobody listens any more.
async fn watch(hub: Arc<Hub>, db: Db, mut told: i64) {
    loop {
        let writes = db.writes();
        let changed = match db.read(move |conn| store::since(conn, told)).await {
            Ok(changed) => {
                told = changed.revision;
                Some(changed)
            }
            Err(cause) => {
                tracing::debug!(%cause, "listeners are told nothing while the database is away");
                None
            }
        };
        if !hub.tell(changed) {
            return;
        }
        let mut waited = Duration::ZERO;
        while waited < EVERY && db.writes() == writes {
            rt::time::sleep(GLANCE).await;
            waited += GLANCE;
        }
    }
}
