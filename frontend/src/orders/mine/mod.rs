//! `/orders/mine#number.secret`: one's own order, where it stands, and the last word on it.

use std::sync::Arc;

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use serde_json::Value;
use shared::error::ErrorCode;
use shared::orders::line::ClockShown;
use shared::orders::shown::{MyOrder, OrderPhotograph, PhoneLook};
use wasm_bindgen_futures::spawn_local;

mod asked;
mod forms;
mod life;
mod picture;

use self::picture::picture;
use super::told;
use crate::api::{Problem, answer};
use crate::i18n::{t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Form, Toast, every, focus, moment, role};
use crate::ui::{Fold, Num, ProblemState, State, WaitingLines};

/// How often it asks anew while it is looked at, milliseconds.
const EVERY: u32 = 15_000;

/// What is asked with the secret of the link, which travels in a header alone. What the page asks by itself, nobody having
/// done anything, is asked quietly.
async fn ask(method: Method, path: &str, secret: &str, quiet: bool, body: Option<String>) -> Result<String, Problem> {
    let request = RequestBuilder::new(path).method(method);
    let request = if secret.is_empty() { request } else { request.header("x-order-secret", secret) };
    let request = if quiet { request.header("x-linxin-quiet", "1") } else { request };
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    };
    answer(request).await
}

/// The order of the link. Its clock goes on by itself, and looks at the phone come at any time: both lie apart, so that what
/// is the same is not drawn anew while somebody types.
#[derive(Clone, Copy)]
struct Mine {
    number: StoredValue<String>,
    secret: StoredValue<String>,
    data: RwSignal<Option<Arc<MyOrder>>>,
    clock: RwSignal<Option<ClockShown>>,
    looks: RwSignal<Vec<PhoneLook>>,
    problem: RwSignal<Option<Problem>>,
}

/// What the page shows as a whole.
#[derive(Clone, PartialEq)]
enum Shows {
    Waiting,
    Problem(Problem),
    Order,
}

impl Mine {
    fn new() -> Self {
        Self {
            number: StoredValue::new(String::new()),
            secret: StoredValue::new(String::new()),
            data: RwSignal::new(None),
            clock: RwSignal::new(None),
            looks: RwSignal::new(Vec::new()),
            problem: RwSignal::new(None),
        }
    }

    fn path(self, rest: &str) -> String {
        format!("/api/v1/orders/mine/{}{rest}", self.number.get_value())
    }

    /// The version that stands on the page.
    fn version(self) -> i32 {
        let known = |order: &Option<Arc<MyOrder>>| order.as_ref().map_or(0, |order| order.line.version);
        self.data.try_with_untracked(known).unwrap_or_default()
    }

    fn took(self, answer: Result<String, Problem>) -> Result<(), Problem> {
        let mut order = answer.and_then(|text| serde_json::from_str::<MyOrder>(&text).map_err(|_| Problem::Broken))?;
        // What was asked before something was done may come after its answer.
        if order.line.version < self.version() {
            return Ok(());
        }
        let (clock, looks) = (order.line.clock.take(), std::mem::take(&mut order.looks));
        self.problem.try_set(None);
        if self.clock.try_with_untracked(|old| *old != clock) == Some(true) {
            self.clock.try_set(clock);
        }
        if self.looks.try_with_untracked(|old| *old != looks) == Some(true) {
            self.looks.try_set(looks);
        }
        if self.data.try_with_untracked(|old| old.as_deref() != Some(&order)) == Some(true) {
            self.data.try_set(Some(Arc::new(order)));
        }
        Ok(())
    }

    /// Reads the link in the address and asks for its order.
    fn follow(self) {
        let hash = window().location().hash().unwrap_or_default();
        let (number, secret) = hash.trim_start_matches('#').split_once('.').unwrap_or_default();
        let number: String = number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        self.data.set(None);
        self.problem.set(number.is_empty().then_some(Problem::NotFound));
        let is_some = !number.is_empty();
        self.number.set_value(number);
        self.secret.set_value(secret.to_owned());
        if is_some {
            self.load(false);
        }
    }

    /// The address has another sign behind it. The way to the main part is no other order: the link stays the only key.
    fn turn(self) {
        let hash = window().location().hash().unwrap_or_default();
        let number = self.number.get_value();
        if hash.contains('.') || number.is_empty() {
            return self.follow();
        }
        let link = self.secret.with_value(|secret| format!("#{number}.{secret}"));
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or_default();
            let _ = history.replace_state_with_url(&state, "", Some(&link));
        }
    }

    fn load(self, quiet: bool) {
        let (path, secret) = (self.path(""), self.secret.get_value());
        spawn_local(async move {
            let answer = ask(Method::GET, &path, &secret, quiet, None).await;
            // It may be another link by now, or another page.
            if self.number.try_with_value(|_| ()).is_none() || self.path("") != path {
                return;
            }
            if let Err(problem) = self.took(answer)
                && self.data.try_with_untracked(Option::is_none) == Some(true)
            {
                self.problem.try_set(Some(problem));
            }
        });
    }

    /// Asks again by itself, while somebody looks.
    fn look_again(self) {
        let is_seen = !document().hidden();
        if is_seen && self.data.try_with_untracked(Option::is_some) == Some(true) {
            self.load(true);
        }
    }

    fn send(self, form: Form, rest: &str, body: &Value, then: impl FnOnce() + 'static) {
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        form.clear();
        let (path, secret, body) = (self.path(rest), self.secret.get_value(), body.to_string());
        spawn_local(async move {
            let answer = ask(Method::POST, &path, &secret, false, Some(body)).await;
            form.busy.try_set(false);
            match self.took(answer) {
                Ok(()) => {
                    then();
                    // The form that had the focus is gone with what it was about.
                    request_animation_frame(|| focus("order-stands"));
                }
                Err(problem) => {
                    // Somebody else was faster: the page shows what is so now.
                    if matches!(&problem, Problem::Refused(e) if matches!(e.code, ErrorCode::Stale | ErrorCode::NotAllowedNow))
                    {
                        self.load(false);
                    }
                    form.refuse(problem);
                }
            }
        });
    }
}

