//! Webhooks 对外推送: other systems that are told what happens to orders, from a table that outlives every stop.

pub mod address;
pub mod deliver;
pub mod message;
pub mod routes;
pub mod send;
pub mod store;
