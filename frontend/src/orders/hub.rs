//! `/orders`: the ways to ask and to follow, what was ordered with this browser or account, and what the community did.

use gloo_net::http::{Method, RequestBuilder};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::orders::OrderStatus;
use shared::orders::line::OrderLine;
use shared::orders::shown::MyOrder;
use shared::orders::summary::PublicOrder;
use wasm_bindgen_futures::spawn_local;

use super::keep;
use super::told;
use crate::api::answer;
use crate::i18n::{Lang, say, t, tf};
use crate::session::{lang, recall, title, who};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Faults, Field, Form, More, Rows, Summary, go, is_out};
use crate::ui::{DemoMark, Icon, Plate, ProblemState, State, WaitingItems, Zh, place_of};

/// `/orders`.
#[component]
pub(crate) fn OrdersPage() -> impl IntoView {
    title(|| t("orders.title"));
    shell().set_trail(|| vec![Crumb::words(t("orders.title"), None)]);
    view! {
        <Main>
            <h1>{say("orders.title")}</h1>
            <p class="lead">{say("orders.lead")}</p>
            <p class="row section-s">
                <a class="btn btn-main" href="/order"><Icon name="list" />{say("order.new")}</a>
                <a class="btn" href="/contacts">{say("orders.contacts")}</a>
                <a class="btn" href="/rates">{say("orders.rates")}</a>
            </p>
            <Unsent />
            <Kept />
            <Show when=who><OfAccount /></Show>
            <FindForm />
            <Summaries />
        </Main>
    }
}

/// The order that was pressed without a network: it goes from its form, and is found from here.
#[component]
fn Unsent() -> impl IntoView {
    let owner = if recall("who").is_some() { keep::last_owner() } else { String::new() };
    keep::Place::of(&owner, false).recall().is_waiting.then(|| {
        view! {
            <div class="notice tone-risk section-s">
                <Icon name="offline" />
                <div class="stack-s">
                    <p><b>{say("orders.unsent")}</b></p>
                    <p>{say("orders.unsent.text")}</p>
                    <p><a class="btn btn-main" href="/order">{say("orders.unsent.open")}</a></p>
                </div>
            </div>
        }
    })
}

