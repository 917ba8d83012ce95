//! The only HTTP of the page: a question to `/api/v1`, its answer as a type of `shared`, or what went wrong.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use gloo_net::http::{Method, Request, RequestBuilder};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use shared::error::{ApiError, ErrorCode};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::live;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The network is away, or the server did not answer.
    Offline,
    /// 404: no such thing, or none for your eyes.
    NotFound,
    /// The server understood and refused; its words are for people.
    Refused(ApiError),
    /// A fault of the server, or an answer that cannot be read.
    Broken,
}

/// Asks `GET path` for the text of a good answer; quietly, where nobody did anything for it: it keeps no session open.
async fn ask(path: &str, signal: Option<&AbortSignal>, is_quiet: bool) -> Result<String, Problem> {
    let request = Request::get(path).abort_signal(signal);
    let request = if is_quiet { request.header("x-linxin-quiet", "1") } else { request };
    answer(request.build()).await
}

/// Sends a request that was made, and gives the text of a good answer, which may be empty.
///
/// # Errors
/// What went wrong, as people need to know it.
pub(crate) async fn answer(request: Result<Request, gloo_net::Error>) -> Result<String, Problem> {
    let answer = request.map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
    let body = answer.text().await.map_err(|_| Problem::Offline)?;
    match answer.status() {
        200..=299 => Ok(body),
        404 => Err(Problem::NotFound),
        400..=499 => Err(serde_json::from_str(&body).map_or(Problem::Broken, Problem::Refused)),
        _ => Err(Problem::Broken),
    }
}

/// Sends `body` as JSON to `path` by `method`, and gives the text of a good answer, which may be empty.
///
/// # Errors
/// What went wrong, as people need to know it.
pub(crate) async fn send(method: Method, path: &str, body: Option<String>) -> Result<String, Problem> {
    let request = RequestBuilder::new(path).method(method);
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    };
    answer(request).await
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Problem> {
    serde_json::from_str(body).map_err(|_| Problem::Broken)
}

/// Asks `GET path` and reads the answer.
///
/// # Errors
/// What went wrong, as people need to know it.
pub(crate) async fn get<T: DeserializeOwned>(path: &str, signal: Option<&AbortSignal>) -> Result<T, Problem> {
    ask(path, signal, false).await.and_then(|body| read(&body))
}

/// The same for what a page asks by itself, without anybody's doing: it does not keep a session open.
///
/// # Errors
/// The same.
pub(crate) async fn get_quietly<T: DeserializeOwned>(path: &str) -> Result<T, Problem> {
    ask(path, None, true).await.and_then(|body| read(&body))
}

/// An answer that a page waits for, follows and may ask for again. It stays while a newer one is under way.
pub(crate) struct Load<T: Send + Sync + 'static> {
    /// The last answer.
    pub(crate) data: RwSignal<Option<Arc<T>>>,
    /// Why the last question failed; `None` while one is under way.
    pub(crate) problem: RwSignal<Option<Problem>>,
    /// A question is under way.
    pub(crate) waiting: RwSignal<bool>,
    again: RwSignal<u32>,
    /// Nobody waits for the next answer; afterwards, nobody waited for the last one.
    quiet: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Load<T> {
    /// Asks for `path()` now and whenever it changes, unless it is empty; an answer to an older address is dropped at once.
    pub(crate) fn of(path: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self::new(path, false)
    }

    /// The same, but the last answer stays on the page until the next one is there.
    pub(crate) fn keeping(path: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self::new(path, true)
    }

    fn new(path: impl Fn() -> String + Send + Sync + 'static, keep: bool) -> Self {
        let load = Self {
            data: RwSignal::new(None),
            problem: RwSignal::new(None),
            waiting: RwSignal::new(true),
            again: RwSignal::new(0),
            quiet: RwSignal::new(false),
        };
        let begin = move || {
            if !keep {
                load.data.set(None);
            }
            load.problem.set(None);
            load.waiting.set(true);
        };
        let receive = move |answer: Result<String, Problem>, is_quiet: bool| {
            load.quiet.try_set(is_quiet);
            if is_quiet {
                // It may come after a question that failed.
                load.problem.try_set(None);
            }
            match answer.and_then(|body| read(&body)) {
                Ok(data) => drop(load.data.try_set(Some(Arc::new(data)))),
                Err(problem) => drop(load.problem.try_set(Some(problem))),
            }
            load.waiting.try_set(false);
        };
        follow(Memo::new(move |_| path()), load.again, load.quiet, Box::new(begin), Rc::new(receive));
        load
    }

    /// Asks once more.
    pub(crate) fn retry(self) {
        self.quiet.set(false);
        self.again.update(|n| *n += 1);
    }

    /// Asks once more by itself: no session stays open for it, what stands on the page stays until the answer is there, and
    /// an answer that says the same changes nothing. A question that is under way is not given up: it is asked again after.
    pub(crate) fn retry_quietly(self) {
        self.quiet.try_set(true);
        self.again.try_update(|n| *n += 1);
    }

    /// Whether the last answer came without anybody's asking.
    pub(crate) fn came_quietly(self) -> bool {
        self.quiet.get_untracked()
    }
}

