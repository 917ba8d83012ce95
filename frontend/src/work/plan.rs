//! Changes of the plan: asked for, decided, and what was.

use leptos::prelude::*;
use shared::permissions::Action;
use shared::plan_changes::PlanChangeStatus;
use shared::plan_changes::staff::StaffPlanChange;
use shared::projects::Sign;
use shared::projects::staff::StaffProjectPage;

use super::acts::Act;
use super::project::button;
use crate::i18n::{Lang, date, money_in, t, tf};
use crate::session::lang;
use crate::staff::code_of;
use crate::ui::{Num, StatusBadge, Zh};

/// The section.
pub(super) fn draw(page: &StaffProjectPage, chosen: RwSignal<Option<Act>>) -> AnyView {
    let ask = (page.may.contains(&Action::AskReplan) && page.project.is_published)
        .then(|| view! { <p class="section-s">{button(Act::Ask, chosen, "btn")}</p> });
    let rows = page.plan_changes.iter().map(|c| change(c, chosen)).collect_view();
    let plan = match (page.planned_start, page.planned_finish) {
        (None, None) => t("none"),
        (start, finish) => {
            let told = |day: Option<chrono::NaiveDate>| day.map_or_else(|| t("none"), date);
            format!("{} – {}", told(start), told(finish))
        }
    };
    view! {
        <section class="section" aria-labelledby="h-plan">
            <h2 id="h-plan">{t("work.plan_changes")}</h2>
            <p class="muted">{t("work.plan_changes.text")}</p>
            <p>{t("work.plan")} " " <Num text=plan /></p>
            {ask}
            {(!page.plan_changes.is_empty()).then(|| view! { <ol class="log section-s">{rows}</ol> })}
        </section>
    }
    .into_any()
}

fn change(asked: &StaffPlanChange, chosen: RwSignal<Option<Act>>) -> AnyView {
    let change = &asked.change;
    let sign = match change.status {
        PlanChangeStatus::Requested => Sign::Risk,
        PlanChangeStatus::Approved => Sign::Done,
        PlanChangeStatus::Rejected => Sign::Late,
        PlanChangeStatus::Withdrawn => Sign::Ended,
    };
    let words = t(&format!("plan_status.{}", code_of(change.status)));
    let of = change.milestone.as_ref().map(|(zh, en)| if lang() == Lang::Zh { zh.clone() } else { en.clone() });
    let value = |text: &Option<String>| match text {
        None => t("none"),
        Some(text) => match text.parse::<i64>() {
            Ok(fen) if change.field.ends_with("_fen") => money_in(fen, shared::money::Currency::Cny),
            _ => text.clone(),
        },
    };
    let (old, new) = (value(&change.old), value(&change.new));
    let acts = asked.allowed_events.iter().map(|event| button(Act::Change(asked.id, *event), chosen, "btn"));
    view! {
        <li>
            <time><Num text=date(change.asked_on) /></time>
            <div class="stack-s">
                <p class="row between">
                    <b>{of.map(|of| format!("{of} · "))} {t(&format!("week.plan.{}", change.field))}</b>
                    <StatusBadge sign=sign words=Signal::stored(words) />
                </p>
                <p>{tf("work.from_to", &[("old", &old), ("new", &new)])}</p>
                <p><Zh text=change.reason.clone() /></p>
                {asked.decision_reason.clone().map(|why| view! { <p class="stale-now"><Zh text=why /></p> })}
                <p class="small muted">
                    {asked.asked_by.clone().map(|by| view! { {t("work.asked_by")} " " {by} })}
                    {change.decided_on.map(|on| view! { " · " {t("work.decided_on")} " " <Num text=date(on) /> })}
                </p>
                <div class="row">{acts.collect_view()}</div>
            </div>
        </li>
    }
    .into_any()
}
