//! `/work/orders`: my queue, the pool, what comes in, what is to be called back or looked at, what is stuck, and how it fares.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;
use shared::areas::Area;
use shared::id::AreaId;
use shared::orders::OrderStatus;
use shared::orders::category::Category;
use shared::orders::list::{OrderFilter, OrderView};
use shared::people::Role;
use shared::permissions::Action;
use strum::VariantArray as _;

use super::board::Board;
use super::list::List;
use super::new::ForOtherPage;
use super::one::OrderPanel;
use super::places::own_areas;
use super::pulse::share_pulse;
use super::rates::RatesAtWork;
use super::waiting::{self, Counts};
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{StaffPage, code_of, desk, own_query};
use crate::ui::{Choosable, Icon, Num, Select};

/// What of it is shown.
#[derive(Clone, PartialEq)]
enum Page {
    Lists,
    Stuck,
    Rates,
    One(String),
    New,
}

fn page_of(query: &ParamsMap) -> Page {
    if let Some(number) = query.get("number") {
        return Page::One(number);
    }
    if query.get("new").is_some() {
        return Page::New;
    }
    match query.get("view").as_deref() {
        Some("stuck") => Page::Stuck,
        Some("rates") => Page::Rates,
        _ => Page::Lists,
    }
}

fn filter_of(query: &ParamsMap) -> OrderFilter {
    OrderFilter {
        view: query.get("view").and_then(|v| v.parse().ok()).unwrap_or(OrderView::Mine),
        which: query.get("which").and_then(|v| v.parse().ok()),
        area: query.get("area").and_then(|v| v.parse::<AreaId>().ok()),
        here: query.get("here").is_some(),
        status: query.get("status").and_then(|v| v.parse().ok()),
        category: query.get("category"),
    }
}

/// `/work/orders`.
#[component]
pub(crate) fn OrdersDesk() -> impl IntoView {
    let query = own_query();
    share_pulse();
    let page = Memo::new(move |_| query.with(page_of));
    // On its way to another page a list asks for nothing new.
    let filter = Memo::new(move |before: Option<&OrderFilter>| match (query.with(page_of), before) {
        (Page::Lists, _) | (_, None) => query.with(filter_of),
        (_, Some(before)) => before.clone(),
    });
    move || match page.get() {
        Page::New => view! { <ForOtherPage /> }.into_any(),
        Page::One(number) => view! {
            <StaffPage heading="order.one" above=("/work/orders", "orders.desk") own_heading=true>
                <OrderPanel number=number.clone() />
            </StaffPage>
        }
        .into_any(),
        Page::Stuck => view! {
            <StaffPage heading="orders.desk" above=("/work", "work.title")>
                <Tabs here=Signal::stored("stuck") /> <Board />
            </StaffPage>
        }
        .into_any(),
        Page::Rates => view! {
            <StaffPage heading="orders.desk" above=("/work", "work.title")>
                <Tabs here=Signal::stored("rates") /> <RatesAtWork />
            </StaffPage>
        }
        .into_any(),
        Page::Lists => view! {
            <StaffPage heading="orders.desk" above=("/work", "work.title")>
                <Tabs here=Signal::derive(move || code_of(filter.with(|f| f.view))) />
                <Filters filter=filter />
                <Lists filter=filter />
            </StaffPage>
        }
        .into_any(),
    }
}

/// The list of the view; another view is another list.
#[component]
fn Lists(filter: Memo<OrderFilter>) -> impl IntoView {
    let view_of = Memo::new(move |_| filter.with(|f| f.view));
    move || {
        let view_of = view_of.get();
        view! { <List view_of=view_of filter=filter /> }
    }
}

