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
    /// Meant for the caller, and for the record of denied attempts: 401, 403, or 404 where even that it exists is private.
    Denied(StatusCode, ApiError),
    /// 429, with the seconds after which to come back.
    TooMany(ApiError, i64),
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

    /// 422: a field of a body that cannot be what it is.
    pub fn bad_field(e: ApiError) -> Self {
        Self::Api(StatusCode::UNPROCESSABLE_ENTITY, e)
    }

    /// 409: somebody changed it since it was read.
    pub fn stale() -> Self {
        let (zh, en) = ("别人刚改过，请重新打开再改。", "Somebody changed it since you read it: open it again.");
        Self::Api(StatusCode::CONFLICT, ApiError::field(ErrorCode::Stale, "version", zh, en))
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
            Diesel::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            Diesel::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction,
                _,
            )
            | Diesel::BrokenTransactionManager
            | Diesel::NotInTransaction => Self::Unavailable(e.to_string()),
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
        "is locked",
        "readonly database",
        "disk is full",
        "No space left on device",
        "no such savepoint",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "connection not open",
        "the database system is shutting down",
    ]
    .iter()
    .any(|words| message.contains(words))
}

const FULL: (&str, &str) =
    ("磁盘已满或出错，请腾出空间并检查磁盘", "The disk is full or fails: make room and check it");

/// What is wrong with a database that cannot be used, and what to do, by the words of its cause.
fn remedy(cause: &str) -> (&'static str, &'static str) {
    let known = [
        ("disk is full", FULL.0, FULL.1),
        // SQLite ended the transaction by itself, and what Diesel says of it hides why.
        ("no such savepoint", FULL.0, FULL.1),
        ("outside of a transaction", FULL.0, FULL.1),
        ("No space left", FULL.0, FULL.1),
        (
            "readonly database",
            "数据库只读，请检查文件、目录和磁盘的写权限",
            "The database is read-only: check the rights of its file, folder and disk",
        ),
        ("read-only", "数据库只读，请连接主库", "The database is read-only: connect to the primary"),
        (
            "is locked",
            "数据库被别的程序锁住，请结束那个程序",
            "The database is locked by another program: end that program",
        ),
        ("is gone", "数据库文件不见了，请放回原处", "The database file is gone: put it back"),
        (
            "was replaced",
            "数据库文件在使用中被换掉，请放回原来的，或重启服务",
            "The database file was replaced while in use: put the old one back, or restart the server",
        ),
        (
            "malformed",
            "数据库文件已损坏，请停下服务并恢复备份（linxin restore）",
            "The database file is damaged: stop the server and restore a backup (linxin restore)",
        ),
        ("disk I/O", "磁盘读写出错，请检查磁盘和空间", "The disk fails: check it and its free space"),
    ];
    let found = known.iter().find(|(words, ..)| cause.contains(words));
    found.map_or(("数据库连不上", "The database cannot be reached"), |(_, zh, en)| (zh, en))
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Api(_, e) | Self::Denied(_, e) | Self::TooMany(e, _) => write!(f, "{e}"),
            Self::Unavailable(cause) => {
                let (zh, en) = remedy(cause);
                write!(f, "{zh}。 {en} ({cause}).")
            }
            Self::Internal(cause) => write!(f, "{cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Api(status, _) | Self::Denied(status, _) => *status,
            Self::TooMany(..) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let body = match self {
            Self::Api(_, e) | Self::Denied(_, e) | Self::TooMany(e, _) => e.clone(),
            Self::Unavailable(cause) => {
                tracing::error!(cause, "database away: {}", remedy(cause).1);
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
        if let Self::TooMany(_, seconds) = self {
            answer.insert_header(("Retry-After", seconds.to_string()));
        }
        answer.json(body)
    }
}
