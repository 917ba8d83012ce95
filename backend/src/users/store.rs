//! Accounts in the database.
#![allow(missing_docs, reason = "columns are described in the migration")]

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use shared::accounts::{Consent, UserStatus};
use shared::id::UserId;
use shared::people::Person;

use super::grants;
use crate::db::{Code, Conn};
use crate::error::Result;
use crate::schema::{privacy_consents as pc, users as u};
use crate::secrets::{Purpose, Secrets};
use crate::{each_backend, ids};

/// A row of `users`. Not `Debug` as derived: it holds what no log may.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = u, treat_none_as_null = true)]
pub struct UserRow {
    pub id: i64,
    pub login_name: Option<String>,
    pub display_name: Option<String>,
    pub phone_enc: Option<String>,
    pub phone_mask: Option<String>,
    pub phone_hash: Option<String>,
    pub password_hash: Option<String>,
    pub password_changed_at: Option<NaiveDateTime>,
    pub must_change_password: bool,
    pub recovery_hash: Option<String>,
    pub status: Code<UserStatus>,
    pub last_login_at: Option<NaiveDateTime>,
    pub senior_mode: bool,
    pub is_demo: bool,
    pub client_token: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub created_by: Option<i64>,
    pub version: i32,
}

impl std::fmt::Debug for UserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UserRow({})", self.id)
    }
}

impl UserRow {
    /// A new account with the login name and the hash of its password.
    pub fn new(login_name: &str, password_hash: String, now: NaiveDateTime) -> Self {
        Self {
            id: ids::next(),
            login_name: Some(login_name.to_owned()),
            display_name: None,
            phone_enc: None,
            phone_mask: None,
            phone_hash: None,
            password_hash: Some(password_hash),
            password_changed_at: Some(now),
            must_change_password: false,
            recovery_hash: None,
            status: Code(UserStatus::Active),
            last_login_at: None,
            senior_mode: false,
            is_demo: false,
            client_token: None,
            created_at: now,
            updated_at: now,
            created_by: None,
            version: 1,
        }
    }

    /// Its key.
    pub fn key(&self) -> UserId {
        UserId(self.id)
    }

    /// Whether it can be used.
    pub fn is_active(&self) -> bool {
        self.status.0 == UserStatus::Active
    }

    /// Puts `phone` (eleven digits) in, encrypted, or takes it out.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn set_phone(&mut self, phone: Option<&str>, secrets: &Secrets) -> Result<()> {
        self.phone_enc = phone.map(|p| secrets.encrypt(p)).transpose()?;
        self.phone_mask = phone.map(shared::accounts::mask_phone);
        self.phone_hash = phone.map(|p| secrets.mark(Purpose::Phone, p));
        Ok(())
    }

    /// Sets the hash of its password.
    pub fn set_password(&mut self, hash: String, must_change: bool, now: NaiveDateTime) {
        self.password_hash = Some(hash);
        self.password_changed_at = Some(now);
        self.must_change_password = must_change;
    }
}

/// Puts `row` in; `false` when its login name is taken.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &UserRow) -> Result<bool> {
    if u::table.filter(u::login_name.eq(&row.login_name)).count().get_result::<i64>(conn)? > 0 {
        return Ok(false);
    }
    let put = each_backend!(conn, c => diesel::insert_into(u::table).values(row).execute(c));
    match put {
        Ok(_) => Ok(true),
        // Somebody took it this very moment.
        Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// The account `id`.
///
/// # Errors
/// 404 when there is none.
pub fn get(conn: &mut Conn, id: UserId) -> Result<UserRow> {
    Ok(u::table.find(id.0).select(UserRow::as_select()).first(conn)?)
}

/// The account `login_name`, in small letters.
///
/// # Errors
/// Those of the database.
pub fn named(conn: &mut Conn, login_name: &str) -> Result<Option<UserRow>> {
    Ok(u::table.filter(u::login_name.eq(login_name)).select(UserRow::as_select()).first(conn).optional()?)
}

/// The account that was made with `token`.
///
/// # Errors
/// Those of the database.
pub fn made_with(conn: &mut Conn, token: &str) -> Result<Option<UserRow>> {
    Ok(u::table.filter(u::client_token.eq(token)).select(UserRow::as_select()).first(conn).optional()?)
}

/// Writes `row`, read at its version; `false` when somebody was faster.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &UserRow, now: NaiveDateTime) -> Result<bool> {
    let next = UserRow { version: row.version + 1, updated_at: now, ..row.clone() };
    let at = u::table.find(row.id).filter(u::version.eq(row.version));
    Ok(diesel::update(at).set(next).execute(conn)? == 1)
}

