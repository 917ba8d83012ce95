//! Outages 停水停电等通知 and notices 公示与公告: on a page of their own, and wherever they concern somebody.

mod board;
mod door;
mod feeds;
mod notice;
mod outage;
mod strip;
mod times;
mod write;

pub(crate) use board::NoticesPage;
pub(crate) use door::OutagePage;
pub(crate) use feeds::feeds;
pub(crate) use notice::{NoticePage, notices_of};
pub(crate) use outage::outages_of;
pub(crate) use strip::Strip;
pub(crate) use write::{CompoundPicker, NoticesDesk, OutagesDesk, areas};
