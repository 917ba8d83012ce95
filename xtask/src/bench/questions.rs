//! What a server is asked, and how much of the speed of a plain file each answer should reach.

use crate::{served::Served, server::addresses};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fmt::Write as _;

/// Stands in a path for a number that no other request has.
pub(crate) const NEW: &str = "{new}";

/// What browsers say that they can unpack.
const PACKED: &str = "Accept-Encoding: gzip, deflate, br\r\n";

/// One question, or several of one kind that are asked in turn.
pub(crate) struct Question {
    /// What it is called in the table.
    pub(crate) name: &'static str,
    /// Requests a second, as a part of those for the plain file, which is the first question.
    pub(crate) aim: Option<f64>,
    /// Such as GET.
    pub(crate) method: &'static str,
    /// What is asked for.
    pub(crate) paths: Vec<String>,
    /// More lines of the head, name and value.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// What a POST to each of the paths says; none for a GET.
    pub(crate) bodies: Vec<String>,
    /// The status of every answer.
    status: &'static str,
}

impl Question {
    /// Whether a server can be sent callers.
    pub(crate) const READY: &str = "/api/v1/health/ready";

    fn get(name: &'static str, aim: Option<f64>, paths: Vec<String>) -> Self {
        Self { name, aim, method: "GET", paths, headers: Vec::new(), bodies: Vec::new(), status: "200" }
    }

    /// Bytes of the first answer as browsers get it, without its head.
    pub(crate) fn bytes(&self, server: &Served) -> Result<usize> {
        // Only what changes nothing is asked for beside the measure.
        if self.method != "GET" {
            return Ok(0);
        }
        let head = self.headers.iter().fold(String::new(), |mut head, (name, value)| {
            let _ = write!(head, "{name}: {value}\r\n");
            head
        });
        let path = self.paths.first().with_context(|| format!("{} asks for nothing", self.name))?;
        let answer = server.get_with(&path.replace(NEW, "0"), &format!("{PACKED}{head}"))?;
        if answer.status != self.status {
            bail!("{path} answers {}", answer.status);
        }
        Ok(answer.body.len())
    }
}

/// All questions to `server`, the plain file first.
pub(crate) fn all(server: &Served) -> Result<Vec<Question>> {
    let page = server.get("/")?.text();
    let style = addresses(&page).into_iter().find(|path| path.starts_with("/style."));
    let list = json(server, "/api/v1/projects?limit=100")?;
    let items = list["items"].as_array().context("the list has no rows")?;
    let numbers: Vec<&str> = items.iter().filter_map(|p| p["number"].as_str()).collect();
    let names: Vec<Vec<char>> = items.iter().filter_map(|p| Some(p["name"].as_str()?.chars().collect())).collect();
    let tag = server.get("/api/v1/projects")?.header("etag").context("the list has no ETag")?.to_owned();

    // Parts of names that occur, and some that nearly all have.
    let common = ["小区", "xiaoqu", "gaizao", "shili", "PRJ-2025"].map(str::to_owned);
    let parts = names.iter().step_by(5).filter_map(|name| name.get(2..4)).map(|two| two.iter().collect());
    let filters = [
        "kind=old_compound_renovation",
        "kind=pocket_park",
        "status=works",
        "status=done",
        "status=works&sort=updated",
        "year=2025",
        "year=2024&sort=name",
        "sort=updated",
        "sort=year",
        "limit=20&health=delayed",
    ];
    let [map, list] = new_boxes(server)?;
    let of = |base: &str, rest: &[&str]| rest.iter().map(|rest| format!("{base}{rest}")).collect::<Vec<_>>();
    let only = |path: &str| vec![path.to_owned()];
    let mut questions = vec![
        Question::get("static bytes", None, vec![style.context("the page names no style")?]),
        Question::get("map", Some(0.6), only("/api/v1/map")),
        Question::get("map, a new box each time", None, vec![map]),
        Question::get("list", Some(0.6), only("/api/v1/projects")),
        Question::get("list, ten filters", None, of("/api/v1/projects?", &filters)),
        Question::get("list, a new box each time", None, vec![list]),
        Question {
            headers: vec![("If-None-Match", tag)],
            status: "304",
            ..Question::get("list, unchanged (304)", Some(0.6), only("/api/v1/projects"))
        },
        Question::get(
            "search",
            Some(0.4),
            common.into_iter().chain(parts).map(|q| format!("/api/v1/search?q={}", escaped(&q))).collect(),
        ),
        Question::get("project", Some(0.25), of("/api/v1/projects/", &numbers)),
        Question::get("project's page (HTML)", None, of("/projects/", &numbers)),
        Question::get("figures", None, only("/api/v1/figures")),
    ];
    questions.extend(sign_in(server)?);
    Ok(questions)
}

/// Signing in, each role in its turn, so that no name is tried too often at once; only the demonstration tells its
/// passwords. Each hashes a password, so no aim is set: that it starves nobody else is one.
fn sign_in(server: &Served) -> Result<Option<Question>> {
    let answer = server.get("/api/v1/demo-accounts")?;
    if !answer.is_ok() {
        return Ok(None);
    }
    let accounts: Vec<Value> = serde_json::from_slice(&answer.body)?;
    let body = |account: &Value| {
        serde_json::json!({"login_name": account["login_name"], "password": account["password"]}).to_string()
    };
    Ok(Some(Question {
        method: "POST",
        headers: vec![("Content-Type", "application/json".to_owned())],
        bodies: accounts.iter().map(body).collect(),
        ..Question::get("signing in", None, vec!["/api/v1/session".to_owned(); accounts.len()])
    }))
}

/// A box for the map with about as many projects as the demonstration has, and one for the list with most of all; each
/// with room for a number that makes it a new one.
fn new_boxes(server: &Served) -> Result<[String; 2]> {
    let site = json(server, "/api/v1/site")?;
    let side = |name: &str| site["bbox"][name].as_f64().with_context(|| format!("the district's box has no {name}"));
    let (west, south, east, north) = (side("west")?, side("south")?, side("east")?, side("north")?);
    let total = json(server, "/api/v1/map")?["total"].as_f64().context("the map tells no total")?;
    let part = (80.0 / total).sqrt().min(1.0);
    let around = |part: f64| {
        let (lng, lat) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let (width, height) = ((east - west) / 2.0 * part, (north - south) / 2.0 * part);
        format!("bbox={:.5}{NEW},{:.5},{:.5},{:.5}", lng - width, lat - height, lng + width, lat + height)
    };
    Ok([format!("/api/v1/map?{}", around(part)), format!("/api/v1/projects?{}", around(0.9))])
}

fn json(server: &Served, path: &str) -> Result<Value> {
    let answer = server.get(path)?;
    serde_json::from_slice(&answer.body).with_context(|| format!("{path} answers {}", answer.status))
}

/// `text` as a part of an address.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = write!(all, "%{byte:02X}");
        all
    })
}
