//! Organisations that work in the district.

pub mod store;
