//! Accounts 账号: one's own, and those that offices look after.

pub mod change;
pub mod command;
pub mod demo;
pub mod grants;
pub mod me;
pub mod register;
pub mod routes;
pub mod scopes;
pub mod store;
pub mod view;
