//! Accounts: signing in and out, lock-out, first passwords, one's own data, and what offices do with accounts.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use backend::sessions::store as sessions;
use serde_json::{Value, json};
use shared::accounts::{Me, MyData, PRIVACY_VERSION, Session, UserChanged, UserSummary};
use shared::error::{ApiError, ErrorCode};
use shared::id::AreaId;
use shared::page::Page;
use shared::people::{Role, Scope};

use crate::app::{Answer, TestApp, send_to};
use crate::builders::Town;
use crate::people::{PASSWORD, Person, account, give_role};

const SESSION: &str = "/api/v1/session";

async fn sign_in(app: &TestApp, login_name: &str, password: &str) -> Answer {
    let body = json!({"login_name": login_name, "password": password});
    app.send(TestRequest::post().uri(SESSION).set_json(body)).await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

async fn me(app: &TestApp, cookie: &str) -> Answer {
    app.send(TestRequest::get().uri("/api/v1/me").insert_header(("Cookie", cookie))).await
}

#[actix_web::test]
async fn who_signs_in_is_known_until_he_signs_out() {
    let app = TestApp::new();
    let id = account(&app, "wang.li");
    give_role(&app, id, Role::Auditor, Scope::All);
    let answer = sign_in(&app, " Wang.Li ", PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let set = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Secure"), "{set}");
    let who: Me = answer.json();
    assert_eq!((who.login_name.as_str(), who.roles.as_slice()), ("wang.li", &[Role::Resident, Role::Auditor][..]));
    let cookie = cookie(&answer);
    assert_eq!(me(&app, &cookie).await.json::<Me>(), who);
    let out = app.send(TestRequest::delete().uri(SESSION).insert_header(("Cookie", cookie.clone()))).await;
    assert_eq!(out.status, 204);
    assert_eq!(me(&app, &cookie).await.status, 401);
}

#[actix_web::test]
async fn behind_tls_the_cookie_is_for_tls_only() {
    let settings = backend::config::SiteSettings {
        public_url: Some("https://linxin.example.cn".to_owned()),
        ..Default::default()
    };
    let app = TestApp::with_settings(settings);
    account(&app, "wang.li");
    let answer = sign_in(&app, "wang.li", PASSWORD).await;
    assert!(answer.header("set-cookie").unwrap().contains("Secure"));
}

#[actix_web::test]
async fn five_wrong_tries_lock_a_name_that_is_there_and_one_that_is_not_alike() {
    let app = TestApp::new();
    account(&app, "wang.li");
    let mut told: Vec<Vec<(u16, String)>> = Vec::new();
    for name in ["wang.li", "no.such.name"] {
        let mut answers = Vec::new();
        for _ in 0..7 {
            let answer = sign_in(&app, name, "Wrong-2026 wrong").await;
            answers.push((answer.status.as_u16(), answer.text()));
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].iter().map(|(status, _)| *status).collect::<Vec<_>>(), [401, 401, 401, 401, 401, 429, 429]);
    let right = sign_in(&app, "wang.li", PASSWORD).await;
    assert_eq!(right.status, 429);
    assert_eq!(right.header("retry-after"), Some("900"));
    app.set_time("2026-06-12T12:15:01+08:00");
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 200);
}

#[actix_web::test]
async fn a_flood_of_tries_at_once_gets_no_further_than_one_after_the_other() {
    let app = TestApp::new();
    account(&app, "wang.li");
    let tries = (0..20).map(|n| async move { n });
    let mut wrong = 0;
    let answers = futures_of(&app, tries.count()).await;
    for status in answers {
        match status {
            401 => wrong += 1,
            429 => {}
            other => panic!("{other}"),
        }
    }
    assert!(wrong <= 5, "{wrong} passwords were tried");
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 429);
}

/// The statuses of `count` wrong tries at the same time.
async fn futures_of(app: &TestApp, count: usize) -> Vec<u16> {
    let state = app.second();
    let tries: Vec<_> = (0..count)
        .map(|n| {
            let state = state.clone();
            actix_web::rt::spawn(async move {
                let body = json!({"login_name": "wang.li", "password": format!("Wrong-{n} wrong")});
                send_to(&state, TestRequest::post().uri(SESSION).set_json(body)).await.status.as_u16()
            })
        })
        .collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(one.await.unwrap());
    }
    answers
}

