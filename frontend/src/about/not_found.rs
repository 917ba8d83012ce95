//! The page that is not there: says so, and where to go.

use leptos::prelude::*;

use crate::i18n::{say, t};
use crate::session::title;
use crate::shell::{Crumb, Main, shell};

/// An address that no page has.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let heading = || t("not_found.title");
    title(heading);
    shell().set_trail(move || vec![Crumb::words(heading(), None)]);
    view! {
        <Main>
            <div class="state lost">
                <svg viewBox="0 0 120 64" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
                    <path d="M4 60h112M8 44h26v16M34 44h30v16M64 44h28v16M20 28h28v16M48 28h26v16" />
                    <path d="M92 44h22v16M74 28h30v16M34 12h28v16H34z" stroke-dasharray="4 4" />
                </svg>
                <h1>{heading}</h1>
                <p>{say("not_found.text")}</p>
                <div class="row">
                    <a class="btn btn-main" href="/">{say("problem.home")}</a>
                    <a class="btn" href="/sitemap">{say("sitemap.title")}</a>
                </div>
            </div>
        </Main>
    }
}
