//! The only HTTP of the page: a question to `/api/v1`, its answer as a type of `shared`, or what went wrong.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use gloo_net::http::{Method, Request, RequestBuilder};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use shared::error::ApiError;
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

/// Asks `GET path` for the text of a good answer.
async fn ask(path: &str, signal: Option<&AbortSignal>) -> Result<String, Problem> {
    let answer = Request::get(path).abort_signal(signal).send().await.map_err(|_| Problem::Offline)?;
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
    ask(path, signal).await.and_then(|body| read(&body))
}

/// The same for what a page asks by itself, without anybody's doing: it does not keep a session open.
///
/// # Errors
/// The same.
pub(crate) async fn get_quietly<T: DeserializeOwned>(path: &str) -> Result<T, Problem> {
    let answer = Request::get(path).header("x-linxin-quiet", "1").send().await.map_err(|_| Problem::Offline)?;
    let status = answer.status();
    judge(status, answer.text().await.map_err(|_| Problem::Offline)?).and_then(|body| read(&body))
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
        };
        let begin = move || {
            if !keep {
                load.data.set(None);
            }
            load.problem.set(None);
            load.waiting.set(true);
        };
        let receive = move |answer: Result<String, Problem>| {
            match answer.and_then(|body| read(&body)) {
                Ok(data) => drop(load.data.try_set(Some(Arc::new(data)))),
                Err(problem) => drop(load.problem.try_set(Some(problem))),
            }
            load.waiting.try_set(false);
        };
        follow(Memo::new(move |_| path()), load.again, Box::new(begin), Rc::new(receive));
        load
    }

    /// Asks once more.
    pub(crate) fn retry(self) {
        self.again.update(|n| *n += 1);
    }
}

/// Asks for `path` now, whenever it changes and whenever `again` does; an older question is given up first. When the
/// server tells that the answer may be another, it asks quietly: what stands on the page stays until the new one is there.
/// Apart from `Load`, so that the program holds it once and not once for every type.
fn follow(
    path: Memo<String>,
    again: RwSignal<u32>,
    begin: Box<dyn Fn()>,
    receive: Rc<dyn Fn(Result<String, Problem>)>,
) {
    let (last, quiet) = (Rc::new(RefCell::new(String::new())), live::watch(path, again));
    Effect::new(move |_| {
        again.track();
        let path = path.get();
        // Nothing to ask for now.
        if path.is_empty() {
            return;
        }
        let is_quiet = quiet.take();
        if !is_quiet {
            begin();
        }
        let controller = SendWrapper::new(AbortController::new().ok());
        let signal = controller.as_ref().map(AbortController::signal);
        on_cleanup(move || {
            if let Some(controller) = controller.take() {
                controller.abort();
            }
        });
        let (receive, last) = (Rc::clone(&receive), Rc::clone(&last));
        spawn_local(async move {
            let answer = ask(&path, signal.as_ref()).await;
            if signal.is_some_and(|s| s.aborted()) {
                return;
            }
            // Quietly asked, what is the same or failed changes nothing.
            let now = answer.as_deref().unwrap_or_default();
            if !is_quiet || !now.is_empty() && *last.borrow() != *now {
                last.replace(now.to_owned());
                receive(answer);
            }
        });
    });
}
