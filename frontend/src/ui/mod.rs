//! Dumb pieces: each draws plain data the same way on every page. No fetching, no state of their own.

mod account;
mod badge;
mod before_after;
mod code;
mod course;
mod facts;
mod icon;
mod item;
mod photo;
mod select;
mod sheet;
mod state;
mod words;

pub(crate) use account::Account;
pub(crate) use badge::{StatusBadge, sign_icon, status_words};
pub(crate) use before_after::BeforeAfter;
pub(crate) use code::{printed_code, printed_code_for, qr_code};
pub(crate) use course::{Course, Stages, course_words, due_today};
pub(crate) use facts::{Fact, Facts, Fold};
pub(crate) use icon::{Icon, Logo};
pub(crate) use item::{ProjectItem, place_of};
pub(crate) use photo::{Photo, photograph_of};
pub(crate) use select::{Choosable, Select};
pub(crate) use sheet::{meta, style_sheet};
pub(crate) use state::{Loaded, ProblemState, State, WaitingItems, WaitingLines};
pub(crate) use words::{DemoMark, Num, Plate, Said, Zh, around, tel};
