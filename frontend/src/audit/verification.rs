//! 核验: the record held against its seals.

use gloo_net::http::Method;
use leptos::prelude::*;
use shared::audit::Verification;

use crate::i18n::{number, say, t, tf};
use crate::session::lang;
use crate::staff::{Form, Summary, code_of, moment};
use crate::ui::{Icon, Num};

/// The button, and what was found.
#[component]
pub(super) fn Check() -> impl IntoView {
    let form = Form::new("check");
    let found = RwSignal::new(None::<Verification>);
    let check = move |_| {
        form.send(Method::POST, "/api/v1/staff/audit/verification", &(), move |answer: Verification| {
            found.try_set(Some(answer));
        });
    };
    view! {
        <section class="section-s" aria-labelledby="h-check">
            <h2 class="t-l" id="h-check">{say("check.title")}</h2>
            <p class="muted">{say("check.text")}</p>
            <Summary form=form />
            <p class="section-s">
                <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=check>
                    {move || t(if form.busy.get() { "check.busy" } else { "check.send" })}
                </button>
            </p>
            <div role="status">{move || { lang(); found.get().map(|found| told(&found)) }}</div>
        </section>
    }
}

fn told(found: &Verification) -> AnyView {
    let (class, icon, key) = if found.is_whole {
        ("notice tone-done section-s", "s-done", "check.whole")
    } else {
        ("notice tone-late section-s", "s-late", "check.broken")
    };
    let faults = found.faults.iter().map(|fault| {
        let kind = t(&format!("fault.{}", code_of(fault.kind)));
        let from = fault.from.map(|at| view! { " · " <Num text=moment(at) /> });
        view! { <li>{tf("audit.seal", &[("seal", &fault.seal)])} " · " {kind} {from}</li> }
    });
    let counts = tf(
        "check.counts",
        &[("rows", &number(found.rows)), ("seals", &number(found.seals)), ("unsealed", &number(found.unsealed))],
    );
    view! {
        <div class=class>
            <Icon name=icon />
            <div class="stack-s">
                <p><b>{t(key)}</b> " · " <Num text=moment(found.checked_at) /></p>
                <p>{counts}</p>
                {(found.begins_after > 0).then(|| view! { <p>{tf("check.begins", &[("seal", &found.begins_after)])}</p> })}
                {(!found.is_whole).then(|| view! { <ul class="plain-list">{faults.collect_view()}</ul> })}
                {found.head.as_ref().map(|head| view! {
                    <p>{tf("check.head", &[("seal", &head.seal), ("at", &moment(head.sealed_at))])}</p>
                    <p><code class="digest">{head.digest.clone()}</code></p>
                    <p class="small muted">{t("check.keep")}</p>
                })}
            </div>
        </div>
    }
    .into_any()
}
