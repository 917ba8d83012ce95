//! What is sent: JSON that is signed, or a message that a group of WeCom reads.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use shared::orders::{OrderStatus, Urgency};
use shared::webhooks::HookBody;

use crate::error::{Error, Result};
use crate::secrets::hex;

/// Bytes of a message of WeCom at most.
const MOST_WECOM: usize = 4_096;

/// `sha256=` and the keyed hash of `timestamp.body`, in hexadecimal digits: the receiver makes the same and compares.
pub fn sign(secret: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
    mac.update(format!("{timestamp}.{body}").as_bytes());
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

/// The body for a system of one's own.
///
/// # Errors
/// None that is known.
pub fn generic(body: &HookBody, now: DateTime<Utc>) -> Result<String> {
    serde_json::to_string(&HookBody { sent_at: Some(now), ..body.clone() }).map_err(Error::internal)
}

/// The body for the robot of a group.
pub fn wecom(body: &HookBody) -> String {
    let status = body.status.parse::<OrderStatus>().map_or("", OrderStatus::zh);
    let urgency = match body.urgency.parse() {
        Ok(Urgency::Normal) => "一般",
        Ok(Urgency::Urgent) => "紧急",
        Ok(Urgency::Critical) => "特急",
        Err(_) => "",
    };
    let due = body.due_at.map(|at| at.with_timezone(&shared::time::shanghai()).format("%Y-%m-%d %H:%M").to_string());
    let lines = [
        ("单号", body.number.as_str()),
        ("类别", &body.category),
        ("地点", &body.area),
        ("紧急程度", urgency),
        ("状态", status),
        ("时限", due.as_deref().unwrap_or_default()),
    ];
    let mut content = format!("**{}**", event(&body.event));
    for (name, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        content += &format!("\n> {name}：{}", plain(value));
    }
    json!({ "msgtype": "markdown", "markdown": { "content": short(&content, MOST_WECOM) } }).to_string()
}

fn event(code: &str) -> &'static str {
    match code {
        "place" => "有新的点单",
        "accept_and_assign" | "assign" => "点单已派单",
        "take" => "点单已接单",
        "overdue" => "点单超过时限",
        "chase_up" => "点单督办",
        "escalate" => "点单上报",
        "finish" => "点单已办结",
        "confirm" | "auto_close" => "点单已归档",
        "decline" => "点单不予受理",
        "cancel" | "expire" => "点单已撤单",
        "test" => "邻新推送测试",
        _ => "点单有变化",
    }
}

/// What means something in a message, or calls people, is taken out: names come from lists of others.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !"<>[]`*#@".contains(*c)).collect()
}

/// The first `most` bytes, whole characters only.
fn short(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // printf '1.{}' | openssl dgst -sha256 -hmac key
        let expected = "sha256=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224";
        assert_eq!(sign("key", 1, "{}"), expected);
        let made = expected;
        assert_ne!(made, sign("key", 2, "{}"));
        assert_ne!(made, sign("other", 1, "{}"));
    }

    #[test]
    fn a_message_of_a_group_is_chinese_and_never_too_long_and_calls_nobody() {
        let mut body = HookBody {
            id: "x".to_owned(),
            event: "overdue".to_owned(),
            number: "ORD-20260612-0001".to_owned(),
            category: "水电检修".to_owned(),
            category_en: String::new(),
            area: "<@all>东社区".to_owned(),
            urgency: "urgent".to_owned(),
            status: "in_progress".to_owned(),
            due_at: "2026-06-12T10:00:00Z".parse().ok(),
            sent_at: None,
        };
        let content = |body: &HookBody| {
            let made: serde_json::Value = serde_json::from_str(&wecom(body)).unwrap();
            made["markdown"]["content"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            content(&body),
            "**点单超过时限**\n> 单号：ORD-20260612-0001\n> 类别：水电检修\n> 地点：all东社区\n> 紧急程度：紧急\n> 状态：办理中\n> 时限：2026-06-12 18:00"
        );
        body.area = "区".repeat(3_000);
        assert!(content(&body).len() <= MOST_WECOM);
    }
}
