//! The ledger 台账: lists out, lists in with what is wrong row by row, and the way back from the last one.

use gloo_net::http::{Method, RequestBuilder};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::error::ApiError;
use shared::geo::Crs;
use shared::imports::{ImportDone, ImportKind, ImportReport};
use shared::permissions::Action;
use shared::query;
use strum::VariantArray as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::shots::chosen;
use crate::api::{Load, Problem};
use crate::i18n::{Lang, say, t, t_code, tf};
use crate::session::lang;
use crate::staff::{Choice, Dialog, Faults, Form, OneOf, Private, StaffPage, Summary, code_of, desk, moment};
use crate::ui::{Icon, Num, Zh};

const PATH: &str = "/api/v1/staff/imports";

/// `/work/ledger`.
#[component]
pub(super) fn LedgerPage() -> impl IntoView {
    // Whether this account imports, the server says: it takes a role for the whole district.
    let may_import = Memo::new(|_| desk().may(Action::PublishProject));
    view! {
        <StaffPage heading="ledger.title" needs=Action::ExportLedger above=("/work", "work.title")>
            <Export />
            <Show when=move || may_import.get()><Import /></Show>
        </StaffPage>
    }
}

/// The ways out.
#[component]
fn Export() -> impl IntoView {
    let year = RwSignal::new(String::new());
    let form = Form::new("export");
    let years = Signal::derive(|| {
        let this = chrono::Datelike::year(&crate::shell::shell().today());
        let one = |year: i32| OneOf { value: year.to_string(), words: year.to_string(), is_name: false };
        (this - 9..=this + 1).rev().map(one).collect::<Vec<_>>()
    });
    let link = move |format: &'static str, words: &'static str| {
        let href = move || {
            let asked = query::write([("year", Some(year.get()))]);
            format!("/api/v1/staff/ledger.{format}?{asked}")
        };
        view! { <a class="btn" href=href rel="external" download="">{say(words)}</a> }
    };
    view! {
        <section class="section-s" aria-labelledby="h-export">
            <h2 id="h-export">{say("ledger.export")}</h2>
            <p class="muted">{say("ledger.export.text")}</p>
            <div class="narrow section-s"><Choice form=form name="year" label="ledger.year" value=year none="ledger.all_years" options=years /></div>
            <p class="row section-s">
                {link("xlsx", "ledger.xlsx")} {link("csv", "ledger.csv")} {link("geojson", "ledger.geojson")}
            </p>
        </section>
    }
}

/// A file as it was chosen. It never leaves this thread.
pub(super) type Chosen = RwSignal<Option<(String, JsValue)>, LocalStorage>;

