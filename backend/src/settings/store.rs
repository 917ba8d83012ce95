//! Settings in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use shared::id::UserId;
use shared::settings::SettingKey;

use crate::db::{Code, Conn};
use crate::each_backend;
use crate::error::Result;
use crate::schema::settings;

/// A row of `settings`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = settings)]
pub struct SettingRow {
    pub key: String,
    pub value: Option<String>,
    pub version: i32,
    pub updated_at: NaiveDateTime,
    pub updated_by: Option<i64>,
}

/// Every setting that was ever changed, with its value and version. A key of a later program is passed over.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn) -> Result<BTreeMap<SettingKey, (Option<String>, i32)>> {
    let rows: Vec<SettingRow> = settings::table.select(SettingRow::as_select()).load(conn)?;
    let known = rows.into_iter().filter_map(|row| Some((row.key.parse().ok()?, (row.value, row.version))));
    Ok(known.collect())
}

/// The number `key` as it is now: the usual one while nobody changed it.
///
/// # Errors
/// Those of the database.
pub fn number(conn: &mut Conn, key: SettingKey) -> Result<u32> {
    let value: Option<Option<String>> =
        settings::table.filter(settings::key.eq(Code(key))).select(settings::value).first(conn).optional()?;
    Ok(key.number(value.flatten().as_deref()))
}

/// Sets `key`, seen at `version`; `false` when somebody was faster.
///
/// # Errors
/// Those of the database.
pub fn set(
    conn: &mut Conn,
    key: SettingKey,
    value: Option<String>,
    version: i32,
    now: NaiveDateTime,
    by: UserId,
) -> Result<bool> {
    let row = settings::table.filter(settings::key.eq(Code(key)));
    if version == 0 {
        if row.count().get_result::<i64>(conn)? > 0 {
            return Ok(false);
        }
        let name: &'static str = key.into();
        let row = SettingRow { key: name.to_owned(), value, version: 1, updated_at: now, updated_by: Some(by.0) };
        each_backend!(conn, c => diesel::insert_into(settings::table).values(&row).execute(c))?;
        return Ok(true);
    }
    let row = row.filter(settings::version.eq(version));
    let change = (
        settings::value.eq(value),
        settings::version.eq(version + 1),
        settings::updated_at.eq(now),
        settings::updated_by.eq(by.0),
    );
    Ok(diesel::update(row).set(change).execute(conn)? == 1)
}
