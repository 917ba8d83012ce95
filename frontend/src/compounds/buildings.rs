//! The buildings of a compound as a table; a column that nobody has filled is not there.

use leptos::prelude::*;
use shared::compounds::Building;

use crate::i18n::{area, number, t};
use crate::ui::Plate;

/// One column: its heading and the value of a building.
type Column = (&'static str, fn(&Building) -> Option<String>);

const COLUMNS: [Column; 5] = [
    ("building.year", |b| b.built_year.map(|y| y.to_string())),
    ("building.floors", |b| b.floors.map(|n| n.to_string())),
    ("building.households", |b| b.household_count.map(|n| number(n.into()))),
    ("building.area", |b| b.floor_area_m2.map(area)),
    ("building.lift", |b| b.has_lift.map(|has| t(if has { "compound.has" } else { "compound.has_not" }))),
];

/// The section; nothing where no building is listed.
pub(super) fn buildings(buildings: &[Building]) -> Option<AnyView> {
    if buildings.is_empty() {
        return None;
    }
    let columns: Vec<Column> =
        COLUMNS.into_iter().filter(|(_, value)| buildings.iter().any(|b| value(b).is_some())).collect();
    let head = columns
        .iter()
        .map(|(label, _)| view! { <th role="columnheader" scope="col" class="r">{t(label)}</th> })
        .collect_view();
    let rows = buildings
        .iter()
        .map(|building| {
            let cells = columns
                .iter()
                .map(|(label, value)| {
                    let value = value(building).unwrap_or_else(|| t("none"));
                    view! { <td role="cell" class="r" data-th=t(label)>{value}</td> }
                })
                .collect_view();
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row"><Plate text=building.label.clone() /></th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="h-buildings">
                <h2 id="h-buildings">{t("building.title")}</h2>
                <table class="table stackable" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">{t("building.label")}</th>
                            {head}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </section>
        }
        .into_any(),
    )
}