/// `/orders/mine`.
#[component]
pub(crate) fn MyOrderPage() -> impl IntoView {
    title(|| t("order.mine"));
    shell().set_trail(|| vec![Crumb::words(t("orders.title"), Some("/orders")), Crumb::words(t("order.mine"), None)]);
    let mine = Mine::new();
    mine.follow();
    // Another link on the same page changes nothing but what stands behind the sign.
    let changed = window_event_listener(leptos::ev::hashchange, move |_| mine.turn());
    let seen = window_event_listener(leptos::ev::visibilitychange, move |_| mine.look_again());
    let online = window_event_listener(leptos::ev::online, move |_| mine.look_again());
    let ticking = every(EVERY, move || mine.look_again());
    on_cleanup(move || {
        changed.remove();
        seen.remove();
        online.remove();
        drop(ticking.try_set_value(None));
    });
    let shows = Memo::new(move |_| match (mine.data.with(Option::is_some), mine.problem.get()) {
        (true, _) => Shows::Order,
        (false, Some(problem)) => Shows::Problem(problem),
        (false, None) => Shows::Waiting,
    });
    let draw = move || match shows.get() {
        Shows::Order => draw(mine),
        // Either the number or the secret is wrong; the server tells nobody which.
        Shows::Problem(Problem::NotFound) => {
            lang();
            view! {
                <State icon="search" title=t("order.mine.none") text=t("order.mine.none.text") page=true>
                    <a class="btn btn-main" href="/orders">{t("orders.find")}</a>
                </State>
            }
            .into_any()
        }
        Shows::Problem(problem) => {
            lang();
            view! { <ProblemState problem=problem retry=move |()| mine.load(false) page=true /> }.into_any()
        }
        Shows::Waiting => view! { <WaitingLines lines=6 /> }.into_any(),
    };
    view! { <Main>{draw}</Main> <Toast /> }
}

/// The page: each part is drawn anew by itself, when what it tells is another.
fn draw(mine: Mine) -> AnyView {
    let part = move |draw: fn(Mine, &MyOrder) -> AnyView| {
        move || {
            lang();
            mine.data.get().map(|order| draw(mine, &order))
        }
    };
    let next = Memo::new(move |_| {
        lang();
        mine.data.with(|order| order.as_deref().map(life::next_step).unwrap_or_default())
    });
    let clock = move || {
        lang();
        mine.clock.get().as_ref().map(told::clock)
    };
    let looks = move || {
        lang();
        mine.looks.with(|looks| (!looks.is_empty()).then(|| draw_looks(looks)))
    };
    view! {
        <div class="ask">
        <div class="narrow">
            {part(head)}
            <p class="lead" role="status" id="order-stands" tabindex="-1">{move || next.get()}</p>
            {clock}
            {forms::answer(mine)}
            {part(asked::outcome)}
            {forms::judge(mine)}
            {life::life(mine)}
        </div>
        {part(asked::aside)}
        <div class="narrow">
            {part(asked::asked)}
            {part(history)}
            {looks}
            {forms::leave(mine)}
            {part(|_, _| view! { <p class="row section-s"><a class="btn" href="/orders">{t("orders.title")}</a> <a class="btn" href="/order">{t("order.another")}</a></p> }.into_any())}
        </div>
        </div>
    }
    .into_any()
}

fn head(_: Mine, order: &MyOrder) -> AnyView {
    let line = &order.line;
    view! {
        <p class="row">{told::badge(line.status)} {told::urgency(line.urgency)}</p>
        <h1>{told::category(line)}</h1>
        <p class="row">{told::number(line)} {told::place(line)}</p>
    }
    .into_any()
}

fn history(mine: Mine, order: &MyOrder) -> AnyView {
    let photograph = move |p: &OrderPhotograph| picture(mine, p);
    let steps = told::history(&order.history, photograph);
    view! {
        <section class="section-s" aria-labelledby="h-steps">
            <h2 class="t-m" id="h-steps">{t("order.steps")}</h2>
            {steps}
        </section>
    }
    .into_any()
}

fn draw_looks(looks: &[PhoneLook]) -> AnyView {
    let rows = looks.iter().map(|look| view! { <li><Num text=moment(look.at) /> " " {role(look.role)}</li> });
    let rows = rows.collect_view();
    let label = tf("order.looks", &[("n", &looks.len())]);
    view! { <div class="section-s"><Fold label=label><ul class="plain-list">{rows}</ul></Fold></div> }.into_any()
}

pub(super) fn stars(n: i32) -> AnyView {
    let words = tf("order.stars", &[("n", &n)]);
    let full = usize::try_from(n.clamp(0, 5)).unwrap_or_default();
    view! { <span role="img" aria-label=words>{"★".repeat(full)}{"☆".repeat(5 - full)}</span> }.into_any()
}
