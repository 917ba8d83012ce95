//! stub
#![allow(missing_docs, reason = "x")]
use chrono::{DateTime, Utc};
#[derive(Clone, Debug)]
pub struct HookNews {
    pub event: String,
    pub number: String,
    pub category_zh: String,
    pub category_en: String,
    pub area: String,
    pub urgency: String,
    pub status: String,
    pub due_at: Option<DateTime<Utc>>,
}
