//! Who asked for an order, and proves it: by the session of the account, or by the secret of the link. The number alone
//! shows nothing.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use shared::error::{ApiError, ErrorCode};
use shared::id::UserId;
use shared::permissions::Denied;

use super::place;
use super::store::{self, OrderRow};
use crate::audit::Origin;
use crate::auth::{Caller, denied, origin};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::serve::State;
use crate::sessions::attempts::{self, Bucket, Limit, Turn};

/// Header that carries the secret: never an address, which logs and histories keep.
const HEADER: &str = "x-order-secret";
/// Wrong secrets from one address in a quarter of an hour.
const WRONG: Limit = Limit { tries: 60, lock_minutes: 15 };

/// Somebody with a session, a secret, or both.
#[derive(Debug)]
pub(super) struct Asker {
    /// The account.
    pub user: Option<UserId>,
    secret: Option<String>,
    /// For the audit record.
    pub origin: Origin,
}

impl FromRequest for Asker {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let secret = request.headers().get(HEADER).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (caller, request) = (Caller::from_request(request, payload), request.clone());
        Box::pin(async move {
            let state = request.app_data::<Data<State>>().ok_or_else(|| Error::internal("no state"))?.clone();
            // Whoever has the secret needs no session, and one that ended is no harm.
            let caller = match caller.await {
                Ok(caller) => Some(caller),
                // Not known who it is: nobody's order is placed as if it were nobody's.
                Err(e @ (Error::Unavailable(_) | Error::Internal(_))) => return Err(e),
                Err(_) => None,
            };
            let origin = caller.as_ref().map_or_else(|| origin(&request, &state), |caller| caller.origin.clone());
            Ok(Self { user: caller.map(|caller| caller.id()), secret, origin })
        })
    }
}

impl Asker {
    /// The order `number`, where it is his.
    ///
    /// # Errors
    /// 404 where there is none or it is not his, 429 after too many wrong secrets.
    pub(super) async fn find(&self, state: &Data<State>, number: &str) -> Result<OrderRow> {
        let (secrets, now) = (state.secrets.clone(), state.clock.now());
        let (number, user, secret) = (number.to_owned(), self.user, self.secret.clone());
        let found = move |conn: &mut Conn| {
            let row = store::by_number(conn, &number)?;
            Ok(row.filter(|row| is_his(row, user, secret.as_deref(), &place::secret(&secrets, row.id))))
        };
        if let Some(row) = state.db.read(found).await? {
            return Ok(row);
        }
        let (secrets, address) = (state.secrets.clone(), self.origin.address.clone().unwrap_or_default());
        let turn = move |conn: &mut Conn| attempts::take(conn, &secrets, Bucket::OrderSecret(&address), WRONG, now);
        match state.db.write(turn).await? {
            Turn::Go(_) => Err(denied(Denied::NotHere)),
            Turn::Locked(until) => {
                let (zh, en) = ("试得太多，请过一会儿再来。", "Too many tries: come back soon.");
                let why = ApiError::new(ErrorCode::TooMany, zh, en);
                Err(Error::TooMany(why, (until - now).num_seconds().max(1)))
            }
        }
    }
}

/// By his account, or by the secret; an order in somebody's name has neither, for it is judged by a callback.
fn is_his(row: &OrderRow, user: Option<UserId>, given: Option<&str>, secret: &str) -> bool {
    let by_account = user.is_some() && row.placed_by == user.map(|id| id.0);
    // Each character is looked at, whichever is wrong.
    let by_secret = !row.is_for_other
        && given.is_some_and(|given| {
            // Links of before are longer and begin the same.
            given.len() >= secret.len() && given.bytes().zip(secret.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
        });
    by_account || by_secret
}
