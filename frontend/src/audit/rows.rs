//! Rows of the record, the latest first.

use leptos::prelude::*;
use shared::audit::{AuditAction, AuditResult, AuditRow};
use shared::projects::Sign;

use super::filters::asked;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{More, Rows, code_of, moment, problem_state, role};
use crate::ui::{Num, State, StatusBadge, WaitingLines, Zh};

/// The list.
#[component]
pub(super) fn List() -> impl IntoView {
    let asked = asked();
    let rows = Rows::<AuditRow>::of(move || format!("/api/v1/staff/audit?{}", asked()));
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => problem_state(problem, Callback::new(move |()| rows.first.retry()), false),
            (Some(found), None) if found.is_empty() => {
                view! { <State icon="search" title=t("audit.none") text=t("audit.none.text") /> }.into_any()
            }
            (Some(found), None) => view! { <ol class="log">{found.iter().map(row).collect_view()}</ol> }.into_any(),
            (None, None) => view! { <WaitingLines lines=8 /> }.into_any(),
        }
    };
    view! { <section class="section-s" aria-label=say("audit.list")>{list}<More rows=rows /></section> }
}

/// What was done; an attempt says what was asked for.
fn deed(row: &AuditRow) -> AnyView {
    let words = t(&format!("deed.{}", code_of(row.action)));
    match row.action {
        AuditAction::Attempt => view! { <b>{words}</b> " " <code>{row.object.clone()}</code> }.into_any(),
        _ => view! { <b>{words}</b> }.into_any(),
    }
}

fn row(row: &AuditRow) -> AnyView {
    let who = match row.actor.as_deref() {
        Some("-") => t("audit.command"),
        Some(name) => name.to_owned(),
        None => t("audit.nobody"),
    };
    let is_denied = row.result == AuditResult::Denied;
    let denied =
        is_denied.then(|| view! { <StatusBadge sign=Sign::Late words=Signal::stored(t("audit_result.denied")) /> });
    let seal = match row.seal {
        Some(seal) => tf("audit.seal", &[("seal", &seal)]),
        None => t("audit.unsealed"),
    };
    view! {
        <li>
            <time><Num text=moment(row.at) /></time>
            <div class="stack-s">
                <p class="row between"><span>{deed(row)}</span> {denied}</p>
                <p>{who} {row.role.map(|r| view! { " · " {role(r)} })}</p>
                {row.changes.clone().map(|changes| view! { <p class="small"><Zh text=changes /></p> })}
                <p class="small muted">
                    {row.object_id.clone().filter(|id| !id.is_empty()).map(|id| view! { <code>{id}</code> " · " })}
                    {row.address.clone().map(|address| view! { {address} " · " })}
                    {seal}
                </p>
            </div>
        </li>
    }
    .into_any()
}
