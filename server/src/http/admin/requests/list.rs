//! `GET /requests`

use actix_web::web::{Data, Json};
use routex_entity::{
    Outcome,
    api::{ProblemBody, RequestList, RequestRow, time},
};

use crate::{
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::Problem,
    },
    store::request::{RequestFilter, page},
};

/// The log of requests that have ended, newest first.
///
/// Everything that is given must match, exactly. A request appears when the ledger has written it, about a quarter of a
/// second after its end; `/events` tells of it at once. A page takes no longer however rare what is looked for and however long
/// the log: it may hold fewer requests than `limit`, or none, and still have a `next_cursor`, which leads on. `searched_to` says
/// how far it looked.
#[utoipa::path(
    get, path = "/api/v1/requests", tag = "requests", operation_id = "list_requests",
    params(
        ("channel" = Option<String>, Query, description = "Name of the channel that answered, or was tried last"),
        ("model" = Option<String>, Query, description = "As it was asked for, or as it was served"),
        ("key" = Option<String>, Query, description = "Name of the client key"),
        ("status" = Option<u16>, Query, description = "What the client saw", minimum = 100, maximum = 599),
        ("outcome" = Option<Outcome>, Query),
        ("session" = Option<String>, Query),
        ("from" = Option<String>, Query, description = "Arrived at this time or later: RFC 3339, or milliseconds since 1970"),
        ("to" = Option<String>, Query, description = "Arrived before this time: RFC 3339, or milliseconds since 1970"),
        ("limit" = Option<u64>, Query, description = "Default 50", minimum = 1, maximum = 500),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses((status = 200, body = RequestList), (status = "4XX", body = ProblemBody))
)]
pub async fn list(
    _: Operator,
    admin: Data<Admin>,
    mut query: Query,
) -> Result<Json<RequestList>, Problem> {
    let filter = RequestFilter {
        channel: query.optional("channel"),
        model: query.optional("model"),
        client_key: query.optional("key"),
        status: query.read("status", status),
        outcome: query.optional("outcome"),
        session: query.optional("session"),
        from_ms: query.time_ms("from"),
        to_ms: query.time_ms("to"),
    };
    let paging = query.paging();
    query.finish()?;
    let found = page(
        admin.inventory.store(),
        &filter,
        paging.cursor,
        paging.limit,
    )
    .await?;
    Ok(Json(RequestList {
        searched_to: found.searched_to_ms().map(time),
        items: found.items.into_iter().map(RequestRow::from).collect(),
        next_cursor: found.next_cursor.map(|id| id.to_string()),
    }))
}

fn status(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(status @ 100..=599) => Ok(status),
        _ => Err(format!(
            "expected an HTTP status, 100 to 599; found {text:?}"
        )),
    }
}
