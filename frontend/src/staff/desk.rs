//! Who sits here: the account that is signed in, and questions that wait until somebody is.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde::de::DeserializeOwned;
use shared::accounts::Me;
use shared::error::ErrorCode;
use shared::permissions::Action;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{browser, idle};
use crate::api::{Problem, send};
use crate::session::set_who;

/// What the staff's pages share. It outlives each of them, so that going from one to another shows no waiting.
pub(crate) struct Desk {
    /// Who is signed in, as far as known.
    pub(crate) me: ArcRwSignal<Option<Arc<Me>>>,
    /// Why that could not be asked.
    pub(crate) problem: ArcRwSignal<Option<Problem>>,
    /// Somebody must sign in before it goes on.
    pub(crate) is_out: ArcRwSignal<bool>,
    /// Grows whenever somebody signed in over a page.
    pub(crate) back: ArcRwSignal<u32>,
    /// Key of what was just done, until it is read.
    pub(crate) toast: ArcRwSignal<Option<&'static str>>,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| Desk {
    me: ArcRwSignal::new(None),
    problem: ArcRwSignal::new(None),
    is_out: ArcRwSignal::new(false),
    back: ArcRwSignal::new(0),
    toast: ArcRwSignal::new(None),
});

thread_local! {
    /// Those who wait for somebody to sign in.
    static WAITING: RefCell<Vec<js_sys::Function>> = const { RefCell::new(Vec::new()) };
}

/// The desk.
pub(crate) fn desk() -> &'static Desk {
    &DESK
}

impl Desk {
    /// Asks who is signed in.
    pub(crate) fn ask(&'static self) {
        self.problem.set(None);
        spawn_local(async {
            match send(Method::GET, "/api/v1/me", None).await {
                Ok(text) => match serde_json::from_str::<Me>(&text) {
                    Ok(me) => self.knows(me),
                    Err(_) => self.problem.set(Some(Problem::Broken)),
                },
                Err(problem) if is_out(&problem) => self.is_out.set(true),
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    /// Somebody is signed in: `me`.
    pub(crate) fn knows(&self, me: Me) {
        set_who(true);
        idle::begins(&me);
        self.me.set(Some(Arc::new(me)));
        self.is_out.set(false);
    }

    /// Somebody signed in over a page: what waited goes on, unless it was somebody else's.
    pub(crate) fn goes_on(&self, me: Me) {
        let before = self.me.get_untracked();
        if before.is_some_and(|before| before.id != me.id) {
            // Nothing of the one before may stay on the page.
            set_who(true);
            browser::reload();
            return;
        }
        self.knows(me);
        self.back.update(|n| *n += 1);
        for waiting in WAITING.take() {
            let _ = waiting.call0(&wasm_bindgen::JsValue::NULL);
        }
    }

    /// Nobody is signed in any more.
    pub(crate) fn forgets(&self) {
        if let Some(me) = self.me.get_untracked() {
            // The next at this device finds neither phone nor door of who left.
            crate::orders::leave_drafts(&me.id.to_string());
        }
        set_who(false);
        WAITING.take();
        self.is_out.set(false);
        self.me.set(None);
    }

    /// Says what was done, by the key of its words.
    pub(crate) fn say(&self, key: &'static str) {
        self.toast.set(Some(key));
    }

    /// Whether the one who is signed in may do `action` to one thing or another.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.me.with(|me| me.as_ref().is_some_and(|me| me.allowed_actions.contains(&action)))
    }
}

/// Whether `problem` is that nobody is signed in.
pub(crate) fn is_out(problem: &Problem) -> bool {
    matches!(problem, Problem::Refused(e) if e.code == ErrorCode::SignedOut)
}

/// Sends `body` and reads the answer. Where nobody is signed in any more, it waits until somebody is, and sends again.
///
/// # Errors
/// What went wrong, as people need to know it.
pub(crate) async fn call<T: DeserializeOwned>(method: Method, path: &str, body: Option<String>) -> Result<T, Problem> {
    let text = patient(method, path, body).await?;
    serde_json::from_str(if text.is_empty() { "null" } else { &text }).map_err(|_| Problem::Broken)
}

async fn patient(method: Method, path: &str, body: Option<String>) -> Result<String, Problem> {
    loop {
        match send(method.clone(), path, body.clone()).await {
            Err(problem) if is_out(&problem) => {
                desk().is_out.set(true);
                let back = js_sys::Promise::new(&mut |go_on, _| WAITING.with_borrow_mut(|all| all.push(go_on)));
                // It is never refused.
                let _ = JsFuture::from(back).await;
            }
            Err(Problem::Refused(e)) if e.code == ErrorCode::PasswordChangeRequired => {
                desk().ask();
                return Err(Problem::Refused(e));
            }
            answer => {
                if answer.is_ok() {
                    idle::seen();
                }
                return answer;
            }
        }
    }
}

/// A way to go to another page; take it while the page is made.
pub(crate) fn go() -> impl Fn(&str) + Clone + 'static {
    let navigate = use_navigate();
    move |path: &str| navigate(path, NavigateOptions::default())
}
