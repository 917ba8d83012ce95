//! The routes of the page and the frame around them.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::later::{
    AccessibilityPage, CompoundPage, DataPage, NotFoundPage, NoticePage, NoticesPage, OutagePage, PrivacyPage,
    ProjectPage, ResultsPage, SitemapPage, StoryPage, YearsPage,
};
use crate::shell::{Footer, Header, provide_shell};
use crate::start::StartPage;

/// The whole page: header, the route's main part, footer.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_shell();
    view! {
        <Router>
            <Header />
            <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
                <Route path=path!("/") view=StartPage />
                <Route path=path!("/projects/:number") view=ProjectPage />
                <Route path=path!("/compounds/:id") view=CompoundPage />
                <Route path=path!("/results") view=ResultsPage />
                <Route path=path!("/results/:number") view=StoryPage />
                <Route path=path!("/years") view=YearsPage />
                <Route path=path!("/notices") view=NoticesPage />
                <Route path=path!("/notices/:id") view=NoticePage />
                <Route path=path!("/outages/:id") view=OutagePage />
                <Route path=path!("/about/accessibility") view=AccessibilityPage />
                <Route path=path!("/about/privacy") view=PrivacyPage />
                <Route path=path!("/about/data") view=DataPage />
                <Route path=path!("/sitemap") view=SitemapPage />
            </FlatRoutes>
            <Footer />
        </Router>
    }
}
