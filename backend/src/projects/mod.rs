//! Projects 项目: lists, maps and pages of them.

pub mod details;
pub mod routes;
pub mod store;
