//! One status per thing: shape, word, colour, in this order.

use leptos::prelude::*;
use shared::progress::Health;
use shared::projects::{ProjectStatus, ProjectSummary, Sign};

use super::Icon;
use crate::i18n::{t, tf};

/// Code of a status for its words.
fn status_code(status: ProjectStatus) -> &'static str {
    status.into()
}

/// The icon of a sign in the sprite.
pub(crate) fn sign_icon(sign: Sign) -> String {
    let code: &'static str = sign.into();
    format!("s-{code}")
}

/// The word under which a project is shown: its stage, its state, or how late or how silent it is.
pub(crate) fn status_words(project: &ProjectSummary) -> String {
    match (project.sign, project.status, project.health) {
        (Sign::Late, _, _) if project.days_late > 0 => tf("badge.late", &[("n", &project.days_late)]),
        (Sign::Stale, _, Some(Health::Stale)) => {
            tf("badge.stale", &[("n", &project.days_since_update.unwrap_or_default())])
        }
        (Sign::Planned | Sign::Works | Sign::Suspended | Sign::Done | Sign::Ended, Some(status), _) => {
            t(&format!("status.{}", status_code(status)))
        }
        (sign, _, _) => {
            let code: &'static str = sign.into();
            t(&format!("sign.{code}"))
        }
    }
}

/// The badge: a sign and its words. It follows the language.
#[component]
pub(crate) fn StatusBadge(
    /// Shape and colour.
    sign: Sign,
    /// What it says.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    let code: &'static str = sign.into();
    view! { <span class=format!("badge s-{code}")><Icon name=sign_icon(sign) />{move || words.get()}</span> }
}