#[actix_web::test]
async fn a_right_password_in_between_forgets_the_wrong_ones() {
    let app = TestApp::new();
    account(&app, "wang.li");
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(sign_in(&app, "wang.li", "Wrong-2026 wrong").await.status, 401);
        }
        assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 200);
    }
}

#[actix_web::test]
async fn an_office_behind_one_address_signs_in_as_often_as_it_likes_and_guesses_sixty_times() {
    let app = TestApp::new();
    account(&app, "wang.li");
    for _ in 0..70 {
        assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 200);
    }
    for n in 0..60 {
        assert_eq!(sign_in(&app, &format!("guess{n}"), "Wrong-2026 wrong").await.status, 401, "{n}");
    }
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 429);
}

#[actix_web::test]
async fn a_session_of_staff_ends_after_half_an_hour_without_a_deed_and_one_of_a_resident_does_not() {
    let app = TestApp::new();
    let staff = Person::new(&app, "staff.one", Role::Auditor, Scope::All);
    let resident = Person::of(&app, account(&app, "resident.one"));
    app.set_time("2026-06-12T12:20:00+08:00");
    let seen: Me = staff.read("/api/v1/me").await;
    assert_eq!((seen.idle_seconds, seen.session_ends_at.to_rfc3339().as_str()), (1_800, "2026-06-12T04:50:00+00:00"));
    app.set_time("2026-06-12T12:49:00+08:00");
    assert_eq!(staff.send(Method::PUT, SESSION, ()).await.status, 204);
    app.set_time("2026-06-12T13:18:59+08:00");
    assert_eq!(staff.get("/api/v1/me").await.status, 200);
    app.set_time("2026-06-12T13:49:00+08:00");
    assert_eq!(staff.get("/api/v1/me").await.status, 401);
    assert_eq!(resident.get("/api/v1/me").await.status, 200);
    app.set_day("2026-07-20");
    assert_eq!(resident.get("/api/v1/me").await.status, 401);
}

#[actix_web::test]
async fn a_first_password_must_be_changed_before_anything_else() {
    let app = TestApp::new();
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let made: UserChanged =
        admin.done(Method::POST, "/api/v1/staff/users", json!({"login_name": "zhao.min", "client_token": "t1"})).await;
    let first = made.first_password.unwrap();
    let answer = sign_in(&app, "zhao.min", &first).await;
    assert!(answer.json::<Me>().must_change_password);
    let zhao = Person { app: &app, id: made.user.id, cookie: cookie(&answer) };
    assert_eq!(zhao.refused(Method::PATCH, "/api/v1/me", json!({}), 403).await.code, ErrorCode::PasswordChangeRequired);
    let change = |old: &str, new: &str| json!({"password": old, "new_password": new});
    let path = "/api/v1/me/password";
    let wrong = zhao.refused(Method::PUT, path, change("x", "Nine-tall trees 9"), 422).await;
    assert_eq!(wrong.field.as_deref(), Some("password"));
    let weak = zhao.refused(Method::PUT, path, change(&first, "short"), 422).await;
    assert_eq!(weak.field.as_deref(), Some("new_password"));
    let same = zhao.refused(Method::PUT, path, change(&first, &first), 422).await;
    assert_eq!(same.field.as_deref(), Some("new_password"));
    assert_eq!(zhao.send(Method::PUT, path, change(&first, "Nine-tall trees 9")).await.status, 204);
    assert!(!zhao.read::<Me>("/api/v1/me").await.must_change_password);
    assert_eq!(sign_in(&app, "zhao.min", &first).await.status, 401);
    assert_eq!(sign_in(&app, "zhao.min", "Nine-tall trees 9").await.status, 200);
}

#[actix_web::test]
async fn the_same_token_makes_one_account_and_tells_its_password_once() {
    let app = TestApp::new();
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let wanted = json!({"login_name": "zhao.min", "client_token": "t1"});
    let once: UserChanged = admin.done(Method::POST, "/api/v1/staff/users", &wanted).await;
    let twice: UserChanged = admin.done(Method::POST, "/api/v1/staff/users", &wanted).await;
    assert_eq!(once.user, twice.user);
    assert!(once.first_password.is_some() && twice.first_password.is_none());
    let taken = json!({"login_name": "Zhao.Min", "client_token": "t2"});
    let refused = admin.refused(Method::POST, "/api/v1/staff/users", taken, 409).await;
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Taken, Some("login_name")));
}

