//! Liveness and readiness, and the probes that clients send before they start.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::Proxy;

/// The process answers.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// There is something to route to.
pub(super) async fn ready(proxy: web::Data<Proxy>) -> HttpResponse {
    let channels = proxy
        .router
        .table()
        .channels
        .iter()
        .filter(|channel| channel.enabled)
        .count();
    if channels == 0 {
        return HttpResponse::ServiceUnavailable()
            .json(json!({ "status": "no_channel", "channels": 0 }));
    }
    HttpResponse::Ok().json(json!({ "status": "ok", "channels": channels }))
}

/// `HEAD /` and `HEAD /api/hello`: clients ask whether anyone is there.
pub(super) async fn hello() -> HttpResponse {
    HttpResponse::Ok().finish()
}
