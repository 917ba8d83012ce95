//! The most used filters as chips with counts, and the switch between list and map of a phone.

use leptos::prelude::*;
use shared::progress::Health;
use shared::projects::{ProjectFilter, Sign, StatusFilter, StatusGroup};

use super::Start;
use crate::i18n::{number, say, t};
use crate::ui::{Icon, sign_icon};

/// What a chip filters by.
#[derive(Clone, Copy, PartialEq)]
enum Chip {
    All,
    Group(StatusGroup, Sign),
    Late,
}

/// In the order in which people ask; those after the fourth are on wide screens, a phone has them under "more".
const CHIPS: [Chip; 8] = [
    Chip::All,
    Chip::Group(StatusGroup::Works, Sign::Works),
    Chip::Late,
    Chip::Group(StatusGroup::Done, Sign::Done),
    Chip::Group(StatusGroup::Planned, Sign::Planned),
    Chip::Group(StatusGroup::Suspended, Sign::Suspended),
    Chip::Group(StatusGroup::Ended, Sign::Ended),
    Chip::Group(StatusGroup::Reported, Sign::Reported),
];
const ON_A_PHONE: usize = 4;

impl Chip {
    fn is_on(self, filter: &ProjectFilter) -> bool {
        match self {
            Self::All => filter.status.is_empty() && filter.health.is_empty(),
            Self::Late => filter.health == [Health::Delayed],
            // `suspended` may be read as the state or as its group: both mean the same.
            Self::Group(group, _) => {
                filter.health.is_empty()
                    && filter.status.len() == 1
                    && filter.status[0].code() == StatusFilter::Group(group).code()
            }
        }
    }

    fn apply(self, filter: &mut ProjectFilter) {
        filter.status.clear();
        filter.health.clear();
        match self {
            Self::All => {}
            Self::Late => filter.health.push(Health::Delayed),
            Self::Group(group, _) => filter.status.push(StatusFilter::Group(group)),
        }
    }

    fn sign(self) -> Option<Sign> {
        match self {
            Self::All => None,
            Self::Late => Some(Sign::Late),
            Self::Group(_, sign) => Some(sign),
        }
    }

    fn words(self) -> String {
        match self {
            Self::All => t("start.chip.all"),
            Self::Late => t("sign.late"),
            Self::Group(group, _) => {
                let code: &'static str = group.into();
                t(&format!("group.{code}"))
            }
        }
    }
}

/// Chips of one choice: how far the works are.
#[component]
pub(super) fn Chips(start: Start) -> impl IntoView {
    let count = move |chip: Chip| {
        start.page.data.with(|page| {
            page.as_ref().map(|p| match chip {
                Chip::All => p.groups.values().sum(),
                Chip::Late => p.late,
                Chip::Group(group, _) => p.groups.get(&group).copied().unwrap_or(0),
            })
        })
    };
    let draw = move |(place, chip): (usize, Chip)| {
        let on = move || start.choice.with(|c| chip.is_on(&c.filter));
        let rare = move || place >= ON_A_PHONE && !on();
        view! {
            <button
                type="button"
                class="chip"
                class:only-wide=rare
                aria-pressed=move || on().to_string()
                on:click=move |_| start.turn(|c| chip.apply(&mut c.filter))
            >
                {chip
                    .sign()
                    .map(|sign| {
                        let code: &'static str = sign.into();
                        view! { <span class=format!("s-{code}")><Icon name=sign_icon(sign) /></span> }
                    })}
                {move || chip.words()}
                " "
                <span class="num">{move || count(chip).map(|n| number(i64::from(n)))}</span>
            </button>
        }
    };
    let works = move || start.choice.with(|c| Chip::Group(StatusGroup::Works, Sign::Works).is_on(&c.filter));
    view! {
        <div>
            <div class="chips" role="group" aria-label=say("start.chips")>
                {CHIPS.into_iter().enumerate().map(draw).collect_view()}
            </div>
            <Show when=works>
                <p class="small muted chips-note">{say("start.works_note")}</p>
            </Show>
        </div>
    }
}

/// The groups of the chips, for "more filters": a phone has no room for all chips.
pub(super) fn groups() -> impl Iterator<Item = StatusGroup> {
    CHIPS.into_iter().filter_map(|chip| match chip {
        Chip::Group(group, _) => Some(group),
        Chip::All | Chip::Late => None,
    })
}

/// List or map, for screens that have no room for both.
#[component]
pub(super) fn ListOrMap(start: Start) -> impl IntoView {
    let side = move |on_map: bool, icon: &'static str, words: &'static str| {
        view! {
            <button
                type="button"
                class="btn"
                aria-pressed=move || (start.choice.with(|c| c.on_map) == on_map).to_string()
                on:click=move |_| start.turn(|c| c.on_map = on_map)
            >
                <Icon name=icon />
                {say(words)}
            </button>
        }
    };
    view! {
        <div class="seg only-phone" role="group" aria-label=say("start.view")>
            {side(false, "list", "start.view.list")}
            {side(true, "map", "start.view.map")}
        </div>
    }
}
