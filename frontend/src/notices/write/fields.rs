//! What the forms of both have in common: moments on the clock of Shanghai, works to choose from, and the way it is sent.

use chrono::{DateTime, NaiveDate, TimeZone as _, Timelike as _, Utc};
use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::page::Page;
use shared::projects::staff::StaffProject;
use shared::published::ItemEvent;
use shared::time::shanghai;

use super::Item;
use crate::api::Load;
use crate::i18n::{say, t};
use crate::staff::{Form, OneOf, code_of, desk, fresh_token, go};

/// A moment in the field for day and time.
pub(super) fn local(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&shanghai());
    format!("{}T{:02}:{:02}", at.date_naive(), at.hour(), at.minute())
}

/// What stands in the field for day and time; `None` while it is not whole.
pub(super) fn from_local(text: &str) -> Option<DateTime<Utc>> {
    let (day, time) = text.split_once('T')?;
    let (hour, minute) = (time.get(..2)?.parse().ok()?, time.get(3..5)?.parse().ok()?);
    let naive = day.parse::<NaiveDate>().ok()?.and_hms_opt(hour, minute, 0)?;
    shanghai().from_local_datetime(&naive).single().map(|at| at.with_timezone(&Utc))
}

/// This device's clock.
pub(super) fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit into i64 for ever")]
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// The text, where there is one.
pub(super) fn some(signal: RwSignal<String>) -> Option<String> {
    Some(signal.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
}

/// Works in my scope, to choose from; `kept` is there in any case.
pub(super) fn works(kept: Option<(String, String)>) -> Signal<Vec<OneOf>> {
    let load = Load::<Page<StaffProject>>::of(|| "/api/v1/staff/projects?limit=100".to_owned());
    Signal::derive(move || {
        let one = |value: &str, name: &str| OneOf {
            value: value.to_owned(),
            words: format!("{name} {value}"),
            is_name: true,
        };
        let found = load.data.get();
        let mut all: Vec<OneOf> = found.iter().flat_map(|page| &page.items).map(|p| one(&p.number, &p.name)).collect();
        if let Some((number, name)) = kept.as_ref().filter(|(number, _)| !all.iter().any(|one| one.value == *number)) {
            all.insert(0, one(number, name));
        }
        all
    })
}

/// The way to another page, to be kept.
pub(super) type Way = StoredValue<Box<dyn Fn(&str)>, LocalStorage>;

/// A draft that is kept, and then handed in or published.
#[derive(Clone, Copy)]
pub(super) struct Saved {
    /// Key and version of what the server has.
    on_server: StoredValue<Option<(String, i32)>>,
    /// Of the next writing.
    token: StoredValue<String>,
    /// Only kept.
    pub(super) only_keep: StoredValue<bool>,
}

impl Saved {
    /// Of an item that is there, or of none.
    pub(super) fn of<T: Item>(item: Option<&T>) -> Self {
        Self {
            on_server: StoredValue::new(item.map(|item| (item.id(), item.desked().version))),
            token: StoredValue::new(fresh_token()),
            only_keep: StoredValue::new(false),
        }
    }

    /// Writes `body`, then does the next step where that is wanted, and goes to its page.
    pub(super) fn send<T: Item>(self, form: Form, go: Way, body: &Value) {
        let (token, goes_on) = (self.token.get_value(), !self.only_keep.get_value());
        let (method, path, whole) = match self.on_server.get_value() {
            None => (Method::POST, T::API.to_owned(), json!({ "client_token": token, "form": body })),
            Some((id, version)) => {
                let whole = json!({ "version": version, "client_token": token, "form": body });
                (Method::PUT, format!("{}/{id}", T::API), whole)
            }
        };
        form.send(method, path, &whole, move |item: T| {
            self.on_server.set_value(Some((item.id(), item.desked().version)));
            // What is pressed next is another writing.
            self.token.set_value(fresh_token());
            let leave = move |item: &T, said: &'static str| {
                desk().say(said);
                go.with_value(|go| go(&format!("{}?id={}", T::PAGE, item.id())));
            };
            let events = &item.desked().allowed_events;
            let next = [ItemEvent::PublishOutage, ItemEvent::Submit].into_iter().find(|event| events.contains(event));
            let Some(event) = next.filter(|_| goes_on) else { return leave(&item, "write.kept") };
            let command = json!({
                "event": code_of(event), "version": item.desked().version, "client_token": fresh_token(),
            });
            let path = format!("{}/{}/events", T::API, item.id());
            let said = if event == ItemEvent::Submit { "write.handed_in" } else { "write.published" };
            form.send(Method::POST, path, &command, move |item: T| leave(&item, said));
        });
    }

    /// The two buttons below a form.
    pub(super) fn buttons(self, form: Form, publishes: bool) -> AnyView {
        let main = if publishes { "write.publish" } else { "write.hand_in" };
        view! {
            <div class="row">
                <button class="btn btn-main" type="submit" disabled=move || form.busy.get() on:click=move |_| self.only_keep.set_value(false)>{say(main)}</button>
                <button class="btn" type="submit" disabled=move || form.busy.get() on:click=move |_| self.only_keep.set_value(true)>{say("write.keep")}</button>
            </div>
            <p class="small muted">{move || t(if publishes { "write.publish.text" } else { "write.hand_in.text" })}</p>
        }
        .into_any()
    }
}

/// The way to its page, to be kept.
pub(super) fn way() -> Way {
    let go = go();
    StoredValue::new_local(Box::new(move |to: &str| go(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_typed_on_the_clock_of_shanghai() {
        let at = from_local("2026-06-14T08:00").unwrap();
        assert_eq!((at, local(at).as_str()), ("2026-06-14T00:00:00Z".parse().unwrap(), "2026-06-14T08:00"));
        assert_eq!(from_local("2026-06-14T08:00:30").map(local).as_deref(), Some("2026-06-14T08:00"));
        assert_eq!(from_local("2026-06-14"), None);
    }
}
