//! Notices 公示与公告.

pub mod routes;
pub mod staff;
pub mod store;