#[actix_web::test]
async fn a_session_can_be_ended_from_another_and_nobody_elses_can() {
    let app = TestApp::new();
    let id = account(&app, "wang.li");
    let (here, there) = (Person::of(&app, id), Person::of(&app, id));
    let other = Person::of(&app, account(&app, "zhao.min"));
    let list: Vec<Session> = here.read("/api/v1/me/sessions").await;
    assert_eq!(list.len(), 2);
    let away = list.iter().find(|s| !s.is_this).unwrap();
    let path = format!("/api/v1/me/sessions/{}", away.id);
    assert_eq!(other.send(Method::DELETE, &path, ()).await.status, 404);
    assert_eq!(here.send(Method::DELETE, &path, ()).await.status, 204);
    assert_eq!(
        (here.get("/api/v1/me").await.status.as_u16(), there.get("/api/v1/me").await.status.as_u16()),
        (200, 401)
    );
}

async fn register(app: &TestApp, body: &Value) -> Answer {
    app.send(TestRequest::post().uri("/api/v1/accounts").set_json(body)).await
}

fn newcomer(name: &str) -> Value {
    json!({"login_name": name, "password": "huai4shu-men", "phone": "138 1234 5678", "privacy_version": PRIVACY_VERSION})
}

#[actix_web::test]
async fn a_resident_registers_with_a_name_and_a_password_and_comes_back_by_his_code() {
    let app = TestApp::new();
    let answer = register(&app, &newcomer("lao.zhang")).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let code = answer.json::<Value>()["recovery_code"].as_str().unwrap().to_owned();
    assert_eq!(code.len(), 23);
    let signed_in = sign_in(&app, "lao.zhang", "huai4shu-men").await;
    assert_eq!(signed_in.json::<Me>().phone_mask.as_deref(), Some("138****5678"));
    // Typed in small letters and without dashes.
    let typed = code.to_lowercase().replace('-', " ");
    let recover = |code: &str, new: &str| {
        let body = json!({"login_name": "lao.zhang", "recovery_code": code, "new_password": new});
        app.send(TestRequest::post().uri("/api/v1/session/recovery").set_json(body))
    };
    assert_eq!(recover("AAAAA-AAAAA-AAAAA-AAAAA", "men7kou shu").await.status, 401);
    let answer = recover(&typed, "men7kou shu").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(me(&app, &cookie(&signed_in)).await.status, 401, "every session is ended");
    assert_eq!(sign_in(&app, "lao.zhang", "men7kou shu").await.status, 200);
    assert_eq!(recover(&typed, "men8kou shu").await.status, 401, "a code is good once");
}

#[actix_web::test]
async fn what_a_resident_types_wrong_is_named() {
    let app = TestApp::new();
    for (field, value, said) in [
        ("login_name", "老张", "字母开头"),
        ("password", "short1", "8 个字符"),
        ("password", "password1", "太常见"),
        ("phone", "1381234", "少了 4 位"),
        ("privacy_version", "", "隐私说明"),
    ] {
        let mut body = newcomer("lao.zhang");
        body[field] = json!(value);
        let answer = register(&app, &body).await;
        let refused: ApiError = answer.json();
        assert_eq!((answer.status.as_u16(), refused.field.as_deref()), (422, Some(field)));
        assert!(refused.message.contains(said), "{}", refused.message);
    }
    let unknown = register(&app, &json!({"login_name": "lao.zhang", "is_admin": true})).await;
    assert_eq!(unknown.status, 422);
    assert_eq!(unknown.json::<ApiError>().field.as_deref(), Some("is_admin"));
    let junk = app.send(TestRequest::post().uri("/api/v1/accounts").set_payload("{")).await;
    assert_eq!((junk.status.as_u16(), junk.json::<ApiError>().code), (400, ErrorCode::UnreadableBody));
}

