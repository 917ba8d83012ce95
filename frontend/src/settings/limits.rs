//! A limit as people say it: so many minutes, hours or days, with the minutes behind it.

use leptos::prelude::*;
use shared::settings::{Setting, SettingKey};
use shared::working_time::WorkHours;

use crate::i18n::{t, tf};
use crate::session::lang;
use crate::staff::{Faults, Form};
use crate::ui::Icon;

/// Units, the smallest first.
const UNITS: [&str; 3] = ["minutes", "hours", "days"];
/// Minutes of a day where all time counts.
pub(super) const WHOLE_DAY: i32 = 1_440;

/// Minutes of a working day, as the settings say.
pub(super) fn working_day(all: &[Setting]) -> i32 {
    let said =
        all.iter().find(|setting| setting.key == SettingKey::WorkHours).and_then(|setting| setting.value.clone());
    let hours = said.and_then(|said| WorkHours::parse(&said)).unwrap_or_default();
    i32::try_from(hours.seconds() / 60).ok().filter(|minutes| *minutes > 0).unwrap_or(WHOLE_DAY)
}

/// The largest unit that holds it evenly, and how many.
fn split(minutes: i32, day: i32) -> (i32, &'static str) {
    match minutes {
        0 => (0, "minutes"),
        n if n % day == 0 => (n / day, "days"),
        n if n % 60 == 0 => (n / 60, "hours"),
        n => (n, "minutes"),
    }
}

/// Key of a unit; a day of work is another than a whole one.
fn unit_key(unit: &str, is_round: bool) -> String {
    match (unit, is_round) {
        ("days", false) => "settings.limit.workdays".to_owned(),
        _ => format!("settings.limit.{unit}"),
    }
}

/// In words: 5 个工作日, 24 小时, 30 分钟; at once where it is nothing.
pub(super) fn words(minutes: i32, day: i32, is_round: bool) -> String {
    match split(minutes, day) {
        (0, _) => t("settings.limit.at_once"),
        // A whole day is said in hours, as people at work say it.
        (1, "days") if is_round => tf("settings.limit.n.hours", &[("n", &24)]),
        (n, unit) => tf(&unit_key(unit, is_round).replace("limit.", "limit.n."), &[("n", &n)]),
    }
}

/// A limit that is typed.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    n: RwSignal<String>,
    unit: RwSignal<String>,
    day: i32,
    is_round: bool,
}

impl Limit {
    /// As it is.
    pub(super) fn of(minutes: i32, day: i32, is_round: bool) -> Self {
        let (n, unit) = split(minutes, day);
        Self { n: RwSignal::new(n.to_string()), unit: RwSignal::new(unit.to_owned()), day, is_round }
    }

    fn read(self, n: &str, unit: &str) -> Option<i32> {
        let n: i32 = n.trim().parse().ok().filter(|n| *n >= 0)?;
        n.checked_mul(match unit {
            "days" => self.day,
            "hours" => 60,
            _ => 1,
        })
    }

    /// Its minutes; what cannot be read is a fault of `field`.
    pub(super) fn minutes(self, faults: Faults, field: &str) -> (Faults, i32) {
        let minutes = self.read(&self.n.get_untracked(), &self.unit.get_untracked());
        (faults.when(minutes.is_none(), field, "settings.limit.wrong"), minutes.unwrap_or_default())
    }
}

/// The field: how many, of what, and what that is in minutes.
#[component]
pub(super) fn LimitField(form: Form, name: &'static str, label: &'static str, limit: Limit) -> impl IntoView {
    let id = form.control(name);
    let (hint, wrong) = (format!("{id}-h"), format!("{id}-e"));
    let by = format!("{hint} {wrong}");
    let behind = move || {
        lang();
        limit.read(&limit.n.get(), &limit.unit.get()).map(|minutes| tf("settings.limit.behind", &[("n", &minutes)]))
    };
    let options = move || {
        lang();
        let one = |unit: &'static str| {
            let words = t(&unit_key(unit, limit.is_round));
            view! { <option value=unit prop:selected=move || limit.unit.get() == unit>{words}</option> }
        };
        UNITS.map(one).collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{move || t(label)}</label>
            <div class="limit">
                <input
                    class="in"
                    id=id
                    inputmode="numeric"
                    autocomplete="off"
                    aria-invalid=move || form.wrong(name).is_some().then_some("true")
                    aria-describedby=by
                    prop:value=move || limit.n.get()
                    on:input=move |e| limit.n.set(event_target_value(&e))
                />
                <select
                    class="in"
                    aria-label=move || format!("{} {}", t(label), t("settings.limit.unit"))
                    on:change=move |e| limit.unit.set(event_target_value(&e))
                >
                    {options}
                </select>
            </div>
            <p class="hint" id=hint>{behind}</p>
            <div id=wrong>
                {move || form.wrong(name).map(|words| view! { <p class="err"><Icon name="s-late" /><span>{words}</span></p> })}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_said_in_the_largest_unit_that_holds_it_evenly() {
        assert_eq!(split(2_100, 420), (5, "days"));
        assert_eq!(split(240, 420), (4, "hours"));
        assert_eq!(split(30, WHOLE_DAY), (30, "minutes"));
        assert_eq!(split(0, 420), (0, "minutes"));
    }
}
