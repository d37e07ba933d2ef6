//! `/metrics`: who may read it, and that it tells what the rows and the channels say.

mod access;
mod channels;
mod counters;

use routex_tests::{ADMIN_TOKEN, TestApp, metrics::Scrape};

async fn scrape(app: &TestApp) -> Scrape {
    let call = app.anonymous("GET", "/metrics").bearer(ADMIN_TOKEN);
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    Scrape::parse(&answer.text())
}
