//! Metrics: off by default, on an address of their own, without a word that a caller typed.

use tempfile::TempDir;

use crate::command::Running;

#[test]
fn metrics_count_by_route_on_an_address_of_their_own() {
    let data = TempDir::new().unwrap();
    let mut server = Running::start_with(data.path(), &["--metrics-listen", "127.0.0.1:0"]);
    let line = server.logged("metrics are served");
    let metrics = line["fields"]["address"].as_str().unwrap().to_owned();
    server.get("/api/v1/projects?q=secretwords");
    server.get("/api/v1/projects/PRJ-2026-0001");
    server.get("/api/v1/projects/secret-number");
    server.get("/secret-page");
    let text = Running::get_from(&metrics, "/metrics");
    for expected in [
        "linxin_http_requests_total{method=\"GET\",route=\"/api/v1/projects\",status=\"200\"} 1",
        "linxin_http_requests_total{method=\"GET\",route=\"/api/v1/projects/{number}\",status=\"404\"} 2",
        "linxin_http_request_duration_seconds_count{route=\"/api/v1/projects/{number}\"} 2",
        "linxin_http_unavailable_total 0",
        "linxin_build_info{version=",
        "linxin_database_connections ",
        "linxin_memory_resident_bytes ",
        "# EOF",
    ] {
        assert!(text.contains(expected), "{expected} is missing: {text}");
    }
    assert!(!text.contains("secret"), "{text}");
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"), "the public address has none");
    assert!(Running::get_from(&metrics, "/api/v1/projects").starts_with("HTTP/1.1 404"));
}
