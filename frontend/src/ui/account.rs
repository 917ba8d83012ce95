//! Known from a published account only 据报道: its words, its date, its source, and no status of our own.

use leptos::prelude::*;
use shared::projects::{Reported, Sign};

use super::{Num, StatusBadge, Zh};
use crate::i18n::{date, t, tf};

/// The account's words, for a project or a compound.
#[component]
pub(crate) fn Account(account: Reported) -> impl IntoView {
    view! {
        <section class="panel section-s account" aria-labelledby="h-account">
            <div class="row between">
                <h2 id="h-account" class="t-l">{tf("account.title", &[("date", &date(account.on))])}</h2>
                <StatusBadge sign=Sign::Reported words=Signal::stored(t("sign.reported")) />
            </div>
            <blockquote><Zh text=account.words /></blockquote>
            <p class="small muted">
                {t("account.source")} <Zh text=account.source />{t("comma")}<Num text=date(account.on) />
            </p>
            <p class="small">{t("account.only")}</p>
        </section>
    }
}
