//! Everything that can go wrong on the server, its status and its one JSON shape. Causes are logged, never sent.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use diesel::result::{DatabaseErrorKind, Error as Diesel};
use shared::error::{ApiError, ErrorCode};

/// Result with the server's error.
pub type Result<T> = std::result::Result<T, Error>;

/// What a handler or a store can fail with.
#[derive(Debug)]
pub enum Error {
    /// Meant for the caller, as it is.
    Api(StatusCode, ApiError),
    /// The database is away; the cause is for the log.
    Unavailable(String),
    /// A fault of ours; the cause is for the log.
    Internal(String),
}

impl Error {
    /// 404.
    pub fn not_found() -> Self {
        Self::Api(StatusCode::NOT_FOUND, ApiError::not_found())
    }

    /// A fault of ours with its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }
}

impl From<ApiError> for Error {
    /// Parameters that cannot be read are 400.
    fn from(e: ApiError) -> Self {
        Self::Api(StatusCode::BAD_REQUEST, e)
    }
}

impl From<Diesel> for Error {
    fn from(e: Diesel) -> Self {
        match e {
            Diesel::NotFound => Self::not_found(),
            Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
            | Diesel::BrokenTransactionManager => Self::Unavailable(e.to_string()),
            Diesel::DatabaseError(DatabaseErrorKind::Unknown, ref info) if is_away(info.message()) => {
                Self::Unavailable(e.to_string())
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

/// Neither driver has a code for these: the words are all there is.
fn is_away(message: &str) -> bool {
    [
        "unable to open database",
        "disk I/O error",
        "database disk image is malformed",
        "file is not a database",
        "database is locked",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "connection not open",
        "the database system is shutting down",
    ]
    .iter()
    .any(|words| message.contains(words))
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Api(_, e) => write!(f, "{e}"),
            Self::Unavailable(cause) => write!(f, "数据库连不上 The database cannot be reached: {cause}"),
            Self::Internal(cause) => write!(f, "{cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Api(status, _) => *status,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let body = match self {
            Self::Api(_, e) => e.clone(),
            Self::Unavailable(cause) => {
                tracing::error!(cause, "database away");
                ApiError::new(
                    ErrorCode::Unavailable,
                    "数据暂时读不到，请过一会儿再试。",
                    "The data are away for the moment; try again soon.",
                )
            }
            Self::Internal(cause) => {
                tracing::error!(cause, "internal error");
                ApiError::new(
                    ErrorCode::Internal,
                    "服务器出错了，已记录下来。",
                    "Something broke on our side; it has been recorded.",
                )
            }
        };
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header(("Cache-Control", "no-store"));
        if matches!(self, Self::Unavailable(_)) {
            answer.insert_header(("Retry-After", "5"));
        }
        answer.json(body)
    }
}
