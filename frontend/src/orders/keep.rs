//! What this browser keeps of orders: the one that is being written, the links to those that were placed here, and the
//! compound chosen last.

use serde::{Deserialize, Serialize};
use shared::id::CompoundId;
use shared::orders::new::PlacedOrder;
use wasm_bindgen::JsValue;

use super::photos::Kept;
use crate::session::{recall, remember};
use crate::staff::fresh_token;

/// Links kept at most.
const MOST: usize = 20;
/// Under which `recall` finds what other pages wrote: the storage's own key.
const PREFIX: &str = "linxin.";

/// An answer to a question, with the category that asked it: another category may call its question the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Answered {
    pub(super) category: String,
    pub(super) question: String,
    pub(super) value: String,
}

/// The order that is being written: a closed tab or a lost network loses nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    pub(super) token: String,
    pub(super) category: String,
    pub(super) what: String,
    pub(super) phone: String,
    pub(super) urgency: String,
    pub(super) answers: Vec<Answered>,
    pub(super) way: String,
    pub(super) compound: Option<(String, String)>,
    pub(super) area: String,
    pub(super) pin: Option<(f64, f64)>,
    pub(super) building: String,
    pub(super) words: String,
    /// Number and name.
    pub(super) project: Option<(String, String)>,
    pub(super) agrees: bool,
    pub(super) channel: String,
    pub(super) name: String,
    pub(super) consent: bool,
    /// The link that led here, once it filled the fields it names.
    pub(super) link: String,
    /// It was sent, and nobody knows whether it arrived.
    pub(super) is_waiting: bool,
    /// The token of the one that was sent before: another tab may still be writing that.
    pub(super) sent: String,
}

/// Where a draft lies. A device may be shared: what one typed is nothing to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place(String);

impl Place {
    /// For `owner`, the account that is signed in, or nobody; 代点单 lies apart.
    pub(super) fn of(owner: &str, for_other: bool) -> Self {
        Self(format!("{}.{owner}", if for_other { "order-other" } else { "order-draft" }))
    }

    /// What was left there, or an empty draft.
    pub(super) fn recall(&self) -> Draft {
        let kept = recall(&self.0).and_then(|text| serde_json::from_str::<Draft>(&text).ok());
        kept.filter(|draft| !draft.token.is_empty()).unwrap_or_else(Draft::empty)
    }

    /// Keeps `draft` there.
    pub(super) fn keep(&self, draft: &Draft) {
        remember(&self.0, &serde_json::to_string(draft).unwrap_or_default());
    }

    /// The photographs of the draft with this token. They lie apart: they are heavy, and each letter typed is kept at once.
    pub(super) fn photographs(&self, token: &str) -> Vec<Kept> {
        let kept = recall(&self.beside()).and_then(|text| serde_json::from_str::<(String, Vec<Kept>)>(&text).ok());
        kept.filter(|(of, _)| of == token).map(|(_, all)| all).unwrap_or_default()
    }

    /// Keeps them. Answers whether all were kept: they may be too large for this device, and then what the server has stays.
    pub(super) fn keep_photographs(&self, token: &str, all: &[Kept]) -> bool {
        let write = |all: &[Kept]| {
            let text =
                if all.is_empty() { String::new() } else { serde_json::to_string(&(token, all)).unwrap_or_default() };
            remember(&self.beside(), &text);
            recall(&self.beside()).unwrap_or_default().len() == text.len()
        };
        if write(all) {
            return true;
        }
        write(&all.iter().filter(|kept| kept.id.is_some()).cloned().collect::<Vec<_>>());
        false
    }

    fn beside(&self) -> String {
        format!("{}.photos", self.0)
    }

    /// Whether `event` tells that another tab wrote there.
    pub(super) fn is_told(&self, event: &JsValue) -> bool {
        changed_key(event).is_some_and(|key| key == format!("{PREFIX}{}", self.0))
    }
}

/// The key that another tab wrote; read by name, for one import less.
fn changed_key(event: &JsValue) -> Option<String> {
    js_sys::Reflect::get(event, &"key".into()).ok()?.as_string()
}

/// Whether another tab signed somebody in or out.
pub(super) fn is_about_who(event: &JsValue) -> bool {
    changed_key(event).is_some_and(|key| key == format!("{PREFIX}who"))
}

/// The account `owner` leaves this device: the next finds nothing of what it wrote. Only what was sent already, and waits for a
/// network, is still there when it comes back.
pub(crate) fn leave_drafts(owner: &str) {
    for place in [false, true].map(|for_other| Place::of(owner, for_other)) {
        if !place.recall().is_waiting {
            remember(&place.0, "");
            remember(&place.beside(), "");
        }
    }
}

impl Draft {
    /// Nothing yet, with a token of its own.
    pub(super) fn empty() -> Self {
        Self { token: fresh_token(), urgency: "normal".to_owned(), ..Self::default() }
    }

    /// Nothing was written that somebody would miss, or that another should not read.
    pub(super) fn is_blank(&self) -> bool {
        let is_blank = |text: &String| text.trim().is_empty();
        [&self.what, &self.phone, &self.building, &self.words].into_iter().all(is_blank)
            && self.pin.is_none()
            && self.answers.iter().all(|answer| is_blank(&answer.value))
    }
}

/// The account that last ordered here, for as long as the network cannot tell who is signed in.
pub(super) fn last_owner() -> String {
    recall("order-owner").unwrap_or_default()
}

/// Keeps it.
pub(super) fn set_last_owner(owner: &str) {
    remember("order-owner", owner);
}

/// The compound that was chosen last on this device, and its name.
pub(super) fn last_compound() -> Option<(CompoundId, String)> {
    serde_json::from_str(&recall("order-compound")?).ok()
}

/// Keeps it.
pub(super) fn set_last_compound(compound: &(CompoundId, String)) {
    remember("order-compound", &serde_json::to_string(compound).unwrap_or_default());
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

/// Keeps the link to an order that was placed; one that was ordered in somebody's name has none.
pub(super) fn add(placed: &PlacedOrder, what: &str) {
    let Some(secret) = placed.secret.clone() else { return };
    let mut all = links();
    all.retain(|link| link.number != placed.number);
    let short: String = what.chars().take(20).collect();
    let what = if short.len() < what.len() { format!("{short}…") } else { short };
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

/// The number and the secret as somebody typed them from paper, whatever the telephone made of their letters; or the whole link,
/// pasted into either.
pub(super) fn key(number: &str, secret: &str) -> (String, String) {
    let link = [number, secret].into_iter().find_map(|text| text.split_once('#')?.1.split_once('.'));
    let (number, secret) = link.unwrap_or((number, secret));
    let kept = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let number = number.trim().to_uppercase().chars().filter(kept).collect();
    (number, secret.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect())
}

/// A secret in groups of four, to be written down.
pub(super) fn grouped(secret: &str) -> String {
    let all: Vec<char> = secret.chars().collect();
    all.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The name that this browser made for itself, for limits alone.
pub(super) fn device() -> String {
    recall("device").unwrap_or_else(|| {
        let made = fresh_token();
        remember("device", &made);
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_people_write_it_and_as_they_paste_it() {
        let known = ("ORD-20261130-0002".to_owned(), "ea3707ab".to_owned());
        assert_eq!(key(" ord-20261130-0002", "EA37 07AB "), known);
        let link = "https://linxin.example/orders/mine#ORD-20261130-0002.ea3707ab";
        assert_eq!(key(link, ""), known);
        assert_eq!(key("", link), known);
        assert_eq!(grouped("ea3707ab1"), "ea37 07ab 1");
    }
}
