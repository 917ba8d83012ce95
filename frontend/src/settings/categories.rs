//! Categories of orders 点单类别 in the settings: by their type, who may take them and by when they are done.

use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::orders::Urgency;
use shared::orders::category::{Category, NewCategory, OrderType};
use shared::permissions::Action;
use shared::projects::Sign;
use shared::settings::Setting;
use strum::VariantArray as _;

use super::category::CategoryForm;
use super::limits::{WHOLE_DAY, words, working_day};
use crate::api::Load;
use crate::i18n::{Lang, say, t, tf};
use crate::session::lang;
use crate::staff::{
    Choice, Faults, Field, Form, OneOf, Private, PrivateForm, StaffPage, Summary, code_of, desk, go, own_query,
};
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
                <NewForm />
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

/// A category that the starter ones lack.
#[component]
fn NewForm() -> impl IntoView {
    let form = Form::new("new-category");
    let (kind, zh, en) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kinds = Signal::derive(|| {
        lang();
        let one = |kind: &OrderType| OneOf {
            value: code_of(*kind).to_owned(),
            words: t(&format!("order.type.{}", code_of(*kind))),
            is_name: false,
        };
        OrderType::VARIANTS.iter().map(one).collect::<Vec<_>>()
    });
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let chosen = kind.get_untracked().parse::<OrderType>();
        let mut faults = Faults::none().when(chosen.is_err(), "order_type", "act.missing");
        let new = NewCategory {
            order_type: chosen.unwrap_or(OrderType::Service),
            zh: zh.get_untracked().trim().to_owned(),
            en: en.get_untracked().trim().to_owned(),
        };
        faults = faults.rule(new.check());
        if !faults.is_none() {
            return form.refuse(faults);
        }
        let go = go.clone();
        form.send(Method::POST, PATH, &new, move |made: Category| {
            desk().say("settings.category.made");
            go(&format!("/settings?part=categories&code={}", made.code));
        });
    };
    view! {
        <section class="section" aria-labelledby="h-new">
            <h2 class="t-l" id="h-new">{say("settings.category.new")}</h2>
            <form class="stack report" method="post" on:submit=send novalidate>
                <p class="muted">{say("settings.category.new.text")}</p>
                <Summary form=form />
                <Choice form=form name="order_type" label="settings.category.kind" value=kind none="act.choose" options=kinds />
                <div class="pair">
                    <Field form=form name="zh" label="settings.category.zh" value=zh />
                    <Field form=form name="en" label="settings.category.en" value=en />
                </div>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("settings.category.new.send")}</button>
            </form>
        </section>
    }
}
