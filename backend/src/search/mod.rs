//! Search 搜索: names found in memory by characters, full pinyin 全拼, initials 首字母 or a mixture, and numbers by their
//! beginning. Everything comes from the catalog, so what the public may not see cannot be found.

mod hits;
pub mod index;
pub mod letters;
pub mod pattern;
pub mod question;
pub mod routes;

pub(crate) use hits::Search;
