//! Privacy page 隐私说明: what is true now.

use leptos::prelude::*;

use super::{Part, TextPage};
use crate::shell::shell;

/// The privacy page.
#[component]
pub(crate) fn PrivacyPage() -> impl IntoView {
    view! {
        <TextPage key="privacy">
            <Part heading="privacy.none" says=&["privacy.none.text"] />
            <Part heading="privacy.kept" says=&["privacy.kept.text"] />
            <Part heading="privacy.account" says=&["privacy.account.text"] />
            <Part heading="privacy.order"><p>{move || shell().days_kept("privacy.order.text")}</p></Part>
            <Part heading="privacy.place" says=&["privacy.place.text"] />
            <Part heading="privacy.log" says=&["privacy.log.text"] />
            <Part heading="privacy.shown" says=&["privacy.shown.text"] />
        </TextPage>
    }
}
