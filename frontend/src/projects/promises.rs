//! What was promised: ticked, under way, planned, or dropped with the reason.

use leptos::prelude::*;
use shared::projects::{Project, Sign};
use shared::work_items::{ProjectWorkItem, WorkClass, WorkItemStatus};

use super::name_of;
use crate::i18n::{date, quantity, t, tf};
use crate::shell::shell;
use crate::ui::{Icon, Said, Zh, sign_icon};

/// The section; nothing where no item is known.
pub(crate) fn promises(project: &Project) -> Option<AnyView> {
    let items = &project.work_items;
    if items.is_empty() {
        return None;
    }
    let of = |status: WorkItemStatus| items.iter().filter(|i| i.status == status).count();
    let (done, dropped) = (of(WorkItemStatus::Done), of(WorkItemStatus::Dropped));
    let mut counted = tf("promise.counted", &[("n", &items.len()), ("done", &done)]);
    if dropped > 0 {
        counted.push_str(&tf("promise.counted_dropped", &[("n", &dropped)]));
    }
    counted.push_str(&t("stop"));
    // Of a cancelled project the one reason is said once, in its lead.
    let told = project.summary.sign == Sign::Ended && items.iter().all(|i| i.drop_reason == items[0].drop_reason);
    let classes = [WorkClass::Basic, WorkClass::Improvement, WorkClass::Upgrade];
    let groups: Vec<_> = classes
        .into_iter()
        .map(|class| (class, items.iter().filter(|i| i.item.work_class == class).collect::<Vec<_>>()))
        .filter(|(_, items)| !items.is_empty())
        .collect();
    let many = groups.len() > 1;
    let groups = groups.into_iter().map(|(class, items)| {
        let code: &'static str = class.into();
        view! {
            {many.then(|| view! { <h3 class="t-m group">{t(&format!("work_class.{code}"))}</h3> })}
            <ul class="ticks">{items.into_iter().map(|item| line(item, told)).collect_view()}</ul>
        }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="h-promises">
                <h2 id="h-promises">{t("promise.title")}</h2>
                <p class="muted">{counted}</p>
                {groups.collect_view()}
            </section>
        }
        .into_any(),
    )
}

fn line(promise: &ProjectWorkItem, told: bool) -> AnyView {
    let item = &promise.item;
    let amount = |n: Option<i64>| n.filter(|n| *n > 0).map(|n| quantity(n, &item.unit));
    let (planned, done) = (amount(promise.quantity_planned), amount(promise.quantity_done));
    let (sign, words) = match (promise.status, planned, done) {
        (WorkItemStatus::Done, planned, done) => (Sign::Done, said("promise.done", done.or(planned), None)),
        (WorkItemStatus::InProgress, planned, done) => (Sign::Works, said("promise.under_way", planned, done)),
        (WorkItemStatus::Planned, planned, _) => (Sign::Planned, said("promise.planned", planned, None)),
        (WorkItemStatus::Dropped, ..) => (Sign::Ended, t("promise.dropped")),
    };
    let code: &'static str = sign.into();
    let today = shell().today();
    let warranty = promise
        .warranty_until
        .map(|day| tf(if day < today { "promise.warranty.over" } else { "promise.warranty" }, &[("date", &date(day))]));
    view! {
        <li>
            <span class=format!("s-{code}")><Icon name=sign_icon(sign) /></span>
            <span>
                <b>{name_of(&item.zh, &item.en).to_owned()}</b>
                {t("comma")}
                {words}
                {promise.drop_reason.clone().filter(|_| !told).map(|reason| view! { {t("promise.because")} <Zh text=reason /> })}
                {warranty.map(|w| view! { " " <small class="muted"><Said text=w /></small> })}
            </span>
        </li>
    }
    .into_any()
}

/// Words with as much quantity as is known: `key`, `key.amount` with {planned}, `key.both` with {done} as well.
fn said(key: &str, planned: Option<String>, done: Option<String>) -> String {
    match (planned, done) {
        (Some(planned), Some(done)) => tf(&format!("{key}.both"), &[("planned", &planned), ("done", &done)]),
        (Some(planned), None) => tf(&format!("{key}.amount"), &[("planned", &planned)]),
        _ => t(key),
    }
}
