//! One test binary: each noun has a file, `app.rs` is the harness. SQLite, or PostgreSQL by LINXIN_TEST_DATABASE.

mod app;
mod backup;
mod builders;
mod catalogues;
mod command;
mod compounds;
mod demo;
mod export;
mod http;
mod import;
mod import_mapping;
mod import_positions;
mod import_real;
mod import_rows;
mod import_status;
mod map;
mod metrics;
mod openapi;
mod page;
mod projects;
mod recovery;
mod schema;
mod search;
mod tiles;
