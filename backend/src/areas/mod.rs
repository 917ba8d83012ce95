//! Areas 区划: the tree of district, streets, communities and grids, and where their borders run.

mod changes;
pub mod holding;
pub mod notes;
pub mod routes;
pub mod staff;
pub mod store;
pub mod tree;

pub use routes::routes;
