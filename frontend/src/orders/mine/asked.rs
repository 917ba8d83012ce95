//! What was asked, where, and what came of it.

use leptos::prelude::*;
use shared::orders::shown::{MyOrder, OrderPhotograph};
use shared::orders::{AnsweredBy, Channel, OrderStatus};

use super::picture::picture;
use super::{Mine, stars};
use crate::i18n::{Lang, t, tf};
use crate::session::lang;
use crate::staff::{code_of, role};
use crate::ui::{Fact, Facts, Icon, Num, Zh, tel};

/// All that was said, for who said it to read again.
pub(super) fn asked(mine: Mine, order: &MyOrder) -> AnyView {
    let asked = &order.asked;
    let zh = lang() == Lang::Zh;
    let answers = asked.answers.iter().map(|answer| {
        let (question, value) = if zh {
            (answer.question_zh.clone(), answer.value_zh.clone())
        } else {
            (answer.question_en.clone(), answer.value_en.clone())
        };
        view! { <Fact label=question><Zh text=value /></Fact> }
    });
    let answers = answers.collect_view();
    let name = |label: &str, text: Option<String>| {
        let label = t(label);
        text.filter(|text| !text.is_empty()).map(|text| view! { <Fact label=label><Zh text=text /></Fact> })
    };
    let link = |label: &str, href: String, text: String| {
        view! { <Fact label=t(label)><a href=href><Zh text=text /></a></Fact> }
    };
    let compound = asked.compound.clone().map(|c| link("write.compound", format!("/compounds/{}", c.id), c.name));
    let project = asked.project.clone().map(|p| link("order.project", format!("/projects/{}", p.id), p.name));
    let pin = asked.at.map(|at| {
        let words = tf("order.at", &[("lng", &format!("{:.4}", at.lng)), ("lat", &format!("{:.4}", at.lat))]);
        view! { <Fact label=t("order.pin.map")><Num text=words /></Fact> }
    });
    let phone = order.phone_mask.clone().map(|phone| view! { <Fact label=t("order.phone")><Num text=phone /></Fact> });
    let channel = (asked.channel != Channel::Web).then(|| t(&format!("order.channel.{}", code_of(asked.channel))));
    let channel = channel.map(|words| view! { <Fact label=t("order.channel")>{words}</Fact> });
    let building = name("order.building", asked.building.clone());
    let place = name("order.place_words", asked.place.clone());
    let photographs = asked.photographs.iter().map(|p: &OrderPhotograph| picture(mine, p)).collect_view();
    view! {
        <section class="section-s" aria-labelledby="h-asked">
            <h2 class="t-m" id="h-asked">{t("order.asked.mine")}</h2>
            {match asked.what.clone() {
                Some(what) => view! { <p><Zh text=what /></p> }.into_any(),
                None => view! { <p>{t("order.gone")}</p> }.into_any(),
            }}
            <div class="shot-strip">{photographs}</div>
            <Facts>{answers} {project} {compound} {building} {place} {pin} {phone} {channel}</Facts>
        </section>
    }
    .into_any()
}

/// Who has it, and whom to call about it.
pub(super) fn aside(_: Mine, order: &MyOrder) -> AnyView {
    let owner = order.line.owner.clone();
    let handler = order.handler.map(|who| view! { <Fact label=t("order.handler")>{role(who)}</Fact> });
    let call = order.call.clone().map(|call| {
        let href = tel(&call.phone);
        view! {
            <p class="section-s">{t("order.call")} " " <b><Zh text=call.title /></b></p>
            <p><a class="btn btn-main btn-wide" href=href><Icon name="phone" /><Num text=call.phone /></a></p>
        }
    });
    view! {
        <aside class="panel" aria-labelledby="h-who">
            <h2 class="t-m" id="h-who">{t("order.who")}</h2>
            <Facts><Fact label=t("order.owner")><Zh text=owner /></Fact> {handler}</Facts>
            {call}
        </aside>
    }
    .into_any()
}

/// Why it was not accepted and where to go; or what was done, and the word on it.
pub(super) fn outcome(mine: Mine, order: &MyOrder) -> AnyView {
    let (line, result) = (&order.line, &order.result);
    let declined = result.declined.map(|reason| {
        view! {
            <section class="panel section-s" aria-labelledby="h-declined">
                <h2 class="t-m" id="h-declined">{t("order.declined")}</h2>
                <p>{t(&format!("order.decline.{}", code_of(reason)))}</p>
                {result.instead.clone().map(|to| view! { <p><b>{t("order.instead")}</b> " " <Zh text=to /></p> })}
            </section>
        }
    });
    let is_done = matches!(line.status, OrderStatus::Done | OrderStatus::Closed);
    let told = result.result.clone().filter(|_| is_done).map(|text| {
        let outcome = result.outcome.map(|o| t(&format!("order.outcome.{}", code_of(o))));
        // What is judged is looked at where it is judged.
        let done = order.history.iter().rev().find(|step| step.event == "finish");
        let shots = done.map(|step| step.photographs.iter().map(|p| picture(mine, p)).collect_view());
        let shots = shots.map(|shots| view! { <div class="shot-strip">{shots}</div> });
        view! {
            <section class="panel section-s" aria-labelledby="h-result">
                <h2 class="t-m" id="h-result">{t("order.result")}</h2>
                <p>{outcome.map(|words| view! { <b>{words}</b> " " })} <Zh text=text /></p>
                {shots}
                {word(order)}
            </section>
        }
    });
    view! { {declined} {told} }.into_any()
}

/// What was said of the result, and by whom.
fn word(order: &MyOrder) -> AnyView {
    let result = &order.result;
    let by = result.answered_by.map(|by| {
        let icon = if by == AnsweredBy::Callback { "phone" } else { "s-done" };
        let is_solved = result.is_solved.map(|is| t(if is { "order.solved.yes" } else { "order.solved.no" }));
        view! {
            <p class="row">
                <span class="row"><Icon name=icon /><b>{t(&format!("order.answered_by.{}", code_of(by)))}</b></span>
                {is_solved}
            </p>
        }
    });
    let words = result.rating_words.clone().filter(|words| !words.is_empty());
    view! {
        {by}
        {result.rating.map(|n| view! { <p>{stars(n)}</p> })}
        {words.map(|words| view! { <p><Zh text=words /></p> })}
    }
    .into_any()
}