#[actix_web::test]
async fn a_phone_lies_encrypted_and_every_look_at_it_is_told_to_its_owner() {
    let app = TestApp::new();
    register(&app, &newcomer("lao.zhang")).await;
    let stored = app.db.read_now(|conn| backend::users::store::named(conn, "lao.zhang")).unwrap().unwrap();
    assert!(!stored.phone_enc.as_deref().unwrap().contains("13812345678"));
    let owner = Person::of(&app, stored.key());
    let office = Person::new(&app, "office.one", Role::DistrictAdmin, Scope::All);
    let shown: UserSummary = office.read(&format!("/api/v1/staff/users/{}", owner.id)).await;
    assert_eq!(shown.phone_mask.as_deref(), Some("138****5678"));
    let path = format!("/api/v1/staff/users/{}/phone-views", owner.id);
    assert_eq!(office.refused(Method::POST, &path, json!({"reason": ""}), 422).await.field.as_deref(), Some("reason"));
    let told: Value = office.done(Method::POST, &path, json!({"reason": "核对身份"})).await;
    assert_eq!(told["phone"], "13812345678");
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    assert_eq!(admin.refused(Method::POST, &path, json!({"reason": "想看"}), 403).await.code, ErrorCode::Forbidden);
    let data: MyData = owner.read("/api/v1/me/data").await;
    assert_eq!(data.phone.as_deref(), Some("13812345678"));
    let views: Vec<_> = data.phone_views.iter().map(|v| (v.role, v.by.as_str(), v.reason.as_str())).collect();
    assert_eq!(views, [(Role::DistrictAdmin, "office.one", "核对身份")]);
    assert_eq!(data.consents[0].document_version, PRIVACY_VERSION);
    // What he ordered is kept about him as well, with who looked at his phone there.
    let cast = crate::orders::Cast::of(&app);
    let wanted = crate::orders::wanted(cast.town.east, "errands");
    let placed: shared::orders::new::PlacedOrder = owner.done(Method::POST, "/api/v1/orders", wanted).await;
    let look = format!("/api/v1/staff/orders/{}/phone", placed.number);
    assert_eq!(cast.community.send(Method::POST, &look, json!({})).await.status, 200);
    let data: MyData = owner.read("/api/v1/me/data").await;
    assert_eq!(data.orders[0].line.number, placed.number);
    assert_eq!((data.orders[0].asked.what.is_some(), data.orders[0].looks.len()), (true, 1));
}

#[actix_web::test]
async fn who_deletes_his_account_leaves_nothing_personal_and_every_count_as_it_was() {
    let app = TestApp::new();
    register(&app, &newcomer("lao.zhang")).await;
    let stored = app.db.read_now(|conn| backend::users::store::named(conn, "lao.zhang")).unwrap().unwrap();
    let owner = Person::of(&app, stored.key());
    let figures = app.get("/api/v1/figures").await.body;
    let wrong = owner.refused(Method::DELETE, "/api/v1/me", json!({"password": "nope"}), 422).await;
    assert_eq!(wrong.field.as_deref(), Some("password"));
    assert_eq!(owner.send(Method::DELETE, "/api/v1/me", json!({"password": "huai4shu-men"})).await.status, 204);
    assert_eq!(owner.get("/api/v1/me").await.status, 401);
    assert_eq!(sign_in(&app, "lao.zhang", "huai4shu-men").await.status, 401);
    let left = app.db.read_now(|conn| backend::users::store::get(conn, stored.key())).unwrap();
    assert!(left.login_name.is_none() && left.phone_enc.is_none() && left.phone_hash.is_none());
    assert!(left.password_hash.is_none() && left.display_name.is_none() && left.recovery_hash.is_none());
    assert_eq!(app.get("/api/v1/figures").await.body, figures);
    // The name is free again.
    assert_eq!(register(&app, &newcomer("lao.zhang")).await.status, 201);
}

#[actix_web::test]
async fn a_session_does_not_help_to_guess_the_password() {
    let app = TestApp::new();
    let wang = Person::of(&app, account(&app, "wang.li"));
    let change = || json!({ "password": "Wrong-2026 wrong", "new_password": "Ganz-Neu-2026-Tor" });
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(wang.send(Method::PUT, "/api/v1/me/password", change()).await.status.as_u16());
    }
    assert_eq!(seen.last(), Some(&429), "{seen:?}");
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 200, "signing in is counted by itself");
}

