//! What other systems are told: signed, once, tried again, never inside, and never with a word about anybody.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::http::Method;
use backend::config::SiteSettings;
use backend::serve::State;
use backend::webhooks::store::WAITS;
use backend::webhooks::{deliver, message, store};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shared::orders::new::PlacedOrder;
use shared::people::{Role, Scope};
use shared::webhooks::{Delivery, HookNews, Webhook, WebhookSaved, WebhookTested};

use crate::app::TestApp;
use crate::orders::{Cast, must, placed, token};
use crate::people::Person;

const HOOKS: &str = "/api/v1/staff/webhooks";

/// What a receiver was sent.
#[derive(Clone, Debug, Default)]
struct Got {
    head: String,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        let found = self.head.lines().filter_map(|line| line.split_once(':'));
        found.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next().unwrap_or_default()
    }
}

/// A small system of somebody else.
struct Receiver {
    url: String,
    got: Arc<Mutex<Vec<Got>>>,
    answer: Arc<Mutex<String>>,
}

impl Receiver {
    /// Answers 204 until it is told another answer.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook?key=very-private-key", listener.local_addr().unwrap());
        let (got, answer) = (Arc::<Mutex<Vec<Got>>>::default(), Arc::new(Mutex::new("204 No Content\r\n".to_owned())));
        let (list, says) = (got.clone(), answer.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if let Some(one) = read(&stream) {
                    list.lock().unwrap().push(one);
                }
                let says = says.lock().unwrap().clone();
                let _ = (&stream).write_all(says_all(&says).as_bytes());
            }
        });
        Self { url, got, answer }
    }

    fn says(&self, answer: &str) {
        *self.answer.lock().unwrap() = answer.to_owned();
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

/// Status line and further headers, then a body after a blank line where there is one.
fn says_all(text: &str) -> String {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.trim_end(), ""));
    format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn read(mut stream: &TcpStream) -> Option<Got> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut all = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let got = Got { head: head.to_owned(), body: body.to_owned() };
            if got.body.len() >= got.header("content-length").parse().unwrap_or(0) {
                return Some(got);
            }
        }
        let n = stream.read(&mut part).ok().filter(|n| *n > 0)?;
        all.extend_from_slice(&part[..n]);
    }
}

/// An application that may send to this machine.
fn inside() -> TestApp {
    TestApp::with(SiteSettings::default(), |state| state.webhook_private = true)
}

fn admin(app: &TestApp) -> Person<'_> {
    Person::new(app, "admin.one", Role::SystemAdmin, Scope::All)
}

fn wanted(kind: &str, url: &str) -> Value {
    json!({ "name": "指挥中心", "kind": kind, "url": url, "wants": ["placed", "overdue"], "client_token": token() })
}

fn change(hook: &Webhook) -> Value {
    json!({ "name": hook.name, "wants": hook.wants, "is_active": hook.is_active, "version": hook.version })
}

fn news(event: &str) -> HookNews {
    HookNews {
        event: event.to_owned(),
        number: "ORD-20260612-0001".to_owned(),
        category_zh: "水电检修".to_owned(),
        category_en: "Plumbing and electrics".to_owned(),
        area: "某街道 东社区".to_owned(),
        urgency: "normal".to_owned(),
        status: "placed".to_owned(),
        due_at: "2026-06-15T09:30:00Z".parse().ok(),
    }
}

fn queue(app: &TestApp, event: &str) {
    app.db.write_now(|conn| store::queue(conn, &news(event), app.now())).unwrap();
}

async fn round(state: &actix_web::web::Data<State>) -> usize {
    let state = state.clone();
    actix_web::web::block(move || deliver::round(&state)).await.unwrap().unwrap()
}

async fn deliveries(app: &TestApp, hook: &Webhook) -> Vec<Delivery> {
    let admin = Person::of(app, backend_admin(app));
    admin.read(&format!("{HOOKS}/{}/deliveries", hook.id)).await
}