/// Orders that were placed with this browser.
#[component]
fn Kept() -> impl IntoView {
    let all = RwSignal::new(keep::links());
    let row = move |link: keep::Link| {
        let number = link.number.clone();
        // The link is the only key: it is not lost by one touch.
        let is_sure = RwSignal::new(false);
        let drop = move |_| {
            if !is_sure.get_untracked() {
                return is_sure.set(true);
            }
            keep::drop(&number);
            all.set(keep::links());
        };
        let status = stands(&link);
        view! {
            <li>
                <div><a href=link.href() rel="external"><Zh text=link.what.clone() /></a> <p class="row small"><Plate text=link.number.clone() /> {move || status.get().map(told::badge)}</p></div>
                <button class="btn" type="button" on:click=drop>{move || t(if is_sure.get() { "orders.drop.sure" } else { "orders.drop" })}</button>
            </li>
        }
    };
    view! {
        <Show when=move || !all.with(Vec::is_empty)>
            <section class="section" aria-labelledby="h-kept">
                <h2 id="h-kept">{say("orders.kept")}</h2>
                <p class="small muted">{say("orders.kept.text")}</p>
                <ul class="people-rows">{move || all.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}

/// How the order of a link stands, once the server says so.
fn stands(link: &keep::Link) -> RwSignal<Option<OrderStatus>> {
    let status = RwSignal::new(None);
    let request = RequestBuilder::new(&format!("/api/v1/orders/mine/{}", link.number)).method(Method::GET);
    let request = request.header("x-order-secret", &link.secret).header("x-linxin-quiet", "1").build();
    spawn_local(async move {
        if let Ok(text) = answer(request).await
            && let Ok(order) = serde_json::from_str::<MyOrder>(&text)
        {
            status.try_set(Some(order.line.status));
        }
    });
    status
}

/// Orders of the account.
#[component]
fn OfAccount() -> impl IntoView {
    let rows = Rows::<OrderLine>::of(|| "/api/v1/orders/mine".to_owned());
    let row = |line: &OrderLine| {
        let href = format!("/orders/mine#{}.", line.number);
        let what = line.what.clone().map(|what| view! { <p><Zh text=what /></p> });
        view! {
            <li>
                <div>
                    <a href=href rel="external">{told::category(line)}</a>
                    {what}
                    <p class="small">{told::number(line)} " " {told::place(line)}</p>
                </div>
                {told::badge(line.status)}
            </li>
        }
    };
    let list = move || {
        lang();
        match (rows.all(), rows.first.problem.get()) {
            (_, Some(problem)) => {
                view! { <ProblemState problem=problem retry=move |()| rows.first.retry() /> }.into_any()
            }
            (Some(all), None) if all.is_empty() => view! { <p>{t("orders.own.none")}</p> }.into_any(),
            (Some(all), None) => view! { <ul class="people-rows">{all.iter().map(row).collect_view()}</ul> }.into_any(),
            (None, None) => view! { <WaitingItems rows=2 /> }.into_any(),
        }
    };
    let is_known = Memo::new(move |_| rows.first.problem.with(|problem| !problem.as_ref().is_some_and(is_out)));
    view! {
        <Show when=move || is_known.get()>
            <section class="section" aria-labelledby="h-own">
                <h2 id="h-own">{say("orders.own")}</h2>
                {list}
                <More rows=rows />
            </section>
        </Show>
    }
}

/// The number and the secret of a slip of paper, typed.
#[component]
fn FindForm() -> impl IntoView {
    let form = Form::new("find");
    let (number, secret) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let (number, secret) = (number.get_untracked(), secret.get_untracked());
        let (number, secret) = keep::key(&number, &secret);
        let faults = Faults::none().when(number.is_empty(), "number", "act.missing").when(
            secret.is_empty(),
            "secret",
            "act.missing",
        );
        if !faults.is_none() {
            return form.refuse(faults);
        }
        go(&format!("/orders/mine#{number}.{secret}"));
    };
    view! {
        <section class="section" aria-labelledby="h-find">
            <h2 id="h-find">{say("orders.find")}</h2>
            <form class="stack report" on:submit=send novalidate>
                <Summary form=form />
                <div class="pair">
                    <Field form=form name="number" label="orders.number" value=number hint="orders.number.hint" />
                    <Field form=form name="secret" label="orders.secret" value=secret hint="orders.secret.hint" />
                </div>
                <button class="btn" type="submit">{say("orders.find.send")}</button>
            </form>
        </section>
    }
}

/// What the community did: reviewed summaries.
#[component]
fn Summaries() -> impl IntoView {
    let rows = Rows::<PublicOrder>::of(|| "/api/v1/order-summaries".to_owned());
    let row = |order: &PublicOrder| {
        let name = if lang() == Lang::Zh { order.category_zh.clone() } else { order.category_en.clone() };
        view! {
            <li class="item">
                <div class="row between">
                    <h3><Zh text=order.title.clone() /> {order.is_demo.then(|| view! { " " <DemoMark /> })}</h3>
                    {told::badge(order.status)}
                </div>
                {order.result.clone().map(|text| view! { <p><Zh text=text /></p> })}
                <p class="meta">
                    <span>{name}</span>
                    {place_of(&order.areas).map(|place| view! { <span><Zh text=place /></span> })}
                    {order.compound.clone().map(|name| view! { <span><Zh text=name /></span> })}
                    {order.joined.map(|n| view! { <span>{tf("order.joined", &[("n", &n)])}</span> })}
                    <Plate text=order.number.clone() />
                </p>
            </li>
        }
    };
    let list = move || {
        lang();
        match rows.all() {
            Some(all) if all.is_empty() => {
                view! { <State icon="list" title=t("orders.none") text=t("orders.none.text") /> }.into_any()
            }
            Some(all) => view! { <ol class="frame">{all.iter().map(row).collect_view()}</ol> }.into_any(),
            None => match rows.first.problem.get() {
                Some(problem) => {
                    view! { <ProblemState problem=problem retry=move |()| rows.first.retry() /> }.into_any()
                }
                None => view! { <WaitingItems /> }.into_any(),
            },
        }
    };
    view! {
        <section class="section" aria-labelledby="h-done">
            <h2 id="h-done">{say("orders.done")}</h2>
            <p class="small muted">{say("orders.done.text")}</p>
            {list}
            <More rows=rows />
        </section>
    }
}
