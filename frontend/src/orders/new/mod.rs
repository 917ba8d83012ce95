//! Asking for something: on a phone in a minute, without an account; and 代点单, in the name of somebody who cannot.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::accounts::Me;
use shared::compounds::Compound;
use shared::orders::new::MOST_WORDS;
use shared::permissions::Action;
use shared::query::Params;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;

mod fields;
mod nearby;
mod placed;
mod sorts;
mod troubles;
mod typed;
mod works;
mod writing;

use super::chooser::WhereFields;
use super::keep::{self, Draft, Place};
use super::photos::PhotoField;
use crate::api::{Problem, get_quietly};
use crate::i18n::{say, t};
use crate::session::{recall, title, who};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Area, StaffPage, Summary, desk, fresh_token};
use crate::ui::{Icon, WaitingLines};
use typed::Typed;
use writing::Writing;

/// Longer than this nobody waits to be told who is signed in.
const PATIENCE: Duration = Duration::from_secs(4);

/// What is known of the phone of who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phone {
    /// Nothing: it must be given.
    Needed,
    /// The account may have one; the network does not say.
    Perhaps,
    /// That of the account, `138****1234`.
    Known(String),
}

/// Who asks: the account that is signed in, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asker {
    owner: String,
    phone: Phone,
}

impl Asker {
    fn nobody() -> Self {
        Self { owner: String::new(), phone: Phone::Needed }
    }

    fn of(me: &Me) -> Self {
        let phone = me.phone_mask.clone().map_or(Phone::Needed, Phone::Known);
        Self { owner: me.id.to_string(), phone }
    }
}

/// Asks who is signed in. Without a network it is who last was.
fn ask_who(asker: RwSignal<Option<Asker>>) {
    let set = move |found: Asker| {
        if asker.try_with_untracked(|old| old.as_ref() != Some(&found)) == Some(true) {
            keep::set_last_owner(&found.owner);
            asker.set(Some(found));
        }
    };
    if recall("who").is_none() {
        return set(Asker::nobody());
    }
    let unknown = || Asker { owner: keep::last_owner(), phone: Phone::Perhaps };
    // A network that only pretends to be there keeps nobody from writing.
    let late = move || {
        if asker.try_with_untracked(Option::is_none) == Some(true) {
            set(unknown());
        }
    };
    set_timeout(late, PATIENCE);
    spawn_local(async move {
        set(match get_quietly::<Me>("/api/v1/me").await {
            Ok(me) => Asker::of(&me),
            Err(Problem::Refused(_)) => Asker::nobody(),
            Err(_) => unknown(),
        });
    });
}

/// `/order`.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    title(|| t("order.new"));
    shell().set_trail(|| vec![Crumb::words(t("orders.title"), Some("/orders")), Crumb::words(t("order.new"), None)]);
    let asker = RwSignal::new(None::<Asker>);
    Effect::new(move |_| {
        // Signed in or out on this page.
        who();
        ask_who(asker);
    });
    let storage = window_event_listener(leptos::ev::storage, move |event| {
        if keep::is_about_who(event.as_ref()) {
            ask_who(asker);
        }
    });
    // What is known stays: nobody's form goes away because a session ended meanwhile.
    let online = window_event_listener(leptos::ev::online, move |_| {
        if asker.with_untracked(|a| a.as_ref().is_none_or(|a| a.phone == Phone::Perhaps)) {
            ask_who(asker);
        }
    });
    on_cleanup(move || {
        storage.remove();
        online.remove();
    });
    // Another account has a draft of its own; the same one goes on.
    let owner = Memo::new(move |_| asker.with(|a| a.as_ref().map(|a| a.owner.clone())));
    let phone = Signal::derive(move || asker.with(|a| a.as_ref().map_or(Phone::Needed, |a| a.phone.clone())));
    view! {
        <Main>
            <div class="ask">
                <div class="narrow">
                    <h1>{say("order.new")}</h1>
                    <p class="muted">{say("order.new.text")}</p>
                    {move || match owner.get() {
                        Some(owner) => view! { <OrderForm owner=owner for_other=false phone=phone /> }.into_any(),
                        None => view! { <WaitingLines lines=6 /> }.into_any(),
                    }}
                </div>
                <Promised />
            </div>
        </Main>
    }
}

