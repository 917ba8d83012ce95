//! Live 实时: pages that are open are told within a second what changed, by whichever server it was written.

pub mod hub;
pub mod routes;
pub mod store;
