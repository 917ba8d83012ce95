//! Milestones 节点, progress reports and plan changes.

pub mod store;