/// The administrator, whose session may have ended while the clock was set forward.
fn backend_admin(app: &TestApp) -> shared::id::UserId {
    use diesel::prelude::*;
    let id = app.db.read_now(|conn| {
        use backend::schema::users::dsl::{id, login_name, users};
        Ok(users.filter(login_name.eq("admin.one")).select(id).first::<i64>(conn)?)
    });
    shared::id::UserId(id.unwrap())
}

fn set(app: &TestApp, at: DateTime<Utc>) {
    app.set_time(&at.to_rfc3339());
}

#[actix_web::test]
async fn a_system_of_ones_own_is_told_signed_and_without_anything_personal() {
    let (app, there) = (inside(), Receiver::start());
    let admin = admin(&app);
    let saved: WebhookSaved = admin.done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    let secret = saved.secret.unwrap();
    let cast = Cast::of(&app);
    let number = placed(&app, cast.town.east, "plumbing_electrics");
    queue(&app, "place");
    queue(&app, "take");
    assert_eq!(round(app.state()).await, 1, "what it did not ask for is not sent");
    let got = there.got().remove(0);
    let (timestamp, signature) = (got.header("x-linxin-timestamp"), got.header("x-linxin-signature"));
    assert_eq!(signature, message::sign(&secret, timestamp.parse().unwrap(), &got.body));
    assert_eq!(timestamp.parse::<i64>().unwrap(), app.now().timestamp());
    assert_eq!((got.header("x-linxin-event"), got.header("x-linxin-delivery").len()), ("place", 13));
    let body: Value = serde_json::from_str(&got.body).unwrap();
    let mut fields: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        ["area", "category", "category_en", "due_at", "event", "id", "number", "sent_at", "status", "urgency"]
    );
    assert_eq!(round(app.state()).await, 0, "once");
    let list = deliveries(&app, &saved.webhook).await;
    assert_eq!((list.len(), list[0].attempts, list[0].last_status.as_deref()), (1, 1, Some("204")));
    assert!(list[0].delivered_at.is_some() && list[0].next_at.is_none());
    // The deeds of the orders slice come by the same way.
    let before = there.got().len();
    must(&cast.community, &number, json!({ "event": "accept_to_pool" })).await;
    must(&cast.volunteer, &number, json!({ "event": "take" })).await;
    round(app.state()).await;
    assert_eq!(there.got().len(), before, "it asked for new and late ones only");
}

#[actix_web::test]
async fn an_order_that_is_placed_is_told_with_its_number_and_nothing_of_who_asked() {
    let (app, there) = (inside(), Receiver::start());
    let _: WebhookSaved = admin(&app).done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    let cast = Cast::of(&app);
    let asked = crate::orders::wanted(cast.town.east, "plumbing_electrics");
    let order: PlacedOrder = {
        let answer = app.send(actix_web::test::TestRequest::post().uri("/api/v1/orders").set_json(&asked)).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()
    };
    assert_eq!(round(app.state()).await, 1);
    let body: Value = serde_json::from_str(&there.got()[0].body).unwrap();
    assert_eq!((body["event"].as_str(), body["number"].as_str()), (Some("place"), Some(order.number.as_str())));
    assert_eq!(body["category_en"], "Plumbing and electrics");
    let sent = there.got()[0].body.clone();
    for (field, value) in asked.as_object().unwrap() {
        let is_said = ["category", "area", "urgency"].contains(&field.as_str());
        let words = value.as_str().filter(|text| text.chars().count() > 1);
        assert!(is_said || words.is_none_or(|words| !sent.contains(words)), "{field}: {sent}");
    }
}

