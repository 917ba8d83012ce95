//! The page before its answer: bars where the words will be, so that nothing jumps.

use leptos::prelude::*;

use crate::i18n::t;
use crate::ui::{Plate, WaitingLines};

/// The skeleton of a project's page.
#[component]
pub(super) fn WaitingProject(number: String) -> impl IntoView {
    view! {
        <div class="cols first">
            <div>
                <p class="row"><Plate text=number /></p>
                <h1 class="wait-title">{t("waiting.project")}</h1>
                <div class="lead"><WaitingLines lines=2 /></div>
                <div class="panel section-s wait-panel"><WaitingLines lines=6 /></div>
            </div>
            <aside class="stack" aria-hidden="true">
                <div class="panel"><WaitingLines lines=5 /></div>
                <div class="panel"><WaitingLines lines=4 /></div>
            </aside>
        </div>
    }
}
