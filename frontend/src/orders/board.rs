//! What is stuck 卡在哪里: a table whose every figure leads to its list.

use leptos::prelude::*;
use shared::orders::list::{OrderFilter, OrderView, Stuck, StuckBoard, StuckLine};
use strum::VariantArray as _;

use super::pulse::on_pulse;
use crate::api::Load;
use crate::i18n::t;
use crate::staff::{PrivateParts, code_of};
use crate::ui::{Num, Zh};

/// The board; a row whose figures stay stays as it stands.
#[component]
pub(super) fn Board() -> impl IntoView {
    let load = Load::<StuckBoard>::keeping(|| "/api/v1/staff/order-board".to_owned());
    on_pulse(|| false, move || load.retry_quietly());
    view! { <PrivateParts load=load draw=move || board(load) /> }
}

/// The total first, then the others by their lateness.
fn lines(load: Load<StuckBoard>) -> Vec<(String, StuckLine)> {
    let Some(board) = load.data.get() else { return Vec::new() };
    let mut lines = board.lines.clone();
    lines.sort_by_key(lateness);
    let keyed = |line: StuckLine| (serde_json::to_string(&line).unwrap_or_default(), line);
    std::iter::once(board.total.clone()).chain(lines).map(keyed).collect()
}

/// How late the orders of a line are, the latest first.
fn lateness(line: &StuckLine) -> [i64; 5] {
    let n = |which: Stuck| -line.counts.get(which as usize).copied().unwrap_or_default();
    [n(Stuck::Overdue), n(Stuck::Chased), n(Stuck::Reopened), n(Stuck::DueToday), n(Stuck::Open)]
}

fn cell(line: &StuckLine, which: Stuck, n: i64) -> AnyView {
    let words = t(&format!("orders.which.{}", code_of(which)));
    if n == 0 {
        return view! { <td role="cell" class="r half muted" data-th=words>"0"</td> }.into_any();
    }
    let filter = OrderFilter {
        view: OrderView::All,
        which: Some(which),
        area: line.area.as_ref().map(|area| area.id),
        here: line.is_own,
        ..OrderFilter::default()
    };
    let href = format!("/work/orders?{}", filter.query());
    let is_late = matches!(which, Stuck::Overdue | Stuck::Reopened | Stuck::Chased);
    let class = if is_late { "r half late" } else { "r half" };
    view! { <td role="cell" class=class data-th=words><a class="target" href=href><Num text=n.to_string() /></a></td> }
        .into_any()
}

fn row(line: &StuckLine) -> AnyView {
    let name = match &line.area {
        // What lies in the area itself and in none below it.
        Some(area) if line.is_own => {
            view! { {t("orders.board.own")} " " <span class="small muted"><Zh text=area.name.clone() /></span> }
                .into_any()
        }
        Some(area) => view! { <Zh text=area.name.clone() /> }.into_any(),
        None => t("orders.board.total").into_any(),
    };
    let class = if line.area.is_none() { "is-now" } else { "" };
    let cells = Stuck::VARIANTS.iter().zip(&line.counts).map(|(which, n)| cell(line, *which, *n)).collect_view();
    view! { <tr role="row" class=class><th scope="row" role="rowheader" class="full">{name}</th>{cells}</tr> }
        .into_any()
}

fn board(load: Load<StuckBoard>) -> AnyView {
    let head = Stuck::VARIANTS.iter().map(|which| {
        view! { <th scope="col" role="columnheader" class="r">{t(&format!("orders.which.{}", code_of(*which)))}</th> }
    });
    view! {
        <p class="muted section-s">{t("orders.board.text")}</p>
        <table class="table stackable board section-s" role="table">
            <caption class="vh">{t("orders.view.stuck")}</caption>
            <thead role="rowgroup">
                <tr role="row"><th scope="col" role="columnheader">{t("orders.board.area")}</th>{head.collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || lines(load) key=|(key, _)| key.clone() children=|(_, line)| row(&line) />
            </tbody>
        </table>
    }
    .into_any()
}
