//! One outage on a page of its own, which prints as the A4 notice for the stairwell door.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::outages::{Outage, OutageStanding};

use super::outage::{buildings, kind_icon, kind_words, short_notice, standing_badge};
use super::times::{moment, said_by, span};
use crate::api::Load;
use crate::i18n::{t, tf};
use crate::session::title;
use crate::shell::{Crumb, Main, shell};
use crate::ui::{DemoMark, Fact, Facts, Icon, Loaded, Num, WaitingLines, Zh, place_of, printed_code_for, tel};

/// The page.
#[component]
pub(crate) fn OutagePage() -> impl IntoView {
    let params = use_params_map();
    let load =
        Load::<Outage>::of(move || format!("/api/v1/outages/{}", params.with(|p| p.get("id").unwrap_or_default())));
    let name = move || load.data.get().map(|o| format!("{} · {}", kind_words(o.kind), o.compound.name));
    title(move || name().unwrap_or_else(|| t("notices.title")));
    shell().set_trail(move || {
        let here = name().unwrap_or_else(|| t("outage.one"));
        vec![Crumb::words(t("notices.title"), Some("/notices")), Crumb::words(here, None)]
    });
    view! {
        <Main>
            <Loaded load=load wait=|| view! { <WaitingLines lines=5 /> }.into_any() draw=draw />
        </Main>
    }
}

fn draw(outage: Arc<Outage>) -> AnyView {
    let compound = format!("/compounds/{}", outage.compound.id);
    let project = outage.project.clone().map(|p| {
        view! { <a class="btn" href=format!("/projects/{}", p.id)><Icon name="doc" />{t("outage.project")}</a> }
    });
    let ended = outage.actual_end.map(|at| view! { <p>{tf("outage.ended_at", &[("at", &moment(at))])}</p> });
    let fact = |key: &str, body: AnyView| view! { <Fact label=t(key)>{body}</Fact> }.into_any();
    let mut facts = vec![fact("outage.reason", view! { <Zh text=outage.reason.clone() /> }.into_any())];
    if let Some(other) = outage.alternative.clone() {
        facts.push(fact("outage.meanwhile", view! { <Zh text=other /> }.into_any()));
    }
    view! {
        <article class="door">
            <div class="row no-print">
                {standing_badge(outage.standing)}
                {outage.is_demo.then(|| view! { <DemoMark /> })}
            </div>
            <h1 class="door-kind">{kind_icon(outage.kind)} {tf("outage.notice", &[("kind", &kind_words(outage.kind))])}</h1>
            {outage.is_demo.then(|| view! { <p class="print-only door-demo">{t("outage.demo")}</p> })}
            {(outage.standing == OutageStanding::Overrun).then(|| view! { <p class="print-only door-over">{t("outage.overran")}</p> })}
            <p class="door-time">{span(outage.starts_at, outage.ends_at)}</p>
            {ended}
            <p class="door-where"><Zh text=outage.compound.name.clone() /> " " {buildings(&outage)}</p>
            <p class="muted small">{place_of(&outage.areas).map(|place| view! { <Zh text=place /> })}</p>
            <div class="door-facts"><Facts wide=true>{facts}</Facts></div>
            {short_notice(&outage)}
            {outage.phone.clone().map(|number| view! { <p class="door-phone">{t("outage.call")} " " <a class="target" href=tel(&number)><Num text=number.clone() /></a></p> })}
            <p class="door-foot">{said_by(&outage.source, outage.published_at)}</p>
        </article>
        <p class="row section-s no-print">
            <button type="button" class="btn btn-main" on:click=|_| { let _ = window().print(); }>
                <Icon name="print" />{t("outage.print")}
            </button>
            <a class="btn" href=compound><Icon name="k-house" />{t("outage.compound")}</a>
            {project}
        </p>
        {printed_code_for("outage.code")}
    }
    .into_any()
}
