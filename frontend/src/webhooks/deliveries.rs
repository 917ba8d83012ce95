//! What was sent to another system and what waits, shown when somebody opens it.

use leptos::prelude::*;
use shared::projects::Sign;
use shared::webhooks::Delivery;

use super::outcome;
use crate::api::Load;
use crate::i18n::{say, t, t_code, tf};
use crate::staff::{Private, moment};
use crate::ui::{Icon, Num, StatusBadge};

/// The last deliveries at `path`, folded away until somebody wants them.
#[component]
pub(super) fn Deliveries(path: String) -> impl IntoView {
    let is_open = RwSignal::new(false);
    // Nothing is asked for while it is closed.
    let load = Load::<Vec<Delivery>>::keeping(move || if is_open.get() { path.clone() } else { String::new() });
    let draw = |all: std::sync::Arc<Vec<Delivery>>| {
        if all.is_empty() {
            return view! { <p class="muted">{t("hooks.sent.none")}</p> }.into_any();
        }
        view! { <ol class="log">{all.iter().map(line).collect_view()}</ol> }.into_any()
    };
    view! {
        <details class="fold">
            <summary on:click=move |_| is_open.set(true)><Icon name="next" />{say("hooks.sent")}</summary>
            <Show when=move || is_open.get()><Private load=load draw=draw /></Show>
        </details>
    }
}

fn line(one: &Delivery) -> AnyView {
    let (sign, key) = match (one.delivered_at, one.given_up_at, one.attempts) {
        (Some(_), ..) => (Sign::Done, "hooks.sent.done"),
        (None, Some(_), _) => (Sign::Ended, "hooks.sent.given_up"),
        (None, None, 0) => (Sign::Planned, "hooks.sent.waits"),
        (None, None, _) => (Sign::Late, "hooks.sent.again"),
    };
    let next = one.next_at.filter(|_| one.attempts > 0).map(|at| tf("hooks.sent.next", &[("at", &moment(at))]));
    let last = one.last_status.as_deref().map(outcome);
    view! {
        <li>
            <time><Num text=moment(one.created_at) /></time>
            <div class="stack-s">
                <p class="row between"><span><Num text=one.number.clone() /> " · " {t_code("order.did", &one.event).unwrap_or_else(|| one.event.clone())}</span> <StatusBadge sign=sign words=Signal::stored(t(key)) /></p>
                <p class="small">{tf("hooks.sent.attempts", &[("n", &one.attempts)])} {last.map(|last| format!(" · {last}"))}</p>
                {next.map(|next| view! { <p class="small muted">{next}</p> })}
            </div>
        </li>
    }
    .into_any()
}
