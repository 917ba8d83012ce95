//! What people follow without an account: Atom feeds of the district, an area, a compound or a project, and a calendar
//! of a compound.
//!
//! Identifiers are `tag:{installation}.linxin.invalid,2026:` with what an entry tells of: `report/{id}`, `milestone/{id}`, `change/{id}`,
//! `outage/{id}`, `notice/{id}`, `project/{number}/status/{status}/{day}`, `project/{number}/started` and
//! `project/{number}/accepted`. A calendar's are `outage-{id}@linxin`, `notice-{id}@linxin` and
//! `project-{number}-start@linxin` or `-finish`. They never change.

mod address;
mod atom;
mod calendar;
pub(crate) mod entries;
mod news;
pub mod routes;
mod scope;
