//! The audit record: what is written into it, and that nobody changes it unseen.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use backend::audit::seal;
use diesel::prelude::*;
use serde_json::json;
use shared::audit::{AuditAction, AuditResult, AuditRow, FaultKind, Verification};
use shared::page::Page;
use shared::people::{Role, Scope};

use crate::app::{TestApp, send_to};
use crate::people::{Person, account};

const AUDIT: &str = "/api/v1/staff/audit";

async fn rows(auditor: &Person<'_>, query: &str) -> Vec<AuditRow> {
    auditor.read::<Page<AuditRow>>(&format!("{AUDIT}?{query}")).await.items
}

fn sql(app: &TestApp, text: &str) {
    app.db
        .write_now(|conn| {
            backend::each_backend!(conn, c => diesel::sql_query(text).execute(c))?;
            Ok(())
        })
        .unwrap();
}

async fn verified(auditor: &Person<'_>) -> Verification {
    auditor.done(Method::POST, "/api/v1/staff/audit/verification", ()).await
}

#[actix_web::test]
async fn a_write_and_a_denied_attempt_are_both_on_record_with_who_and_by_which_role() {
    let app = TestApp::new();
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let change = json!([{"key": "site_host", "value": "某区住建局", "version": 0}]);
    let done = admin.send(Method::PUT, "/api/v1/staff/settings", &change).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let refused = auditor.send(Method::PUT, "/api/v1/staff/settings", &change).await;
    assert_eq!(refused.status, 403);
    let found = rows(&auditor, "result=ok&action=change_setting").await;
    let row = &found[0];
    assert_eq!((row.actor.as_deref(), row.role), (Some("admin.one"), Some(Role::SystemAdmin)));
    assert_eq!(row.changes.as_deref(), Some("site_host: - → 某区住建局"));
    assert_eq!((row.object.as_str(), row.object_id.as_deref()), ("setting", Some("site_host")));
    assert_eq!(row.address.as_deref(), Some("192.0.2.7"));
    assert_eq!(row.request_id.as_deref(), done.header("x-request-id"));
    let denied = rows(&auditor, "result=denied").await;
    assert_eq!(denied.len(), 1);
    assert_eq!((denied[0].actor.as_deref(), denied[0].action), (Some("auditor.one"), AuditAction::Attempt));
    assert_eq!(denied[0].object, "PUT /api/v1/staff/settings");
}

#[actix_web::test]
async fn a_change_that_is_refused_half_way_leaves_neither_change_nor_row() {
    let app = TestApp::new();
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let half = json!([
        {"key": "site_host", "value": "某区住建局", "version": 0},
        {"key": "audit_days", "value": "20", "version": 0},
    ]);
    let refused = admin.refused(Method::PUT, "/api/v1/staff/settings", half, 422).await;
    assert_eq!(refused.field.as_deref(), Some("audit_days"));
    assert!(rows(&auditor, "action=change_setting").await.is_empty());
}

