//! Categories of orders 点单类别 in the settings: by their type, who may take them and by when they are done.

use leptos::prelude::*;
use shared::orders::Urgency;
use shared::orders::category::{Category, OrderType};
use shared::permissions::Action;
use shared::projects::Sign;
use shared::settings::Setting;
use strum::VariantArray as _;

use super::category::CategoryForm;
use super::limits::{WHOLE_DAY, words, working_day};
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{Private, PrivateForm, StaffPage, code_of, own_query};
use crate::ui::StatusBadge;

/// Where they are.
pub(super) const PATH: &str = "/api/v1/staff/order-categories";

/// `/settings?part=categories`, and one of them with `code`.
#[component]
pub(super) fn CategoriesPage() -> impl IntoView {
    let query = own_query();
    let code = Memo::new(move |_| query.with(|q| q.get("code")).filter(|code| !code.is_empty()));
    move || {
        match code.get() {
        None => view! {
            <StaffPage heading="settings.categories" needs=Action::ChangeSettings above=("/settings", "settings.title")>
                <p class="lead">{say("settings.categories.lead")}</p>
                <All />
            </StaffPage>
        }
        .into_any(),
        Some(code) => view! {
            <StaffPage heading="settings.category" needs=Action::ChangeSettings above=("/settings?part=categories", "settings.categories")>
                <One code=code.clone() />
            </StaffPage>
        }
        .into_any(),
    }
    }
}

/// Minutes of a working day; the usual ones until the settings are there.
fn day(settings: Load<Vec<Setting>>) -> i32 {
    settings.data.with(|all| working_day(all.as_ref().map_or(&[], |all| all.as_slice())))
}

#[component]
fn All() -> impl IntoView {
    let load = Load::<Vec<Category>>::keeping(|| PATH.to_owned());
    let settings = Load::<Vec<Setting>>::of(|| "/api/v1/staff/settings".to_owned());
    let draw = move |all: std::sync::Arc<Vec<Category>>| {
        let day = day(settings);
        let one = |kind: &OrderType| {
            let rows: Vec<&Category> = all.iter().filter(|category| category.order_type == *kind).collect();
            (!rows.is_empty()).then(|| table(*kind, &rows, day))
        };
        OrderType::VARIANTS.iter().map(one).collect_view().into_any()
    };
    view! { <Private load=load draw=draw /> }
}

fn table(kind: OrderType, all: &[&Category], day: i32) -> AnyView {
    let id = format!("h-{}", code_of(kind));
    let head = |urgency: &Urgency| {
        let words = tf("settings.category.finish", &[("urgency", &t(&format!("order.urgency.{}", code_of(*urgency))))]);
        view! { <th scope="col" role="columnheader">{words}</th> }
    };
    let row = |category: &Category| {
        let href = format!("/settings?part=categories&code={}", category.code);
        let limit = |urgency: &Urgency| {
            let is_round = urgency.is_round_the_clock();
            let finish = category.limits(*urgency).finish;
            let label = t(&format!("order.urgency.{}", code_of(*urgency)));
            let said = words(finish, if is_round { WHOLE_DAY } else { day }, is_round);
            view! { <td role="cell" class="half" data-th=label>{said}</td> }
        };
        let (sign, state) = match category.is_active {
            true => (Sign::Done, "settings.category.on"),
            false => (Sign::Ended, "settings.category.off"),
        };
        view! {
            <tr role="row">
                <th scope="row" role="rowheader"><a class="target" href=href>{category.name(lang() == Lang::Zh).to_owned()}</a></th>
                <td role="cell"><StatusBadge sign=sign words=Signal::stored(t(state)) /></td>
                <td role="cell" class="full">{t(&format!("settings.pool.{}", code_of(category.pool)))}</td>
                {Urgency::VARIANTS.iter().map(limit).collect_view()}
            </tr>
        }
    };
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <h2 class="t-l" id=id.clone()>{t(&format!("order.type.{}", code_of(kind)))}</h2>
            <table class="table stackable" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{t("order.category")}</th>
                        <th scope="col" role="columnheader">{t("settings.category.state")}</th>
                        <th scope="col" role="columnheader">{t("settings.category.pool")}</th>
                        {Urgency::VARIANTS.iter().map(head).collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">{all.iter().map(|category| row(category)).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// One of them, as it is changed.
#[component]
fn One(code: String) -> impl IntoView {
    let load = Load::<Vec<Category>>::of(|| PATH.to_owned());
    // The length of a working day comes first: what is typed is held against it.
    let settings = Load::<Vec<Setting>>::of(|| "/api/v1/staff/settings".to_owned());
    let code = StoredValue::new(code);
    let draw = move |found: std::sync::Arc<Vec<Setting>>| {
        let day = working_day(&found);
        let draw = move |all: std::sync::Arc<Vec<Category>>| {
            let one = code.with_value(|code| all.iter().find(|category| category.code == *code).cloned());
            match one {
                Some(category) => view! { <CategoryForm category=category day=day /> }.into_any(),
                None => crate::staff::problem_state(crate::api::Problem::NotFound, Callback::new(|()| ()), false),
            }
        };
        view! { <PrivateForm load=load draw=draw /> }.into_any()
    };
    view! { <PrivateForm load=settings draw=draw /> }
}
