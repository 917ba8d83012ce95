//! Figures 数说: what was published and what is computed here, apart; each with its source, and with the rows behind it.

mod amount;
mod charts;
mod computed;
mod fares;
mod orders;
mod page;
mod reported;
mod rows;
mod tables;

pub(crate) use fares::{counted, share, totals};
pub(crate) use page::FiguresPage;
pub(crate) use rows::FigurePage;

use shared::figures::FiguresQuery;

/// The address of `path` with the reader's choice of area and year.
fn with(path: &str, choice: &FiguresQuery) -> String {
    let query = choice.write();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
