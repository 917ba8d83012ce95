//! Messages 消息: the bell in the bar of those at work, and the page of what one was told.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::id::NotificationId;
use shared::notifications::{MarkRead, NewsKind, Notification, Notifications, Unread};
use shared::permissions::Action;
use shared::projects::Sign;
use wasm_bindgen_futures::spawn_local;

use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{Every, More, Rows, StaffPage, call, code_of, desk, moment, problem_state};
use crate::ui::{Icon, Num, State, StatusBadge, WaitingLines, Zh};
use crate::{api, live};

/// Where the page is.
const PAGE: &str = "/work/messages";
/// Milliseconds between two questions of the bell.
const EVERY: u32 = 60_000;

/// How many are unread, as far as known.
static UNREAD: LazyLock<ArcRwSignal<i64>> = LazyLock::new(ArcRwSignal::default);

/// Asks how many are unread. The page asks by itself: it keeps no session open, and what fails is asked again soon.
fn ask() {
    spawn_local(async {
        if let Ok(found) = api::get_quietly::<Notifications>("/api/v1/me/notifications?limit=1").await {
            UNREAD.set(found.unread);
        }
    });
}

/// The way to the messages, with how many are unread.
#[component]
pub(crate) fn Bell() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |_| {
        live::news();
        ask();
    });
    let asking = StoredValue::new_local(Some(Every::new(EVERY, ask)));
    on_cleanup(move || drop(asking.try_update_value(Option::take)));
    let here = move || (path.get() == PAGE).then_some("page");
    let label = move || match UNREAD.get() {
        0 => t("messages.title"),
        n => tf("messages.bell", &[("n", &n)]),
    };
    let count = move || Some(UNREAD.get()).filter(|n| *n > 0).map(|n| view! { <b class="num">{n}</b> });
    view! { <a class="bell" href=PAGE aria-current=here aria-label=label><Icon name="bell" />{count}</a> }
}

/// `/work/messages`.
#[component]
pub(crate) fn MessagesPage() -> impl IntoView {
    view! { <StaffPage heading="messages.title"><Messages /></StaffPage> }
}

/// Marks as read, and asks for the list anew.
fn mark(rows: Rows<Notification>, ids: Vec<NotificationId>, all_until: Option<DateTime<Utc>>) {
    let body = serde_json::to_string(&MarkRead { ids, all_until }).ok();
    spawn_local(async move {
        // What is not marked stays unread: nothing is lost.
        if let Ok(left) = call::<Unread>(Method::POST, "/api/v1/me/notifications/read", body).await {
            UNREAD.set(left.unread);
            // The page may be another by now.
            if rows.first.waiting.try_get_untracked().is_some() {
                rows.retry_quietly();
            }
        }
    });
}

#[component]
fn Messages() -> impl IntoView {
    let rows = Rows::<Notification>::of(|| "/api/v1/me/notifications".to_owned());
    // The bell knows of more: the list follows it.
    let count = Memo::new(|_| UNREAD.get());
    Effect::new(move |before: Option<i64>| {
        let now = count.get();
        if before.is_some_and(|before| now > before) {
            rows.retry_quietly();
        }
        now
    });
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (Some(found), None) if found.is_empty() => {
                view! { <State icon="bell" title=t("messages.none") text=t("messages.none.text") /> }.into_any()
            }
            (Some(found), None) => {
                let lines = found.into_iter().map(|one| line(one, rows)).collect_view();
                view! { <ul class="people-rows">{lines}</ul> }.into_any()
            }
            (None, None) => view! { <WaitingLines lines=6 /> }.into_any(),
        }
    };
    let all = move |_| {
        let newest = rows.all().and_then(|found| found.first().map(|one| one.told_at));
        mark(rows, Vec::new(), newest);
    };
    view! {
        <p class="lead">{say("messages.lead")}</p>
        <Show when=move || { count.get() > 0 }>
            <p class="section-s"><button class="btn" type="button" on:click=all>{say("messages.all")}</button></p>
        </Show>
        <section class="section-s" aria-label=say("messages.title")>{list}<More rows=rows /></section>
    }
}

/// How it is seen at a glance: what is late, what presses, what was answered, what ended, and what there is to do.
fn sign(kind: NewsKind) -> &'static str {
    match kind {
        NewsKind::OrderOverdue | NewsKind::OrderTakeLate | NewsKind::OrderIntakeLate | NewsKind::OrderChasedUp => {
            "s-late"
        }
        NewsKind::OrderReminder | NewsKind::OrderReopened | NewsKind::OrderStuck => "s-risk",
        NewsKind::OrderAnswered | NewsKind::ExtensionDecided | NewsKind::ChaseUpAnswered => "s-done",
        NewsKind::OrderCancelled => "s-ended",
        NewsKind::OrderAssigned | NewsKind::OrderEscalated => "s-works",
        NewsKind::OrderPlaced | NewsKind::ExtensionAsked | NewsKind::SummaryWritten => "s-planned",
    }
}

/// Where it leads: who asked to his own order, those at work to theirs.
fn way(kind: NewsKind, number: &str) -> String {
    let does = desk().me.with_untracked(|me| {
        me.as_ref().is_some_and(|me| me.is_staff || me.allowed_actions.contains(&Action::HandleOrder))
    });
    // An answer is told to who asked alone, whatever he works as.
    match does && kind != NewsKind::OrderAnswered {
        true => format!("/work/orders?number={number}"),
        false => format!("/orders/mine#{number}."),
    }
}

/// One message; going on to its order is reading it.
fn line(one: Notification, rows: Rows<Notification>) -> AnyView {
    let (id, is_unread) = (one.id, one.read_at.is_none());
    let words = t(&format!("news.{}", code_of(one.kind)));
    let read = move |_| {
        if is_unread {
            mark(rows, vec![id], None);
        }
    };
    let title = match one.number.clone() {
        Some(number) => {
            let href = way(one.kind, &number);
            // What stands behind the sign is read when the page is opened.
            let rel = href.contains('#').then_some("external");
            view! { <a class="target" href=href rel=rel on:click=read><b>{words}</b></a> }.into_any()
        }
        None => view! { <b>{words}</b> }.into_any(),
    };
    let sign = sign(one.kind);
    let about = match lang() {
        // A name of a place stays Chinese.
        Lang::En if one.about_en != one.about_zh => one.about_en.clone().into_any(),
        _ => view! { <Zh text=one.about_zh.clone() /> }.into_any(),
    };
    view! {
        <li>
            <div>
                <p class=format!("row news {sign}")><Icon name=sign /> {title}</p>
                <p class="small">{one.number.clone().map(|number| view! { <Num text=number /> " · " })} {about}</p>
                <p class="small muted"><Num text=moment(one.told_at) /></p>
            </div>
            {is_unread.then(|| view! {
                <StatusBadge sign=Sign::Planned words=Signal::stored(t("messages.unread")) />
                <button class="btn" type="button" on:click=read>{t("messages.read")}</button>
            })}
        </li>
    }
    .into_any()
}
