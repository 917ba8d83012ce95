//! Orders 点单–接单 in the page: `/order` to ask, `/orders` to find and follow, `/work/orders` to take and handle.

mod chooser;
mod deeds;
mod desk;
mod hub;
mod keep;
mod locate;
mod mine;
mod new;
mod one;
mod photos;
mod rates;
mod told;

pub(crate) use desk::OrdersDesk;
pub(crate) use hub::OrdersPage;
pub(crate) use mine::MyOrderPage;
pub(crate) use new::OrderPage;
pub(crate) use rates::RatesPage;
