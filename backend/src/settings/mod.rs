//! Settings 设置 that the page changes: the footer, the base map, limits. A start option wins over them.

pub mod routes;
pub mod store;
