//! Webhooks 对外推送: other systems that are told what happens to orders, signed or as a message of a WeCom group robot. No name,
//! no phone and no word of what was asked for travels with it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ErrorCode};
use crate::id::{DeliveryId, WebhookId};
use crate::orders::codes;

/// Characters of an address at most.
const LONGEST_URL: usize = 500;
/// Characters of a name at most.
const LONGEST_NAME: usize = 60;

/// What happened to an order, as other systems are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookNews {
    /// Code of the event of the order or of the timer.
    pub event: String,
    /// Number of the order.
    pub number: String,
    /// Its category, in Chinese.
    pub category_zh: String,
    /// Its category, in English.
    pub category_en: String,
    /// Street and community.
    pub area: String,
    /// Code of how pressing it is.
    pub urgency: String,
    /// Code of its state.
    pub status: String,
    /// Its limit, while it runs.
    pub due_at: Option<DateTime<Utc>>,
}

codes! {
    /// What another system is.
    WebhookKind {
        /// 通用: JSON, signed
        Generic,
        /// 企业微信群机器人: its address is the secret
        Wecom,
    }
}

codes! {
    /// Events that are asked for together.
    EventGroup {
        /// 新点单
        Placed,
        /// 派单与接单
        Assigned,
        /// 超时与督办
        Overdue,
        /// 上报
        Escalated,
        /// 办结与结束
        Closed,
    }
}

impl EventGroup {
    /// The group of the event `code`; `None` for what is told to nobody.
    pub fn of(code: &str) -> Option<Self> {
        Some(match code {
            "place" => Self::Placed,
            "accept_and_assign" | "assign" | "take" => Self::Assigned,
            "overdue" | "chase_up" => Self::Overdue,
            "escalate" => Self::Escalated,
            "finish" | "confirm" | "auto_close" | "decline" | "cancel" | "expire" => Self::Closed,
            _ => return None,
        })
    }

    /// Writes several as they are kept: codes set apart by commas, each once.
    pub fn write(groups: &[Self]) -> String {
        let mut groups = groups.to_vec();
        groups.sort_unstable();
        groups.dedup();
        groups.into_iter().map(<&'static str>::from).collect::<Vec<_>>().join(",")
    }

    /// Reads what [`EventGroup::write`] wrote; what a later program wrote is passed over.
    pub fn read(text: &str) -> Vec<Self> {
        text.split(',').filter_map(|code| code.parse().ok()).collect()
    }
}

/// Body of `POST /api/v1/staff/webhooks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: WebhookKind,
    /// Where to send; never told again.
    pub url: String,
    /// What it is told.
    pub wants: Vec<EventGroup>,
    /// The same token makes one.
    pub client_token: String,
}

/// Body of `PUT /api/v1/staff/webhooks/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    /// What people call it.
    pub name: String,
    /// Another address; absent or empty keeps the one it has.
    #[serde(default)]
    pub url: Option<String>,
    /// What it is told.
    pub wants: Vec<EventGroup>,
    /// Whether it is told at all; what waits for one that is switched off is given up.
    pub is_active: bool,
    /// Makes another signing secret, told in the answer.
    #[serde(default)]
    pub renew_secret: bool,
    /// The version that was seen.
    pub version: i32,
}

/// A webhook as it stands: of its address only scheme and host, of its secret nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Key.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: WebhookKind,
    /// Scheme, host and port of where it is sent.
    pub host: String,
    /// What it is told.
    pub wants: Vec<EventGroup>,
    /// Whether it is told at all.
    pub is_active: bool,
    /// Attempts that failed since the last that did not.
    pub failures: i32,
    /// What the last attempt came to: a status of HTTP such as `200`, or a code such as `timed_out`.
    pub last_status: Option<String>,
    /// When that was.
    pub last_at: Option<DateTime<Utc>>,
    /// Grows with each change.
    pub version: i32,
}

/// A webhook that was made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSaved {
    /// As it is now.
    pub webhook: Webhook,
    /// The signing secret, where a new one was made; told this once.
    pub secret: Option<String>,
}

/// What a message that was sent at once came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookTested {
    /// It arrived.
    pub arrived: bool,
    /// A status of HTTP, or a code.
    pub status: String,
    /// The webhook afterwards.
    pub webhook: Webhook,
}

/// Something that was or is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Key.
    pub id: DeliveryId,
    /// Code of the event.
    pub event: String,
    /// Number of the order.
    pub number: String,
    /// Times it was tried.
    pub attempts: i32,
    /// When it is tried next; absent where it is over.
    pub next_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub given_up_at: Option<DateTime<Utc>>,
    /// What the last try came to.
    pub last_status: Option<String>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
}

/// What a generic webhook is sent: all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookBody {
    /// The event: the same on every attempt.
    pub id: String,
    /// Its code; `test` for a trial.
    pub event: String,
    /// Number of the order.
    pub number: String,
    /// Its category, in Chinese.
    pub category: String,
    /// Its category, in English.
    pub category_en: String,
    /// Street and community.
    pub area: String,
    /// Code of how pressing it is.
    pub urgency: String,
    /// Code of its state.
    pub status: String,
    /// Its limit, while it runs.
    pub due_at: Option<DateTime<Utc>>,
    /// When this attempt was made; absent while it waits.
    #[serde(default)]
    pub sent_at: Option<DateTime<Utc>>,
}

