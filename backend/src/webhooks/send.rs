//! One message on its way: ten seconds, no redirect, no proxy, and nothing of what it meets goes to the log but a code.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::webhooks::{HookBody, WebhookKind};
use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;

use super::address::{Checked, PrivateAddress};
use super::message;
use crate::error::Result;

/// How long one attempt may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read.
const MOST_ANSWER: u64 = 16_384;

/// Where to, and how.
pub struct Receiver {
    /// What it is.
    pub kind: WebhookKind,
    /// Where; never in a log.
    pub url: String,
    /// What it is signed with.
    pub secret: Option<String>,
}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// It arrived.
    pub arrived: bool,
    /// A status of HTTP, or a code of a few words.
    pub status: String,
}

impl Outcome {
    fn failed(code: &str) -> Self {
        Self { arrived: false, status: code.to_owned() }
    }
}

/// Sends `body`; `delivery` names the attempt's row to the receiver.
///
/// # Errors
/// Only where the message cannot be written; what goes wrong on the way is an outcome.
pub fn send(
    to: &Receiver,
    body: &HookBody,
    delivery: &str,
    may_be_private: bool,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    let text = match to.kind {
        WebhookKind::Generic => message::generic(body, now)?,
        WebhookKind::Wecom => message::wecom(body),
    };
    // An address that was good when it was saved is looked at again.
    if shared::webhooks::url(to.kind, &to.url).is_err() {
        return Ok(Outcome::failed("bad_address"));
    }
    let mut request = agent(may_be_private).post(&to.url).header("Content-Type", "application/json; charset=utf-8");
    if let Some(secret) = &to.secret {
        let timestamp = now.timestamp();
        request = request
            .header("X-Linxin-Event", &body.event)
            .header("X-Linxin-Delivery", delivery)
            .header("X-Linxin-Timestamp", timestamp.to_string())
            .header("X-Linxin-Signature", message::sign(secret, timestamp, &text));
    }
    let mut answer = match request.send(text) {
        Ok(answer) => answer,
        Err(e) => return Ok(Outcome::failed(code(&e))),
    };
    let status = answer.status().as_u16();
    let came = Outcome { arrived: (200..300).contains(&status), status: status.to_string() };
    if !came.arrived || to.kind == WebhookKind::Generic {
        return Ok(came);
    }
    // The robot says 200 to everything, and in the answer what it thinks of it.
    let said = answer.body_mut().with_config().limit(MOST_ANSWER).read_to_string();
    Ok(judge_wecom(&said.unwrap_or_default()))
}

/// What the robot of a group makes of a message, by the body of its answer.
pub fn judge_wecom(said: &str) -> Outcome {
    match serde_json::from_str(said) {
        Ok(Said { errcode: 0 }) => Outcome { arrived: true, status: "200".to_owned() },
        Ok(Said { errcode }) => Outcome::failed(&format!("errcode_{errcode}")),
        Err(_) => Outcome::failed("unreadable"),
    }
}

#[derive(Deserialize)]
struct Said {
    errcode: i64,
}

fn agent(may_be_private: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .max_idle_connections(0)
        .user_agent("Linxin")
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Checked { may_be_private })
}

/// What went wrong, without a word of where.
fn code(e: &ureq::Error) -> &'static str {
    match e {
        ureq::Error::Other(cause) if cause.is::<PrivateAddress>() => "private_address",
        ureq::Error::Timeout(_) => "timed_out",
        ureq::Error::HostNotFound => "no_such_host",
        ureq::Error::BadUri(_) => "bad_address",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "no_trust",
        _ => "not_reached",
    }
}