/// The ways between the lists; only those of what one does.
#[component]
fn Tabs(here: Signal<&'static str>) -> impl IntoView {
    let counts = Counts::read();
    let is_pool = Memo::new(move |_| here.get() == code_of(OrderView::Pool));
    let tab = move |code: &'static str, may: fn() -> bool| {
        let href = format!("/work/orders?view={code}");
        let words = format!("orders.view.{code}");
        // How many wait there; of all that ever was, and of what is only looked at, nobody needs a figure.
        let n = move || code.parse().ok().and_then(|view| counts.of(view, None)).filter(|n| *n > 0);
        let n = move || {
            n().map(|n| view! { <span class="count" aria-hidden="true"><Num text=waiting::words(n) /></span> <span class="vh">{tf("orders.waiting.n", &[("n", &waiting::words(n))])}</span> })
        };
        view! {
            <Show when=may>
                <a class="btn" href=href.clone() aria-current=move || (here.get() == code).then_some("page")>
                    {let words = words.clone(); move || t(&words)} {n}
                </a>
            </Show>
        }
    };
    let works: fn() -> bool = || desk().may(Action::HandleOrder) || desk().may(Action::AssignOrder);
    let accepts: fn() -> bool = || desk().may(Action::AcceptOrder);
    // Whoever leads works reads the complaints about them.
    let sees_all: fn() -> bool = || {
        let leads = desk().me.with(|me| me.as_ref().is_some_and(|me| me.roles.contains(&Role::ProjectManager)));
        leads || desk().may(Action::AcceptOrder)
    };
    view! {
        <nav class="row tabs section-s" aria-label=say("orders.views")>
            {tab("mine", works)} {tab("pool", works)} {tab("intake", accepts)} {tab("held", accepts)}
            {tab("callback", || desk().may(Action::CallBack))} {tab("review", accepts)} {tab("all", sees_all)}
            {tab("stuck", accepts)} {tab("rates", accepts)}
        </nav>
        <Show when=|| desk().may(Action::PlaceOrderForOthers)>
            <p class="section-s"><a class="btn btn-main" href="/work/orders?new=1">{say("order.for_other")}</a></p>
        </Show>
        <Show when=move || is_pool.get()><waiting::Full counts=counts /></Show>
    }
}

/// What the list is narrowed to; it stands in the address.
#[component]
fn Filters(filter: Memo<OrderFilter>) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |to: OrderFilter| {
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate(&format!("/work/orders?{}", to.query()), options);
    });
    let now = move || filter.get_untracked();
    let statuses = Signal::derive(|| {
        lang();
        let one =
            |status: &OrderStatus| Choosable::words(code_of(*status), t(&format!("order.status.{}", code_of(*status))));
        OrderStatus::VARIANTS.iter().map(one).collect()
    });
    let categories = Load::<Vec<Category>>::of(|| "/api/v1/order-categories".to_owned());
    let sorts = Signal::derive(move || {
        let zh = lang() == Lang::Zh;
        let one = |c: &Category| Choosable::words(c.code.clone(), c.name(zh));
        categories.data.get().map(|all| all.iter().map(one).collect()).unwrap_or_default()
    });
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let own = Signal::derive(move || areas.data.get().map(|all| own_areas(&all)).unwrap_or_default());
    let has_areas = Memo::new(move |_| own.with(|own| own.len() > 1));
    // The other lists hold orders of one state.
    let has_status = Memo::new(move |_| filter.with(|f| matches!(f.view, OrderView::Mine | OrderView::All)));
    let is_narrow = Memo::new(move |_| filter.with(OrderFilter::is_narrow));
    let only = move || {
        lang();
        let filter = filter.get();
        let which = filter.which.map(|which| t(&format!("orders.which.{}", code_of(which))));
        let here = filter.here.then(|| t("orders.board.own"));
        let words: Vec<String> = which.into_iter().chain(here).collect();
        (!words.is_empty())
            .then(|| view! { <span>{t("orders.filter.only")} " " <b>{words.join(&t("list.comma"))}</b></span> })
    };
    let clear = move |_| go.run(OrderFilter { view: now().view, ..OrderFilter::default() });
    view! {
        <section class="section-s" aria-label=say("orders.filter")>
            // Folded, for the list is what people come for.
            <details class="fold" open=move || is_narrow.get_untracked()>
            <summary><Icon name="next" />{say("orders.filter")}</summary>
            <div class="selects">
                <Show when=move || has_status.get()>
                    <Select id="o-status" label="orders.filter.status" all="orders.filter.status.all" options=statuses
                        value=Signal::derive(move || filter.with(|f| f.status.map(code_of).unwrap_or_default().to_owned()))
                        choose=Callback::new(move |v: String| go.run(OrderFilter { status: v.parse().ok(), ..now() })) />
                </Show>
                <Select id="o-category" label="order.category" all="orders.filter.category.all" options=sorts
                    value=Signal::derive(move || filter.with(|f| f.category.clone().unwrap_or_default()))
                    choose=Callback::new(move |v: String| go.run(OrderFilter { category: Some(v).filter(|v| !v.is_empty()), ..now() })) />
                <Show when=move || has_areas.get()>
                    <Select id="o-area" label="orders.board.area" all="orders.filter.area.all" options=own
                        value=Signal::derive(move || filter.with(|f| f.area.map(|id| id.to_string()).unwrap_or_default()))
                        choose=Callback::new(move |v: String| go.run(OrderFilter { area: v.parse().ok(), here: false, ..now() })) />
                </Show>
            </div>
            </details>
            <Show when=move || is_narrow.get()>
                <p class="row section-s">
                    {only}
                    <button class="btn" type="button" on:click=clear><Icon name="cross" />{say("orders.filter.clear")}</button>
                </p>
            </Show>
        </section>
    }
}
