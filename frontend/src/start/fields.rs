//! The filters fewer people need: kind, street and community, year, state; and the order of the list. They come with
//! words of their own once their fold is opened.

use std::str::FromStr;

use leptos::prelude::*;
use shared::id::AreaId;
use shared::progress::Health;
use shared::projects::{ProjectSort, StatusFilter};
use strum::VariantArray as _;

use super::{Start, chips};
use crate::i18n::t;
use crate::session::lang;
use crate::shell::shell;
use crate::ui::{Choosable, Select};

/// States of works that need attention, beside the groups of statuses.
const TROUBLES: [Health; 3] = [Health::Delayed, Health::AtRisk, Health::Stale];

/// All selects.
#[component]
pub(crate) fn MoreFields(start: Start) -> impl IntoView {
    let shell = shell();
    let of = move |read: fn(&super::Choice) -> String| Signal::derive(move || start.choice.with(read));
    let kind = of(|c| c.filter.kind.first().cloned().unwrap_or_default());
    let kinds = Signal::derive(move || {
        let kinds = shell.kinds.data.get();
        let used = kinds.iter().flat_map(|k| k.iter()).filter(|k| k.project_count > 0 || k.code == kind.get());
        used.map(|k| Choosable::words(k.code.clone(), lang().pick(&k.zh, &k.en))).collect()
    });
    let years = Signal::derive(move || {
        let page = start.page.data.get();
        page.iter().flat_map(|p| p.years.iter()).map(|y| Choosable::words(y.to_string(), y.to_string())).collect()
    });
    let states = Signal::derive(|| {
        let groups = chips::groups().map(|g| named("group", g.into()));
        groups.chain(TROUBLES.map(|health| named("health", health.into()))).collect()
    });
    let sorts = Signal::derive(|| ProjectSort::VARIANTS.iter().map(|s| named("start.sort", (*s).into())).collect());
    let turn = move |change: fn(&mut super::Choice, String)| Callback::new(move |v| start.turn(|c| change(c, v)));
    view! {
            <Select id="f-kind" label="start.kind" all="start.kind.all" value=kind options=kinds
                choose=turn(|c, v| c.filter.kind = (!v.is_empty()).then_some(v).into_iter().collect()) />
            <Select id="f-area" label="start.area" all="start.area.all"
                value=of(|c| c.filter.area.map(|a| a.to_string()).unwrap_or_default())
                options=Signal::derive(move || start.areas.data.with(|a| a.as_ref().map(|a| Choosable::streets(a)).unwrap_or_default()))
                choose=turn(|c, v| c.filter.area = AreaId::from_str(&v).ok()) />
            <Select id="f-year" label="start.year" all="start.year.all"
                value=of(|c| c.filter.year.map(|y| y.to_string()).unwrap_or_default()) options=years
                choose=turn(|c, v| c.filter.year = v.parse().ok()) />
            <Select id="f-state" label="start.state" all="start.state.all"
                value=of(|c| {
                    let health = c.filter.health.first().map(|h| <&str>::from(*h));
                    health.or(c.filter.status.first().map(|s| s.code())).unwrap_or_default().to_owned()
                })
                options=states
                choose=turn(|c, v| {
                    // What is wrong with works is no status of its own, and no status has the word of it.
                    c.filter.health = TROUBLES.into_iter().filter(|h| <&str>::from(*h) == v).collect();
                    c.filter.status = StatusFilter::from_str(&v).into_iter().collect();
                }) />
            <Select id="f-sort" label="start.sort" value=of(|c| <&str>::from(c.sort).to_owned()) options=sorts
                choose=turn(|c, v| c.sort = v.parse().unwrap_or_default()) />
    }
}

fn named(family: &str, code: &'static str) -> Choosable {
    Choosable::words(code, t(&format!("{family}.{code}")))
}
