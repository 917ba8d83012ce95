//! `GET` and `PUT /api/v1/staff/settings` 设置.

use std::collections::BTreeMap;

use actix_web::web::{Bytes, Data, Json, ServiceConfig, get, put};
use shared::audit::AuditAction;
use shared::permissions::Thing;
use shared::settings::{Setting, SettingChange, SettingKey};
use strum::VariantArray as _;

use super::store;
use crate::auth::{Allowed, access, json};
use crate::config::SiteSettings;
use crate::db::{self, Conn};
use crate::error::{Error, Result};
use crate::serve::State;
use crate::tiles::Source;

access! {
    /// Change settings of the site.
    ChangeSettings,
}

/// The address of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::private(
        "/staff/settings",
        [("GET", get().to(list_settings)), ("PUT", put().to(change_settings))],
    ));
}

async fn list_settings(_caller: Allowed<ChangeSettings>, state: Data<State>) -> Result<Json<Vec<Setting>>> {
    let fixed = state.settings.clone();
    Ok(Json(state.db.read(move |conn| shown(conn, &fixed)).await?))
}

fn shown(conn: &mut Conn, fixed: &SiteSettings) -> Result<Vec<Setting>> {
    let kept = store::all(conn)?;
    let one = |key: &SettingKey| {
        let (value, version) = kept.get(key).cloned().unwrap_or_default();
        let given = fixed.given(*key);
        Setting { key: *key, is_fixed: given.is_some(), value: given.or(value), version }
    };
    Ok(SettingKey::VARIANTS.iter().map(one).collect())
}

/// Changes one or several, all or none.
async fn change_settings(
    caller: Allowed<ChangeSettings>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<Vec<Setting>>> {
    let changes: Vec<SettingChange> = json(&body)?;
    let (fixed, data, clock) = (state.settings.clone(), state.data.clone(), state.clock.clone());
    let catalog = state.catalog().await?;
    let changed = move |conn: &mut Conn| {
        let before = store::all(conn)?;
        for change in &changes {
            let value = change.key.check(&change.value).map_err(Error::bad_field)?;
            let name: &'static str = change.key.into();
            if fixed.given(change.key).is_some() {
                return Err(Error::bad_field(fixed_one(name)));
            }
            let old = before.get(&change.key).and_then(|(value, _)| value.clone());
            if old == value {
                continue;
            }
            let told = format!("{name}: {} → {}", old.as_deref().unwrap_or("-"), value.as_deref().unwrap_or("-"));
            if !store::set(conn, change.key, value, change.version, clock.now().naive_utc(), caller.id())? {
                return Err(Error::stale());
            }
            let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeSetting)?.on("setting", name);
            entry.changed(told).write(conn, clock.as_ref())?;
        }
        if changes.iter().any(|change| change.key == SettingKey::WorkHours) {
            crate::work_calendar::changed(conn, &catalog.calendar, clock.now())?;
        }
        // What contradicts another setting is refused as a whole.
        let after = fixed.over(&values(store::all(conn)?));
        Source::read(&after.tiles, &data).map_err(|e| Error::bad_field(base_map(&e)))?;
        db::touch(conn)?;
        shown(conn, &fixed)
    };
    Ok(Json(state.db.write(changed).await?))
}

/// The values alone.
pub fn values(kept: BTreeMap<SettingKey, (Option<String>, i32)>) -> BTreeMap<SettingKey, String> {
    kept.into_iter().filter_map(|(key, (value, _))| Some((key, value?))).collect()
}

fn fixed_one(name: &str) -> shared::error::ApiError {
    let (zh, en) =
        ("这一项由启动参数决定，页面里改不了。", "A start option fixes this one: it cannot be changed here.");
    shared::error::ApiError::field(shared::error::ErrorCode::InvalidValue, name, zh, en)
}

fn base_map(e: &Error) -> shared::error::ApiError {
    let said = e.to_string();
    let (zh, en) = said.split_once('\n').unwrap_or((&said, &said));
    let zh = format!("{}。", zh.trim_end_matches('。'));
    shared::error::ApiError::field(shared::error::ErrorCode::InvalidValue, "tiles_url", &zh, en)
}
