//! Outage notices 停水停电等通知.

pub mod routes;
pub mod staff;
pub mod store;
