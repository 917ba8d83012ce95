//! Contact cards in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use shared::areas::AreaLevel;
use shared::contact_cards::{CardForm, CardStatus};
use shared::id::AreaId;

use crate::areas::tree::AreaTree;
use crate::db::{Code, Conn};
use crate::each_backend;
use crate::error::{Error, Result};
use crate::schema::contact_cards as k;

/// A row of `contact_cards`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = k, treat_none_as_null = true)]
pub struct CardRow {
    pub id: i64,
    pub number: String,
    pub area_id: i64,
    pub duty_title: String,
    pub display_name: Option<String>,
    pub consent_at: Option<NaiveDateTime>,
    pub duty_phone: String,
    pub duties: Option<String>,
    pub community_phone: Option<String>,
    pub police_name: Option<String>,
    pub police_phone: Option<String>,
    pub property_name: Option<String>,
    pub property_phone: Option<String>,
    pub hotline: String,
    pub status: Code<CardStatus>,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub replaced_by: Option<i64>,
    pub client_token: String,
    pub last_token: Option<String>,
    pub is_demo: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

impl CardRow {
    /// The same with what `form` says at `now`.
    #[must_use]
    pub fn filled(self, form: CardForm, now: NaiveDateTime) -> Self {
        // Another name is somebody else's: it needs a consent of its own.
        let known = self.consent_at.filter(|_| self.display_name == form.display_name);
        let consent_at = form.display_name.as_ref().map(|_| known.unwrap_or(now));
        Self {
            area_id: form.area.0,
            duty_title: form.duty_title,
            display_name: form.display_name,
            consent_at,
            duty_phone: form.duty_phone,
            duties: form.duties,
            community_phone: form.community_phone,
            police_name: form.police_name,
            police_phone: form.police_phone,
            property_name: form.property_name,
            property_phone: form.property_phone,
            hotline: form.hotline,
            updated_at: now,
            ..self
        }
    }

    /// What is written on it.
    pub fn form(&self) -> CardForm {
        CardForm {
            area: AreaId(self.area_id),
            duty_title: self.duty_title.clone(),
            display_name: self.display_name.clone(),
            has_consent: self.consent_at.is_some(),
            duty_phone: self.duty_phone.clone(),
            duties: self.duties.clone(),
            community_phone: self.community_phone.clone(),
            police_name: self.police_name.clone(),
            police_phone: self.police_phone.clone(),
            property_name: self.property_name.clone(),
            property_phone: self.property_phone.clone(),
            hotline: self.hotline.clone(),
        }
    }
}

/// The card with the key `id`.
///
/// # Errors
/// 404 when there is none.
pub fn get(conn: &mut Conn, id: i64) -> Result<CardRow> {
    Ok(k::table.find(id).select(CardRow::as_select()).first(conn)?)
}

/// Puts `row` in.
///
/// # Errors
/// Those of the database, broken constraints included.
pub fn insert(conn: &mut Conn, row: &CardRow) -> Result<()> {
    each_backend!(conn, c => diesel::insert_into(k::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the one with its id, whose version it was read as plus one.
///
/// # Errors
/// 409 when somebody else wrote it meanwhile.
pub fn update(conn: &mut Conn, row: &CardRow) -> Result<()> {
    let read = k::table.find(row.id).filter(k::version.eq(row.version - 1));
    if diesel::update(read).set(row).execute(conn)? == 1 { Ok(()) } else { Err(Error::stale()) }
}

/// The one in use in the area.
///
/// # Errors
/// Those of the database.
pub fn in_use(conn: &mut Conn, area: i64) -> Result<Option<CardRow>> {
    let rows = k::table.filter(k::area_id.eq(area)).filter(k::status.eq(Code(CardStatus::Published)));
    Ok(rows.order(k::id.desc()).select(CardRow::as_select()).first(conn).optional()?)
}

/// The cards in use of `area` and of the communities above it, the nearest first.
///
/// # Errors
/// Those of the database.
pub fn around(conn: &mut Conn, tree: &AreaTree, area: i64) -> Result<Vec<CardRow>> {
    let mut found = Vec::new();
    let path: Vec<i64> =
        tree.path(area).iter().rev().filter(|row| row.area_level.0 >= AreaLevel::Community).map(|row| row.id).collect();
    for id in path {
        found.extend(in_use(conn, id)?);
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// The next number of the year, such as CARD-2026-0007.
///
/// # Errors
/// Those of the database.
pub fn next_number(conn: &mut Conn, today: NaiveDate) -> Result<String> {
    let year = format!("CARD-{}", today.year());
    let sql = "INSERT INTO counters (name, value) VALUES ($1, 1) \
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
    let counted: Counted = each_backend!(conn, c => diesel::sql_query(sql).bind::<Text, _>(&year).get_result(c))?;
    Ok(format!("{year}-{:04}", counted.value))
}