#[actix_web::test]
async fn who_is_locked_out_by_guesses_of_others_comes_back_by_his_code() {
    let app = TestApp::new();
    let made = register(&app, &newcomer("lao.zhang")).await;
    let code = made.json::<Value>()["recovery_code"].as_str().unwrap().to_owned();
    for _ in 0..6 {
        sign_in(&app, "lao.zhang", "Wrong-2026 wrong").await;
    }
    assert_eq!(sign_in(&app, "lao.zhang", PASSWORD).await.status, 429);
    let body = json!({ "login_name": "lao.zhang", "recovery_code": code, "new_password": "Ganz-Neu-2026-Tor" });
    let back = app.send(TestRequest::post().uri("/api/v1/session/recovery").set_json(&body)).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(sign_in(&app, "lao.zhang", "Ganz-Neu-2026-Tor").await.status, 200);
}

#[actix_web::test]
async fn a_resident_s_password_is_changed_before_it_opens_work() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let mut body = newcomer("lao.zhang");
    body["password"] = json!("huayuan7");
    assert_eq!(register(&app, &body).await.status, 201);
    let id = app.db.read_now(|conn| backend::users::store::named(conn, "lao.zhang")).unwrap().unwrap().key();
    assert!(!sign_in(&app, "lao.zhang", "huayuan7").await.json::<Me>().must_change_password);
    give_role(&app, id, Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    assert!(sign_in(&app, "lao.zhang", "huayuan7").await.json::<Me>().must_change_password);
}

#[actix_web::test]
async fn a_reset_is_told_to_the_owner_of_a_phone_as_any_other_look() {
    let app = TestApp::new();
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let mut body = newcomer("lao.zhang");
    body["phone"] = json!("13800001234");
    assert_eq!(register(&app, &body).await.status, 201);
    let user = app.db.read_now(|conn| backend::users::store::named(conn, "lao.zhang")).unwrap().unwrap();
    let reset = json!({ "event": "reset_password", "version": user.version, "reason": "本人来申请" });
    let path = format!("/api/v1/staff/users/{}/events", user.key());
    let done: UserChanged = admin.done(Method::POST, &path, reset).await;
    let owner = Person::of(&app, user.key());
    let change = json!({ "password": done.first_password, "new_password": "Ganz-Neu-2026-Tor" });
    assert_eq!(owner.send(Method::PUT, "/api/v1/me/password", change).await.status, 204);
    let mine: MyData = owner.read("/api/v1/me/data").await;
    assert_eq!(mine.phone_views.len(), 1);
}

#[actix_web::test]
async fn an_office_disables_enables_releases_and_resets() {
    let app = TestApp::new();
    let admin = Person::new(&app, "admin.one", Role::SystemAdmin, Scope::All);
    let id = account(&app, "wang.li");
    let wang = Person::of(&app, id);
    let user = |app: &TestApp| app.db.read_now(|conn| backend::users::store::get(conn, id)).unwrap().version;
    let path = format!("/api/v1/staff/users/{id}/events");
    let event = |name: &str, version: i32| json!({"event": name, "version": version, "reason": "借调结束"});
    let stale = admin.refused(Method::POST, &path, event("disable", 9), 409).await;
    assert_eq!(stale.code, ErrorCode::Stale);
    let no_reason = json!({"event": "disable", "version": user(&app)});
    assert_eq!(admin.refused(Method::POST, &path, no_reason, 422).await.field.as_deref(), Some("reason"));
    let _: UserChanged = admin.done(Method::POST, &path, event("disable", user(&app))).await;
    assert_eq!(wang.get("/api/v1/me").await.status, 401);
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 401);
    let again = admin.refused(Method::POST, &path, event("disable", user(&app)), 409).await;
    assert_eq!(again.code, ErrorCode::NotAllowedNow);
    let _: UserChanged = admin.done(Method::POST, &path, event("enable", user(&app))).await;
    for _ in 0..4 {
        sign_in(&app, "wang.li", "Wrong-2026 wrong").await;
    }
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 429);
    let shown: UserSummary = admin.read(&format!("/api/v1/staff/users/{id}")).await;
    assert!(shown.locked_until.is_some());
    let _: UserChanged = admin.done(Method::POST, &path, event("release", user(&app))).await;
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 200);
    let reset: UserChanged = admin.done(Method::POST, &path, event("reset_password", user(&app))).await;
    assert_eq!(sign_in(&app, "wang.li", PASSWORD).await.status, 401);
    let first = sign_in(&app, "wang.li", &reset.first_password.unwrap()).await;
    assert!(first.json::<Me>().must_change_password);
}

