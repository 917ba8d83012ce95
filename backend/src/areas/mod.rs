//! Areas 区划: the tree of district, streets and communities.

pub mod holding;
pub mod routes;
pub mod store;
pub mod tree;

pub use routes::routes;
