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
    let answer = request.send().await.map_err(|_| Problem::Offline)?;
    let body = answer.text().await.map_err(|_| Problem::Offline)?;
    judge(answer.status(), body)
}

fn judge(status: u16, body: String) -> Result<String, Problem> {
    match status {
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
    let answer = request.map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
    let status = answer.status();
    judge(status, answer.text().await.map_err(|_| Problem::Offline)?)
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
    quietly: RwSignal<u32>,
    is_quiet: StoredValue<bool>,
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
            quietly: RwSignal::new(0),
            is_quiet: StoredValue::new(false),
        };
        let begin = move || {
            if !keep {
                load.data.set(None);
            }
            load.problem.set(None);
            load.waiting.set(true);
        };
        let receive = move |answer: Result<String, Problem>, is_quiet: bool| {
            load.is_quiet.try_set_value(is_quiet);
            match answer.and_then(|body| read(&body)) {
                Ok(data) => {
                    load.data.try_set(Some(Arc::new(data)));
                    // A quiet answer may come after a question that failed.
                    if load.problem.try_with_untracked(Option::is_some) == Some(true) {
                        load.problem.try_set(None);
                    }
                }
                Err(problem) => drop(load.problem.try_set(Some(problem))),
            }
            load.waiting.try_set(false);
        };
        follow(Memo::new(move |_| path()), load.again, load.quietly, Box::new(begin), Rc::new(receive));
        load
    }

    /// Asks once more.
    pub(crate) fn retry(self) {
        self.again.update(|n| *n += 1);
    }

    /// Asks once more by itself: no session stays open for it, what stands on the page stays until the answer is there, and
    /// an answer that says the same changes nothing. A question that is under way is not given up: it is asked again after.
    pub(crate) fn retry_quietly(self) {
        self.quietly.try_update(|n| *n += 1);
    }

    /// Whether the last answer came without anybody's asking.
    pub(crate) fn came_quietly(self) -> bool {
        self.is_quiet.get_value()
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
    /// The last good answer; empty after one that was not.
    last: RefCell<String>,
}

/// Whether what went wrong is told even to who did not ask: nobody is signed in any more, or it is not for his eyes.
fn is_told(problem: &Problem) -> bool {
    let is_shut = |e: &ApiError| matches!(e.code, ErrorCode::SignedOut | ErrorCode::Forbidden);
    *problem == Problem::NotFound || matches!(problem, Problem::Refused(e) if is_shut(e))
}

/// Asks for `path` now, whenever it changes and whenever `again` does; an older question is given up first. When `quietly`
/// grows, or the server tells that the answer may be another, it asks quietly. Apart from `Load`, so that the program holds
/// it once and not once for every type.
fn follow(path: Memo<String>, again: RwSignal<u32>, quietly: RwSignal<u32>, begin: Box<dyn Fn()>, receive: Receive) {
    live::watch(path, quietly);
    let asking = Rc::new(Asking::default());
    let (told, asked) = (Rc::clone(&receive), Rc::clone(&asking));
    Effect::new(move |_| {
        again.track();
        let path = path.get();
        // Nothing to ask for now.
        if path.is_empty() {
            return;
        }
        begin();
        let round = asked.round.get() + 1;
        asked.round.set(round);
        asked.is_busy.set(true);
        asked.is_missed.set(false);
        let controller = SendWrapper::new(AbortController::new().ok());
        let signal = controller.as_ref().map(AbortController::signal);
        let left = SendWrapper::new(Rc::clone(&asked));
        on_cleanup(move || {
            left.round.set(left.round.get() + 1);
            if let Some(controller) = controller.take() {
                controller.abort();
            }
        });
        let (told, asked) = (Rc::clone(&told), Rc::clone(&asked));
        spawn_local(async move {
            let answer = ask(&path, signal.as_ref(), false).await;
            if asked.round.get() != round {
                return;
            }
            asked.last.replace(answer.as_deref().unwrap_or_default().to_owned());
            told(answer, false);
            again_quietly(&path, round, &asked, &told).await;
        });
    });
    Effect::new(move |before: Option<u32>| {
        let now = quietly.get();
        let path = path.get_untracked();
        if before.is_none_or(|before| before == now) || path.is_empty() {
            return now;
        }
        asking.is_missed.set(true);
        if !asking.is_busy.replace(true) {
            let (told, asked, round) = (Rc::clone(&receive), Rc::clone(&asking), asking.round.get());
            spawn_local(async move { again_quietly(&path, round, &asked, &told).await });
        }
        now
    });
}

/// Asks as often as the answer may have become another. Nobody waits for it: what is the same, or merely failed, changes
/// nothing; and once somebody asks for something else, or left the page, its answers are of no use.
async fn again_quietly(path: &str, round: u32, asking: &Asking, receive: &Receive) {
    while asking.round.get() == round {
        if !asking.is_missed.take() {
            asking.is_busy.set(false);
            return;
        }
        let answer = ask(path, None, true).await;
        if asking.round.get() != round {
            return;
        }
        let is_new = match &answer {
            Ok(body) => asking.last.replace(body.clone()) != *body,
            Err(problem) => is_told(problem),
        };
        if is_new {
            if answer.is_err() {
                asking.last.take();
            }
            receive(answer, true);
        }
    }
}
