//! The working calendar 工作日历 in the settings: the holidays and make-up working days of each year, pasted as lines.

use std::sync::Arc;

use chrono::Datelike as _;
use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::permissions::Action;
use shared::work_calendar::{CalendarDay, CalendarYear, NewCalendarYear, parse_days};

use crate::api::Load;
use crate::i18n::{date, say, t, tf};
use crate::session::lang;
use crate::shell::shell;
use crate::staff::{Area, Faults, Form, Private, PrivateForm, StaffPage, Summary, desk, go, own_query};
use crate::ui::{Icon, Num, Zh};

/// Where it is.
pub(super) const PATH: &str = "/api/v1/staff/work-calendar";

/// `/settings?part=calendar`, and one year of it with `year`.
#[component]
pub(super) fn CalendarPage() -> impl IntoView {
    let query = own_query();
    let year = Memo::new(move |_| query.with(|q| q.get("year")).and_then(|year| year.parse::<i32>().ok()));
    move || {
        match year.get() {
        None => view! {
            <StaffPage heading="settings.calendar" needs=Action::ChangeSettings above=("/settings", "settings.title")>
                <p class="lead">{say("settings.calendar.lead")}</p>
                <Years />
            </StaffPage>
        }
        .into_any(),
        Some(year) => view! {
            <StaffPage heading="settings.calendar" needs=Action::ChangeSettings above=("/settings?part=calendar", "settings.calendar")>
                <Year year=year />
            </StaffPage>
        }
        .into_any(),
    }
    }
}

/// That nobody wrote down the holidays of `year`, and what that means.
pub(super) fn missing(year: i32) -> AnyView {
    view! {
        <div class="notice tone-risk section-s">
            <Icon name="s-risk" />
            <div class="stack-s">
                <p><b>{tf("settings.calendar.missing", &[("year", &year)])}</b></p>
                <p>{t("settings.calendar.missing.text")}</p>
                <p><a class="btn" href=format!("/settings?part=calendar&year={year}")>{tf("settings.calendar.write", &[("year", &year)])}</a></p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Years() -> impl IntoView {
    let load = Load::<Vec<CalendarYear>>::keeping(|| PATH.to_owned());
    let draw = |all: Arc<Vec<CalendarYear>>| {
        let next = all.iter().map(|year| year.year).max().unwrap_or_else(|| shell().today().year() - 1) + 1;
        let one = |year: &CalendarYear| {
            let id = format!("h-{}", year.year);
            let body = match year.is_missing {
                true => missing(year.year),
                false if year.days.is_empty() => {
                    view! { <p class="muted">{t("settings.calendar.none")}</p> }.into_any()
                }
                false => days(&year.days),
            };
            let href = format!("/settings?part=calendar&year={}", year.year);
            let edit = (!year.is_missing).then(
                || view! { <a class="btn" href=href>{tf("settings.calendar.edit", &[("year", &year.year)])}</a> },
            );
            view! {
                <section class="section" aria-labelledby=id.clone()>
                    <div class="row between"><h2 class="t-l" id=id.clone()>{tf("settings.calendar.year", &[("year", &year.year)])}</h2> {edit}</div>
                    {body}
                </section>
            }
        };
        view! {
            <p class="section-s"><a class="btn" href=format!("/settings?part=calendar&year={next}")>{tf("settings.calendar.write", &[("year", &next)])}</a></p>
            {all.iter().map(one).collect_view()}
        }
        .into_any()
    };
    view! { <Private load=load draw=draw /> }
}

/// The word of a day.
fn kind(day: &CalendarDay) -> String {
    t(if day.is_workday { "settings.calendar.work" } else { "settings.calendar.rest" })
}

fn days(all: &[CalendarDay]) -> AnyView {
    let row = |day: &CalendarDay| {
        view! {
            <tr role="row">
                <th scope="row" role="rowheader"><Num text=date(day.day) /></th>
                <td role="cell" class="half">{kind(day)}</td>
                <td role="cell" class="half"><Zh text=day.name.clone() /></td>
            </tr>
        }
    };
    view! {
        <table class="table stackable section-s" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{t("settings.calendar.day")}</th>
                    <th scope="col" role="columnheader">{t("settings.calendar.kind")}</th>
                    <th scope="col" role="columnheader">{t("settings.calendar.name")}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{all.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Year(year: i32) -> impl IntoView {
    let load = Load::<Vec<CalendarYear>>::of(|| PATH.to_owned());
    let draw = move |all: Arc<Vec<CalendarYear>>| {
        let days = all.iter().find(|known| known.year == year).map(|known| known.days.clone()).unwrap_or_default();
        view! { <YearForm year=year was=days /> }.into_any()
    };
    view! { <PrivateForm load=load draw=draw /> }
}

#[component]
fn YearForm(year: i32, was: Vec<CalendarDay>) -> impl IntoView {
    let form = Form::new("calendar");
    // As `parse_days` reads it, whatever the language of the page.
    let line = |day: &CalendarDay| format!("{} {} {}", day.day, if day.is_workday { "上班" } else { "放假" }, day.name);
    let text = RwSignal::new(was.iter().map(line).collect::<Vec<_>>().join("\n"));
    let go = go();
    let send = move |e: SubmitEvent| {
        e.prevent_default();
        let read = parse_days(&text.get_untracked());
        let read = read.and_then(|days| NewCalendarYear { days, was: was.clone() }.checked(year));
        let body = match read {
            Ok(body) => body,
            Err(wrong) => return form.refuse(Faults::none().rule::<()>(Err(wrong))),
        };
        let go = go.clone();
        form.send(Method::PUT, format!("{PATH}/{year}"), &body, move |_: Vec<CalendarYear>| {
            desk().say("settings.calendar.done");
            go("/settings?part=calendar");
        });
    };
    let read = move || {
        lang();
        let days = text.with(|text| parse_days(text)).ok().filter(|days| !days.is_empty())?;
        let n = days.len();
        Some(view! { <p class="section-s"><b>{tf("settings.calendar.read", &[("n", &n)])}</b></p> {self::days(&days)} })
    };
    view! {
        <form class="stack report calendar-form" method="post" on:submit=send novalidate>
            <h2 class="t-l">{move || tf("settings.calendar.year", &[("year", &year)])}</h2>
            <p class="muted">{say("settings.calendar.text")}</p>
            <Summary form=form />
            <Area form=form name="days" label="settings.calendar.days" value=text hint="settings.calendar.days.hint" needed=true />
            <p class="row">
                <a class="btn" href="/settings?part=calendar">{say("act.cancel")}</a>
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>{say("settings.calendar.send")}</button>
            </p>
        </form>
        {read}
    }
}
