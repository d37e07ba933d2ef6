//! `POST /routing/explain`

use std::{sync::Arc, time::Duration};

use actix_web::web::{Data, Json};
use routex_entity::{
    FallbackCause,
    api::{ExplainInput, ExplainedCandidate, Explanation, Pin, ProblemBody},
};
use serde_json::Value;

use crate::{
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        keys::ClientKey,
        problem::{Code, Problem},
        proxy::EXPECTED_OUTPUT,
    },
    inventory::Inventory,
    protocol::{
        codec::Features,
        session::{Session, SessionKind, bounded},
    },
    router::{
        RouteRequest, RoutingTable,
        explain::{Explained, Fate, Pinned},
        wants::Wants,
    },
    store::client_key::{self, ClientKeyRow},
};

/// Input tokens of a request of which nothing else is said.
const USUAL_INPUT: u32 = 1000;

/// Tells where a request would go now, and of every candidate why. Nothing is sent, and nothing changes.
#[utoipa::path(
    post, path = "/api/v1/routing/explain", tag = "routing", operation_id = "explain_routing",
    request_body = ExplainInput,
    responses(
        (status = 200, body = Explanation), (status = "4XX", body = ProblemBody),
        (status = 503, body = ProblemBody)
    )
)]
pub async fn explain(
    _: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<Json<Explanation>, Problem> {
    let input: ExplainInput =
        serde_json::from_value(body.0).map_err(|unfit| Problem::field("", unfit.to_string()))?;
    let inventory = &admin.inventory;
    let key = key(inventory, &input).await?;
    let router = inventory.router();
    let table = router.table();
    let request = Arc::new(request(&input, key.as_ref()));
    let Some(told) = router.explain(request).await else {
        let detail = "the router is being started again; try once more in a moment";
        return Err(Problem::new(Code::Unavailable, detail));
    };
    let now_ms = chrono::Utc::now().timestamp_millis();
    let refused = key.and_then(|key| refusal(&key, &input.model, now_ms));
    let alias = table.aliases.get(&input.model);
    let fallback = alias
        .filter(|_| !told.can_serve && refused.is_none() && told.pin.is_none_or(|pin| !pin.hard))
        .and_then(|alias| alias.fallback(FallbackCause::Unavailable));
    Ok(Json(Explanation {
        strategy: told.strategy,
        alias: alias.map(|alias| alias.name.clone()),
        session: told.pin.and_then(|pinned| pin(pinned, &table)),
        decision: refused.map_or(told.decision, str::to_owned),
        retry_after_ms: told.retry_after.map(millis),
        fallback: fallback.map(str::to_owned),
        candidates: match refused {
            Some(_) => Vec::new(),
            None => candidates(told.candidates),
        },
    }))
}

async fn key(inventory: &Inventory, input: &ExplainInput) -> Result<Option<ClientKeyRow>, Problem> {
    let Some(id) = input.client_key_id else {
        return Ok(None);
    };
    let rows = client_key::list(inventory.store()).await?;
    let row = rows.into_iter().find(|row| row.id == id);
    row.map(Some).ok_or_else(|| {
        Problem::field(
            "client_key_id",
            "there is no client key with this id; list the keys to see what there is",
        )
    })
}

/// Why the key would not even get to routing.
fn refusal(key: &ClientKeyRow, model: &str, now_ms: i64) -> Option<&'static str> {
    let listed = ClientKey {
        models: key.models.clone(),
        ..ClientKey::anonymous()
    };
    if !key.enabled {
        Some("key_disabled")
    } else if key.expires_at_ms.is_some_and(|end| end <= now_ms) {
        Some("key_expired")
    } else if !listed.allows_model(model) {
        Some("model_not_allowed")
    } else {
        None
    }
}

fn request(input: &ExplainInput, key: Option<&ClientKeyRow>) -> RouteRequest {
    RouteRequest {
        wants: Wants {
            translates: true,
            needs: Features::of(&input.needs),
            ..Wants::native(input.dialect)
        },
        model: input.model.clone(),
        session: input.session.as_deref().map(|session| Session {
            id: bounded(session),
            kind: SessionKind::Soft,
        }),
        client_key: key.map_or("", |key| key.name.as_str()).into(),
        allowed_tags: key.map_or_else(Vec::new, |key| key.tags.clone()).into(),
        estimated_input: input.estimated_input_tokens.unwrap_or(USUAL_INPUT).into(),
        estimated_output: EXPECTED_OUTPUT,
    }
}

fn pin(pinned: Pinned, table: &RoutingTable) -> Option<Pin> {
    let home = pinned.home;
    let channel = table.channels.iter().find(|it| it.id == home.channel)?;
    let credential = channel
        .credentials
        .iter()
        .find(|credential| credential.id == home.credential);
    Some(Pin {
        channel: channel.name.clone(),
        credential: credential.map(|credential| credential.label.clone()),
        hard: pinned.hard,
    })
}

fn candidates(explained: Vec<Explained>) -> Vec<ExplainedCandidate> {
    let numbered = (1..).zip(explained).map(|(number, candidate)| {
        let fate = &candidate.fate;
        ExplainedCandidate {
            order: fate.is_asked().then_some(number),
            chosen: matches!(fate, Fate::Chosen(_)),
            excluded: !matches!(fate, Fate::Chosen(_) | Fate::Drawn | Fate::Later),
            reason: fate.label().to_owned(),
            retry_after_ms: match fate {
                Fate::Refused(refused) => refused.retry_after.map(millis),
                _ => None,
            },
            channel: candidate.channel,
            credential: candidate.credential,
            model: candidate.model,
            dialect: candidate.dialect,
            translated: candidate.translated,
            lacks: candidate.lacks.iter().collect(),
            score: candidate.score,
            odds: candidate.odds,
            state: candidate.state,
        }
    });
    numbered.collect()
}

fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}
