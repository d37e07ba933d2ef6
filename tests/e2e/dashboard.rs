//! The dashboard as files over HTTP: what is the page's to answer, how it is cached and packed, and its policy. They hold for
//! the page that stands in for a dashboard that was not built, too; that has no files beside it.

use routex_tests::{Answer, Config, TestApp};

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn app() -> TestApp {
    Config::new().operated().start().await
}

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    call(app, "GET", path, headers).await
}

async fn call(app: &TestApp, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let call = app.anonymous(method, path);
    let call = headers
        .iter()
        .fold(call, |call, (name, value)| call.header(name, value));
    call.send().await
}

/// Paths of the files that the page names.
fn files(page: &Answer) -> Vec<String> {
    let text = page.text();
    let named = text
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .map(str::to_owned);
    named.collect()
}

#[tokio::test]
async fn browsers_get_the_page_at_every_address_that_nothing_else_answers() {
    let app = app().await;
    let page = get(&app, "/", &[]).await;
    assert_eq!(page.status, 200);
    for path in ["/setup", "/channels", "/requests/0199-x", "/no/such/thing"] {
        let view = get(&app, path, &[("accept", BROWSER)]).await;
        assert_eq!((view.status, &view.body), (200, &page.body), "{path}");
    }
    for path in [
        "/api/v1/chanels",
        "/v1/mesages",
        "/v1beta/x",
        "/metrics/x",
        "/health/x",
        "/x.js",
    ] {
        let answer = get(&app, path, &[("accept", BROWSER)]).await;
        assert_ne!(answer.body, page.body, "{path}");
        assert!(answer.status >= 400, "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn programs_that_are_wrong_are_told_so_and_get_no_page() {
    let app = app().await;
    for (method, path) in [
        ("GET", "/models"),
        ("POST", "/chat/completions"),
        ("POST", "/channels"),
    ] {
        let answer = call(&app, method, path, &[("accept", "*/*")]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.json()["error"]["message"].is_string(),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn line_12_the_dashboard_is_served_under_a_strict_policy() {
    let app = app().await;
    let page = get(&app, "/", &[]).await;
    let policy = page.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval';",
        "style-src 'self';",
        "connect-src 'self';",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{part} is missing in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let text = page.text();
    for sign in ["<style", " style=", " onload=", " onerror=", "javascript:"] {
        assert!(!text.contains(sign), "{sign} is in the page");
    }
    for script in text.split("<script").skip(1) {
        assert!(script.contains("src=\"/assets/"), "{script}");
    }
}

#[tokio::test]
async fn the_page_is_asked_for_again_and_its_files_never() {
    let app = app().await;
    let page = get(&app, "/", &[]).await;
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let files = files(&page);
    let with_page = files.iter().map(String::as_str).chain(["/"]);
    for path in with_page.filter(|_| !files.is_empty()) {
        let whole = get(&app, path, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(whole.status, 200, "{path}");
        let tag = whole.header("etag").unwrap();
        let known = get(
            &app,
            path,
            &[("accept-encoding", "gzip, br"), ("if-none-match", tag)],
        )
        .await;
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
        assert!(known.header("content-security-policy").is_some());
        let cache = whole.header("cache-control").unwrap();
        assert_eq!(cache.contains("immutable"), path != "/", "{path}: {cache}");
    }
    let gone = get(&app, "/assets/main-00000000.css", &[]).await;
    assert_eq!(gone.status, 404, "{}", gone.text());
}

#[tokio::test]
async fn files_come_in_the_coding_that_is_taken_and_are_the_same_in_all() {
    let app = app().await;
    let page = get(&app, "/", &[]).await;
    for path in files(&page) {
        let plain = get(&app, &path, &[]).await;
        assert_eq!(plain.header("content-encoding"), None, "{path}");
        let gzip = get(&app, &path, &[("accept-encoding", "gzip")]).await;
        let brotli = get(&app, &path, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(gzip.header("content-encoding"), Some("gzip"), "{path}");
        assert_eq!(brotli.header("content-encoding"), Some("br"), "{path}");
        assert!(brotli.body.len() < plain.body.len(), "{path}");
        assert_eq!(unpacked(&gzip.body), plain.body, "{path}");
        assert_ne!(gzip.header("etag"), brotli.header("etag"));
        assert_eq!(brotli.header("vary"), Some("accept-encoding"));

        let head = call(&app, "HEAD", &path, &[("accept-encoding", "br")]).await;
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(
            head.header("content-length"),
            Some(brotli.body.len().to_string().as_str())
        );
    }
}

fn unpacked(gzip: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(gzip), &mut whole).unwrap();
    whole
}
