//! Orders 点单–接单 in the page: `/order` to ask, `/orders` to find and follow, `/work/orders` to take and handle.

mod board;
mod bulk;
mod chooser;
mod deed_body;
mod deed_fields;
mod deeds;
mod desk;
mod followed;
mod hub;
mod keep;
mod list;
mod locate;
mod mine;
mod new;
mod one;
mod phone;
mod photos;
mod places;
mod pulse;
mod rates;
mod told;
mod waiting;

pub(crate) use desk::OrdersDesk;
pub(crate) use hub::OrdersPage;
pub(crate) use keep::leave_drafts;
pub(crate) use mine::MyOrderPage;
pub(crate) use new::OrderPage;
pub(crate) use places::{own_areas, public_areas};
pub(crate) use rates::RatesPage;
pub(crate) use waiting::OrdersWaiting;
