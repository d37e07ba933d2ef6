//! Liveness and readiness, and the probes that clients send before they start.

use std::sync::atomic::Ordering;

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::Proxy;

/// The process answers.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// A request that came now could be served, as far as Routex itself is concerned.
pub(super) async fn ready(proxy: web::Data<Proxy>) -> HttpResponse {
    let channels = enabled_channels(&proxy);
    match obstacle_of(&proxy) {
        Some(status) => HttpResponse::ServiceUnavailable()
            .json(json!({ "status": status, "channels": channels })),
        None => HttpResponse::Ok().json(json!({ "status": "ok", "channels": channels })),
    }
}

/// What keeps requests from being served now.
pub(super) fn obstacle_of(proxy: &Proxy) -> Option<&'static str> {
    let stopping = proxy.stopping.load(Ordering::Relaxed);
    obstacle(stopping, proxy.journal.has_room(), enabled_channels(proxy))
}

fn enabled_channels(proxy: &Proxy) -> usize {
    let table = proxy.router.table();
    let enabled = table.channels.iter().filter(|channel| channel.enabled);
    enabled.count()
}

/// What keeps requests from being served.
fn obstacle(stopping: bool, journal_has_room: bool, channels: usize) -> Option<&'static str> {
    if stopping {
        Some("stopping")
    } else if !journal_has_room {
        Some("journal_full")
    } else if channels == 0 {
        Some("no_channel")
    } else {
        None
    }
}

/// `HEAD /` and `HEAD /api/hello`: clients ask whether anyone is there.
pub(super) async fn hello() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cfg(test)]
mod tests {
    use super::obstacle;

    #[test]
    fn it_is_ready_when_nothing_stands_in_the_way() {
        assert_eq!(obstacle(false, true, 1), None);
        assert_eq!(obstacle(false, true, 0), Some("no_channel"));
        assert_eq!(obstacle(false, false, 1), Some("journal_full"));
        assert_eq!(obstacle(true, true, 1), Some("stopping"));
    }
}
