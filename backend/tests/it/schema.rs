//! The tables as Diesel sees them are the tables that are there.

use diesel::prelude::*;

use crate::app::TestApp;

#[actix_web::test]
async fn every_column_of_every_table_can_be_read() {
    let app = TestApp::new();
    macro_rules! read {
        ($conn:expr, $($table:ident),+) => {$({
            use backend::schema::$table::dsl::*;
            let sql = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&$table.limit(1)).to_string();
            backend::each_backend!($conn, c => $table.count().get_result::<i64>(c).and_then(|_| {
                diesel::sql_query(sql.replace('`', "\"").replace(" LIMIT ?", " LIMIT 1").split(" -- ").next().unwrap()).execute(c)
            })).unwrap_or_else(|e| panic!("{}: {e}", stringify!($table)));
        })+};
    }
    app.db
        .read_now(|conn| {
            read!(
                conn,
                areas,
                area_accounts,
                area_changes,
                organizations,
                meta,
                counters,
                milestone_templates,
                milestone_template_lines,
                project_kinds,
                work_item_catalog,
                compounds,
                buildings,
                projects,
                project_compounds,
                project_buildings,
                project_members,
                project_work_items,
                milestones,
                progress_reports,
                plan_changes,
                workflow_events,
                documents,
                fund_records,
                report_media,
                live_changes,
                imports,
                import_rows,
                media,
                outage_notices,
                outage_buildings,
                notices,
                indicator_defs,
                indicator_values,
                water_samples,
                users,
                role_grants,
                sessions,
                privacy_consents,
                attempts,
                audit_logs,
                audit_seals,
                settings,
                work_calendar,
                service_categories,
                service_limits,
                service_questions,
                service_orders,
                order_contacts,
                order_events,
                order_media,
                order_extensions,
                escalations,
                chase_ups,
                callbacks,
                order_summaries,
                order_joins,
                order_timers,
                contact_cards,
                notifications,
                webhooks,
                webhook_deliveries
            );
            Ok(())
        })
        .unwrap();
}

#[actix_web::test]
async fn many_copies_that_start_at_once_migrate_once() {
    let app = TestApp::new();
    let url = if app.url.starts_with("postgres") {
        app.url.clone()
    } else {
        app.folder.path().join("new.sqlite3").display().to_string()
    };
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            std::thread::spawn(move || backend::db::Db::open(&url, 1).map(|_| ()))
        })
        .collect();
    for start in starts {
        start.join().unwrap().unwrap();
    }
}
