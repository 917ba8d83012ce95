//! Extractors: `SignedIn` is anybody with a session, `Caller` one whose password is in order, `Allowed<A>` one with a
//! role that does `A` somewhere; on which things, `on` tells.

use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, USER_AGENT};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use chrono::{DateTime, Duration, Utc};
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::id::UserId;
use shared::people::{Person, Role};
use shared::permissions::{Action, Denied, Thing, allowed_somewhere, may};

use super::private::{Known, denied};
use crate::audit::{Entry, Origin, Via};
use crate::error::{Error, Result};
use crate::log::RequestId;
use crate::serve::State;
use crate::sessions::cookie;
use crate::sessions::store::{self, Open};
use crate::users::store::UserRow;

/// Says that nobody did anything: the page asked by itself.
const QUIET: &str = "x-linxin-quiet";

type Waiting<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

/// Somebody with a session; his first password may still have to be changed.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub user: UserRow,
    /// Who it is today.
    pub person: Person,
    /// Key of the session.
    pub session: i64,
    /// When the session ends unless something is done before.
    pub ends_at: DateTime<Utc>,
    /// How long it lasts without a deed.
    pub idle: Duration,
    /// For the audit record.
    pub origin: Origin,
}

impl SignedIn {
    /// The account's key.
    pub fn id(&self) -> UserId {
        self.person.id
    }

    /// A row of the audit record by this caller, in his foremost role.
    pub fn entry(&self, action: AuditAction) -> Entry {
        Entry::new(&self.origin, self.foremost(), action)
    }

    fn foremost(&self) -> Option<Role> {
        self.person.grants.first().map(|g| g.role).or(Some(Role::Resident))
    }
}

/// Where a request comes from, for the audit record.
pub fn origin(request: &HttpRequest, state: &State) -> Origin {
    Origin {
        actor: None,
        via: Via::Web,
        address: state.proxies.caller(request).map(|address| address.to_string()),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()),
    }
}

fn signed_out() -> Error {
    denied(Denied::SignedOut)
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Waiting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = request.app_data::<Data<State>>().ok_or_else(|| Error::internal("no state"))?.clone();
            let token = cookie::read(&request).ok_or_else(signed_out)?;
            let (now, today) = (state.clock.now(), state.clock.today());
            let found = state.db.read(move |conn| store::find(conn, &token, now, today)).await?;
            let open: Open = found.filter(|open| state.demo || !open.user.is_demo).ok_or_else(signed_out)?;
            let mut ends_at = open.ends_at();
            let session = open.session.id;
            // What a page asks by itself does not keep the session of somebody who left open.
            if open.is_to_be_noted(now) && !request.headers().contains_key(QUIET) {
                state.db.write(move |conn| store::note(conn, session, now)).await?;
                ends_at = now + open.idle;
            }
            let origin = Origin { actor: Some(open.person.id), ..origin(&request, &state) };
            let role = open.person.grants.first().map(|g| g.role);
            request.extensions_mut().insert(Known { origin: origin.clone(), role });
            Ok(Self { user: open.user, person: open.person, session, ends_at, idle: open.idle, origin })
        })
    }
}

/// Somebody with a session whose password is in order.
#[derive(Clone, Debug)]
pub struct Caller(pub SignedIn);

impl std::ops::Deref for Caller {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Waiting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            if !signed_in.user.must_change_password {
                return Ok(Self(signed_in));
            }
            let (zh, en) = ("请先改掉初始密码。", "Change the first password before anything else.");
            Err(Error::Denied(StatusCode::FORBIDDEN, ApiError::new(ErrorCode::PasswordChangeRequired, zh, en)))
        })
    }
}

/// An action as a type, so that a signature can name it.
pub trait Access: 'static {
    /// The action.
    const ACTION: Action;
}

/// Writes a type for each action that a handler's signature names.
macro_rules! access {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl $crate::auth::Access for $name {
            const ACTION: shared::permissions::Action = shared::permissions::Action::$name;
        }
    )+};
}
pub(crate) use access;

/// Somebody with a role that does `A` to one thing or another.
#[derive(Clone, Debug)]
pub struct Allowed<A>(Caller, PhantomData<A>);

impl<A> std::ops::Deref for Allowed<A> {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl<A: Access> Allowed<A> {
    /// Whether he may do it to `thing`, and by which role.
    ///
    /// # Errors
    /// 404 where it lies outside his scope, 403 where it is his own submission.
    pub fn on(&self, thing: &Thing) -> Result<Role> {
        may(Some(&self.person), A::ACTION, thing).map(|role| role.unwrap_or(Role::Resident)).map_err(denied)
    }

    /// A row of the audit record by this caller, in the role that allows it on `thing`.
    ///
    /// # Errors
    /// As [`Allowed::on`].
    pub fn entry_on(&self, thing: &Thing, action: AuditAction) -> Result<Entry> {
        Ok(Entry::new(&self.origin, Some(self.on(thing)?), action))
    }
}

impl<A: Access> FromRequest for Allowed<A> {
    type Error = Error;
    type Future = Waiting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            let caller = caller.await?;
            if allowed_somewhere(&caller.person).contains(&A::ACTION) {
                return Ok(Self(caller, PhantomData));
            }
            Err(denied(Denied::NotYou))
        })
    }
}

/// What kind of browser and system it is, by the words that all of them send; empty where they say nothing known.
pub(crate) fn device(headers: &HeaderMap) -> String {
    let words = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| words.contains(sign)).map(|(_, name)| *name);
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]);
    let system = first(&[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
