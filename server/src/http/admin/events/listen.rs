//! `GET /events`

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use routex_entity::{EventKind, api::ProblemBody};

use super::stream::EventStream;
use crate::{
    events::MAX_LISTENERS,
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::{Code, Problem},
    },
};

/// What happens, as server-sent events, from now on.
///
/// `request` is a row of `/requests`, when a request has ended. `channel` tells a new state of a channel, `config` what an
/// operator changed; `stats` comes every second; `failover` tells of a request that
/// went on elsewhere than where it was tried first. A listener that reads too slowly loses the oldest events and gets
/// `lagged` with their number. Nothing is told twice, also not to one that comes back with `Last-Event-ID`: the log has
/// what was missed. The stream ends when Routex stops, and when its token or session is no longer good.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "events", operation_id = "listen_to_events",
    params(("types" = Option<String>, Query, description = "Kinds to hear of, separated by commas; default: all", example = "request,channel")),
    responses(
        (status = 200, body = String, content_type = "text/event-stream",
         description = "Frames of `event`, `id` and `data`; the data is JSON: a `RequestRow`, `ChannelEvent`, `StatsEvent`, `FailoverEvent`, `ConfigEvent` or `LaggedEvent`"),
        (status = "4XX", body = ProblemBody),
        (status = 503, body = ProblemBody, description = "As many listen as may"),
    )
)]
pub async fn listen(
    _: Operator,
    request: HttpRequest,
    admin: Data<Admin>,
    mut query: Query,
) -> Result<HttpResponse, Problem> {
    let kinds = query.read("types", kinds);
    query.finish()?;
    let listener = admin.events.listen().ok_or_else(|| {
        let detail = format!("{MAX_LISTENERS} listen already, which is the most; close one");
        Problem::new(Code::Unavailable, detail)
    })?;
    let stream = EventStream::new(listener, request, kinds);
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Proxies that gather answers before they pass them on leave this one alone.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream.into_stream()))
}

fn kinds(text: &str) -> Result<Vec<EventKind>, String> {
    text.split(',')
        .map(|name| name.trim().parse::<EventKind>())
        .collect::<Result<_, _>>()
        .map_err(|unknown| unknown.to_string())
}
