//! Contact cards 居民联系卡 in the page: `/contacts` who is in charge here, `/cards/{number}` what the code on a card leads
//! to, and `/work/cards` where they are written.

mod desk;
mod editor;
mod finder;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::contact_cards::{CardStatus, PublicCard};

pub(crate) use desk::CardsDesk;
pub(crate) use finder::ContactsPage;

use crate::api::Load;
use crate::i18n::{Lang, date, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::ui::{DemoMark, Icon, Loaded, Num, Said, WaitingLines, Zh, place_of, qr_code, tel};

/// `/cards/{number}`.
#[component]
pub(crate) fn CardPage() -> impl IntoView {
    title(|| t("contacts.card"));
    shell().set_trail(|| {
        vec![Crumb::words(t("contacts.title"), Some("/contacts")), Crumb::words(t("contacts.card"), None)]
    });
    let params = use_params_map();
    let load = Load::<PublicCard>::of(move || {
        let number = params.with(|p| p.get("id")).unwrap_or_default();
        format!("/api/v1/contact-cards/{number}")
    });
    let draw = |found: std::sync::Arc<PublicCard>| {
        let is_in_use = found.status == CardStatus::Published;
        view! { <h1>{t("contacts.card")}</h1> {sheet(std::slice::from_ref(&*found))} {order_button(None)} {is_in_use.then(print_button)} }
            .into_any()
    };
    view! { <Main><Loaded load=load wait=|| view! { <WaitingLines lines=5 /> }.into_any() draw=draw /></Main> }
}

/// Cards beside one another; on paper four on a sheet of A4, and a single one on A6.
fn sheet(all: &[PublicCard]) -> AnyView {
    let class = if all.len() == 1 { "contact-cards is-one section-s" } else { "contact-cards section-s" };
    view! { <div class=class>{all.iter().map(card).collect_view()}</div> }.into_any()
}

/// The way to ask for something, at the compound where it is known.
fn order_button(compound: Option<String>) -> AnyView {
    let href = compound.map_or_else(|| "/order".to_owned(), |id| format!("/order?compound={id}"));
    view! { <p class="row section-s no-print"><a class="btn btn-main" href=href><Icon name="plus" />{t("contacts.order")}</a></p> }
        .into_any()
}

fn print_button() -> AnyView {
    view! {
        <p class="row section-s no-print">
            <button class="btn" type="button" on:click=|_| drop(window().print())>{t("contacts.print")}</button>
            <span class="small muted">{t("contacts.print.text")}</span>
        </p>
    }
    .into_any()
}

/// A card in large type, as it hangs in the stairwell; one that was replaced says so.
pub(super) fn card(card: &PublicCard) -> AnyView {
    let place = place_of(&card.areas).unwrap_or_default();
    let origin = window().location().origin().unwrap_or_default();
    let code = qr_code(&format!("{origin}/cards/{}", card.number));
    let Some(lines) = &card.lines else {
        let words = match card.status {
            CardStatus::Replaced => "contacts.replaced",
            _ => "contacts.ended",
        };
        let current = card.current.clone().map(|number| {
            view! { <p><a class="btn btn-main" href=format!("/cards/{number}")>{t("contacts.current")}</a></p> }
        });
        return view! {
            <article class="contact-card is-replaced">
                <h2><Icon name="s-late" />{t(words)}</h2>
                <p><Zh text=place /></p>
                {current}
            </article>
        }
        .into_any();
    };
    let call = |phone: &str| {
        let phone = phone.to_owned();
        view! { <a class="contact-phone" href=tel(&phone)><Num text=phone.clone() /></a> }
    };
    let line = |label: &str, name: Option<String>, phone: Option<&String>| {
        let phone = phone.map(|phone| call(phone));
        let has_some = name.is_some() || phone.is_some();
        has_some.then(|| view! { <div><dt>{t(label)} {name.map(|name| view! { " " <Zh text=name /> })}</dt><dd>{phone}</dd></div> })
    };
    let since = card.valid_from.map(|day| tf("contacts.since", &[("date", &date(day))]));
    let name = lines.display_name.clone().map(|name| view! { " " <Zh text=name /> });
    let is_zh = lang() == Lang::Zh;
    view! {
        <article class="contact-card" lang=(!is_zh).then_some("en")>
            <p class="row between"><b>{t("contacts.card")}</b> {card.is_demo.then(|| view! { <DemoMark /> })}</p>
            <h2><Zh text=place /></h2>
            <p class="contact-duty"><Zh text=lines.duty_title.clone() /> {name}</p>
            <p class="contact-main">{call(&lines.duty_phone)}</p>
            {lines.duties.clone().map(|duties| view! { <p class="contact-duties"><Zh text=duties /></p> })}
            <dl class="contact-lines">
                {line("contacts.community", None, lines.community_phone.as_ref())}
                {line("contacts.police", lines.police_name.clone(), lines.police_phone.as_ref())}
                {line("contacts.property", lines.property_name.clone(), lines.property_phone.as_ref())}
                {line("contacts.hotline", None, Some(&lines.hotline))}
            </dl>
            <div class="contact-foot"><p class="small">{t("contacts.scan")} <br /> <span class="muted">{card.number.clone()} <br /> {since.map(|words| view! { <Said text=words /> })}</span></p> {code}</div>
        </article>
    }
    .into_any()
}
