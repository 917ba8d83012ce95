//! A notice 公示 or 公告 in lists and on a page of its own.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::notices::{Notice, NoticeKind};
use shared::page::Page;

use super::outage::phone;
use super::times::said_by;
use crate::api::Load;
use crate::i18n::{date, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{DemoMark, Icon, Loaded, Said, WaitingLines, Zh, place_of, printed_code};

fn kind_words(kind: NoticeKind) -> String {
    let code: &'static str = kind.into();
    t(&format!("notice_kind.{code}"))
}

/// Until when objections are heard, or that they no longer are.
fn period(notice: &Notice) -> Option<AnyView> {
    let day = notice.publicity_until?;
    let (sign, key) = if notice.is_open { ("works", "notice.open") } else { ("ended", "notice.closed") };
    let words = tf(key, &[("date", &date(day))]);
    Some(
        view! { <span class=format!("badge s-{sign}")><Icon name=format!("s-{sign}") /><Said text=words /></span> }
            .into_any(),
    )
}

/// A row of a list.
pub(super) fn item(notice: &Notice) -> AnyView {
    view! {
        <li class="notice-row">
            <h3 class="t-m row">
                <span class="mk-kind">{kind_words(notice.kind)}</span>
                <a class="target" href=format!("/notices/{}", notice.id)><Zh text=notice.title.clone() /></a>
                {notice.is_demo.then(|| view! { <DemoMark /> })}
            </h3>
            <p class="row">{period(notice)}</p>
            <p class="small muted">
                {place_of(&notice.areas).map(|place| view! { <Zh text=place /> " · " })}
                {said_by(&notice.author, notice.published_at)}
            </p>
        </li>
    }
    .into_any()
}

/// The notices of one compound or project, as a section of its page; nothing without any.
pub(crate) fn notices_of(load: Load<Page<Notice>>) -> AnyView {
    view! {
        {move || {
            lang();
            let page = load.data.get().filter(|p| !p.items.is_empty())?;
            Some(view! {
                <section class="section-s" aria-labelledby="h-notices">
                    <h2 id="h-notices" class="t-l">{t("notice.title")}</h2>
                    <ul class="notice-rows">{page.items.iter().map(item).collect_view()}</ul>
                </section>
            })
        }}
    }
    .into_any()
}

/// The page of one notice.
#[component]
pub(crate) fn NoticePage() -> impl IntoView {
    let params = use_params_map();
    let load =
        Load::<Notice>::of(move || format!("/api/v1/notices/{}", params.with(|p| p.get("id").unwrap_or_default())));
    title(move || load.data.get().map_or_else(|| t("notices.title"), |n| n.title.clone()));
    shell().set_trail(move || {
        let here = match load.data.get() {
            Some(notice) => Crumb::name(&notice.title, None),
            None => Crumb::words(t("notice.one"), None),
        };
        vec![Crumb::words(t("notices.title"), Some("/notices")), here]
    });
    view! {
        <Main>
            <Loaded load=load wait=|| view! { <WaitingLines lines=6 /> }.into_any() draw=draw />
        </Main>
    }
}

fn draw(notice: Arc<Notice>) -> AnyView {
    let paragraphs = notice.body.lines().filter(|l| !l.trim().is_empty());
    let paragraphs = paragraphs.map(|l| view! { <p><Zh text=l.to_owned() /></p> }).collect_view();
    let link = |href: String, key: &str, name: &str| {
        view! { <li><a class="target" href=href>{t(key)} <Zh text=name.to_owned() /></a></li> }
    };
    let compound = notice.compound.as_ref().map(|c| link(format!("/compounds/{}", c.id), "notice.compound", &c.name));
    let project = notice.project.as_ref().map(|p| link(format!("/projects/{}", p.id), "notice.project", &p.name));
    let object = (notice.kind == NoticeKind::Publicity && notice.is_open).then(|| {
        view! {
            <div class="notice">
                <Icon name="info" />
                <h2 class="t-m">{t("notice.object")}</h2>
                <div><p>{t("notice.object.text")} {phone(notice.phone.as_deref())}</p></div>
            </div>
        }
    });
    view! {
        <article class="prose">
            <p class="row">
                <span class="mk-kind">{kind_words(notice.kind)}</span>
                {period(&notice)}
                {notice.is_demo.then(|| view! { <DemoMark /> })}
            </p>
            <h1><Zh text=notice.title.clone() /></h1>
            <p class="muted small">
                {said_by(&notice.author, notice.published_at)} " · " {t("notice.source")} <Zh text=notice.source.clone() />
            </p>
            <section>{paragraphs}</section>
            {object}
            <ul class="links section-s">{project}{compound}</ul>
        </article>
        {printed_code()}
    }
    .into_any()
}
