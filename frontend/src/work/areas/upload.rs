//! A layer of borders: checked first, then taken in as a whole or not at all.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::areas::staff::StaffAreas;
use shared::imports::ImportReport;
use shared::query;
use wasm_bindgen_futures::spawn_local;

use super::PATH;
use crate::api::Load;
use crate::i18n::{say, t};
use crate::session::lang;
use crate::staff::{Choice, Faults, Form, Summary, desk, fresh_token};
use crate::ui::Icon;
use crate::work::ledger::{Chosen, send, systems, told};
use crate::work::shots::chosen;

#[component]
pub(super) fn Upload(
    /// The list above it, which is read again.
    load: Load<StaffAreas>,
) -> impl IntoView {
    let form = Form::new("layer");
    let crs = RwSignal::new(String::new());
    let file: Chosen = RwSignal::new_local(None);
    let report = RwSignal::new(None::<ImportReport>);
    // The same writing is sent with the same token until it is known to be done.
    let token = StoredValue::new(fresh_token());
    // What was checked is no longer what is chosen.
    Effect::new(move |_| {
        file.track();
        crs.track();
        report.set(None);
        token.set_value(fresh_token());
    });
    let take = move |e: leptos::ev::Event| {
        let Some(first) = chosen(&e).into_iter().next() else { return };
        let name = js_sys::Reflect::get(&first, &"name".into()).ok().and_then(|name| name.as_string());
        file.set(Some((name.unwrap_or_default(), first)));
    };
    let post = move |check: bool| {
        let Some((name, body)) = file.get_untracked() else {
            return form.refuse(Faults::none().when(true, "file", "ledger.choose"));
        };
        if form.busy.get_untracked() {
            return;
        }
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let asked = query::write([
            ("name", some(name)),
            ("crs", some(crs.get_untracked())),
            ("check", check.then(|| "1".to_owned())),
            ("client_token", (!check).then(|| token.get_value())),
        ]);
        form.busy.set(true);
        form.clear();
        spawn_local(async move {
            let answer = send::<ImportReport>(&format!("{PATH}/boundaries?{asked}"), body).await;
            if form.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(found) => {
                    if !found.is_dry_run && !found.is_refused {
                        desk().say("areas.imported");
                        token.set_value(fresh_token());
                        load.retry();
                    }
                    report.set(Some(found));
                }
                Err(problem) => form.refuse(problem),
            }
        });
    };
    let check = move |e: SubmitEvent| {
        e.prevent_default();
        post(true);
    };
    let systems = Signal::derive(|| {
        lang();
        systems()
    });
    let is_ready = Memo::new(move |_| report.with(|r| r.as_ref().is_some_and(|r| r.is_dry_run && !r.is_refused)));
    view! {
        <section class="section" aria-labelledby="h-layer">
            <h2 id="h-layer">{say("areas.import")}</h2>
            <p class="muted">{say("areas.import.text")}</p>
            <form class="stack report" method="post" on:submit=check novalidate>
                <Summary form=form />
                <Choice form=form name="crs" label="ledger.crs" value=crs none="ledger.crs.file" options=systems />
                <div class="field">
                    <span class="label">{say("ledger.file")}</span>
                    <label class="btn btn-wide pick">
                        <Icon name="plus" />
                        {move || file.with(|f| f.as_ref().map_or_else(|| t("areas.pick"), |(name, _)| name.clone()))}
                        <input type="file" id=form.control("file") accept=".geojson,.json,application/geo+json" on:change=take />
                    </label>
                </div>
                <div class="row">
                    <button class="btn btn-main" type="submit" disabled=move || form.busy.get()>
                        {move || t(if form.busy.get() { "ledger.checking" } else { "ledger.check" })}
                    </button>
                    <Show when=move || is_ready.get()>
                        <button class="btn btn-main" type="button" disabled=move || form.busy.get() on:click=move |_| post(false)>
                            {say("ledger.write")}
                        </button>
                    </Show>
                </div>
            </form>
            <div aria-live="polite">{move || report.get().map(|found| told(&found))}</div>
        </section>
    }
}