#[actix_web::test]
async fn an_office_gives_roles_below_it_in_its_own_area_only_and_none_to_itself() {
    let app = TestApp::new();
    let town = Town::build(&app.db);
    let other = Town::called(&app.db, "邻");
    let office = Person::new(&app, "office.one", Role::DistrictAdmin, Scope::Area(AreaId(town.district)));
    let id = account(&app, "wang.li");
    let path = format!("/api/v1/staff/users/{id}/grants");
    let grant =
        |role: &str, area: i64| json!({"role": role, "scope": {"type": "area", "id": AreaId(area).to_string()}});
    let everywhere = |role: &str| json!({"role": role, "scope": {"type": "all"}});
    let refused = office.refused(Method::POST, &path, everywhere("system_admin"), 403).await;
    assert_eq!(refused.code, ErrorCode::Forbidden);
    assert_eq!(office.send(Method::POST, &path, grant("community_admin", other.east)).await.status, 404);
    let nowhere = office.refused(Method::POST, &path, grant("community_admin", 1), 404).await;
    assert_eq!(nowhere.code, ErrorCode::NotFound);
    let wrong = office.refused(Method::POST, &path, everywhere("community_admin"), 422).await;
    assert_eq!(wrong.field.as_deref(), Some("scope"));
    let given: UserChanged = office.done(Method::POST, &path, grant("community_admin", town.east)).await;
    let named = &given.user.grants[0];
    assert_eq!((named.scope_name.as_deref(), named.granted_by.as_deref()), (Some("东社区"), Some("office.one")));
    let twice = office.refused(Method::POST, &path, grant("community_admin", town.east), 409).await;
    assert_eq!(twice.code, ErrorCode::Taken);
    let own = format!("/api/v1/staff/users/{}/grants", office.id);
    assert_eq!(office.send(Method::POST, &own, grant("community_admin", town.east)).await.status, 403);
    let wang = Person::of(&app, id);
    assert!(wang.read::<Me>("/api/v1/me").await.is_staff);
    let take = format!("{path}/{}", named.grant.id);
    let _: UserChanged = office.done(Method::DELETE, &take, ()).await;
    assert!(!wang.read::<Me>("/api/v1/me").await.is_staff);
    assert_eq!(office.send(Method::DELETE, &take, ()).await.status, 404);
}

