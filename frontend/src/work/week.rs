//! My week 我的一周: what waits for me, worst first, each with the one way on.

use leptos::prelude::*;
use shared::week::{Duty, DutyKind, Matter, Week as Found};
use strum::VariantArray as _;

use crate::api::Load;
use crate::i18n::{Lang, date, t, tf};
use crate::session::lang;
use crate::staff::{Private, code_of};
use crate::ui::{Fold, Icon, Num, Plate, State, Zh};

/// Duties of a kind that stand open; the others are folded away.
const FIRST: usize = 6;

/// The list, on top of the desk.
#[component]
pub(super) fn Week() -> impl IntoView {
    let load = Load::<Found>::of(|| "/api/v1/staff/week".to_owned());
    view! {
        <section class="section-s" aria-labelledby="h-week">
            <h2 id="h-week">{crate::i18n::say("week.title")}</h2>
            <super::draft::Unsent />
            <Private load=load draw=|found| draw(&found) />
        </section>
    }
}

fn draw(week: &Found) -> AnyView {
    if week.duties.is_empty() {
        return view! { <State icon="s-done" title=t("week.none") text=t("week.none.text") /> }.into_any();
    }
    let groups = DutyKind::VARIANTS.iter().filter(|kind| week.count(**kind) > 0).map(|kind| group(week, *kind));
    groups.collect_view().into_any()
}

fn group(week: &Found, kind: DutyKind) -> AnyView {
    let code = code_of(kind);
    let mut rows = week.duties.iter().filter(|d| d.kind == kind).map(row);
    let first = rows.by_ref().take(FIRST).collect_view();
    let rest: Vec<_> = rows.collect();
    let label = tf("week.rest", &[("n", &rest.len())]);
    let rest = (!rest.is_empty()).then(|| view! { <Fold label=label><ul class="people-rows">{rest}</ul></Fold> });
    let n = week.count(kind);
    let shown = week.duties.iter().filter(|d| d.kind == kind).count();
    let more = usize::try_from(n).unwrap_or_default().saturating_sub(shown);
    let (id, labelled) = (format!("h-week-{code}"), format!("h-week-{code}"));
    let tone = match kind {
        DutyKind::Returned | DutyKind::Overdue => "s-late",
        DutyKind::Waiting => "s-risk",
        DutyKind::Stale => "s-stale",
        DutyKind::RunningOut => "s-planned",
        DutyKind::ToReport => "s-works",
    };
    view! {
        <section class="duties" aria-labelledby=labelled>
            <h3 id=id class="row">
                <span class=format!("badge {tone}")><Icon name=tone />{t(&format!("week.kind.{code}"))}</span>
                <Num text=n.to_string() />
            </h3>
            <ul class="people-rows">{first}</ul>
            {rest}
            {(more > 0).then(|| view! { <p class="small muted">{tf("week.more", &[("n", &more)])}</p> })}
        </section>
    }
    .into_any()
}

fn row(duty: &Duty) -> AnyView {
    let zh = lang() == Lang::Zh;
    let name = match &duty.matter {
        Matter::Milestone { zh: name, en, .. } | Matter::Report { zh: name, en, .. } => {
            if zh {
                view! { {name.clone()} }.into_any()
            } else {
                view! { {en.clone()} }.into_any()
            }
        }
        Matter::PlanChange { field, .. } => t(&format!("week.plan.{field}")).into_any(),
        Matter::Outage { kind, compound, .. } => {
            view! { {t(&format!("outage.{kind}"))} " · " <Zh text=compound.clone() /> }.into_any()
        }
        Matter::Project => t("week.project").into_any(),
    };
    let number = duty.project.clone().unwrap_or_default();
    let (href, words) = match (&duty.matter, duty.kind) {
        (Matter::Report { .. }, DutyKind::Waiting) => ("/work/reports".to_owned(), "week.go.judge"),
        (Matter::Milestone { id, .. }, DutyKind::ToReport) => (format!("/work/{number}?report={id}"), "week.go.report"),
        (Matter::Report { .. }, _) => (format!("/work/{number}#h-reports"), "week.go.mend"),
        (Matter::PlanChange { .. }, _) => (format!("/work/{number}#h-plan"), "week.go.decide"),
        (Matter::Outage { id, .. }, _) => (format!("/work/outages?id={id}"), "week.go.see"),
        _ => (format!("/work/{number}"), "week.go.open"),
    };
    let when = match (duty.kind, duty.on) {
        (_, None) => String::new(),
        (DutyKind::Overdue, Some(_)) => tf("week.days_over", &[("n", &duty.days)]),
        (DutyKind::Stale, Some(_)) => tf("week.days_silent", &[("n", &duty.days)]),
        (DutyKind::RunningOut | DutyKind::ToReport, Some(on)) => tf("week.until", &[("date", &date(on))]),
        (_, Some(on)) => tf("week.since", &[("date", &date(on))]),
    };
    view! {
        <li>
            <div>
                <b>{name}</b>
                <p class="small">
                    {duty.project_name.clone().map(|name| view! { <Zh text=name /> " " })}
                    <Plate text=number />
                </p>
                <p class="small muted"><Num text=when /></p>
            </div>
            <a class="btn" href=href>{t(words)}</a>
        </li>
    }
    .into_any()
}
