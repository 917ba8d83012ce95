//! Photographs 照片: taken in by content and not by name, turned upright, without metadata, in three sizes; the originals
//! are not kept.

pub mod files;
pub mod picture;
pub mod routes;
pub mod staff;
pub mod store;