#[actix_web::test]
async fn an_office_resets_no_account_that_also_has_a_role_elsewhere_and_still_takes_back_its_own() {
    let app = TestApp::new();
    let (town, other) = (Town::build(&app.db), Town::called(&app.db, "邻"));
    let office = Person::new(&app, "office.one", Role::DistrictAdmin, Scope::Area(AreaId(town.district)));
    let both = account(&app, "both.one");
    give_role(&app, both, Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    give_role(&app, both, Role::CommunityAdmin, Scope::Area(AreaId(other.east)));
    let path = format!("/api/v1/staff/users/{both}");
    let shown: UserSummary = office.read(&path).await;
    assert_eq!(shown.allowed_events, []);
    for event in ["reset_password", "disable", "end_sessions"] {
        let wanted = json!({"event": event, "version": shown.version, "reason": "借调结束"});
        let refused = office.refused(Method::POST, &format!("{path}/events"), wanted, 403).await;
        assert_eq!(refused.code, ErrorCode::Forbidden);
    }
    let own = Scope::Area(AreaId(town.east));
    let (ours, theirs): (Vec<_>, Vec<_>) = shown.grants.iter().partition(|g| g.grant.scope == own);
    let take = |id| format!("{path}/grants/{id}");
    assert_eq!(office.send(Method::DELETE, &take(theirs[0].grant.id), ()).await.status, 404);
    let _: UserChanged = office.done(Method::DELETE, &take(ours[0].grant.id), ()).await;
    assert_eq!(office.get(&path).await.status, 404);
}

#[actix_web::test]
async fn an_office_sees_the_accounts_of_its_area_and_not_those_of_a_sister() {
    let app = TestApp::new();
    let (town, other) = (Town::build(&app.db), Town::called(&app.db, "邻"));
    let office = Person::new(&app, "office.one", Role::DistrictAdmin, Scope::Area(AreaId(town.district)));
    Person::new(&app, "east.one", Role::CommunityAdmin, Scope::Area(AreaId(town.east)));
    let away = Person::new(&app, "away.one", Role::CommunityAdmin, Scope::Area(AreaId(other.east)));
    let list: Page<UserSummary> = office.read("/api/v1/staff/users").await;
    let names: Vec<_> = list.items.iter().map(|u| u.login_name.as_str()).collect();
    assert_eq!(names, ["east.one", "office.one"]);
    assert_eq!(office.get(&format!("/api/v1/staff/users/{}", away.id)).await.status, 404);
    let found: Page<UserSummary> = office.read("/api/v1/staff/users?role=community_admin&q=east").await;
    assert_eq!(found.items.len(), 1);
}

#[actix_web::test]
async fn the_accounts_of_a_demonstration_are_shut_where_it_is_served_as_none() {
    let app = TestApp::new();
    let (today, now) = (shared::time::date_of(app.now()), app.now());
    app.db
        .write_now(|conn| {
            backend::demo::fill(conn, today, now)?;
            backend::users::demo::make(conn, today, now)?;
            // A second start makes no second ones.
            backend::users::demo::make(conn, today, now)
        })
        .unwrap();
    let accounts = app.db.read_now(backend::users::demo::list).unwrap();
    assert_eq!(accounts.len(), 13);
    let admin = accounts.iter().find(|a| a.role == Role::SystemAdmin).unwrap();
    assert_eq!(admin.login_name, "system_admin");
    assert!(
        accounts
            .iter()
            .filter(|a| a.role != Role::Resident)
            .all(|a| a.scope_name.is_some() || a.role >= Role::DistrictAdmin)
    );
    assert_eq!(app.get("/api/v1/demo-accounts").await.status, 404);
    assert_eq!(sign_in(&app, &admin.login_name, &admin.password).await.status, 401);
    let token = app.db.write_now(|conn| {
        let user = backend::users::store::named(conn, "system_admin")?.unwrap();
        sessions::begin(conn, user.key(), "", now)
    });
    assert_eq!(me(&app, &format!("linxin_session={}", token.unwrap())).await.status, 401);
}

#[actix_web::test]
async fn a_demonstration_tells_its_accounts_and_lets_them_in() {
    let app = TestApp::with(Default::default(), |state| state.demo = true);
    let (today, now) = (shared::time::date_of(app.now()), app.now());
    app.db
        .write_now(|conn| {
            backend::demo::fill(conn, today, now)?;
            backend::users::demo::make(conn, today, now)
        })
        .unwrap();
    let accounts: Vec<shared::accounts::DemoAccount> = app.read("/api/v1/demo-accounts").await;
    for account in accounts {
        let answer = sign_in(&app, &account.login_name, &account.password).await;
        assert_eq!(answer.status, 200, "{} {}", account.login_name, answer.text());
        assert!(answer.json::<Me>().roles.contains(&account.role));
    }
}

#[actix_web::test]
async fn servers_on_one_database_share_sessions_and_limits() {
    let app = TestApp::new();
    account(&app, "wang.li");
    let second = app.second();
    let answer = sign_in(&app, "wang.li", PASSWORD).await;
    let there = TestRequest::get().uri("/api/v1/me").insert_header(("Cookie", cookie(&answer)));
    assert_eq!(send_to(&second, there).await.status, 200);
    for n in 0..6 {
        let body = json!({"login_name": "wang.li", "password": "Wrong-2026 wrong"});
        let request = TestRequest::post().uri(SESSION).set_json(body);
        let answer = if n % 2 == 0 { app.send(request).await } else { send_to(&second, request).await };
        assert_eq!(answer.status.as_u16(), if n < 5 { 401 } else { 429 });
    }
}

#[actix_web::test]
async fn no_answer_about_somebody_else_holds_a_hash_or_a_full_phone() {
    let app = TestApp::new();
    register(&app, &newcomer("lao.zhang")).await;
    let office = Person::new(&app, "office.one", Role::DistrictAdmin, Scope::All);
    let list = office.get("/api/v1/staff/users").await.text();
    assert!(list.contains("138****5678"));
    for secret in ["13812345678", "argon2", "password_hash", "phone_enc", "phone_hash", "recovery"] {
        assert!(!list.contains(secret), "{secret}");
    }
}
