//! Notices as those at work write them: `/work/outages` and `/work/notices`. One list, one page and one dialog for both,
//! a form for each.

mod compound;
mod deeds;
mod fields;
mod list;
mod notice;
mod outage;

pub(crate) use compound::CompoundPicker;
pub(crate) use notice::areas;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;
use shared::notices::staff::StaffNotice;
use shared::outages::staff::StaffOutage;
use shared::permissions::Action;
use shared::projects::Sign;
use shared::published::{Desked, ItemStatus};
use shared::workflow::Happened;

use crate::api::Load;
use crate::i18n::{say, t};
use crate::staff::{Private, PrivateForm, StaffPage, code_of};
use crate::ui::{DemoMark, StatusBadge, Zh};

/// An outage notice or a notice.
pub(super) trait Item: DeserializeOwned + Clone + Send + Sync + 'static {
    /// Its address of the server.
    const API: &'static str;
    /// The page.
    const PAGE: &'static str;
    /// Key of the heading, and the beginning of the keys of what is special to it.
    const WORDS: &'static str;
    /// Its key.
    fn id(&self) -> String;
    /// Its name.
    fn title(&self) -> AnyView;
    /// Where and when.
    fn line(&self) -> AnyView;
    /// All that the public will read.
    fn text(&self) -> AnyView;
    /// What is the same for all.
    fn desked(&self) -> &Desked;
    /// What happened.
    fn history(&self) -> &[Happened];
    /// Where the public reads it.
    fn public(&self) -> String;
    /// The end as announced, of an outage.
    fn ends_at(&self) -> Option<chrono::DateTime<chrono::Utc>>;
    /// The form, empty or of this one.
    fn form(of: Option<&Self>) -> AnyView;
}

/// What of it is shown.
#[derive(Clone, PartialEq)]
enum Which {
    List,
    New,
    One(String),
    Edit(String),
}

/// `/work/outages`.
#[component]
pub(crate) fn OutagesDesk() -> impl IntoView {
    page::<StaffOutage>()
}

/// `/work/notices`.
#[component]
pub(crate) fn NoticesDesk() -> impl IntoView {
    page::<StaffNotice>()
}

fn page<T: Item>() -> AnyView {
    let query = use_location().query;
    let which = Memo::new(move |_| {
        query.with(|q| match (q.get("id"), q.get("edit"), q.get("new")) {
            (Some(id), Some(_), _) => Which::Edit(id),
            (Some(id), None, _) => Which::One(id),
            (None, _, Some(_)) => Which::New,
            _ => Which::List,
        })
    });
    view! {
        <StaffPage heading=T::WORDS needs=Action::WriteOutage above=("/work", "work.title") own_heading=true>
            {move || match which.get() {
                Which::List => list::list::<T>(),
                Which::New => view! { <h1>{say(word::<T>("new"))}</h1> {T::form(None)} }.into_any(),
                Which::One(id) => one::<T>(&id, false),
                Which::Edit(id) => one::<T>(&id, true),
            }}
        </StaffPage>
    }
    .into_any()
}

/// The key of what is special to it.
fn word<T: Item>(what: &str) -> &'static str {
    match (T::WORDS, what) {
        ("write.outages", "new") => "write.outages.new",
        ("write.outages", "edit") => "write.outages.edit",
        ("write.outages", _) => "write.outages.text",
        (_, "new") => "write.notices.new",
        (_, "edit") => "write.notices.edit",
        _ => "write.notices.text",
    }
}

fn one<T: Item>(id: &str, edit: bool) -> AnyView {
    let path = format!("{}/{id}", T::API);
    let load = Load::<T>::of(move || path.clone());
    if edit {
        let draw =
            |found: std::sync::Arc<T>| view! { <h1>{say(word::<T>("edit"))}</h1> {T::form(Some(&found))} }.into_any();
        return view! { <PrivateForm load=load draw=draw /> }.into_any();
    }
    let chosen = RwSignal::new(None);
    view! {
        <Private load=load page=true draw=move |found| draw(&*found, chosen) />
        {deeds::dialog(load, chosen)}
    }
    .into_any()
}

fn draw<T: Item>(item: &T, chosen: RwSignal<Option<shared::published::ItemEvent>>) -> AnyView {
    let desked = item.desked();
    let is_out = desked.status == ItemStatus::Published;
    let edit = desked.may_write.then(|| {
        let href = format!("{}?id={}&edit=1", T::PAGE, item.id());
        view! { <a class="btn" href=href>{t("write.edit")}</a> }
    });
    let public = is_out.then(|| view! { <a class="btn" href=item.public()>{t("work.public")}</a> });
    view! {
        <p class="row">{badge(desked.status)} {desked.is_demo.then(|| view! { <DemoMark /> })}</p>
        <h1>{item.title()}</h1>
        <p class="muted">{item.line()}</p>
        {note(desked)}
        <p class="row section-s">{deeds::buttons(&desked.allowed_events, chosen)} {edit} {public}</p>
        <section class="section panel preview" aria-labelledby="h-text">
            <h2 class="t-m" id="h-text">{t(if is_out { "write.reads" } else { "write.will_read" })}</h2>
            {item.text()}
        </section>
        {deeds::history(item.history())}
    }
    .into_any()
}

/// Why it came back, was withdrawn or lasts longer.
fn note(desked: &Desked) -> Option<AnyView> {
    let why = desked.note.clone()?;
    Some(view! { <p class="stale-now">{t("write.note")} <Zh text=why /></p> }.into_any())
}

/// How far it is.
fn badge(status: ItemStatus) -> AnyView {
    let sign = match status {
        ItemStatus::Draft => Sign::Planned,
        ItemStatus::InReview => Sign::Risk,
        ItemStatus::Published => Sign::Done,
        ItemStatus::Withdrawn => Sign::Ended,
    };
    view! { <StatusBadge sign=sign words=Signal::stored(t(&format!("item_status.{}", code_of(status)))) /> }.into_any()
}
