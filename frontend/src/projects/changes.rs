//! Approved changes of the plan, in words: what, from what to what, why, and what was decided.

use leptos::prelude::*;
use shared::money::Currency;
use shared::plan_changes::PlanChange;

use crate::i18n::{date, money_in, t, t_code, tf};
use crate::ui::{Said, Zh};

/// What changed, why, and who agreed when.
pub(super) fn words(change: &PlanChange, currency: Currency) -> AnyView {
    let what = t_code("plan_field", &change.field).unwrap_or_else(|| change.field.clone());
    let value = |text: &Option<String>| text.as_ref().map(|text| value_of(&change.field, text, currency));
    // What a project holds is told in Chinese words of its own; dates and money read alike in both languages.
    let chinese = [&change.old, &change.new].into_iter().flatten().any(|text| !text.is_ascii());
    let words = match (value(&change.old), value(&change.new)) {
        (Some(old), Some(new)) => tf("change.from_to", &[("what", &what), ("old", &old), ("new", &new)]),
        (None, Some(new)) => tf("change.to", &[("what", &what), ("new", &new)]),
        (Some(old), None) => tf("change.away", &[("what", &what), ("old", &old)]),
        (None, None) => tf("change.of", &[("what", &what)]),
    };
    let code: &'static str = change.status.into();
    let decided = match change.decided_on {
        Some(day) => {
            tf("change.decided", &[("date", &date(day)), ("status", &t(&format!("plan_change_status.{code}")))])
        }
        None => t(&format!("plan_change_status.{code}")),
    };
    view! {
        <p><b>{if chinese { view! { <Zh text=words /> }.into_any() } else { view! { <Said text=words /> }.into_any() }}</b></p>
        <p>{t("change.because")} <Zh text=change.reason.clone() /></p>
        <p class="small muted"><Said text=decided /></p>
    }
    .into_any()
}

/// A value in words: money comes in hundredths of `currency`.
fn value_of(field: &str, text: &str, currency: Currency) -> String {
    match text.parse() {
        Ok(amount) if field.ends_with("_fen") => money_in(amount, currency),
        _ => text.to_owned(),
    }
}
