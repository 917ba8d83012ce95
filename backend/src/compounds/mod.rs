//! Residential compounds 小区 and their buildings.

pub mod routes;
pub mod store;