#[actix_web::test]
async fn nobody_who_is_unknown_floods_the_record() {
    let app = TestApp::new();
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    for _ in 0..210 {
        assert_eq!(app.get("/api/v1/staff/users").await.status, 401);
    }
    let mut count = 0;
    let mut cursor = String::new();
    loop {
        let page: Page<AuditRow> = auditor.read(&format!("{AUDIT}?result=denied&limit=100{cursor}")).await;
        count += page.items.len();
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(count, 200);
}

#[actix_web::test]
async fn a_row_that_is_changed_removed_added_or_moved_is_found() {
    let tampers: [(&str, FaultKind); 7] = [
        ("UPDATE audit_logs SET changes = 'site_host: - → 别的' WHERE action = 'change_setting'", FaultKind::Changed),
        ("UPDATE audit_logs SET actor_id = 1 WHERE action = 'change_setting'", FaultKind::Changed),
        ("DELETE FROM audit_logs WHERE action = 'change_setting'", FaultKind::RowsMissing),
        ("UPDATE audit_logs SET seal_no = 2 WHERE seal_no = 1", FaultKind::RowsMissing),
        ("UPDATE audit_logs SET seal_no = NULL WHERE seal_no = 2", FaultKind::RowsMissing),
        ("DELETE FROM audit_seals WHERE no = 1", FaultKind::ChainBroken),
        ("DELETE FROM audit_seals WHERE no = (SELECT MAX(no) FROM audit_seals)", FaultKind::EndMissing),
    ];
    for (tamper, kind) in tampers {
        let app = TestApp::new();
        let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
        let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
        for (version, host) in ["甲局", "乙局", "丙局"].into_iter().enumerate() {
            let change = json!([{"key": "site_host", "value": host, "version": version}]);
            assert_eq!(admin.send(Method::PUT, "/api/v1/staff/settings", change).await.status, 200);
            seal::seal(&app.db, app.secrets(), app.now()).unwrap();
        }
        let whole = app.db.read_now(|conn| backend::audit::verify::verify(conn, app.secrets(), app.now())).unwrap();
        assert!(whole.is_whole && whole.rows == 3, "{whole:?}");
        sql(&app, tamper);
        let found = app.db.read_now(|conn| backend::audit::verify::verify(conn, app.secrets(), app.now())).unwrap();
        assert!(!found.is_whole && found.faults.iter().any(|f| f.kind == kind), "{tamper}: {found:?}");
        // The page says so too, and goes on saying it.
        assert!(!verified(&auditor).await.is_whole, "{tamper}");
        assert!(!verified(&auditor).await.is_whole, "{tamper}");
    }
}

#[actix_web::test]
async fn what_is_older_than_it_should_be_goes_and_the_rest_stays_whole() {
    let app = TestApp::new();
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    for day in ["2025-01-01", "2025-02-01", "2026-06-01"] {
        app.set_day(day);
        app.get("/api/v1/staff/users").await;
        seal::seal(&app.db, app.secrets(), app.now()).unwrap();
    }
    app.set_day("2026-06-12");
    assert_eq!(seal::age(&app.db, app.secrets(), 400, app.now()).unwrap(), 2);
    assert_eq!(seal::age(&app.db, app.secrets(), 400, app.now()).unwrap(), 0);
    let auditor = Person::of(&app, auditor.id);
    let found = verified(&auditor).await;
    assert!(found.is_whole, "{found:?}");
    assert_eq!((found.begins_after, found.rows), (2, 1));
    // What lies before the mark cannot be put in its place unseen.
    sql(&app, "UPDATE meta SET value = REPLACE(value, '2 ', '1 ') WHERE name = 'audit_start'");
    assert!(!verified(&auditor).await.is_whole);
}

#[actix_web::test]
async fn two_servers_write_and_seal_at_once_and_the_record_is_whole() {
    let app = TestApp::new();
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    let (first, second) = (app.second(), app.second());
    let writers: Vec<_> = (0..40)
        .map(|n| {
            let state = if n % 2 == 0 { first.clone() } else { second.clone() };
            actix_web::rt::spawn(async move {
                let answer = send_to(&state, TestRequest::get().uri("/api/v1/staff/users")).await;
                assert_eq!(answer.status, 401);
                if n % 5 == 0 {
                    let (db, secrets, now) = (state.db.clone(), state.secrets.clone(), state.clock.now());
                    actix_web::web::block(move || seal::seal(&db, &secrets, now)).await.unwrap().unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let found = verified(&auditor).await;
    assert!(found.is_whole, "{found:?}");
    assert_eq!(found.rows, 40);
}

#[actix_web::test]
async fn the_record_is_filtered_paged_and_exported_and_the_export_is_on_record() {
    let app = TestApp::new();
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    let wang = Person::of(&app, account(&app, "wang.li"));
    for _ in 0..3 {
        wang.get(AUDIT).await;
    }
    let page: Page<AuditRow> = auditor.read(&format!("{AUDIT}?actor=wang.li&limit=2")).await;
    assert_eq!(page.items.len(), 2);
    let rest: Page<AuditRow> =
        auditor.read(&format!("{AUDIT}?actor=wang.li&limit=2&cursor={}", page.next.unwrap())).await;
    assert_eq!((rest.items.len(), rest.next), (1, None));
    assert!(rows(&auditor, "from=2026-06-13").await.is_empty());
    assert_eq!(rows(&auditor, "from=2026-06-12&to=2026-06-12&actor=wang.li").await.len(), 3);
    let file = auditor.get("/api/v1/staff/audit.csv?actor=wang.li").await;
    assert_eq!(file.text().lines().count(), 4);
    assert!(file.text().starts_with('\u{feff}'));
    let exported = rows(&auditor, "action=export_audit").await;
    assert_eq!((exported[0].result, exported[0].object_id.as_deref()), (AuditResult::Ok, Some("3")));
    let wrong = auditor.refused(Method::GET, &format!("{AUDIT}?action=nothing"), (), 400).await;
    assert_eq!(wrong.field.as_deref(), Some("action"));
}
