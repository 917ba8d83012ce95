//! The staff shell 工作台: who is signed in, the bar of pages, what happens when a session ends, and the pieces that the
//! pages behind it share.

use leptos::prelude::*;

mod browser;
mod desk;
mod dialog;
mod fields;
mod form;
mod frame;
mod idle;
mod panels;
mod rows;
mod secret;
mod told;
mod words;

pub(crate) use browser::{Every, by_name, copy, every, fresh_token, is_hidden, of_name, select};
pub(crate) use desk::{call, desk, go, is_out};
pub(crate) use dialog::Dialog;
pub(crate) use fields::{Area, Choice, Field, OneOf, Tick, Wrong, described};
pub(crate) use form::{Faults, Form, Summary, focus, show, words_of};
pub(crate) use frame::{PlainPage, Private, PrivateForm, PrivateParts, StaffPage, own_query, problem_state};
pub(crate) use panels::Toast;
pub(crate) use rows::{More, Rows};
pub(crate) use secret::{Hints, Secret};
pub(crate) use told::ToldOnce;
pub(crate) use words::{code_of, dated, grant_days, moment, or_none, place, role, scope};

use crate::{audit, sessions, settings, users, work};

/// The page at `/noun` or `/noun/id` (`which` is `one` then).
pub(crate) fn page(noun: &str, which: &str) -> AnyView {
    match (noun, which) {
        ("login", "") => view! { <sessions::LoginPage /> }.into_any(),
        ("recover", "") => view! { <sessions::RecoverPage /> }.into_any(),
        ("register", "") => view! { <users::RegisterPage /> }.into_any(),
        ("account", "") => view! { <users::AccountPage /> }.into_any(),
        ("people", "") => view! { <users::PeoplePage /> }.into_any(),
        ("people", "one") => view! { <users::PersonPage /> }.into_any(),
        ("audit", "") => view! { <audit::AuditPage /> }.into_any(),
        ("settings", "") => view! { <settings::SettingsPage /> }.into_any(),
        ("work", "") => view! { <work::WorkPage /> }.into_any(),
        ("work", "one") => view! { <work::OnePage /> }.into_any(),
        _ => view! { <crate::later::NotFoundPage /> }.into_any(),
    }
}
