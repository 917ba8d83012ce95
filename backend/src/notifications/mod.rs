//! Notifications 消息: what somebody is told in the page.

pub mod routes;
pub mod store;
