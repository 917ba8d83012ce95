//! Projects 项目: lists, maps and pages of them.

pub mod details;
pub mod events;
pub mod form;
pub mod routes;
pub mod staff;
pub mod store;
