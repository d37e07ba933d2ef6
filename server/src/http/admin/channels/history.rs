//! `GET /channels/{id}/history`

use actix_web::web::{Data, Json};
use routex_entity::{
    ChannelState,
    api::{ChannelHistory, ChannelTransition, ProblemBody, TransitionCredential, time},
};
use uuid::Uuid;

use super::stored::Stored;
use crate::{
    channel::Transition,
    http::{
        admin::Admin,
        extract::{Id, Operator, Query},
        problem::Problem,
    },
    inventory::Inventory,
    store::{
        channel_transition::{self, Span},
        id_time_ms,
    },
};

/// Every change of a channel's state, and of its credentials', newest first. It goes back 90 days.
///
/// The state at the end of the period is that after its newest change without a `credential`; when there is none,
/// `state_before`.
#[utoipa::path(
    get, path = "/api/v1/channels/{id}/history", tag = "channels", operation_id = "list_channel_history",
    params(
        ("id" = Uuid, Path),
        ("from" = Option<String>, Query, description = "Came at this time or later: RFC 3339, or milliseconds since 1970"),
        ("to" = Option<String>, Query, description = "Came before this time: RFC 3339, or milliseconds since 1970"),
        ("limit" = Option<u64>, Query, description = "Default 50", minimum = 1, maximum = 500),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses((status = 200, body = ChannelHistory), (status = "4XX", body = ProblemBody))
)]
pub async fn history(
    _: Operator,
    admin: Data<Admin>,
    id: Id,
    mut query: Query,
) -> Result<Json<ChannelHistory>, Problem> {
    let (from_ms, to_ms) = (query.time_ms("from"), query.time_ms("to"));
    let paging = query.paging();
    query.finish()?;
    let inventory = &admin.inventory;
    Stored::find(inventory, id.0).await?;
    let span = Span::new(from_ms, to_ms, paging.cursor);
    // Before the database is asked: what is written meanwhile is found twice rather than never.
    let unwritten = admin.usage.history().unwritten_of(id.0);
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let written = channel_transition::page(inventory.store(), id.0, span, paging.limit + 1).await?;
    let mut items: Vec<&Transition> = written.iter().chain(&unwritten).collect();
    items.retain(|transition| span.holds(transition.id));
    items.sort_by_key(|transition| std::cmp::Reverse(transition.id));
    items.dedup_by_key(|transition| transition.id);
    let more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().map(|last| last.id).filter(|_| more);
    Ok(Json(ChannelHistory {
        state_before: state_before(inventory, id.0, span, &unwritten).await?,
        items: items.into_iter().map(view).collect(),
        next_cursor: last.map(|id| id.to_string()),
    }))
}

/// Of a channel that nothing has happened to, the state of now.
async fn state_before(
    inventory: &Inventory,
    channel: Uuid,
    span: Span,
    unwritten: &[Transition],
) -> Result<ChannelState, Problem> {
    let of_channel = |transition: &&Transition| transition.change.credential.is_none();
    let mut before = unwritten.iter().filter(of_channel);
    if let Some(last) = before.rfind(|transition| transition.id < span.from) {
        return Ok(last.change.to);
    }
    let known = channel_transition::state_at(inventory.store(), channel, span.from).await?;
    if let Some(state) = known {
        return Ok(state);
    }
    if let Some(first) = unwritten.iter().find(of_channel) {
        return Ok(first.change.from);
    }
    let snapshots = inventory.router().snapshots().await;
    let now = snapshots.iter().find(|one| one.channel == channel);
    Ok(now.map(|one| one.state).unwrap_or_default())
}

fn view(transition: &Transition) -> ChannelTransition {
    let change = &transition.change;
    let credential = change.credential.clone();
    ChannelTransition {
        id: transition.id,
        at: time(id_time_ms(transition.id)),
        from: change.from,
        to: change.to,
        reason: change.reason,
        credential: credential.map(|(id, label)| TransitionCredential { id, label }),
    }
}
