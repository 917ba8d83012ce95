//! The one shape of every error that leaves the server, and its stable codes.

use serde::{Deserialize, Serialize};

/// What went wrong, as a stable code that a page translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: a parameter that this address does not have.
    UnknownParameter,
    /// 400: a parameter that is there twice.
    RepeatedParameter,
    /// 400: a value that cannot be read; `field` names it.
    InvalidValue,
    /// 400: `q` has fewer than two characters.
    TooShort,
    /// 413: too many bytes or pixels.
    TooLarge,
    /// 415: a file of another kind than is taken here, whatever its name.
    WrongKind,
    /// 400: a body that cannot be read.
    UnreadableBody,
    /// 401: nobody is signed in, or the session ended.
    SignedOut,
    /// 401: the name or the password is wrong; which, nobody is told.
    WrongCredentials,
    /// 403: this is not yours to do.
    Forbidden,
    /// 403: the first password must be changed before anything else.
    PasswordChangeRequired,
    /// 403: a request that another site made the browser send.
    CrossSite,
    /// 404: no such thing, or none for your eyes.
    NotFound,
    /// 405: this address answers another method.
    MethodNotAllowed,
    /// 409: the state does not allow this event.
    NotAllowedNow,
    /// 409: somebody changed it since it was read; `field` is `version`.
    Stale,
    /// 409: the name is taken.
    Taken,
    /// 429: too many tries; `Retry-After` says in how many seconds to come back.
    TooMany,
    /// 503: the database is away for the moment.
    Unavailable,
    /// 500: a fault of ours.
    Internal,
}

/// The body of every answer with status 400 or above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// Stable code for programs.
    pub code: ErrorCode,
    /// For people: Chinese, then English.
    pub message: String,
    /// The parameter or field meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// With `not_allowed_now`: the codes of what the state allows, for programs. Pages know from the thing itself.
    #[serde(default, skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

impl ApiError {
    /// An error that concerns no single field.
    pub fn new(code: ErrorCode, zh: &str, en: &str) -> Self {
        Self { code, message: format!("{zh} {en}"), field: None, allowed: Vec::new() }
    }

    /// An error in the parameter `field`.
    pub fn field(code: ErrorCode, field: &str, zh: &str, en: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(code, zh, en) }
    }

    /// The parameter `field` holds something else than `wanted` (zh, en).
    pub fn invalid(field: &str, value: &str, wanted: (&str, &str)) -> Self {
        // The value is cut: an error never echoes a flood back.
        let shown: String = value.chars().take(40).collect();
        Self::field(
            ErrorCode::InvalidValue,
            field,
            &format!("参数 {field} 的值“{shown}”读不懂，应为{}。", wanted.0),
            &format!("Parameter {field} cannot be \"{shown}\": expected {}.", wanted.1),
        )
    }

    /// The half of the message for readers of Chinese, or of English. Every Chinese half ends in a full stop.
    pub fn half(&self, chinese: bool) -> &str {
        match halves(&self.message) {
            Some((zh, _)) if chinese => zh,
            Some((_, en)) => en,
            None => &self.message,
        }
    }

    /// No `what` goes by this name.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "没有找到。", "Not found.")
    }
}

/// The Chinese and the English half of a text that holds both: every Chinese half ends in a full stop.
pub fn halves(text: &str) -> Option<(&str, &str)> {
    text.split_once("。 ")
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}