/// The way in.
#[component]
fn Import() -> impl IntoView {
    let form = Form::new("import");
    let kind = RwSignal::new("projects".to_owned());
    let crs = RwSignal::new(String::new());
    let file: Chosen = RwSignal::new_local(None);
    let report = RwSignal::new(None::<ImportReport>);
    let done = Load::<Vec<ImportDone>>::of(|| PATH.to_owned());
    // What was checked is no longer what is chosen.
    Effect::new(move |_| {
        file.track();
        kind.track();
        crs.track();
        report.set(None);
    });
    let take = move |e: leptos::ev::Event| {
        let Some(first) = chosen(&e).into_iter().next() else { return };
        let name = js_sys::Reflect::get(&first, &"name".into()).ok().and_then(|name| name.as_string());
        file.set(Some((name.unwrap_or_default(), first)));
    };
    let post = move |dry_run: bool| {
        let Some((name, body)) = file.get_untracked() else {
            return form.refuse(Faults::none().when(true, "file", "ledger.choose"));
        };
        if form.busy.get_untracked() {
            return;
        }
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let asked = query::write([
            ("kind", some(kind.get_untracked())),
            ("name", some(name)),
            ("crs", some(crs.get_untracked())),
            ("dry_run", Some(dry_run.to_string())),
        ]);
        form.busy.set(true);
        form.clear();
        spawn_local(async move {
            let answer = send::<ImportReport>(&format!("{PATH}?{asked}"), body).await;
            if form.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(found) => {
                    if !found.is_dry_run && !found.is_refused {
                        desk().say("ledger.imported");
                        done.retry();
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
    let kinds = Signal::derive(|| {
        lang();
        let one = |kind: &ImportKind| OneOf {
            value: code_of(*kind).to_owned(),
            words: t(&format!("import_kind.{}", code_of(*kind))),
            is_name: false,
        };
        ImportKind::VARIANTS.iter().map(one).collect::<Vec<_>>()
    });
    let systems = Signal::derive(|| {
        lang();
        systems()
    });
    let is_ready = Memo::new(move |_| report.with(|r| r.as_ref().is_some_and(|r| r.is_dry_run && !r.is_refused)));
    view! {
        <section class="section" aria-labelledby="h-import">
            <h2 id="h-import">{say("ledger.import")}</h2>
            <p class="muted">{say("ledger.import.text")}</p>
            <form class="stack report" method="post" on:submit=check novalidate>
                <Summary form=form />
                <div class="pair">
                    <Choice form=form name="kind" label="ledger.kind" value=kind none="act.choose" options=kinds />
                    <Choice form=form name="crs" label="ledger.crs" value=crs none="ledger.crs.file" options=systems />
                </div>
                <div class="field">
                    <span class="label">{say("ledger.file")}</span>
                    <label class="btn btn-wide pick">
                        <Icon name="plus" />
                        {move || file.with(|f| f.as_ref().map_or_else(|| t("ledger.pick"), |(name, _)| name.clone()))}
                        <input type="file" id=form.control("file") accept=".csv,.xlsx,.xls,.ods,.geojson,.json,text/csv" on:change=take />
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
            <h3 class="section">{say("ledger.done")}</h3>
            <Done load=done />
        </section>
    }
}

/// The systems of coordinates.
pub(super) fn systems() -> Vec<OneOf> {
    let one = |crs: &Crs| OneOf {
        value: code_of(*crs).to_owned(),
        words: t(&format!("crs.{}", code_of(*crs))),
        is_name: false,
    };
    Crs::VARIANTS.iter().map(one).collect()
}

/// What came of it: the sentences, and what is wrong row by row.
pub(super) fn told(report: &ImportReport) -> AnyView {
    let zh = lang() == Lang::Zh;
    let words = if zh { report.zh.clone() } else { report.en.clone() };
    let lines = words.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    let tone = if report.is_refused { "notice tone-late section-s" } else { "notice tone-done section-s" };
    let icon = if report.is_refused { "s-late" } else { "s-done" };
    let more = report.problem_count.saturating_sub(report.problems.len());
    let row = |p: &shared::imports::ImportProblem| {
        view! {
            <tr>
                <td class="num">{p.row.map(|row| row.to_string())}</td>
                <td>{p.column.clone().map(|c| view! { <Zh text=c /> })}</td>
                <td>{p.value.clone().map(|v| view! { <Zh text=v /> })}</td>
                <td>{if zh { p.zh.clone() } else { p.en.clone() }}</td>
            </tr>
        }
    };
    let table = report.is_refused.then(|| {
        view! {
            <div class="scroll section-s" tabindex="0" role="region" aria-label=t("ledger.problems")>
                <table class="table">
                    <caption class="vh">{t("ledger.problems")}</caption>
                    <thead><tr>
                        <th scope="col">{t("ledger.row")}</th><th scope="col">{t("ledger.column")}</th>
                        <th scope="col">{t("ledger.value")}</th><th scope="col">{t("ledger.what")}</th>
                    </tr></thead>
                    <tbody>{report.problems.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {(more > 0).then(|| view! { <p class="small muted">{tf("week.more", &[("n", &more)])}</p> })}
        }
    });
    view! { <div class=tone><Icon name=icon /><div>{lines}</div></div> {table} }.into_any()
}

/// Imports on record, and the way back from the last.
#[component]
fn Done(load: Load<Vec<ImportDone>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let form = Form::new("undo");
    let next = move || load.data.with(|all| all.as_ref().and_then(|all| all.iter().find(|one| one.is_next).cloned()));
    let undo = move |_| {
        let Some(one) = untrack(next) else { return };
        form.send(Method::POST, format!("{PATH}/{}/undo", one.id), &(), move |left: Vec<ImportDone>| {
            load.data.set(Some(std::sync::Arc::new(left)));
            open.set(false);
            desk().say("ledger.undone");
        });
    };
    let row = move |one: &ImportDone| {
        let what = t_code("import_kind", &one.what).unwrap_or_else(|| one.what.clone());
        let undone = one.undone_at.map(|at| {
            let by = one.undone_by.clone().unwrap_or_default();
            view! { <p class="small"><b>{t("ledger.taken_back")}</b> " " <Num text=moment(at) /> " " {by}</p> }
        });
        view! {
            <li>
                <div>
                    <b>{what}</b> " " <Zh text=one.file_name.clone() />
                    <p class="small">{tf("ledger.counts", &[("new", &one.new), ("changed", &one.changed)])}</p>
                    <p class="small muted"><Num text=moment(one.at) /> " " {one.by.clone()}</p>
                    {undone}
                </div>
                {one.is_next.then(|| view! {
                    <button class="btn btn-warn" type="button" on:click=move |_| open.set(true)>{t("ledger.undo")}</button>
                })}
            </li>
        }
    };
    let draw = move |all: std::sync::Arc<Vec<ImportDone>>| {
        if all.is_empty() {
            return view! { <p class="calm">{t("ledger.none")}</p> }.into_any();
        }
        view! { <ul class="people-rows">{all.iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Private load=load draw=draw />
        <Dialog id="h-undo" title="ledger.undo" open=open>
            <p>{say("ledger.undo.text")}</p>
            <Summary form=form />
            <div class="row">
                <button class="btn" type="button" on:click=move |_| open.set(false)>{say("act.cancel")}</button>
                <button class="btn btn-warn" type="button" disabled=move || form.busy.get() on:click=undo>{say("ledger.undo")}</button>
            </div>
        </Dialog>
    }
}

/// Sends a file as it is.
pub(super) async fn send<T: DeserializeOwned>(path: &str, body: JsValue) -> Result<T, Problem> {
    let request = RequestBuilder::new(path).method(Method::POST).header("content-type", "application/octet-stream");
    let answer = request.body(body).map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
    let (status, text) = (answer.status(), answer.text().await.map_err(|_| Problem::Offline)?);
    match status {
        200..=299 => serde_json::from_str(&text).map_err(|_| Problem::Broken),
        404 => Err(Problem::NotFound),
        400..=499 => Err(serde_json::from_str::<ApiError>(&text).map_or(Problem::Broken, Problem::Refused)),
        _ => Err(Problem::Broken),
    }
}
