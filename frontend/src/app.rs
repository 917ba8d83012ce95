//! The routes of the page and the frame around them.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::later::{LaterPage, NotFoundPage};
use crate::shell::{Footer, Header, provide_shell};
use crate::start::StartPage;

/// The whole page: header, the route's main part, footer. What lies at which address is told in `later`.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_shell();
    view! {
        <Router>
            <Header />
            <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
                <Route path=path!("/") view=StartPage />
                <Route path=path!("/:noun") view=LaterPage />
                <Route path=path!("/:noun/:id") view=LaterPage />
            </FlatRoutes>
            <Footer />
        </Router>
    }
}
