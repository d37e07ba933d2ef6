//! `GET /metrics`: everything that can be measured, for Prometheus.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Data},
};

use super::{
    Proxy,
    admin::Admin,
    extract::Scraper,
    health,
    problem::{Code, Problem},
};
use crate::metrics::{Format, reading};

/// Counters since the start, and how things are now.
pub(super) async fn scrape(
    _: Scraper,
    request: HttpRequest,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
) -> Result<HttpResponse, Problem> {
    let Admin {
        inventory,
        usage,
        journal,
        events,
        started_at,
        ..
    } = &**admin;
    let ready = health::obstacle_of(&proxy).is_none();
    let reading = reading::read(inventory, usage, journal, events, *started_at, ready).await;
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok());
    let format = Format::accepted(accept.unwrap_or_default());
    let metrics = usage.metrics().clone();
    // With many channels it is long, and a worker has requests to serve.
    let written = web::block(move || metrics.scrape(reading, format)).await;
    let text = written.ok().and_then(Result::ok).ok_or_else(|| {
        tracing::error!("a scrape could not be written");
        Problem::new(
            Code::Internal,
            "the metrics could not be written; see the log",
        )
    })?;
    Ok(HttpResponse::Ok()
        .content_type(format.content_type())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}
