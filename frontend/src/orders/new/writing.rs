//! An order on its way: kept while it is written, sent with its photographs, sent again when the network is back.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::orders::category::Category;
use shared::orders::new::PlacedOrder;
use wasm_bindgen_futures::spawn_local;

use super::super::keep::{self, Draft, Place};
use super::super::photos::{Photos, Undelivered};
use super::Phone;
use super::typed::Typed;
use crate::api::{Load, Problem, send};
use crate::staff::{Form, call, desk, every, focus, fresh_token};

/// How often what waits is tried again, milliseconds.
const EVERY: u32 = 30_000;

/// What waits does not go by itself while somebody types: so long nothing was typed, milliseconds.
const QUIET: f64 = 10_000.0;

/// What somebody has to decide before it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Photographs did not arrive: the order does not go silently without them.
    Photographs,
    /// An order was sent from here with this token already; what is written would be another.
    Sent,
}

/// The form and what becomes of it.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    pub(super) form: Form,
    pub(super) typed: Typed,
    pub(super) photos: Photos,
    pub(super) categories: Load<Vec<Category>>,
    pub(super) category: Memo<Option<Category>>,
    pub(super) phone: Signal<Phone>,
    /// It was sent, and nobody knows whether it arrived.
    pub(super) waits: RwSignal<bool>,
    /// It is under way because somebody pressed.
    pub(super) is_pressed: RwSignal<bool>,
    /// When something was typed last, milliseconds.
    typed_at: StoredValue<f64>,
    /// The last try met no network.
    pub(super) is_lost: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<Trouble>>,
    pub(super) placed: RwSignal<Option<PlacedOrder>>,
    /// This device could not keep all photographs.
    pub(super) is_full: RwSignal<bool>,
    place: StoredValue<Place>,
}

impl Writing {
    /// Goes on with `draft`, which lay at `place`.
    pub(super) fn of(draft: &Draft, place: Place, for_other: bool, phone: Signal<Phone>) -> Self {
        let form = Form::new("order");
        let typed = Typed::of(form, draft, for_other);
        let photos = Photos::with(&draft.token, place.photographs(&draft.token));
        let categories = Load::<Vec<Category>>::keeping(|| "/api/v1/order-categories".to_owned());
        let category = Memo::new(move |_| {
            let code = typed.category.get();
            categories.data.with(|all| all.as_ref().and_then(|all| all.iter().find(|c| c.code == code).cloned()))
        });
        let writing = Self {
            form,
            typed,
            photos,
            categories,
            category,
            phone,
            // The name and phone of somebody else were not kept: nobody sends without them unasked.
            waits: RwSignal::new(draft.is_waiting && !for_other),
            is_pressed: RwSignal::new(false),
            typed_at: StoredValue::new(0.0),
            is_lost: RwSignal::new(draft.is_waiting && !for_other),
            trouble: RwSignal::new(None),
            placed: RwSignal::new(None),
            is_full: RwSignal::new(false),
            place: StoredValue::new(place),
        };
        writing.keep();
        writing.wake();
        writing.watch();
        writing
    }

    /// Keeps each change at once.
    fn keep(self) {
        Effect::new(move |before: Option<Draft>| {
            let draft = self.typed.draft(false);
            if before.is_some_and(|before| before != draft) {
                self.typed_at.set_value(js_sys::Date::now());
            }
            draft
        });
        Effect::new(move |_| {
            if self.placed.with(Option::is_none) {
                let draft = self.typed.draft(self.waits.get());
                self.place.with_value(|place| place.keep(&draft));
            }
        });
        Effect::new(move |_| {
            if self.placed.with(Option::is_none) {
                let (token, all) = (self.typed.token.get(), self.photos.kept());
                self.is_full.set(!self.place.with_value(|place| place.keep_photographs(&token, &all)));
            }
        });
        Effect::new(move |_| {
            if let Some(compound) = self.typed.place.compound.get().filter(|_| !self.typed.for_other) {
                keep::set_last_compound(&compound);
            }
        });
    }

    /// What waits is sent as soon as it can be: when the page is opened again, and when the network is back.
    fn wake(self) {
        let back = RwSignal::new(0_u32);
        let try_again = move || {
            if self.categories.data.with_untracked(Option::is_none) {
                self.categories.retry();
            }
            back.update(|n| *n += 1);
        };
        let online = window_event_listener(leptos::ev::online, move |_| try_again());
        on_cleanup(move || online.remove());
        // Browsers do not tell when a server that was away is there again.
        let ticking = every(EVERY, move || {
            if self.waits.try_get_untracked() == Some(true) {
                try_again();
            }
        });
        on_cleanup(move || drop(ticking.try_set_value(None)));
        Effect::new(move |_| {
            back.track();
            let is_ready = self.categories.data.with(Option::is_some);
            // Half a sentence does not go by itself: whoever writes on is waited for.
            if is_ready && self.is_quiet() && self.waits.get_untracked() && self.placed.with_untracked(Option::is_none)
            {
                untrack(|| self.go(false));
            }
        });
    }

    /// Nobody typed for a while.
    fn is_quiet(self) -> bool {
        self.typed_at.try_get_value().is_none_or(|at| js_sys::Date::now() - at > QUIET)
    }

    /// Another tab writes the same draft: once it was sent there, it is not sent again from here.
    fn watch(self) {
        let storage = window_event_listener(leptos::ev::storage, move |event| {
            let Some(draft) =
                self.place.try_with_value(|place| place.is_told(event.as_ref()).then(|| place.recall())).flatten()
            else {
                return;
            };
            let is_sent = self.typed.token.with_untracked(|token| *token == draft.sent);
            // While it is under way from here as well, the server tells both the same.
            if is_sent && self.placed.with_untracked(Option::is_none) && !self.form.busy.get_untracked() {
                self.was_sent(false);
            }
        });
        on_cleanup(move || storage.remove());
    }

