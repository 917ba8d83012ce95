//! Finished work 改造成果: the gallery, and the years in which the district was renewed.

mod gallery;
pub mod routes;
mod years;
