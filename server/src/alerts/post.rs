//! Sending a message to its target.

use std::time::{Duration, Instant, SystemTime};

use actix_http::header;
use awc::ClientResponse;
use bytes::BytesMut;
use chrono::Utc;
use futures_util::StreamExt as _;
use routex_entity::api::AlertTargetTest;
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    message::Message,
    payload::{Outgoing, payload},
    target::Target,
    verdict::{Refusal, judge},
};
use crate::upstream::client::{self, Clients};

/// For everything: connecting, sending and the whole answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is read of an answer. More is none of the services', and is not judged.
const LONGEST_ANSWER: usize = 64 << 10;

/// How a message was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// HTTP status of the answer. `None`: there was none.
    pub status: Option<u16>,
    pub latency: Duration,
    pub result: Result<(), Refusal>,
}

/// Sends a message once. Takes 10 s at most.
pub async fn post(
    clients: &Clients,
    target: &Target,
    message: &Message,
    id: Uuid,
    instance: &str,
) -> Tried {
    let started = Instant::now();
    let mut status = None;
    let sent = async {
        let outgoing = payload(target, message, id, instance, Utc::now())
            .map_err(|error| Refusal::unanswered(target, &error.to_string()))?;
        let deliver = deliver(clients, target, outgoing, &mut status);
        timeout(PATIENCE, deliver).await.unwrap_or_else(|_late| {
            let seconds = PATIENCE.as_secs();
            let error = format!("no complete answer within {seconds} s");
            Err(Refusal::unanswered(target, &error))
        })
    };
    let result = sent.await;
    Tried {
        status,
        latency: started.elapsed(),
        result,
    }
}

impl From<Tried> for AlertTargetTest {
    fn from(tried: Tried) -> Self {
        let error = tried.result.err().map(|refusal| refusal.error);
        Self {
            ok: error.is_none(),
            status: tried.status,
            latency_ms: u64::try_from(tried.latency.as_millis()).unwrap_or(u64::MAX),
            error,
        }
    }
}

async fn deliver(
    clients: &Clients,
    target: &Target,
    outgoing: Outgoing,
    status: &mut Option<u16>,
) -> Result<(), Refusal> {
    let unanswered = |error: String| Refusal::unanswered(target, &error);
    let client = clients
        .plain(target.allow_private_network, target.proxy.as_ref())
        .map_err(|bad| unanswered(bad.to_string()))?;
    let mut request = client
        .post(outgoing.url.as_str())
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((
            header::USER_AGENT,
            concat!("routex/", env!("CARGO_PKG_VERSION")),
        ));
    for (name, value) in outgoing.headers {
        request = request.insert_header((name, value));
    }
    let mut response = client::send(request, outgoing.body)
        .await
        .map_err(|failure| unanswered(failure.to_string()))?;
    let code = response.status().as_u16();
    *status = Some(code);
    let body = collect(&mut response).await.map_err(unanswered)?;
    judge(target, code, response.headers(), &body, SystemTime::now())
}

/// What was cut may have been a refusal, so it counts as none.
async fn collect(response: &mut ClientResponse) -> Result<BytesMut, String> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.next().await {
        let chunk = chunk.map_err(|error| format!("the answer was cut: {error}"))?;
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err("the answer is longer than 64 KiB".to_owned());
        }
    }
    Ok(body)
}
