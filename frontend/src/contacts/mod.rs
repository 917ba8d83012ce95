//! Contact cards 居民联系卡 in the page: `/contacts` who is in charge here, `/cards/{number}` what the code on a card leads
//! to, and `/work/cards` where they are written.

mod desk;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::compounds::CompoundSummary;
use shared::contact_cards::{CardStatus, PublicCard};
use shared::page::Page;
use shared::query;

pub(crate) use desk::CardsDesk;

use crate::api::Load;
use crate::i18n::{Lang, date, say, t, tf};
use crate::session::{lang, title};
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Field, Form};
use crate::ui::{DemoMark, Icon, Loaded, Num, State, WaitingLines, Zh, place_of, qr_code, tel};

/// `/contacts` and `/contacts/{compound}`.
#[component]
pub(crate) fn ContactsPage() -> impl IntoView {
    title(|| t("contacts.title"));
    shell().set_trail(|| vec![Crumb::words(t("contacts.title"), Some("/contacts"))]);
    let params = use_params_map();
    let compound = Memo::new(move |_| params.with(|p| p.get("id")).filter(|id| !id.is_empty()));
    let words = RwSignal::new(String::new());
    let form = Form::new("contacts");
    let found = Load::<Page<CompoundSummary>>::keeping(move || {
        let words = words.get().trim().to_owned();
        // One character finds everything.
        if words.chars().count() < 2 {
            return String::new();
        }
        format!("/api/v1/compounds?{}", query::write([("q", Some(words)), ("limit", Some("8".to_owned()))]))
    });
    let cards = Load::<Vec<PublicCard>>::of(move || {
        compound.get().map_or_else(String::new, |id| format!("/api/v1/contact-cards?compound={id}"))
    });
    let row = |c: &CompoundSummary| {
        let place = place_of(&c.areas).map(|place| view! { <p class="small muted"><Zh text=place /></p> });
        view! { <li><div><a href=format!("/contacts/{}", c.id)><Zh text=c.name.clone() /></a> {place}</div></li> }
    };
    let hits = move || {
        let page = found.data.get().filter(|_| words.with(|w| w.trim().chars().count() >= 2))?;
        Some(if page.items.is_empty() {
            view! { <p role="status">{t("contacts.nothing")}</p> }.into_any()
        } else {
            view! { <ul class="people-rows">{page.items.iter().map(row).collect_view()}</ul> }.into_any()
        })
    };
    let draw = move |all: std::sync::Arc<Vec<PublicCard>>| {
        let order = order_button(compound.get());
        if all.is_empty() {
            return view! { <State icon="info" title=t("contacts.none") text=t("contacts.none.text") /> {order} }
                .into_any();
        }
        view! {
            <div class="cards section-s">{all.iter().map(card).collect_view()}</div>
            {order}
            {print_button()}
        }
        .into_any()
    };
    view! {
        <Main>
            <h1>{say("contacts.title")}</h1>
            <p class="lead no-print">{say("contacts.lead")}</p>
            <div class="narrow no-print">
                <Field form=form name="q" label="contacts.find" value=words kind="search" hint="contacts.find.hint" />
                {hits}
            </div>
            <Show when=move || compound.with(Option::is_some)>
                <Loaded load=cards wait=|| view! { <WaitingLines lines=5 /> }.into_any() draw=draw />
            </Show>
        </Main>
    }
}

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
        view! { <h1 class="no-print">{t("contacts.card")}</h1> <div class="cards section-s">{card(&found)}</div> {order_button(None)} {print_button()} }
            .into_any()
    };
    view! { <Main><Loaded load=load wait=|| view! { <WaitingLines lines=5 /> }.into_any() draw=draw /></Main> }
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
            <article class="card is-replaced">
                <h2><Icon name="s-late" />{t(words)}</h2>
                <p><Zh text=place /></p>
                {current}
            </article>
        }
        .into_any();
    };
    let call = |phone: &str| {
        let phone = phone.to_owned();
        view! { <a class="card-phone" href=tel(&phone)><Num text=phone.clone() /></a> }
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
        <article class="card" lang=(!is_zh).then_some("en")>
            <p class="row between"><b>{t("contacts.card")}</b> {card.is_demo.then(|| view! { <DemoMark /> })}</p>
            <h2><Zh text=place /></h2>
            <p class="card-duty"><Zh text=lines.duty_title.clone() /> {name}</p>
            <p class="card-main">{call(&lines.duty_phone)}</p>
            {lines.duties.clone().map(|duties| view! { <p class="small"><Zh text=duties /></p> })}
            <dl class="card-lines">
                {line("contacts.community", None, lines.community_phone.as_ref())}
                {line("contacts.police", lines.police_name.clone(), lines.police_phone.as_ref())}
                {line("contacts.property", lines.property_name.clone(), lines.property_phone.as_ref())}
                {line("contacts.hotline", None, Some(&lines.hotline))}
            </dl>
            <div class="card-foot"><p class="small">{t("contacts.scan")} <br /> <span class="muted">{card.number.clone()} " " {since}</span></p> {code}</div>
        </article>
    }
    .into_any()
}