/// What becomes of it, told before anybody asks.
#[component]
fn Promised() -> impl IntoView {
    let step = |code: &'static str| {
        view! {
            <li>
                <b>{move || t(&format!("order.promise.{code}"))}</b>
                <p class="small muted">{move || t(&format!("order.promise.{code}.text"))}</p>
            </li>
        }
    };
    view! {
        <aside class="panel promise stack" aria-labelledby="h-promise">
            <h2 id="h-promise">{say("order.promise")}</h2>
            <ol>{["sent", "accepted", "taken", "done", "judged"].map(step).collect_view()}</ol>
            <p class="small">{say("order.danger")}</p>
        </aside>
    }
}

/// `/work/orders?new=1`.
#[component]
pub(crate) fn ForOtherPage() -> impl IntoView {
    let owner = Memo::new(move |_| desk().me.with(|me| me.as_ref().map(|me| me.id.to_string())));
    view! {
        <StaffPage heading="order.for_other" needs=Action::PlaceOrderForOthers above=("/work/orders", "orders.desk")>
            <p class="muted">{say("order.for_other.text")}</p>
            {move || owner.get().map(|owner| view! { <OrderForm owner=owner for_other=true phone=Signal::stored(Phone::Needed) /> })}
        </StaffPage>
    }
}

#[component]
fn OrderForm(
    /// The account that is signed in; empty for nobody.
    owner: String,
    /// In somebody's name.
    for_other: bool,
    /// What is known of the phone of who asks.
    phone: Signal<Phone>,
) -> impl IntoView {
    let place = Place::of(&owner, for_other);
    let draft = place.recall();
    let was_kept = !draft.is_blank() || !place.photographs(&draft.token).is_empty();
    let was_waiting = draft.is_waiting;
    let is_fresh = draft.is_blank() && !for_other && !owner.is_empty();
    let writing = Writing::of(&draft, place.clone(), for_other, phone);
    let (form, typed, photos) = (writing.form, writing.typed, writing.photos);
    if !for_other && !was_waiting {
        fill(typed, &draft, &use_location().search.get_untracked());
    }
    let needs_works = move || {
        let is_linked = typed.category.with(String::is_empty) && typed.project.with(Option::is_some);
        is_linked || writing.category.with(|c| c.as_ref().is_some_and(|c| c.needs_project))
    };
    let needs_works = Memo::new(move |_| needs_works());
    let send_it = move |e: SubmitEvent| {
        e.prevent_default();
        writing.go(true);
    };
    // Enter in a box that searches finds; it does not send the order.
    let stay = move |e: KeyboardEvent| {
        let input = e.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if e.key() == "Enter" && input.is_some_and(|input| input.type_() == "search") {
            e.prevent_default();
        }
    };
    let kept = move || {
        let words = match (was_waiting, for_other) {
            (true, true) => "order.draft.waiting.other",
            (_, true) => "order.draft.kept.other",
            (_, false) => "order.draft.kept",
        };
        // What waits says so itself.
        (was_kept && !writing.is_lost.get()).then(|| {
            view! {
                <div class="notice">
                    <Icon name="info" />
                    <div class="stack-s">
                        <p>{say(words)}</p>
                        <p><button class="btn" type="button" on:click=move |_| writing.empty()>{say("order.draft.drop")}</button></p>
                    </div>
                </div>
            }
        })
    };
    let shell = shell();
    let left = StoredValue::new_local(Some(is_fresh.then(|| left_unsigned(&place)).flatten().into_any()));
    move || {
        match writing.placed.get() {
        Some(found) => view! { <placed::Placed found=found typed=typed /> }.into_any(),
        None => view! {
            <form class="stack report" method="post" on:submit=send_it on:keydown=stay novalidate>
                <div role="status">{kept}</div>
                {left.try_update_value(Option::take).flatten()}
                <troubles::Troubles writing=writing />
                <Summary form=form />
                // What is under way is what was pressed: nothing is typed that would not go with it.
                <div class="stack" inert=move || writing.is_pressed.get()>
                <sorts::CategoryField form=form typed=typed categories=writing.categories />
                {move || writing.category.get().map(|c| fields::questions(form, &c, typed.answers))}
                <Area form=form name="what" label="order.what" value=typed.what hint="order.what.hint" needed=true most=MOST_WORDS />
                <Show when=move || needs_works.get()><works::WorksField form=form typed=typed /></Show>
                <WhereFields place=typed.place for_other=for_other />
                <nearby::Nearby writing=writing />
                <fields::UrgencyField value=typed.urgency />
                {if for_other {
                    view! { <fields::OtherFields form=form typed=typed /> }.into_any()
                } else {
                    view! { <fields::PhoneField form=form typed=typed phone=phone /> }.into_any()
                }}
                <PhotoField photos=photos id=form.control("photographs") />
                <Show when=move || writing.is_full.get()><p class="hint" role="status">{say("order.photo.full")}</p></Show>
                </div>
                <p class="small muted">{move || shell.days_kept(if for_other { "order.privacy.other" } else { "order.privacy" })} " " <a href="/about/privacy">{say("privacy.title")}</a></p>
                <button class="btn btn-main btn-wide" type="submit" aria-disabled=move || form.busy.get().to_string()>
                    {move || t(if form.busy.get() { "order.sending" } else { "order.send" })}
                </button>
                <p class="small muted">{say("order.send.text")}</p>
            </form>
        }
        .into_any(),
    }
    }
}

