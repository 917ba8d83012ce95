//! People for tests: accounts with roles, already signed in, and what they ask.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use backend::sessions::store as sessions;
use backend::users::change::give;
use backend::users::store::{self, UserRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::accounts::NewGrant;
use shared::error::ApiError;
use shared::id::UserId;
use shared::people::{Role, Scope};

use crate::app::{Answer, TestApp};

/// A good password for anybody.
pub(crate) const PASSWORD: &str = "Huaiyin-li 47";

/// Somebody who is signed in.
pub(crate) struct Person<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) id: UserId,
    pub(crate) cookie: String,
}

/// The hash of [`PASSWORD`], made once.
pub(crate) fn hash() -> String {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| backend::passwords::hash(PASSWORD).unwrap()).clone()
}

/// An account with the password [`PASSWORD`].
pub(crate) fn account(app: &TestApp, login_name: &str) -> UserId {
    let row = UserRow::new(login_name, hash(), app.now().naive_utc());
    app.db.write_now(|conn| store::insert(conn, &row)).unwrap();
    row.key()
}

/// Gives `user` a role.
pub(crate) fn give_role(app: &TestApp, user: UserId, role: Role, scope: Scope) {
    let today = shared::time::date_of(app.now());
    let grant = NewGrant { role, scope, valid_from: None, valid_until: None };
    app.db.write_now(|conn| give(conn, user, &grant, None, today, app.now().naive_utc())).unwrap();
}

impl<'a> Person<'a> {
    /// Signs `id` in, without a password.
    pub(crate) fn of(app: &'a TestApp, id: UserId) -> Self {
        let token = app.db.write_now(|conn| sessions::begin(conn, id, "", app.now())).unwrap();
        Self { app, id, cookie: format!("linxin_session={token}") }
    }

    /// A new account with the role `role` in `scope`, signed in.
    pub(crate) fn new(app: &'a TestApp, login_name: &str, role: Role, scope: Scope) -> Self {
        let id = account(app, login_name);
        give_role(app, id, role, scope);
        Self::of(app, id)
    }

    /// A request of this person.
    pub(crate) fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::default().method(method).uri(path).insert_header(("Cookie", self.cookie.clone()))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::GET, path)).await
    }

    /// GETs `path`, which must answer 200 with a `T`.
    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Sends `body` to `path`.
    pub(crate) async fn send(&self, method: Method, path: &str, body: impl Serialize) -> Answer {
        self.app.send(self.request(method, path).set_json(body)).await
    }

    /// The same, which must be done, and answers a `T`.
    pub(crate) async fn done<T: DeserializeOwned>(&self, method: Method, path: &str, body: impl Serialize) -> T {
        let answer = self.send(method, path, body).await;
        assert!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.text());
        answer.json()
    }

    /// The same, which must be refused with `status`.
    pub(crate) async fn refused(&self, method: Method, path: &str, body: impl Serialize, status: u16) -> ApiError {
        let answer = self.send(method, path, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        answer.json()
    }
}
