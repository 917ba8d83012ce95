//! What people did to the project, the latest first.

use leptos::prelude::*;
use shared::projects::staff::StaffProjectPage;
use shared::workflow::Happened;

use crate::i18n::{t, t_code};
use crate::staff::{moment, role};
use crate::ui::{Fold, Num, Zh};

/// Folded away: it is read when something is asked about.
pub(super) fn draw(page: &StaffProjectPage) -> Option<AnyView> {
    if page.history.is_empty() {
        return None;
    }
    let rows = page.history.iter().map(row).collect_view();
    Some(
        view! {
            <section class="section"><Fold label=t("work.history")><ol class="log">{rows}</ol></Fold></section>
        }
        .into_any(),
    )
}

fn row(happened: &Happened) -> AnyView {
    let family = match happened.noun.as_str() {
        "plan_change" => "act.change",
        "milestone" => "act.milestone",
        "report" => "act.report",
        _ => "act.project",
    };
    let words = t_code(family, &happened.event)
        .or_else(|| t_code("act", &happened.event))
        .unwrap_or_else(|| happened.event.clone());
    view! {
        <li>
            <time><Num text=moment(happened.at) /></time>
            <div>
                <p><b>{words}</b> {happened.name.clone().map(|name| view! { " · " <Zh text=name /> })}</p>
                {happened.note.clone().map(|note| view! { <p><Zh text=note /></p> })}
                <p class="small muted">{happened.by.clone()} " " {role(happened.role)}</p>
            </div>
        </li>
    }
    .into_any()
}
