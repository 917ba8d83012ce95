//! Who asks 登录与权限: extractors whose type tells the access a handler needs, and what stands before every private
//! address. Deny by default.

mod address;
mod caller;
mod private;

pub use address::{Proxies, network};
pub use caller::{Access, Allowed, Caller, SignedIn, origin};
pub(crate) use caller::{access, device};
pub use private::{denied, guard, json};
