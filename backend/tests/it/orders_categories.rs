//! Categories of orders as a city changes them: names, questions, limits, and one of its own.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::error::ErrorCode;
use shared::orders::category::Category;
use shared::orders::shown::MyOrder;
use shared::people::{Role, Scope};

use crate::app::TestApp;
use crate::orders::{Cast, mine, order, wanted};
use crate::people::Person;

const PATH: &str = "/api/v1/staff/order-categories";

fn change(category: &Category, more: &Value) -> Value {
    let mut change = json!({
        "pool": category.pool, "needs_result_photo": category.needs_result_photo, "limits": category.limits,
        "is_active": true, "version": category.version,
    });
    change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    change
}

#[actix_web::test]
async fn a_category_of_ones_own_is_made_asked_for_and_ordered() {
    let app = TestApp::new();
    let cast = Cast::of(&app);
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let new = json!({ "order_type": "service", "zh": "疏通厨房", "en": "Unblock a kitchen sink" });
    let made: Category = admin.done(Method::POST, PATH, &new).await;
    assert!(!made.is_active && made.code.starts_with("own_"));
    // Shut, it is not offered; and no name stands twice.
    let offered: Vec<Category> = app.read("/api/v1/order-categories").await;
    assert!(offered.iter().all(|category| category.code != made.code));
    let again = admin.refused(Method::POST, PATH, &new, 422).await;
    assert_eq!((again.code, again.field.as_deref()), (ErrorCode::Taken, Some("zh")));
    let bad = json!({ "order_type": "service", "zh": " ", "en": "x" });
    assert_eq!(admin.refused(Method::POST, PATH, bad, 422).await.field.as_deref(), Some("zh"));

    let path = format!("{PATH}/{}", made.code);
    let question = json!({ "code": "pipe", "zh": "哪根管子", "en": "Which pipe", "kind": "choice",
        "choices": [{ "code": "sink", "zh": "水池", "en": "Sink" }, { "code": "floor", "zh": "地漏", "en": "Floor drain" }] });
    let asks = change(&made, &json!({ "questions": [question] }));
    let _: Value = admin.done(Method::PUT, &path, asks).await;
    let mut body = wanted(cast.town.east, &made.code);
    body["answers"] = json!([{ "question": "pipe", "value": "floor" }]);
    let placed = order(&app, &body).await;
    let shown: MyOrder = mine(&app, &placed).await;
    assert_eq!(shown.asked.answers[0].value_zh, "地漏");
    assert_eq!(shown.line.category_zh, "疏通厨房");
}

#[actix_web::test]
async fn names_and_questions_change_while_limits_stay_and_what_is_wrong_is_named() {
    let app = TestApp::new();
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let all: Vec<Category> = admin.read(PATH).await;
    let before = all.iter().find(|category| category.code == "streetlight").unwrap();
    let path = format!("{PATH}/streetlight");
    let one = |code: &str| json!({ "code": code, "zh": "几盏", "en": "How many", "kind": "text", "choices": [] });
    let wrong = [
        (json!({ "zh": "" }), "zh"),
        (json!({ "en": "x".repeat(41) }), "en"),
        (json!({ "questions": [one("n"), one("n")] }), "questions"),
        (json!({ "questions": [one("N 1")] }), "questions"),
    ];
    for (more, field) in wrong {
        let refused = admin.refused(Method::PUT, &path, change(before, &more), 422).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{more}");
    }
    let renamed = change(before, &json!({ "zh": "路灯和庭院灯", "questions": [one("n")] }));
    let after: Vec<Category> = admin.done(Method::PUT, &path, renamed).await;
    let after = after.iter().find(|category| category.code == "streetlight").unwrap();
    assert_eq!((after.zh.as_str(), &after.en, after.limits), ("路灯和庭院灯", &before.en, before.limits));
    assert_eq!(after.questions.iter().map(|q| q.code.as_str()).collect::<Vec<_>>(), ["n"]);
    // What is new is given a code, and never one that was another's.
    let two = json!({ "questions": [{ "code": "", "zh": "几盏", "en": "How many", "kind": "text", "choices": [] },
        { "code": "", "zh": "在哪", "en": "Where", "kind": "text", "choices": [] }] });
    let all: Vec<Category> = admin.done(Method::PUT, &path, change(after, &two)).await;
    let after = all.iter().find(|category| category.code == "streetlight").unwrap();
    let codes: Vec<&str> = after.questions.iter().map(|q| q.code.as_str()).collect();
    assert!(codes[0] != codes[1] && codes.iter().all(|code| code.len() > 5 && *code != "n"), "{codes:?}");
    // Nor may it be called what another is called.
    let other = all.iter().find(|category| category.code == "wish").unwrap();
    let taken = admin.refused(Method::PUT, &path, change(after, &json!({ "en": other.en })), 422).await;
    assert_eq!((taken.code, taken.field.as_deref()), (ErrorCode::Taken, Some("en")));
    // What is not said stays.
    let kept: Vec<Category> = admin.done(Method::PUT, &path, change(after, &json!({}))).await;
    assert_eq!(kept.iter().find(|category| category.code == "streetlight").unwrap().questions, after.questions);
}
