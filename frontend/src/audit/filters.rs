//! What of the record is shown; it stands in the address.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::audit::{AuditAction, AuditResult};
use shared::query;
use strum::VariantArray as _;

use crate::i18n::{say, t};
use crate::session::lang;
use crate::staff::{Choice, Field, Form, OneOf, code_of};
use crate::ui::Icon;

/// Names of the filters on the wire and in the address.
const NAMES: [&str; 6] = ["actor", "action", "result", "object_id", "from", "to"];

/// The query of the filters in the address.
pub(super) fn asked() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let map = use_query_map();
    move || query::write(NAMES.map(|name| (name, map.with(|m| m.get(name)))))
}

/// Codes as choices, by the family of their words.
fn choices<T: Copy + Into<&'static str>>(all: &[T], family: &str) -> Vec<OneOf> {
    lang();
    let one =
        |code: &'static str| OneOf { value: code.to_owned(), words: t(&format!("{family}.{code}")), is_name: false };
    all.iter().map(|value| one(code_of(*value))).collect()
}

/// The form.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let map = use_query_map();
    let form = Form::new("audit");
    let values = NAMES.map(|_| RwSignal::new(String::new()));
    Effect::new(move |_| {
        for (name, value) in NAMES.into_iter().zip(values) {
            value.set(map.with(|m| m.get(name)).unwrap_or_default());
        }
    });
    let [actor, action, result, object_id, from, to] = values;
    let navigate = use_navigate();
    let clear = navigate.clone();
    let find = move |e: SubmitEvent| {
        e.prevent_default();
        let pairs =
            NAMES.into_iter().zip(values).map(|(name, value)| (name, Some(value.get_untracked().trim().to_owned())));
        navigate(
            &format!("/audit?{}", query::write(pairs)),
            NavigateOptions { scroll: false, ..NavigateOptions::default() },
        );
    };
    let asked = asked();
    view! {
        <details class="fold section-s" open=!asked().is_empty()>
            <summary><Icon name="next" />{say("audit.filters")}</summary>
            <form class="filter-row" role="search" on:submit=find>
                <Field form=form name="actor" label="audit.actor" value=actor />
                <Choice form=form name="action" label="audit.action" value=action none="audit.all"
                    options=Signal::derive(|| choices(AuditAction::VARIANTS, "deed")) />
                <Choice form=form name="result" label="audit.result" value=result none="audit.all"
                    options=Signal::derive(|| choices(AuditResult::VARIANTS, "audit_result")) />
                <Field form=form name="object_id" label="audit.object" value=object_id />
                <Field form=form name="from" label="audit.from" value=from kind="date" />
                <Field form=form name="to" label="audit.to" value=to kind="date" />
                <button class="btn" type="submit"><Icon name="search" />{say("people.send")}</button>
                <button class="btn btn-plain" type="button" on:click=move |_| clear("/audit", NavigateOptions::default())>
                    {say("audit.clear")}
                </button>
            </form>
        </details>
        <p class="section-s">
            <a class="btn" href=move || format!("/api/v1/staff/audit.csv?{}", asked()) rel="external" download="">
                <Icon name="down" />{say("audit.csv")}
            </a>
        </p>
    }
}
