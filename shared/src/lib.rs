//! The words both ends of Linxin speak: wire types, rules and state machines. No I/O, no database, no web, no DOM.
//! This module list is the glossary of the system: one noun each.

pub mod areas;
pub mod compounds;
pub mod error;
pub mod figures;
pub mod geo;
pub mod id;
pub mod kinds;
pub mod ledger;
pub mod media;
pub mod milestones;
pub mod money;
pub mod navigation;
pub mod notices;
pub mod outages;
pub mod page;
pub mod people;
pub mod plan_changes;
pub mod progress;
pub mod progress_reports;
pub mod projects;
pub mod published;
pub mod query;
pub mod results;
pub mod search;
pub mod site;
pub mod tiles;
pub mod time;
pub mod water_samples;
pub mod work_items;
pub mod workflow;
