//! `/contacts` 谁管我这里: a compound is found by its name, and what stands there first is whom to call for what.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use shared::areas::Area;
use shared::compounds::{Compound, CompoundSummary};
use shared::contact_cards::{CardLines, PublicCard};
use shared::page::Page;
use shared::query;

use super::{order_button, print_button, sheet};
use crate::api::Load;
use crate::i18n::{say, t};
use crate::orders::public_areas;
use crate::session::title;
use crate::shell::{Crumb, Main, shell};
use crate::staff::{Field, Form, go};
use crate::ui::{Icon, Loaded, Num, Select, State, WaitingLines, Zh, place_of, tel};

/// Characters of a name at least: one finds everything.
const LEAST: usize = 2;

/// `/contacts` and `/contacts/{compound}`.
#[component]
pub(crate) fn ContactsPage() -> impl IntoView {
    title(|| t("contacts.title"));
    shell().set_trail(|| vec![Crumb::words(t("contacts.title"), Some("/contacts"))]);
    let (params, query) = (use_params_map(), use_location().query);
    let compound = Memo::new(move |_| params.with(|p| p.get("id")).filter(|id| !id.is_empty()));
    let area = Memo::new(move |_| query.with(|q| q.get("area")).filter(|id| !id.is_empty()));
    let cards = Load::<Vec<PublicCard>>::of(move || match (compound.get(), area.get()) {
        (Some(id), _) => format!("/api/v1/contact-cards?compound={id}"),
        (None, Some(id)) => format!("/api/v1/contact-cards?area={id}"),
        (None, None) => String::new(),
    });
    let named =
        Load::<Compound>::of(move || compound.get().map_or_else(String::new, |id| format!("/api/v1/compounds/{id}")));
    let name = move || named.data.get().map(|found| view! { <h2><Zh text=found.summary.name.clone() /></h2> });
    view! {
        <Main>
            <h1>{say("contacts.title")}</h1>
            <p class="lead no-print">{say("contacts.lead")}</p>
            <Finder compound=compound area=area />
            <Show when=move || compound.with(Option::is_some) || area.with(Option::is_some)>
                <section class="section" aria-label=say("contacts.found")>
                    <div class="no-print">{name}</div>
                    <Loaded load=cards wait=|| view! { <WaitingLines lines=5 /> }.into_any() draw=move |all| draw(&all, compound.get()) />
                </section>
            </Show>
        </Main>
    }
}

/// A compound by its name; or a community, for who lives in none.
#[component]
fn Finder(compound: Memo<Option<String>>, area: Memo<Option<String>>) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let form = Form::new("contacts");
    let is_enough = move || words.with(|words| words.trim().chars().count() >= LEAST);
    // Whoever found his compound needs its neighbours in the list no more.
    Effect::new(move |_| {
        compound.track();
        words.set(String::new());
    });
    let found = Load::<Page<CompoundSummary>>::keeping(move || {
        if !is_enough() {
            return String::new();
        }
        let words = words.get().trim().to_owned();
        format!("/api/v1/compounds?{}", query::write([("q", Some(words)), ("limit", Some("8".to_owned()))]))
    });
    let row = |c: &CompoundSummary| {
        let place = place_of(&c.areas).map(|place| view! { <p class="small muted"><Zh text=place /></p> });
        view! { <li><div><a class="target t-l" href=format!("/contacts/{}", c.id)><Zh text=c.name.clone() /></a> {place}</div></li> }
    };
    let hits = move || {
        if !is_enough() {
            return None;
        }
        if found.problem.with(Option::is_some) {
            return Some(view! { <p>{t("order.search.failed")}</p> }.into_any());
        }
        let page = found.data.get()?;
        Some(if page.items.is_empty() {
            view! { <p>{t("contacts.nothing")}</p> }.into_any()
        } else {
            view! { <ul class="people-rows">{page.items.iter().map(row).collect_view()}</ul> }.into_any()
        })
    };
    let areas = Load::<Vec<Area>>::of(|| "/api/v1/areas".to_owned());
    let options = Signal::derive(move || areas.data.get().map(|all| public_areas(&all)).unwrap_or_default());
    let go = go();
    let choose = Callback::new(move |id: String| match id.as_str() {
        "" => go("/contacts"),
        id => go(&format!("/contacts?area={id}")),
    });
    view! {
        <div class="narrow no-print section-s stack">
            <Field form=form name="q" label="contacts.find" value=words kind="search" hint="contacts.find.hint" />
            <div role="status">{hits}</div>
            <Select id="contacts-area" label="contacts.area" all="contacts.area.none" options=options
                value=Signal::derive(move || area.get().unwrap_or_default()) choose=choose />
        </div>
    }
}

fn draw(all: &[PublicCard], compound: Option<String>) -> AnyView {
    let order = order_button(compound);
    let lines: Vec<&CardLines> = all.iter().filter_map(|card| card.lines.as_ref()).collect();
    if lines.is_empty() {
        return view! {
            <State icon="info" title=t("contacts.none") text=t("contacts.none.text")>
                <a class="btn btn-main" href=tel("12345")><Icon name="phone" /><Num text="12345" /></a>
            </State>
            {order}
        }
        .into_any();
    }
    view! {
        {whom(&lines)} {order}
        <section class="section" aria-labelledby="h-cards">
            <h2 class="no-print" id="h-cards">{t("contacts.cards")}</h2>
            {sheet(all)}
            {print_button()}
        </section>
    }
    .into_any()
}

/// Whom to call for what: the nearest of each.
fn whom(all: &[&CardLines]) -> AnyView {
    let first = |of: fn(&CardLines) -> Option<&String>| all.iter().find_map(|lines| of(lines)).cloned();
    let named = |name: Option<String>| name.map(|name| view! { " · " <Zh text=name /> });
    let line = |what: &str, who: AnyView, phone: Option<String>| {
        let phone = phone?;
        Some(view! {
            <li>
                <div><p class="t-l"><b>{t(what)}</b></p> <p>{who}</p></div>
                <a class="btn btn-main contact-call" href=tel(&phone)><Icon name="phone" /><Num text=phone.clone() /></a>
            </li>
        })
    };
    let duty = all.first().map(|lines| {
        let name = named(lines.display_name.clone());
        view! { <Zh text=lines.duty_title.clone() /> {name} }.into_any()
    });
    let word = |key: &str, name: Option<String>| view! { {t(key)} {named(name)} }.into_any();
    view! {
        <ul class="people-rows section-s no-print">
            {line("contacts.for.duty", duty.unwrap_or_else(|| ().into_any()), first(|l| Some(&l.duty_phone)))}
            {line("contacts.for.community", word("contacts.community", None), first(|l| l.community_phone.as_ref()))}
            {line("contacts.for.property", word("contacts.property", first(|l| l.property_name.as_ref())), first(|l| l.property_phone.as_ref()))}
            {line("contacts.for.police", word("contacts.police", first(|l| l.police_name.as_ref())), first(|l| l.police_phone.as_ref()))}
            {line("contacts.for.hotline", word("contacts.hotline", None), first(|l| Some(&l.hotline)))}
        </ul>
        <p class="notice tone-late section-s no-print"><Icon name="s-late" /><b>{t("contacts.emergency")}</b></p>
    }
    .into_any()
}