/// Reads a name.
///
/// # Errors
/// `name`, where it is empty or too long.
pub fn name(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NAME || text.chars().any(char::is_control) {
        let (zh, en) = ("请起个名字，最多 60 个字。", "Give it a name of sixty characters at most.");
        return Err(ApiError::field(ErrorCode::InvalidValue, "name", zh, en));
    }
    Ok(text.to_owned())
}

/// At least one group has to be asked for.
///
/// # Errors
/// `wants`, where none is.
pub fn wants(groups: &[EventGroup]) -> Result<(), ApiError> {
    if groups.is_empty() {
        let (zh, en) = ("至少选一类事件。", "Choose one sort of event at least.");
        return Err(ApiError::field(ErrorCode::InvalidValue, "wants", zh, en));
    }
    Ok(())
}

/// Reads where to send: http(s) for a system of one's own, https for the robot of WeCom, without user and password.
///
/// # Errors
/// `url`, and what is wrong; never the address itself.
pub fn url(kind: WebhookKind, text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    let wrong = |zh: &str, en: &str| Err(ApiError::field(ErrorCode::InvalidValue, "url", zh, en));
    if text.len() > LONGEST_URL
        || !text.bytes().all(|b| b.is_ascii_graphic())
        || text.contains(['\\', '#', '"', '<', '>'])
    {
        return wrong(
            "地址里有不能用的字符，或者太长。",
            "The address holds characters that none has, or is too long.",
        );
    }
    let Some((scheme, authority)) = split(text) else {
        return wrong(
            "不是网址，应如 https://example.cn/hook。",
            "No address: it should be like https://example.cn/hook.",
        );
    };
    if authority.contains('@') {
        return wrong("地址里不能带用户名和密码。", "The address may hold no user or password.");
    }
    if kind == WebhookKind::Wecom && scheme != "https" {
        return wrong("企业微信的地址应以 https:// 开头。", "The address of WeCom begins with https://.");
    }
    if !is_host(authority) {
        return wrong("地址里的主机读不懂。", "The host in the address cannot be read.");
    }
    Ok(text.to_owned())
}

/// Scheme, host and port of an address: all of it that is ever shown.
pub fn host(url: &str) -> String {
    split(url).map(|(scheme, authority)| format!("{scheme}://{authority}")).unwrap_or_default()
}

/// Scheme and authority.
fn split(url: &str) -> Option<(&'static str, &str)> {
    let lower = url.get(..8.min(url.len())).unwrap_or_default().to_ascii_lowercase();
    let (scheme, rest) = if lower.starts_with("https://") {
        ("https", &url[8..])
    } else if lower.starts_with("http://") {
        ("http", &url[7..])
    } else {
        return None;
    };
    Some((scheme, rest.split(['/', '?']).next().unwrap_or_default()))
}

/// A name or an address of the network, and a port where one is said.
fn is_host(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|n| n > 0));
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_name = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    is_port && inside.map_or(is_name, |six| six.parse::<std::net::Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::OrderEvent;
    use strum::VariantArray as _;

    #[test]
    fn an_address_is_read_strictly_and_only_its_host_is_shown() {
        for (kind, good) in [
            (WebhookKind::Generic, "http://10.0.0.7:8080/hook?x=1"),
            (WebhookKind::Generic, "HTTPS://hooks.example.cn"),
            (WebhookKind::Generic, "https://[2001:db8::1]:8443/a"),
            (WebhookKind::Wecom, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123"),
        ] {
            assert_eq!(url(kind, &format!(" {good} ")).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "ftp://example.cn",
            "other.example.cn/inbox",
            "https://",
            "https://user:word@example.cn/",
            "https://example.cn\\@10.0.0.1/",
            "https://example.cn:0/",
            "https://example.cn:99999/",
            "https://[::1/",
            "https://exa mple.cn",
            "https://例子.cn/",
            "https://example.cn/#part",
        ] {
            let refused = url(WebhookKind::Generic, bad).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some("url"), "{bad}");
            assert!(bad.len() < 9 || !refused.to_string().contains(bad), "{refused}");
        }
        assert!(url(WebhookKind::Wecom, "http://qyapi.weixin.qq.com/x?key=1").is_err());
        assert_eq!(host("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123"), "https://qyapi.weixin.qq.com");
        assert_eq!(host("http://10.0.0.7:8080?key=1"), "http://10.0.0.7:8080");
    }

    #[test]
    fn every_group_has_events_and_every_code_is_one_of_the_orders() {
        let codes: Vec<&'static str> =
            OrderEvent::VARIANTS.iter().map(|e| (*e).into()).chain(["place", "overdue", "chase_up"]).collect();
        for group in EventGroup::VARIANTS {
            assert!(codes.iter().any(|code| EventGroup::of(code) == Some(*group)), "{group:?}");
        }
        assert_eq!(EventGroup::of("log"), None);
        let kept = EventGroup::write(&[EventGroup::Closed, EventGroup::Placed, EventGroup::Closed]);
        assert_eq!(
            (kept.as_str(), EventGroup::read(&kept)),
            ("placed,closed", vec![EventGroup::Placed, EventGroup::Closed])
        );
    }
}
