//! Sessions 登录: signing in, and the recovery code in place of a forgotten password.

mod demo;
mod login;
mod recover;

pub(crate) use login::LoginPage;
pub(crate) use recover::RecoverPage;
