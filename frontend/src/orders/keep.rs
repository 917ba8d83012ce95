//! What this browser keeps of orders: the one that is being written, and the links to those that were placed here.

use serde::{Deserialize, Serialize};
use shared::orders::new::PlacedOrder;

use crate::session::{recall, remember};
use crate::staff::fresh_token;

/// Links kept at most.
const MOST: usize = 20;

/// The order that is being written: a closed tab or a lost network loses nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    pub(super) token: String,
    pub(super) category: String,
    pub(super) what: String,
    pub(super) phone: String,
    pub(super) urgency: String,
    pub(super) compound: Option<(String, String)>,
    pub(super) area: String,
    pub(super) pin: Option<(f64, f64)>,
    pub(super) building: String,
    pub(super) words: String,
    pub(super) project: String,
    /// It was sent, and nobody knows whether it arrived.
    pub(super) is_waiting: bool,
}

impl Draft {
    /// What was left under `key`, or an empty one.
    pub(super) fn recall(key: &str) -> Self {
        let kept = recall(key).and_then(|text| serde_json::from_str::<Self>(&text).ok());
        kept.unwrap_or_else(|| Self { token: fresh_token(), urgency: "normal".to_owned(), ..Self::default() })
    }

    /// Keeps it under `key`.
    pub(super) fn keep(&self, key: &str) {
        remember(key, &serde_json::to_string(self).unwrap_or_default());
    }
}

/// A link to an order that was placed with this browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Link {
    pub(super) number: String,
    pub(super) secret: String,
    pub(super) what: String,
}

impl Link {
    /// The address of its page: the secret stands behind the sign that browsers do not send.
    pub(super) fn href(&self) -> String {
        format!("/orders/mine#{}.{}", self.number, self.secret)
    }
}

/// The links, the latest first.
pub(super) fn links() -> Vec<Link> {
    recall("orders").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps the link to an order that was placed.
pub(super) fn add(placed: &PlacedOrder, what: &str) {
    let Some(secret) = placed.secret.clone() else { return };
    let mut all = links();
    all.retain(|link| link.number != placed.number);
    let what = what.chars().take(20).collect();
    all.insert(0, Link { number: placed.number.clone(), secret, what });
    all.truncate(MOST);
    remember("orders", &serde_json::to_string(&all).unwrap_or_default());
}

/// Forgets the link.
pub(super) fn drop(number: &str) {
    let mut all = links();
    all.retain(|link| link.number != number);
    remember("orders", &serde_json::to_string(&all).unwrap_or_default());
}

/// The name that this browser made for itself, for limits alone.
pub(super) fn device() -> String {
    recall("device").unwrap_or_else(|| {
        let made = fresh_token();
        remember("device", &made);
        made
    })
}
