//! The audit record 审计: who did what, and whether the record is whole.

mod filters;
mod rows;
mod verification;

use leptos::prelude::*;
use shared::permissions::Action;

use crate::i18n::say;
use crate::staff::StaffPage;

/// `/audit`.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    view! {
        <StaffPage heading="audit.title" needs=Action::ReadAudit>
            <p class="lead">{say("audit.lead")}</p>
            <verification::Check />
            <filters::Filters />
            <rows::List />
        </StaffPage>
    }
}
