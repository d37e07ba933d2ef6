//! Who may scrape. What holds by default, the matrix of routes and callers tests.

use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Call, Config, TestApp, within};

const TOKEN: &str = "scrape-test-0123456789abcdefghij";

fn scrape(app: &TestApp) -> Call {
    app.anonymous("GET", "/metrics")
}

async fn status(call: Call) -> u16 {
    call.send().await.status
}

#[tokio::test]
async fn the_scrapers_token_opens_the_metrics_and_nothing_else() {
    let app = Config::new()
        .operated()
        .set("metrics", &format!("token = \"{TOKEN}\""))
        .start()
        .await;

    assert_eq!(status(scrape(&app).bearer(TOKEN)).await, 200);
    assert_eq!(status(scrape(&app).bearer(ADMIN_TOKEN)).await, 200);
    for other in ["", CLIENT_KEY, "scrape-test-0123456789abcdefghik"] {
        assert_eq!(status(scrape(&app).bearer(other)).await, 401, "{other}");
    }
    assert_eq!(status(scrape(&app)).await, 401);
    for path in ["/api/v1/status", "/v1/models"] {
        let call = app.anonymous("GET", path).bearer(TOKEN);
        assert_eq!(status(call).await, 401, "{path}");
    }
    assert!(
        !scrape(&app)
            .bearer(TOKEN)
            .send()
            .await
            .text()
            .contains(TOKEN)
    );
}

#[tokio::test]
async fn public_metrics_are_open_to_whoever_reaches_the_port() {
    let app = Config::new().set("metrics", "public = true").start().await;

    let answer = scrape(&app).send().await;

    assert_eq!(answer.status, 200);
    let kind = answer.header("content-type");
    assert_eq!(kind, Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(answer.text().contains("\nroutex_ready 0\n"), "no channel");
}

#[tokio::test]
async fn a_reload_closes_the_door_again() {
    let app = Config::new().set("metrics", "public = true").start().await;
    assert_eq!(status(scrape(&app)).await, 200);

    app.rewrite(&Config::new().operated());
    app.hang_up();

    within("the reload to be counted", async {
        let reloads = [("result", "applied")];
        while super::scrape(&app)
            .await
            .sum("routex_config_reloads_total", &reloads)
            < 1.0
        {}
    })
    .await;
    assert_eq!(status(scrape(&app)).await, 401);
}