/// Takes an answer, and whether it came quietly.
type Receive = Rc<dyn Fn(Result<String, Problem>, bool)>;

/// How the questions to one address stand.
#[derive(Default)]
struct Asking {
    /// Grows with each question that somebody waits for: answers to those before are late.
    round: Cell<u32>,
    /// One is under way.
    is_busy: Cell<bool>,
    /// Meanwhile the answer may have become another.
    is_missed: Cell<bool>,
    /// What was asked last; its last good answer, empty after one that was not.
    last: RefCell<(String, String)>,
    /// Gives up the one that somebody waits for.
    controller: RefCell<Option<AbortController>>,
}

impl Asking {
    /// Nobody waits any more for what was asked.
    fn leave(&self) {
        self.round.set(self.round.get() + 1);
        self.is_busy.set(false);
        self.is_missed.set(false);
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
    }
}

/// Whether what went wrong is told even to who did not ask: nobody is signed in any more, or it is not for his eyes.
fn is_told(problem: &Problem) -> bool {
    let is_shut = |e: &ApiError| matches!(e.code, ErrorCode::SignedOut | ErrorCode::Forbidden);
    *problem == Problem::NotFound || matches!(problem, Problem::Refused(e) if is_shut(e))
}

/// Asks for `path` now, whenever it changes and whenever `again` does; an older question is given up first, unless nobody
/// waits for the new one: then it is asked again after. Apart from `Load`, so that the program holds it once and not once
/// for every type.
fn follow(path: Memo<String>, again: RwSignal<u32>, quiet: RwSignal<bool>, begin: Box<dyn Fn()>, receive: Receive) {
    live::watch(path, again, quiet);
    let asking = Rc::new(Asking::default());
    let left = SendWrapper::new(Rc::clone(&asking));
    on_cleanup(move || left.leave());
    Effect::new(move |_| {
        again.track();
        let path = path.get();
        let is_quiet = quiet.get_untracked() && asking.last.borrow().0 == path;
        if !is_quiet {
            asking.leave();
            asking.last.replace((path.clone(), String::new()));
        }
        // Nothing to ask for now.
        if path.is_empty() {
            return;
        }
        if is_quiet && asking.is_busy.get() {
            return asking.is_missed.set(true);
        }
        let mut signal = None;
        if !is_quiet {
            begin();
            let controller = AbortController::new().ok();
            signal = controller.as_ref().map(AbortController::signal);
            asking.controller.replace(controller);
        }
        asking.is_busy.set(true);
        let round = asking.round.get();
        spawn_local(questions(path, signal, is_quiet, round, Rc::clone(&asking), Rc::clone(&receive)));
    });
}

/// Asks once, and then quietly as often as the answer may have become another. Quietly asked, what is the same, or merely
/// failed, changes nothing; and once somebody asks for something else, or left the page, answers are of no use.
async fn questions(
    path: String,
    signal: Option<AbortSignal>,
    mut is_quiet: bool,
    round: u32,
    asking: Rc<Asking>,
    receive: Receive,
) {
    loop {
        let answer = ask(&path, signal.as_ref().filter(|_| !is_quiet), is_quiet).await;
        if asking.round.get() != round {
            return;
        }
        let now = answer.as_deref().unwrap_or_default();
        let is_new = !is_quiet
            || match &answer {
                Ok(_) => asking.last.borrow().1 != now,
                Err(problem) => is_told(problem),
            };
        if is_new {
            asking.last.replace((path.clone(), now.to_owned()));
            receive(answer, is_quiet);
        }
        if !asking.is_missed.take() {
            return asking.is_busy.set(false);
        }
        is_quiet = true;
    }
}
