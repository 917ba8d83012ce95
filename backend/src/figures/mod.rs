//! Figures 数说: computed from the catalog by one function each, and beside them what was published elsewhere.

mod charts;
pub(crate) mod compounds;
mod download;
pub(crate) mod facts;
mod kinds;
pub(crate) mod list;
mod months;
mod projects;
mod rates;
pub(crate) mod reported;
pub mod routes;
pub mod store;
mod table;
mod view;