#[actix_web::test]
async fn a_private_address_is_refused_when_it_is_saved_and_when_it_is_sent() {
    let there = Receiver::start();
    let app = TestApp::new();
    let admin = admin(&app);
    for url in [
        there.url.as_str(),
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest",
        "http://2130706433/",
        "http://0x7f.1/",
    ] {
        let refused = admin.refused(Method::POST, HOOKS, wanted("generic", url), 422).await;
        assert_eq!(refused.field.as_deref(), Some("url"), "{url}");
    }
    // It was saved while the server let it, or its name leads elsewhere by now.
    let saved: WebhookSaved = admin.done(Method::POST, HOOKS, wanted("generic", "https://1.1.1.1/hook")).await;
    app.db
        .write_now(|conn| {
            let mut row = store::get(conn, saved.webhook.id.0)?;
            row.url_enc = app.secrets().encrypt(&there.url.replace("127.0.0.1", "localhost"))?;
            store::update(conn, &row, app.now().naive_utc())
        })
        .unwrap();
    queue(&app, "place");
    assert_eq!(round(app.state()).await, 1);
    let list = deliveries(&app, &saved.webhook).await;
    assert_eq!(list[0].last_status.as_deref(), Some("private_address"));
    let tested: WebhookTested =
        admin.done(Method::POST, &format!("{HOOKS}/{}/test", saved.webhook.id), json!({})).await;
    assert_eq!((tested.arrived, tested.status.as_str()), (false, "private_address"));
    assert_eq!(there.got().len(), 0);
}

#[actix_web::test]
async fn a_redirect_is_not_followed() {
    let (app, there, trap) = (inside(), Receiver::start(), Receiver::start());
    let saved: WebhookSaved = admin(&app).done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    for status in ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        there.says(&format!("{status}\r\nLocation: {}\r\n", trap.url));
        let tested: WebhookTested =
            admin_again(&app).done(Method::POST, &format!("{HOOKS}/{}/test", saved.webhook.id), json!({})).await;
        assert_eq!((tested.arrived, tested.status.as_str()), (false, &status[..3]));
    }
    assert_eq!((there.got().len(), trap.got().len()), (3, 0));
}

fn admin_again(app: &TestApp) -> Person<'_> {
    Person::of(app, backend_admin(app))
}

#[actix_web::test]
async fn what_fails_is_tried_again_ever_later_and_given_up_at_last() {
    let (app, there) = (inside(), Receiver::start());
    let saved: WebhookSaved = admin(&app).done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    there.says("500 Oh\r\n");
    queue(&app, "place");
    let mut tries = 0;
    for minutes in WAITS {
        assert_eq!(round(app.state()).await, 1, "{minutes}");
        tries += 1;
        let one = deliveries(&app, &saved.webhook).await.remove(0);
        assert_eq!((one.attempts, one.next_at), (tries, Some(app.now() + TimeDelta::minutes(minutes))));
        set(&app, app.now() + TimeDelta::minutes(minutes) - TimeDelta::seconds(1));
        assert_eq!(round(app.state()).await, 0, "not a second too early");
        set(&app, app.now() + TimeDelta::seconds(1));
    }
    assert_eq!(round(app.state()).await, 1);
    let one = deliveries(&app, &saved.webhook).await.remove(0);
    assert_eq!((one.attempts, one.given_up_at, one.next_at), (8, Some(app.now()), None));
    assert_eq!(one.last_status.as_deref(), Some("500"));
    set(&app, app.now() + TimeDelta::days(3));
    assert_eq!(round(app.state()).await, 0);
    let hook = admin_again(&app).read::<Vec<Webhook>>(HOOKS).await.remove(0);
    assert_eq!((hook.failures, hook.last_status.as_deref()), (8, Some("500")));
    // The event has the same name each time, so that the receiver takes it once.
    let ids: Vec<Value> =
        there.got().iter().map(|got| serde_json::from_str::<Value>(&got.body).unwrap()["id"].clone()).collect();
    assert!(ids.len() == 8 && ids.iter().all(|id| *id == ids[0]));
    there.says("200 OK\r\n");
    queue(&app, "overdue");
    assert_eq!(round(app.state()).await, 1);
    assert_eq!(admin_again(&app).read::<Vec<Webhook>>(HOOKS).await[0].failures, 0);
}

