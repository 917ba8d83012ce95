//! The cookie of a session: a random token that nobody but the browser keeps.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// Name of the cookie.
const NAME: &str = "linxin_session";

/// The token that came with `request`.
pub fn read(request: &HttpRequest) -> Option<String> {
    request.cookie(NAME).map(|cookie| cookie.value().to_owned())
}

/// The cookie that keeps `token` for `days`; only over TLS where the site is reached by it.
pub fn keep(token: &str, is_secure: bool, days: i64) -> Cookie<'static> {
    Cookie::build(NAME, token.to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure)
        .max_age(Duration::days(days))
        .finish()
}

/// The cookie that makes a browser forget the token.
pub fn drop(is_secure: bool) -> Cookie<'static> {
    let mut cookie = keep("", is_secure, 0);
    cookie.make_removal();
    cookie
}