/// Fills what the link names, once; else the compound that was chosen last on this device.
fn fill(typed: Typed, draft: &Draft, link: &str) {
    let mut params = Params::parse(link).ok();
    let mut take = |name: &str| params.as_mut().and_then(|params| params.take(name)).filter(|value| !value.is_empty());
    let (category, compound, project) = (take("category"), take("compound"), take("project"));
    let names_some = category.is_some() || compound.is_some() || project.is_some();
    if names_some && draft.link == link {
        return;
    }
    if names_some {
        typed.came_by(link);
    }
    if draft.is_blank()
        && compound.is_none()
        && project.is_none()
        && typed.place.is_unsaid()
        && let Some((id, name)) = keep::last_compound()
    {
        typed.is_at(id, name);
    }
    if let Some(category) = category {
        typed.category.set(category);
    }
    if let Some(id) = compound.and_then(|id| id.parse::<shared::id::CompoundId>().ok()) {
        spawn_local(async move {
            if let Ok(found) = get_quietly::<Compound>(&format!("/api/v1/compounds/{id}")).await
                && typed.place.way.try_get_untracked().is_some()
            {
                typed.is_at(id, found.summary.name);
            }
        });
    }
    if let Some(number) = project {
        typed.project.set(None);
        let number: String = number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        works::name_works(typed, number);
    }
}

/// What was written here before somebody signed in: offered, and not taken unasked, for it may be another's.
fn left_unsigned(place: &Place) -> Option<AnyView> {
    let before = Place::of("", false);
    let draft = before.recall();
    let place = place.clone();
    let take = move |_| {
        let mut draft = before.recall();
        let photographs = before.photographs(&draft.token);
        // What another sender's token sent is not this one's.
        let photographs: Vec<_> = photographs.into_iter().filter(|kept| kept.id.is_none()).collect();
        draft.token = fresh_token();
        draft.sent = String::new();
        place.keep(&draft);
        place.keep_photographs(&draft.token, &photographs);
        before.keep(&Draft::empty());
        let _ = window().location().reload();
    };
    (!draft.is_blank() && !draft.is_waiting).then(|| {
        view! {
            <div class="notice" role="status">
                <Icon name="info" />
                <div class="stack-s">
                    <p>{say("order.draft.unsigned")}</p>
                    <p><button class="btn" type="button" on:click=take>{say("order.draft.take")}</button></p>
                </div>
            </div>
        }
        .into_any()
    })
}