#[actix_web::test]
async fn after_a_failure_the_rest_for_the_same_system_waits_and_others_do_not() {
    let (app, broken, well) = (inside(), Receiver::start(), Receiver::start());
    let admin = admin(&app);
    let one: WebhookSaved = admin.done(Method::POST, HOOKS, wanted("generic", &broken.url)).await;
    let _: WebhookSaved = admin.done(Method::POST, HOOKS, wanted("generic", &well.url)).await;
    broken.says("503 Away\r\n");
    queue(&app, "place");
    queue(&app, "overdue");
    queue(&app, "chase_up");
    assert_eq!(round(app.state()).await, 4);
    assert_eq!((broken.got().len(), well.got().len()), (1, 3));
    let attempts: Vec<i32> = deliveries(&app, &one.webhook).await.iter().map(|one| one.attempts).collect();
    assert_eq!(attempts, [0, 0, 1]);
}

#[actix_web::test]
async fn two_servers_on_one_database_send_each_once() {
    let (app, there) = (inside(), Receiver::start());
    let _: WebhookSaved = admin(&app).done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    for n in 0..12 {
        let one = HookNews { number: format!("ORD-20260612-{n:04}"), ..news("place") };
        app.db.write_now(|conn| store::queue(conn, &one, app.now())).unwrap();
        // The caller's transaction was tried again: still once.
        app.db.write_now(|conn| store::queue(conn, &one, app.now())).unwrap();
    }
    let others: Vec<_> = (0..3)
        .map(|_| {
            let mut state = app.second().into_inner();
            Arc::get_mut(&mut state).unwrap().webhook_private = true;
            actix_web::web::Data::from(state)
        })
        .collect();
    let rounds = others.iter().chain([app.state()]).map(round);
    let tried: usize = futures_util::future::join_all(rounds).await.into_iter().sum();
    assert_eq!((tried, there.got().len()), (12, 12));
}

#[actix_web::test]
async fn a_message_that_was_taken_and_never_finished_is_sent_by_another() {
    let (app, there) = (inside(), Receiver::start());
    let saved: WebhookSaved = admin(&app).done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    queue(&app, "place");
    let taken = app.db.write_now(|conn| {
        let row = store::deliveries(conn, saved.webhook.id.0, 1)?.remove(0);
        store::claim(conn, &row, app.now())
    });
    assert!(taken.unwrap());
    assert_eq!(round(app.state()).await, 0);
    set(&app, app.now() + TimeDelta::minutes(2));
    assert_eq!(round(app.state()).await, 1);
    assert_eq!(deliveries(&app, &saved.webhook).await[0].attempts, 2);
}

#[actix_web::test]
async fn a_group_robot_reads_chinese_and_its_own_no_is_a_failure() {
    use backend::webhooks::send::{Outcome, Receiver as To, send};
    use shared::webhooks::WebhookKind;
    let app = inside();
    let admin = admin(&app);
    let http = admin.refused(Method::POST, HOOKS, wanted("wecom", "http://127.0.0.1/x?key=1"), 422).await;
    assert_eq!(http.field.as_deref(), Some("url"));
    let saved: WebhookSaved = admin.done(Method::POST, HOOKS, wanted("wecom", "https://127.0.0.1:9/x?key=1")).await;
    assert_eq!(saved.secret, None, "a robot knows no signature");
    // Sending looks at the address again: the robot of this test speaks no TLS.
    let there = Receiver::start();
    let to = To { kind: WebhookKind::Wecom, url: there.url.clone(), secret: None };
    let body = store::body(&news("overdue"), "x".to_owned());
    let came = send(&to, &body, "x", true, app.now()).unwrap();
    assert_eq!(came, Outcome { arrived: false, status: "bad_address".to_owned() });
    for (said, arrived, status) in [
        ("{\"errcode\":0,\"errmsg\":\"ok\"}", true, "200"),
        ("{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}", false, "errcode_93000"),
        ("<html>", false, "unreadable"),
    ] {
        assert_eq!(backend::webhooks::send::judge_wecom(said), Outcome { arrived, status: status.to_owned() });
    }
    let sent: Value = serde_json::from_str(&message::wecom(&body)).unwrap();
    assert_eq!(sent["msgtype"], "markdown");
    assert!(sent["markdown"]["content"].as_str().unwrap().starts_with("**点单超过时限**\n> 单号：ORD-20260612-0001"));
}

