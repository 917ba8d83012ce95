//! What waits in each list of orders: figures on the ways between the lists, and a panel on the desk.

use leptos::prelude::*;
use shared::orders::list::{ListCount, OrderCounts, OrderFilter, OrderView, Stuck};
use shared::permissions::Action;

use super::pulse::on_pulse;
use crate::api::Load;
use crate::i18n::{say, t, tf};
use crate::session::lang;
use crate::staff::{code_of, desk};
use crate::ui::{Icon, Num};

/// The figures, read anew when something happened.
#[derive(Clone, Copy)]
pub(super) struct Counts(Load<OrderCounts>);

impl Counts {
    /// Reads them.
    pub(super) fn read() -> Self {
        let load = Load::<OrderCounts>::keeping(|| "/api/v1/staff/order-counts".to_owned());
        on_pulse(|| false, move || load.retry_quietly());
        Self(load)
    }

    /// How many stand in the list; `None` while that is not known.
    pub(super) fn of(self, view: OrderView, which: Option<Stuck>) -> Option<usize> {
        let is_it = |count: &&ListCount| count.view == view && count.which == which;
        self.0.data.with(|all| all.as_ref()?.lists.iter().find(is_it).map(|count| count.orders))
    }
}

/// That one has as many orders as one may, so that none can be taken: without it the buttons would be gone without a word.
#[component]
pub(super) fn Full(counts: Counts) -> impl IntoView {
    let full = move || {
        lang();
        let (has, most) = counts.0.data.with(|all| all.as_ref().map(|all| (all.in_hand, all.most)))?;
        let words = tf("orders.full", &[("n", &has), ("most", &most)]);
        (has >= i64::from(most))
            .then(|| view! { <p class="notice tone-risk section-s"><Icon name="s-risk" /><span>{words}</span></p> })
    };
    view! { <div role="status">{full}</div> }
}

/// A figure in words: `99+` where more were not counted.
pub(super) fn words(orders: usize) -> String {
    if orders < ListCount::MOST { orders.to_string() } else { format!("{}+", ListCount::MOST - 1) }
}

/// What is worth a look on the desk, the most pressing first, and who watches it.
fn watched() -> Vec<(OrderView, Option<Stuck>)> {
    let accepts = desk().may(Action::AcceptOrder);
    let works = desk().may(Action::HandleOrder) || desk().may(Action::AssignOrder);
    let all = [
        (accepts, OrderView::All, Some(Stuck::Overdue)),
        (works, OrderView::Mine, None),
        (accepts, OrderView::Intake, None),
        (accepts, OrderView::Held, None),
        (works, OrderView::Pool, None),
        (desk().may(Action::CallBack), OrderView::Callback, None),
        (accepts, OrderView::All, Some(Stuck::Extension)),
        (accepts, OrderView::Review, None),
    ];
    all.into_iter().filter(|(may, ..)| *may).map(|(_, view, which)| (view, which)).collect()
}

/// The lists in which something waits, each with its figure; on the desk of whoever has to do with orders.
#[component]
pub(crate) fn OrdersWaiting() -> impl IntoView {
    let may = Memo::new(|_| {
        desk().may(Action::HandleOrder) || desk().may(Action::AssignOrder) || desk().may(Action::AcceptOrder)
    });
    view! { <Show when=move || may.get()><Panel /></Show> }
}

#[component]
fn Panel() -> impl IntoView {
    let counts = Counts::read();
    let tiles = move || {
        lang();
        let known = watched().into_iter().filter_map(|(view, which)| Some((view, which, counts.of(view, which)?)));
        let known: Vec<_> = known.collect();
        if known.is_empty() {
            return ().into_any();
        }
        let waiting: Vec<_> = known.into_iter().filter(|(.., orders)| *orders > 0).collect();
        if waiting.is_empty() {
            return view! { <p class="row"><Icon name="s-done" />{t("orders.waiting.none")}</p> }.into_any();
        }
        waiting.into_iter().map(|(view, which, orders)| tile(view, which, orders)).collect_view().into_any()
    };
    view! {
        <section class="section-s" aria-labelledby="h-orders">
            <h2 id="h-orders">{say("orders.waiting")}</h2>
            <div class="waiting">{tiles}</div>
        </section>
    }
}

fn tile(view: OrderView, which: Option<Stuck>, orders: usize) -> AnyView {
    let href = format!("/work/orders?{}", OrderFilter { view, which, ..OrderFilter::default() }.query());
    let words_of = match (which, view) {
        (Some(which), _) => format!("orders.which.{}", code_of(which)),
        (None, OrderView::Mine) => "orders.waiting.mine".to_owned(),
        (None, _) => format!("orders.view.{}", code_of(view)),
    };
    let is_late = which == Some(Stuck::Overdue);
    view! {
        <a class="panel" class:late=is_late href=href>
            <Num text=words(orders) />
            <span>{is_late.then(|| view! { <Icon name="s-late" /> })}{t(&words_of)}</span>
        </a>
    }
    .into_any()
}
