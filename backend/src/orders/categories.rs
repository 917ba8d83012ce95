//! Categories of orders: read by everybody, changed by the system administrator, kept in the catalog.

use std::sync::Arc;

use actix_web::web::{Bytes, Data, Json, Path, ServiceConfig, get, post, put};
use actix_web::{HttpRequest, HttpResponse};
use diesel::prelude::*;
use shared::audit::AuditAction;
use shared::error::{ApiError, ErrorCode};
use shared::orders::Urgency;
use shared::orders::category::{
    Category, CategoryChange, NewCategory, OrderType, Pool, Question, QuestionChoice, QuestionKind,
};
use shared::orders::clock::Limits;
use shared::permissions::Thing;
use shared::query::Params;
use strum::VariantArray as _;

use crate::auth::{Allowed, access, json};
use crate::catalog::Catalog;
use crate::db::{self, Code, Conn};
use crate::error::{Error, Result};
use crate::openapi::Usual;
use crate::schema::service_categories::{self, self as c};
use crate::schema::{service_limits as l, service_questions as q};
use crate::serve::State;
use crate::{each_backend, ids};

access! {
    /// Change settings of the site.
    ChangeSettings,
}

/// The addresses of this slice.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(crate::get("/order-categories", list_categories))
        .service(crate::private(
            "/staff/order-categories",
            [("GET", get().to(list_all_categories)), ("POST", post().to(create_category))],
        ))
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

/// Makes a category; it is shut until its limits were looked at.
async fn create_category(caller: Allowed<ChangeSettings>, body: Bytes, state: Data<State>) -> Result<HttpResponse> {
    let new: NewCategory = json(&body)?;
    let now = state.clock.now().naive_utc();
    let done = move |conn: &mut Conn| {
        new.check().map_err(Error::bad_field)?;
        let all = load(conn)?;
        is_free(&all, None, &new.zh, &new.en)?;
        let code = format!("own_{}", shared::id::encode(ids::next()).to_lowercase());
        let last: Option<i32> = c::table.select(diesel::dsl::max(c::sort_no)).first(conn)?;
        let row = (
            c::code.eq(&code),
            c::zh.eq(&new.zh),
            c::en.eq(&new.en),
            c::order_type.eq(Code(new.order_type)),
            c::pool.eq(Code(Pool::Staff)),
            c::needs_project.eq(new.order_type == OrderType::Complaint),
            c::sort_no.eq(last.unwrap_or(0) + 1),
            c::is_active.eq(false),
            c::updated_at.eq(now),
            c::updated_by.eq(caller.id().0),
        );
        each_backend!(conn, c => diesel::insert_into(service_categories::table).values(row).execute(c))?;
        for urgency in Urgency::VARIANTS.iter().copied() {
            let usual = Limits::usual(urgency);
            let row = (
                l::category_code.eq(&code),
                l::urgency.eq(Code(urgency)),
                l::intake.eq(usual.intake),
                l::take.eq(usual.take),
                l::contact.eq(usual.contact),
                l::finish.eq(usual.finish),
            );
            each_backend!(conn, c => diesel::insert_into(l::table).values(row).execute(c))?;
        }
        let entry = caller.entry_on(&Thing::default(), AuditAction::ChangeCategory)?.on("order_category", &code);
        entry.changed(format!("new: {}", new.zh)).write_at(conn, now)?;
        db::touch(conn)?;
        let made = load(conn)?.into_iter().find(|category| category.code == code);
        made.ok_or_else(Error::not_found)
    };
    Ok(HttpResponse::Created().json(state.db.write(done).await?))
}

/// Two of one name could not be told apart; `own` may keep its own.
fn is_free(all: &[Category], own: Option<&str>, zh: &str, en: &str) -> Result<()> {
    let others = all.iter().filter(|known| own.is_none_or(|own| own != known.code));
    let Some(known) = others.into_iter().find(|known| known.zh == zh || known.en == en) else { return Ok(()) };
    let field = if known.zh == zh { "zh" } else { "en" };
    let (zh, en) = ("已有同名的类别。", "There is a category of this name.");
    Err(Error::bad_field(ApiError::field(ErrorCode::Taken, field, zh, en)))
}

/// A code that nothing else ever had: an answer that was given means what it meant.
fn new_code() -> String {
    format!("n{}", shared::id::encode(ids::next()).to_lowercase())
}

/// What a category asks from now on; what has no code yet is given one.
fn ask(conn: &mut Conn, code: &str, questions: &[Question]) -> Result<()> {
    let coded = |code: &str| if code.is_empty() { new_code() } else { code.to_owned() };
    diesel::delete(q::table.filter(q::category_code.eq(code))).execute(conn)?;
    let choice = |choice: &QuestionChoice| format!("{}={}={}", coded(&choice.code), choice.zh, choice.en);
    for (seq, question) in (1_i16..).zip(questions) {
        let row = (
            q::category_code.eq(code),
            q::code.eq(coded(&question.code)),
            q::seq.eq(seq),
            q::zh.eq(&question.zh),
            q::en.eq(&question.en),
            q::kind.eq(Code(question.kind)),
            q::choices.eq(question.choices.iter().map(choice).collect::<Vec<_>>().join("\n")),
        );
        each_backend!(conn, c => diesel::insert_into(q::table).values(row).execute(c))?;
    }
    Ok(())
}

/// Changes its names, what it asks, who may take it, its limits, and whether it can be ordered. Orders that run keep the limits they began with.
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
        let (zh, en) = (change.zh.as_ref().unwrap_or(&before.zh), change.en.as_ref().unwrap_or(&before.en));
        is_free(&all, Some(&code), zh, en)?;
        let values = (
            c::zh.eq(zh),
            c::en.eq(en),
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
        let names = [("zh", &before.zh, zh), ("en", &before.en, en)];
        told.extend(
            names.iter().filter(|(_, old, new)| old != new).map(|(name, old, new)| format!("{name}: {old} → {new}")),
        );
        if let Some(questions) = change.questions.as_ref().filter(|questions| **questions != before.questions) {
            ask(conn, &code, questions)?;
            told.push(format!("questions: {} → {}", before.questions.len(), questions.len()));
        }
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