#[actix_web::test]
async fn address_and_secret_are_in_no_answer_and_in_no_row_of_the_record() {
    let (app, there) = (inside(), Receiver::start());
    let admin = admin(&app);
    let body = wanted("generic", &there.url);
    let saved: WebhookSaved = admin.done(Method::POST, HOOKS, &body).await;
    let secret = saved.secret.clone().unwrap();
    let again: WebhookSaved = admin.done(Method::POST, HOOKS, &body).await;
    assert_eq!((again.webhook.id, again.secret), (saved.webhook.id, None), "the same token makes one, and tells once");
    let path = format!("{HOOKS}/{}", saved.webhook.id);
    let mut answers = Vec::new();
    let moved = json!({
        "name": "另一个", "wants": ["closed"], "is_active": true, "url": there.url, "version": saved.webhook.version
    });
    answers.push(admin.send(Method::PUT, &path, moved).await.text());
    there.says("500 very-private-key\r\n");
    answers.push(admin.send(Method::POST, &format!("{path}/test"), json!({})).await.text());
    for path in [HOOKS.to_owned(), format!("{path}/deliveries")] {
        answers.push(admin.get(&path).await.text());
    }
    let bad = wanted("generic", "https://user:very-private-key@example.cn/");
    answers.push(admin.send(Method::POST, HOOKS, bad).await.text());
    let auditor = Person::new(&app, "auditor.one", Role::Auditor, Scope::All);
    let record = auditor.get("/api/v1/staff/audit?action=change_webhook").await.text();
    assert!(record.contains("另一个") && record.contains("url") && record.contains("test: 500"), "{record}");
    answers.push(record);
    for text in &answers {
        assert!(!text.contains("very-private-key") && !text.contains(&secret) && !text.contains("/hook"), "{text}");
    }
    let host = there.url.split("/hook").next().unwrap();
    assert!(answers[0].contains(host), "{}", answers[0]);
    // Nor do they lie in the database as they are.
    let row = app.db.read_now(|conn| store::get(conn, saved.webhook.id.0)).unwrap();
    let kept = format!("{} {}", row.url_enc, row.secret_enc.unwrap());
    assert!(!kept.contains("very-private-key") && !kept.contains(&secret));
}

#[actix_web::test]
async fn a_secret_is_renewed_and_what_waits_for_one_that_is_off_is_given_up() {
    let (app, there) = (inside(), Receiver::start());
    let admin = admin(&app);
    let saved: WebhookSaved = admin.done(Method::POST, HOOKS, wanted("generic", &there.url)).await;
    let path = format!("{HOOKS}/{}", saved.webhook.id);
    let mut wish = change(&saved.webhook);
    wish["renew_secret"] = json!(true);
    let renewed: WebhookSaved = admin.done(Method::PUT, &path, &wish).await;
    assert!(renewed.secret.is_some() && renewed.secret != saved.secret);
    assert_eq!(admin.refused(Method::PUT, &path, &wish, 409).await.field.as_deref(), Some("version"));
    queue(&app, "place");
    let mut off = change(&renewed.webhook);
    off["is_active"] = json!(false);
    let off: WebhookSaved = admin.done(Method::PUT, &path, off).await;
    assert!(!off.webhook.is_active);
    queue(&app, "overdue");
    assert_eq!(round(app.state()).await, 0);
    let list = deliveries(&app, &saved.webhook).await;
    assert_eq!((list.len(), list[0].last_status.as_deref()), (1, Some("switched_off")));
    let gone = admin.send(Method::DELETE, &path, json!({})).await;
    assert_eq!(gone.status, 204);
    assert_eq!(admin.read::<Vec<Webhook>>(HOOKS).await, []);
    admin.refused(Method::DELETE, &path, json!({}), 404).await;
}
