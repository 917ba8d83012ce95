//! One outage in a list: what, where, when, why, and what helps meanwhile.

use leptos::prelude::*;
use shared::outages::{Outage, OutageKind, OutageStanding, Outages};

use super::times::{moment, said_by, span};
use crate::api::Load;
use crate::i18n::{t, tf};
use crate::session::lang;
use crate::ui::{DemoMark, Num, Plate, ProblemState, WaitingLines, Zh, tel};

/// Its sign, drawn here: few pages need it.
pub(super) fn kind_icon(kind: OutageKind) -> AnyView {
    let path = match kind {
        OutageKind::Water => "M12 3q6 7 6 11a6 6 0 0 1-12 0q0-4 6-11Z",
        OutageKind::Power => "M13 3 6 13h5l-1 8 8-11h-6Z",
        OutageKind::Gas => "M12 3c3 4-1 5 2 8 1-1 1-2 1-3 3 3 3 6 3 7a6 6 0 0 1-12 0c0-5 5-6 6-12Z",
        OutageKind::Heat => "M5 5v14m7-14v14m7-14v14M3 8h18M3 16h18",
        OutageKind::Road => "M8 3 4 21M16 3l4 18M12 4v3m0 4v3m0 4v3",
        OutageKind::Parking => "M7 21V4h6a5 5 0 0 1 0 10H7",
        OutageKind::Noise => "M4 9v6h4l5 4V5L8 9ZM16 9a4 4 0 0 1 0 6m3-9a8 8 0 0 1 0 12",
        OutageKind::NightWork => "M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10Z",
    };
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=path></path></svg> }.into_any()
}

/// Word of a kind.
pub(super) fn kind_words(kind: OutageKind) -> String {
    let code: &'static str = kind.into();
    t(&format!("outage.{code}"))
}

/// How it stands: shape and word before colour.
pub(super) fn standing_badge(standing: OutageStanding) -> AnyView {
    let (sign, key) = match standing {
        OutageStanding::Overrun => ("late", "standing.overrun"),
        OutageStanding::Running => ("works", "standing.running"),
        OutageStanding::Upcoming => ("planned", "standing.upcoming"),
        OutageStanding::Ended => ("done", "standing.ended"),
    };
    view! { <span class=format!("badge s-{sign}")><crate::ui::Icon name=format!("s-{sign}") />{t(key)}</span> }
        .into_any()
}

/// Which buildings.
pub(super) fn buildings(outage: &Outage) -> AnyView {
    if outage.buildings.is_empty() {
        return t("outage.whole").into_any();
    }
    outage.buildings.iter().map(|b| view! { <Plate text=b.clone() /> " " }).collect_view().into_any()
}

/// Told less than a day ahead, and why.
pub(super) fn short_notice(outage: &Outage) -> Option<AnyView> {
    outage.is_short_notice.then(|| {
        let why = outage.emergency.clone().map(|why| view! { {t("outage.because")} <Zh text=why /> });
        view! { <p class="small"><b>{t("outage.short")}</b> {why}</p> }.into_any()
    })
}

/// A row of a list; `top` where no heading but the page's own stands above it.
pub(super) fn item(outage: &Outage, top: bool) -> AnyView {
    let tone = match outage.standing {
        OutageStanding::Overrun => "notice outage tone-late",
        OutageStanding::Running => "notice outage tone-works",
        OutageStanding::Upcoming => "notice outage",
        OutageStanding::Ended => "notice outage tone-done",
    };
    let ended = outage.actual_end.map(|at| tf("outage.ended_at", &[("at", &moment(at))]));
    let name = view! {
        <a class="target" href=format!("/outages/{}", outage.id)>
            {kind_words(outage.kind)} " · " <Zh text=outage.compound.name.clone() />
        </a>
        {standing_badge(outage.standing)}
        {outage.is_demo.then(|| view! { <DemoMark /> })}
    };
    let heading = if top {
        view! { <h2 class="row">{name}</h2> }.into_any()
    } else {
        view! { <h3 class="row">{name}</h3> }.into_any()
    };
    view! {
        <li class=tone>
            {kind_icon(outage.kind)}
            {heading}
            <div>
                <p><b>{span(outage.starts_at, outage.ends_at)}</b> {ended.map(|e| format!(" {e}"))}</p>
                <p>{buildings(outage)}</p>
                <p><Zh text=outage.reason.clone() /></p>
                {outage.alternative.clone().map(|a| view! { <p>{t("outage.alternative")} <Zh text=a /></p> })}
                {short_notice(outage)}
                <p class="small muted">{said_by(&outage.source, outage.published_at)} {phone(outage.phone.as_deref())}</p>
            </div>
        </li>
    }
    .into_any()
}

/// Whom to call.
pub(super) fn phone(phone: Option<&str>) -> Option<AnyView> {
    let number = phone?.to_owned();
    Some(view! { " · " <a class="target" href=tel(&number)><Num text=number.clone() /></a> }.into_any())
}

/// The list of an answer.
pub(super) fn list(found: &Outages) -> AnyView {
    if found.items.is_empty() {
        return view! { <p class="calm">{t("outage.none")}</p> }.into_any();
    }
    view! { <ul class="outages">{found.items.iter().map(|o| item(o, false)).collect_view()}</ul> }.into_any()
}

/// Today and the next days of one compound or project, as a section of its page. A project without any says nothing.
pub(crate) fn outages_of(load: Load<Outages>, says_none: bool) -> AnyView {
    let body = move || {
        lang();
        match (load.data.get(), load.problem.get()) {
            (Some(found), _) if found.items.is_empty() && !says_none => None,
            (Some(found), _) => Some(list(&found)),
            (None, Some(problem)) => {
                Some(view! { <ProblemState problem=problem retry=move |()| load.retry() /> }.into_any())
            }
            (None, None) => says_none.then(|| view! { <WaitingLines lines=2 /> }.into_any()),
        }
    };
    view! {
        {move || body().map(|body| view! {
            <section class="section-s" aria-labelledby="h-outages">
                <h2 id="h-outages" class="t-l">{t("outage.week")}</h2>
                {body}
            </section>
        })}
    }
    .into_any()
}