/// Writes that somebody signed in; no change of the account.
///
/// # Errors
/// Those of the database.
pub fn signed_in(conn: &mut Conn, id: UserId, now: NaiveDateTime) -> Result<()> {
    diesel::update(u::table.find(id.0)).set(u::last_login_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Accounts whose login or display name holds `q`, by login name, after `after`; `most` at most. Erased ones are passed
/// over.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, q: Option<&str>, after: Option<&str>, most: i64) -> Result<Vec<UserRow>> {
    let mut query = u::table
        .filter(u::login_name.is_not_null())
        .order(u::login_name)
        .select(UserRow::as_select())
        .limit(most)
        .into_boxed();
    if let Some(q) = q {
        let like = format!("%{}%", q.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let name = u::login_name.like(like.to_lowercase()).escape('\\').assume_not_null();
        let shown = u::display_name.like(like).escape('\\');
        query = query.filter(name.or(u::display_name.is_not_null().and(shown.assume_not_null())));
    }
    if let Some(after) = after {
        query = query.filter(u::login_name.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Who `user` is on the day `today`.
///
/// # Errors
/// Those of the database.
pub fn person(conn: &mut Conn, user: &UserRow, today: NaiveDate) -> Result<Person> {
    let grants = grants::of(conn, user.key())?;
    let grants = grants.iter().map(grants::GrantRow::grant).collect::<Result<Vec<_>>>()?;
    Ok(Person { id: user.key(), grants: grants.into_iter().filter(|g| g.holds(today)).collect() })
}

/// A row of `privacy_consents`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = pc)]
pub struct ConsentRow {
    pub id: i64,
    pub user_id: i64,
    pub document_version: String,
    pub given_at: NaiveDateTime,
    pub withdrawn_at: Option<NaiveDateTime>,
}

/// Writes that `user` agreed to the version `version` of the privacy notice.
///
/// # Errors
/// Those of the database.
pub fn agree(conn: &mut Conn, user: UserId, version: &str, now: NaiveDateTime) -> Result<()> {
    let row = ConsentRow {
        id: ids::next(),
        user_id: user.0,
        document_version: version.to_owned(),
        given_at: now,
        withdrawn_at: None,
    };
    each_backend!(conn, c => diesel::insert_into(pc::table).values(&row).execute(c))?;
    Ok(())
}

/// Writes that `user` takes back what he agreed to.
///
/// # Errors
/// Those of the database.
pub fn withdraw(conn: &mut Conn, user: UserId, now: NaiveDateTime) -> Result<()> {
    let rows = pc::table.filter(pc::user_id.eq(user.0)).filter(pc::withdrawn_at.is_null());
    diesel::update(rows).set(pc::withdrawn_at.eq(now)).execute(conn)?;
    Ok(())
}

/// What `user` agreed to, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn consents(conn: &mut Conn, user: UserId) -> Result<Vec<Consent>> {
    let rows: Vec<ConsentRow> =
        pc::table.filter(pc::user_id.eq(user.0)).order(pc::given_at).select(ConsentRow::as_select()).load(conn)?;
    let shown = |row: ConsentRow| Consent {
        document_version: row.document_version,
        given_at: row.given_at.and_utc(),
        withdrawn_at: row.withdrawn_at.map(|at| at.and_utc()),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The password must be changed before anything else.
///
/// # Errors
/// Those of the database.
pub fn must_change(conn: &mut Conn, user: UserId, now: NaiveDateTime) -> Result<()> {
    let change = (u::must_change_password.eq(true), u::version.eq(u::version + 1), u::updated_at.eq(now));
    diesel::update(u::table.find(user.0)).set(change).execute(conn)?;
    Ok(())
}
