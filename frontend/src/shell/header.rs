//! Header: skip link, brand, main navigation, tools, breadcrumb, and the bar that says that there is sample data.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::settings::Tools;
use super::{Crumb, Shell, shell};
use crate::i18n::{say, t};
use crate::ui::{Icon, Logo, Zh, around};

/// Pages of the main navigation: address, icon, words.
const NAV: [(&str, &str, &str); 5] = [
    ("/", "map", "nav.progress"),
    ("/results", "image", "nav.results"),
    ("/figures", "chart", "nav.figures"),
    ("/notices", "drop", "nav.notices"),
    ("/orders", "list", "nav.orders"),
];

/// The header of every page.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let shell = shell();
    let path = use_location().pathname;
    let slogan = move || {
        let site = shell.site.data.get();
        match site.as_ref().and_then(|s| s.district.as_deref()) {
            Some(district) => around("brand.slogan_of", district).into_any(),
            None => t("brand.slogan").into_any(),
        }
    };
    view! {
        <a class="skip" href="#main" rel="external">{say("skip")}</a>
        <header class="head">
            <div class="head-row">
                <a class="brand" href="/">
                    <Logo />
                    <span><b>{say("name")}</b><span>{slogan}</span></span>
                </a>
                <nav class="nav" aria-label=say("nav.label")>
                    {NAV
                        .map(|(href, icon, words)| {
                            let here = move || path.with(|path| current(path, href));
                            view! { <a href=href aria-current=here><Icon name=icon />{say(words)}</a> }
                        })
                        .collect_view()}
                </nav>
                <Tools />
            </div>
            <Trail shell=shell />
            <Show when=move || shell.site.data.with(|s| s.as_ref().is_some_and(|s| s.is_demo))>
                <p class="demo"><Icon name="info" /><span>{say("demo.bar")}</span></p>
            </Show>
        </header>
    }
}

/// Whether `path` is the page `href` of the main navigation (`page`), or one that belongs to it (`true`).
fn current(path: &str, href: &str) -> Option<&'static str> {
    let noun = path.split('/').nth(1).unwrap_or_default();
    let section = match noun {
        "projects" | "compounds" => "/",
        "years" => "/results",
        "notices" | "outages" => "/notices",
        "cards" | "contacts" | "order" | "orders" => "/orders",
        "rates" => "/figures",
        _ => path,
    };
    (section == href).then_some(if path == href { "page" } else { "true" })
}

/// The breadcrumb, always beginning at the start page.
#[component]
fn Trail(shell: Shell) -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            shell.moved.set(true);
        }
        here
    });
    let steps = move || {
        let trail = shell.trail.get();
        let at_home = path.get() == "/";
        let home = Crumb::words(t("crumb.home"), (!at_home).then_some("/"));
        std::iter::once(home)
            .chain(if at_home { Vec::new() } else { trail })
            .map(|crumb| {
                let label =
                    if crumb.is_name { view! { <Zh text=crumb.label /> }.into_any() } else { crumb.label.into_any() };
                match crumb.href {
                    Some(href) => view! { <li><a href=href>{label}</a></li> }.into_any(),
                    None => view! { <li aria-current="page">{label}</li> }.into_any(),
                }
            })
            .collect_view()
    };
    view! {
        <nav class="crumb" aria-label=say("crumb.label")>
            <span aria-hidden="true">{say("crumb.here")}</span>
            <ol>{steps}</ol>
        </nav>
    }
}
