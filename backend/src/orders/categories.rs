//! Categories of orders: read by everybody, changed by the system administrator, kept in the catalog.

use std::sync::Arc;

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, put};
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::orders::Urgency;
use shared::orders::category::{Category, CategoryChange, OrderType, Pool, Question, QuestionChoice, QuestionKind};
use shared::orders::clock::Limits;
use shared::permissions::Thing;
use shared::query::Params;
use strum::VariantArray as _;

use crate::auth::{Allowed, access, json};
use crate::catalog::Catalog;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::schema::{service_categories as c, service_limits as l, service_questions as q};
use crate::serve::State;

access! {
    /// Change settings of the site.
    ChangeSettings,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/order-categories", list_categories))
        .service(crate::private("/staff/order-categories", [("GET", get().to(list_all_categories))]))
        .service(crate::private("/staff/order-categories/{code}", [("PUT", put().to(put_category))]));
}

/// Every category, in its order.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn) -> Result<Vec<Category>> {
    type Row = (String, String, String, Code<OrderType>, Code<Pool>, bool, bool, bool, i32);
    let rows: Vec<Row> = c::table
        .order((c::sort_no, c::code))
        .select((
            c::code,
            c::zh,
            c::en,
            c::order_type,
            c::pool,
            c::needs_result_photo,
            c::needs_project,
            c::is_active,
            c::version,
        ))
        .load(conn)?;
    type LimitRow = (String, Code<Urgency>, i32, i32, i32, i32);
    let limits: Vec<LimitRow> =
        l::table.select((l::category_code, l::urgency, l::intake, l::take, l::contact, l::finish)).load(conn)?;
    type QuestionRow = (String, String, String, String, Code<QuestionKind>, String);
    let questions: Vec<QuestionRow> = q::table
        .order((q::category_code, q::seq))
        .select((q::category_code, q::code, q::zh, q::en, q::kind, q::choices))
        .load(conn)?;
    let limits_of = |code: &str, urgency: Urgency| {
        let row = limits.iter().find(|row| row.0 == code && row.1.0 == urgency);
        row.map_or_else(|| Limits::usual(urgency), |r| Limits { intake: r.2, take: r.3, contact: r.4, finish: r.5 })
    };
    let choice = |line: &str| {
        let mut parts = line.splitn(3, '=');
        Some(QuestionChoice { code: parts.next()?.into(), zh: parts.next()?.into(), en: parts.next()?.into() })
    };
    let category = |(code, zh, en, order_type, pool, needs_result_photo, needs_project, is_active, version): Row| {
        let asked = questions.iter().filter(|row| row.0 == code).map(|row| Question {
            code: row.1.clone(),
            zh: row.2.clone(),
            en: row.3.clone(),
            kind: row.4.0,
            choices: row.5.lines().filter_map(choice).collect(),
        });
        Category {
            limits: [Urgency::Normal, Urgency::Urgent, Urgency::Critical].map(|urgency| limits_of(&code, urgency)),
            questions: asked.collect(),
            code,
            zh,
            en,
            order_type: order_type.0,
            pool: pool.0,
            needs_result_photo,
            needs_project,
            is_active,
            version,
        }
    };
    Ok(rows.into_iter().map(category).collect())
}

/// What can be ordered, with the questions and limits of each.
#[utoipa::path(get, path = "/api/v1/order-categories", tag = "orders", responses(
    (status = 200, description = "found", body = Vec<Category>),
    Usual,
))]
pub(crate) async fn list_categories(request: HttpRequest, state: Data<State>) -> Result<HttpResponse> {
    let made = async |catalog: Arc<Catalog>| {
        Params::parse(request.query_string())?.finish()?;
        Ok(catalog.categories.iter().filter(|category| category.is_active).cloned().collect::<Vec<_>>())
    };
    state.answer(&request, made).await
}

async fn list_all_categories(_caller: Allowed<ChangeSettings>, state: Data<State>) -> Result<Json<Vec<Category>>> {
    Ok(Json(state.db.read(load).await?))
}

/// Changes who may take it, its limits, and whether it can be ordered. Orders that run keep the limits they began with.
async fn put_category(
    caller: Allowed<ChangeSettings>,
    code: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> Result<Json<Vec<Category>>> {
    let change: CategoryChange = json(&body)?;
    let now = state.clock.now().naive_utc();
    let done = move |conn: &mut Conn| {
        let code = code.into_inner();
        let all = load(conn)?;
        let before = all.iter().find(|category| category.code == code).ok_or_else(Error::not_found)?;
        change.check().map_err(Error::bad_field)?;
        let row = c::table.find(&code).filter(c::version.eq(change.version));
        let values = (
            c::pool.eq(Code(change.pool)),
            c::needs_result_photo.eq(change.needs_result_photo),
            c::is_active.eq(change.is_active),
            c::updated_at.eq(now),
            c::updated_by.eq(caller.id().0),
            c::version.eq(change.version + 1),
        );
        if diesel::update(row).set(values).execute(conn)? != 1 {
            return Err(Error::stale());
        }
        let mut told = Vec::new();
        for (urgency, limits) in Urgency::VARIANTS.iter().copied().zip(change.limits) {
            let row = l::table.find((&code, Code(urgency)));
            let values = (
                l::intake.eq(limits.intake),
                l::take.eq(limits.take),
                l::contact.eq(limits.contact),
                l::finish.eq(limits.finish),
            );
            diesel::update(row).set(values).execute(conn)?;
            let (old, name): (_, &'static str) = (before.limits(urgency), urgency.into());
            let pairs = [
                ("intake", old.intake, limits.intake),
                ("take", old.take, limits.take),
                ("contact", old.contact, limits.contact),
                ("finish", old.finish, limits.finish),
            ];
            let changed = pairs.into_iter().filter(|(_, old, new)| old != new);
            told.extend(changed.map(|(limit, old, new)| format!("{name}.{limit}: {old} → {new} min")));
        }
        let (old, new): (&'static str, &'static str) = (before.pool.into(), change.pool.into());
        if old != new {
            told.push(format!("pool: {old} → {new}"));
        }
        let flags = [
            ("needs_result_photo", before.needs_result_photo, change.needs_result_photo),
            ("is_active", before.is_active, change.is_active),
        ];
        let changed = flags.into_iter().filter(|(_, old, new)| old != new);
        told.extend(changed.map(|(flag, old, new)| format!("{flag}: {old} → {new}")));
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeCategory)?.on("order_category", &code);
        entry.changed(told.join(", ")).write_at(conn, now)?;
        db::touch(conn)?;
        load(conn)
    };
    Ok(Json(state.db.write(done).await?))
}
