//! Line 12, as far as there are pages: the reference of the admin API takes nothing from elsewhere and runs nothing inline.

use routex_tests::Config;

#[tokio::test]
async fn line_12_the_reference_is_served_under_a_strict_policy() {
    let app = Config::new().operated().start().await;
    let page = app.anonymous("GET", "/api/v1/docs/").send().await;
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));

    for (file, kind) in [
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
        ("start.js", "text/javascript"),
    ] {
        let answer = app
            .anonymous("GET", &format!("/api/v1/docs/{file}"))
            .send()
            .await;
        assert_eq!(answer.status, 200, "{file}");
        assert_eq!(answer.header("content-type"), Some(kind), "{file}");
        assert!(!answer.body.is_empty(), "{file}");
    }
    let led = app.anonymous("GET", "/api/v1/docs").send().await;
    assert_eq!((led.status, led.header("location")), (308, Some("docs/")));
}
