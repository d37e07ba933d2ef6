//! The dashboard: one page and its files, out of the binary. Which of its views is shown, the page reads from its address.

mod file;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{
            ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue,
            REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    web::Path,
};

use super::{
    problem::{Code, Problem},
    request_id,
};
use file::File;

/// Everything from here and nothing inline. Style sheets have pictures as `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";
const MISSING: &str = include_str!("spa/missing.html");

/// What no view of the dashboard needs.
const PERMISSIONS: &str =
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)";

/// What the other rooms answer; a page there would hide that a call was wrong.
const TAKEN: [&str; 5] = ["api", "v1", "v1beta", "health", "metrics"];

/// The page, and one that says so where there is none.
pub(super) async fn page(request: HttpRequest) -> HttpResponse {
    let response = match File::find("index.html") {
        Some(page) => page.answer(&request),
        None => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(MISSING),
    };
    // Its name stays when its text changes.
    with_policy(response, "no-cache")
}

/// A file of the page. Its name has a hash of what is in it.
pub(super) async fn asset(request: HttpRequest, name: Path<String>) -> HttpResponse {
    match File::find(&format!("assets/{name}")) {
        Some(file) => with_policy(file.answer(&request), "public, max-age=31536000, immutable"),
        None => Problem::new(
            Code::NotFound,
            "the dashboard has no such file; reload its page, it may be of an earlier version",
        )
        .respond(request_id::of(&request)),
    }
}

/// Whether a browser asks for a view of the dashboard: for a page, and not under a path that something else answers.
pub(super) fn is_view(request: &HttpRequest) -> bool {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let wants_page = request
        .headers()
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"));
    reads && wants_page && is_free(request.path())
}

/// Whether a path is the dashboard's to answer.
fn is_free(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next();
    let last = path.rsplit('/').next().unwrap_or_default();
    !first.is_some_and(|first| TAKEN.contains(&first)) && !last.contains('.')
}

fn with_policy(mut response: HttpResponse, cache: &'static str) -> HttpResponse {
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, cache),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("permissions-policy", PERMISSIONS),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn views_are_what_browsers_ask_for_where_nothing_else_answers() {
        let asked = |path: &str, accept: &'static str| {
            let request = TestRequest::with_uri(path).insert_header((ACCEPT, accept));
            is_view(&request.to_http_request())
        };
        let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        for path in ["/channels", "/requests/0199", "/v1x", "/apis"] {
            assert!(asked(path, browser), "{path}");
        }
        for path in [
            "/api/v1/chanels",
            "/v1/mesages",
            "/v1beta",
            "/metrics",
            "/health/x",
            "/a.js",
        ] {
            assert!(!asked(path, browser), "{path}");
        }
        assert!(!asked("/chat/completions", "*/*"));
    }

    #[test]
    fn line_12_nothing_inline_is_let_in() {
        assert!(!POLICY.contains("unsafe-inline"));
        assert!(!POLICY.replace("wasm-unsafe-eval", "").contains("unsafe"));
        assert!(POLICY.contains("frame-ancestors 'none'"));
    }
}