    /// The token was used: what is written here would be an order of its own.
    fn was_sent(self, is_pressed: bool) {
        let token = fresh_token();
        self.photos.turn_to(&token);
        self.typed.token.set(token);
        self.halt();
        self.ask(Trouble::Sent, is_pressed);
    }

    /// Gives the focus to what has to be read now.
    fn show(self, what: &'static str) {
        let id = self.form.control(what);
        request_animation_frame(move || focus(&id));
    }

    /// Somebody has to decide. Who pressed is there at once; to others it is announced.
    fn ask(self, trouble: Trouble, is_pressed: bool) {
        self.trouble.set(Some(trouble));
        if is_pressed {
            self.show("trouble");
        }
    }

    /// Nothing is under way any more. Whether the form is still there.
    fn rest(self) -> bool {
        self.form.busy.try_set(false).is_none() && self.is_pressed.try_set(false).is_none()
    }

    /// It waits no more.
    fn halt(self) {
        self.waits.set(false);
        self.is_lost.set(false);
    }

    /// The network is away. Who pressed is told where they look; who writes on meanwhile is left alone.
    fn lose(self, is_pressed: bool) {
        self.waits.set(true);
        self.is_lost.set(true);
        if is_pressed {
            self.show("waits");
        }
    }

    /// Sends it, first the photographs and then the order: on a press, or by itself.
    pub(super) fn go(self, is_pressed: bool) {
        if self.form.busy.get_untracked() {
            return;
        }
        self.trouble.set(None);
        if !self.may_go(is_pressed) {
            return;
        }
        self.waits.set(true);
        self.form.busy.set(true);
        self.is_pressed.set(is_pressed);
        self.form.clear();
        spawn_local(async move {
            let answer = match self.photos.deliver().await {
                // Photographs may take long: whoever began to write on meanwhile is waited for.
                Ok(()) if !is_pressed && !self.is_quiet() => Err(Problem::Offline),
                Ok(()) => self.send().await,
                Err(Undelivered::Offline) => Err(Problem::Offline),
                Err(Undelivered::Refused) => {
                    if self.rest() {
                        self.halt();
                        self.ask(Trouble::Photographs, is_pressed);
                    }
                    return;
                }
            };
            // The form may be gone by now; what waits is kept.
            if !self.rest() {
                return;
            }
            match answer {
                Ok(found) => self.done(found),
                // Of what the network lost nobody knows whether it arrived.
                Err(Problem::Offline) => self.lose(is_pressed),
                Err(Problem::Refused(e))
                    if e.code == ErrorCode::Taken && e.field.as_deref() == Some("client_token") =>
                {
                    self.was_sent(is_pressed);
                }
                Err(problem) => {
                    self.halt();
                    self.form.refuse(problem);
                }
            }
        });
    }

    /// Whether nothing is wrong with it, as far as this page knows; else it says what.
    fn may_go(self, is_pressed: bool) -> bool {
        let category = self.category.get_untracked();
        let is_known = self.categories.data.with_untracked(Option::is_some);
        if category.is_none() && !self.typed.category.with_untracked(String::is_empty) {
            if !is_known {
                // Without the catalogue nobody knows what must be answered.
                self.categories.retry();
                self.lose(is_pressed);
                return false;
            }
            self.typed.category.set(String::new());
        }
        // Signed in, the phone of the account will do.
        let needs_phone = !self.typed.for_other && self.phone.get_untracked() == Phone::Needed;
        let faults = untrack(|| {
            let order = self.typed.order(self.photos, category.as_ref());
            self.typed.faults(&order, needs_phone, category.as_ref())
        });
        let is_good = faults.is_none();
        if !is_good {
            self.halt();
            self.form.refuse(faults);
        }
        is_good
    }

    async fn send(self) -> Result<PlacedOrder, Problem> {
        let Some(category) = self.category.try_get_untracked() else { return Err(Problem::Offline) };
        let order = untrack(|| self.typed.order(self.photos, category.as_ref()));
        if self.typed.for_other {
            let body = untrack(|| self.typed.for_other_body(&order));
            return call(Method::POST, "/api/v1/staff/orders", Some(body.to_string())).await;
        }
        let text = send(Method::POST, "/api/v1/orders", Some(order.to_string())).await?;
        serde_json::from_str(&text).map_err(|_| Problem::Broken)
    }

    fn done(self, found: PlacedOrder) {
        let mut next = Draft::empty();
        next.sent = self.typed.token.get_untracked();
        // What an account ordered it finds under its own name; the next at this device finds nothing of it. A session may have
        // ended while it was written: the server knows.
        if !self.typed.for_other && !found.is_of_account {
            keep::add(&found, &self.typed.what.get_untracked());
        }
        desk().say("order.placed");
        self.placed.set(Some(found));
        self.leave(&next);
    }

    /// Sends it without the photographs that did not arrive.
    pub(super) fn go_without(self) {
        self.photos.give_up();
        self.go(true);
    }

    /// Forgets all of it and begins anew.
    pub(super) fn empty(self) {
        self.leave(&Draft::empty());
        // A page that begins anew begins with everything anew.
        let _ = window().location().reload();
    }

    fn leave(self, next: &Draft) {
        self.place.with_value(|place| {
            place.keep(next);
            place.keep_photographs(&next.token, &[]);
        });
    }
}
