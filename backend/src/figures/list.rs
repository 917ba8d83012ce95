//! Every computed figure under its code, and the answers made of them.

use shared::figures::{Charts, Figure, FigureRows, Figures, FiguresQuery, Unit};

use super::kinds::{KINDS, STATES};
use super::view::{Definition, How, Row, View, figure, shown, years};
use super::{charts, compounds, kinds, months, projects, rates, reported};
use crate::catalog::Catalog;

const fn sum(code: &'static str, unit: Unit, rows: for<'a> fn(&View<'a>) -> Vec<Row<'a>>) -> Definition {
    Definition { code, unit, how: How::Sum, is_of_year: false, rows }
}

const fn rate(code: &'static str, rows: for<'a> fn(&View<'a>) -> Vec<Row<'a>>) -> Definition {
    Definition { code, unit: Unit::BasisPoints, how: How::Rate, is_of_year: true, rows }
}

/// The figures in their order; those of kinds stand before the shantytowns.
const ALL: &[Definition] = &[
    sum("stock_compounds", Unit::Compounds, compounds::stock),
    sum("renovated_compounds", Unit::Compounds, compounds::renovated),
    sum("running_compounds", Unit::Compounds, compounds::running),
    sum("planned_compounds", Unit::Compounds, compounds::planned),
    sum("benefiting_households", Unit::Households, compounds::households),
    sum("renovated_buildings", Unit::Buildings, compounds::buildings),
    sum("renovated_floor_area", Unit::SquareMetres, compounds::floor_area),
    sum("total_investment", Unit::Fen, projects::investment),
    Definition { how: How::Known, ..sum("paid", Unit::Fen, projects::paid) },
    rate("start_rate", rates::started),
    rate("start_rate_compounds", rates::started_compounds),
    rate("completion_rate", rates::finished),
    rate("completion_rate_compounds", rates::finished_compounds),
    Definition { how: How::Mean, ..sum("works_progress", Unit::BasisPoints, projects::progress) },
    sum("on_track", Unit::Projects, projects::on_track),
    sum("at_risk", Unit::Projects, projects::at_risk),
    sum("delayed", Unit::Projects, projects::delayed),
    sum("stale", Unit::Projects, projects::stale),
    sum("suspended", Unit::Projects, projects::suspended),
    Definition { how: How::Mean, ..sum("mean_days_late", Unit::Days, projects::days_late) },
    sum("pipes_rain_sewage", Unit::Metres, projects::rain_sewage),
    sum("pipes_sewer", Unit::Metres, projects::sewer),
    sum("pipes_utility", Unit::Metres, projects::utility),
    sum("pocket_parks", Unit::Places, projects::pocket_parks),
    sum("park_green_area", Unit::SquareMetres, projects::green_area),
    sum("waterways", Unit::Projects, projects::waterways),
    sum("shantytown_households", Unit::Households, projects::shantytown_households),
    sum("shantytown_land", Unit::Land, projects::shantytown_land),
    sum("shantytown_homes", Unit::Homes, projects::shantytown_homes),
    sum("rental_allocated", Unit::Households, projects::rental),
];

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The codes of all figures that are not of kinds.
#[cfg(test)]
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|d| d.code)
}

fn of_kind(view: &View<'_>, state: &str, kind: &str) -> Figure {
    let rows = kinds::rows(view, state, kind);
    figure(&format!("{state}.{kind}"), Unit::Projects, How::Sum, None, &rows)
}

impl Definition {
    fn year(&self, view: &View<'_>) -> Option<i16> {
        view.year.filter(|_| self.is_of_year)
    }

    fn figure(&self, view: &View<'_>) -> Figure {
        figure(self.code, self.unit, self.how, self.year(view), &(self.rows)(view))
    }
}

/// All computed figures in their order.
fn computed(view: &View<'_>) -> Vec<Figure> {
    let mut all: Vec<Figure> = ALL.iter().map(|d| d.figure(view)).collect();
    let at = all.iter().position(|f| f.code.starts_with("shantytown")).unwrap_or(all.len());
    let pairs = KINDS.iter().map(|kind| STATES.map(|state| of_kind(view, state, kind)));
    let shown = pairs.filter(|pair| pair.iter().any(|f| f.rows > 0)).flatten().collect::<Vec<_>>();
    all.splice(at..at, shown);
    all
}

/// All figures of an area.
pub(super) fn figures(catalog: &Catalog, query: FiguresQuery) -> Figures {
    let view = View::new(catalog, query);
    let (months, months_projects) = months::months(&view);
    Figures {
        area: view.area.clone(),
        as_of: catalog.today,
        year: view.year,
        years: years(catalog),
        computed: computed(&view),
        reported: reported::of(&view),
        charts: Charts { months, months_projects, ..charts::charts(&view) },
    }
}

/// One figure with its rows; nothing where nobody knows the code.
pub(crate) fn rows(catalog: &Catalog, query: FiguresQuery, code: &str) -> Option<FigureRows> {
    let view = View::new(catalog, query);
    let (figure, rows) = match ALL.iter().find(|d| d.code == code) {
        Some(definition) => {
            let rows = (definition.rows)(&view);
            let year = definition.year(&view);
            (figure(definition.code, definition.unit, definition.how, year, &rows), rows)
        }
        None => {
            let (state, kind) = code.split_once('.')?;
            if !STATES.contains(&state) || !KINDS.contains(&kind) {
                return None;
            }
            (of_kind(&view, state, kind), kinds::rows(&view, state, kind))
        }
    };
    Some(FigureRows { figure, area: view.area.clone(), as_of: catalog.today, items: shown(rows) })
}
