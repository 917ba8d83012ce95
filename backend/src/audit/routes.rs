//! `GET /api/v1/staff/audit`, its CSV, and its verification.

use actix_web::web::{Data, Json, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use shared::audit::{AuditAction, AuditFilter, AuditRow, Verification};
use shared::id::AuditId;
use shared::page::Page;
use shared::permissions::Thing;
use shared::query::Params;

use super::{seal, store, verify};
use crate::auth::{Allowed, access};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::serve::State;

access! {
    /// Read, filter, verify and export the audit record.
    ReadAudit,
}

/// Rows of a file at most: who wants more takes a shorter time.
const MOST: i64 = 100_000;
/// What spreadsheets read as UTF-8.
const BOM: &str = "\u{feff}";

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private("/staff/audit", [("GET", get().to(list_audit))]))
        .service(crate::private("/staff/audit.csv", [("GET", get().to(export_audit))]))
        .service(crate::private("/staff/audit/verification", [("POST", post().to(verify_audit))]));
}

/// Rows of the record, the latest first, a page at a time.
async fn list_audit(
    request: HttpRequest,
    _caller: Allowed<ReadAudit>,
    state: Data<State>,
) -> Result<Json<Page<AuditRow>>> {
    let mut params = Params::parse(request.query_string())?;
    let filter = AuditFilter::take(&mut params)?;
    let wanted = ("上一页给出的 next", "the `next` of the page before");
    let before: Option<AuditId> = params.read("cursor", wanted)?;
    let limit = usize::from(params.limit()?);
    params.finish()?;
    let most = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut items = state.db.read(move |conn| store::list(conn, &filter, before, most)).await?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more).map(|row| row.id.to_string());
    Ok(Json(Page { items, next }))
}

/// The rows that fit as CSV; that they were taken out is on record.
async fn export_audit(request: HttpRequest, caller: Allowed<ReadAudit>, state: Data<State>) -> Result<HttpResponse> {
    let mut params = Params::parse(request.query_string())?;
    let filter = AuditFilter::take(&mut params)?;
    params.finish()?;
    let clock = state.clock.clone();
    let written = move |conn: &mut Conn| {
        let rows = store::list(conn, &filter, None, MOST)?;
        let entry = caller.entry_on(&Thing::default(), AuditAction::ExportAudit)?.on("audit", rows.len());
        entry.write(conn, clock.as_ref())?;
        csv(&rows)
    };
    let text = state.db.write(written).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"audit.csv\""))
        .body(text))
}

fn csv(rows: &[AuditRow]) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = [
        "id",
        "at",
        "actor",
        "role",
        "action",
        "object",
        "object_id",
        "result",
        "changes",
        "address",
        "request_id",
        "seal",
    ];
    file.write_record(head).map_err(Error::internal)?;
    for row in rows {
        let text = |value: &Option<String>| value.as_deref().map(inert).unwrap_or_default();
        let role: &'static str = row.role.map(Into::into).unwrap_or_default();
        let fields = [
            row.id.to_string(),
            row.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            text(&row.actor),
            role.to_owned(),
            <&'static str>::from(row.action).to_owned(),
            inert(&row.object),
            text(&row.object_id),
            <&'static str>::from(row.result).to_owned(),
            text(&row.changes),
            text(&row.address),
            text(&row.request_id),
            row.seal.map(|no| no.to_string()).unwrap_or_default(),
        ];
        file.write_record(fields).map_err(Error::internal)?;
    }
    let bytes = file.into_inner().map_err(Error::internal)?;
    Ok(BOM.to_owned() + &String::from_utf8(bytes).map_err(Error::internal)?)
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text != "-" { format!("'{text}") } else { text.to_owned() }
}

/// Seals what is not sealed yet, then holds the whole record against its seals.
async fn verify_audit(caller: Allowed<ReadAudit>, state: Data<State>) -> Result<Json<Verification>> {
    let (clock, secrets, db) = (state.clock.clone(), state.secrets.clone(), state.db.clone());
    let checked = actix_web::web::block(move || -> Result<Verification> {
        let now = clock.now();
        seal::seal(&db, &secrets, now)?;
        let found = db.read_now(|conn| verify::verify(conn, &secrets, now))?;
        let entry = caller.entry_on(&Thing::default(), AuditAction::VerifyAudit)?;
        let said = if found.is_whole { "whole" } else { "broken" };
        let entry = entry.on("audit", found.head.as_ref().map_or(0, |head| head.seal)).changed(said);
        db.write_now(|conn| entry.write(conn, clock.as_ref()))?;
        Ok(found)
    });
    Ok(Json(checked.await.map_err(Error::internal)??))
}
