//! Users 账号: registering, one's own account, and the people that offices look after.

mod list;
mod me;
mod new;
mod one;
mod register;

pub(crate) use list::PeoplePage;
pub(crate) use me::{AccountPage, ForcedPassword};
pub(crate) use one::PersonPage;
pub(crate) use register::RegisterPage;
