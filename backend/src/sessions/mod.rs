//! Sessions 登录: signing in and out, the cookie, and the tries that are counted on the way.

pub mod attempts;
pub mod cookie;
pub mod routes;
pub mod store;
