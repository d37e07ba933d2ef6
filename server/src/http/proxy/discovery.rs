//! Models that a channel without a list of its own offers: asked upstream, remembered for a while.

use std::{
    cell::RefCell,
    collections::HashMap,
    time::{Duration, Instant},
};

use actix_web::http::{Method, header::HeaderMap};
use futures_util::future::join_all;
use routex_entity::Dialect;
use serde::Deserialize;
use tokio::time::timeout;

use super::Proxy;
use crate::{
    channel::{ChannelId, ChannelSpec},
    upstream::request::{Inbound, outgoing},
};

/// Clients wait no longer than about three seconds for a list.
const PATIENCE: Duration = Duration::from_secs(2);
const KEEP: Duration = Duration::from_secs(300);
/// An upstream that cannot list is asked again sooner.
const KEEP_NOTHING: Duration = Duration::from_secs(15);
const MAX_LIST_BYTES: usize = 8 << 20;

/// What channels were found to offer, per worker.
#[derive(Default)]
pub struct Discovered(RefCell<HashMap<ChannelId, (Instant, Vec<String>)>>);

impl Discovered {
    fn fresh(&self, channel: ChannelId, now: Instant) -> Option<Vec<String>> {
        let known = self.0.borrow();
        let (at, models) = known.get(&channel)?;
        let keep = if models.is_empty() {
            KEEP_NOTHING
        } else {
            KEEP
        };
        (now.duration_since(*at) < keep).then(|| models.clone())
    }
}

/// The models of every given channel, together. A channel that does not answer in time adds nothing.
pub(super) async fn discover<'a>(
    proxy: &Proxy,
    channels: impl Iterator<Item = &'a ChannelSpec>,
) -> Vec<String> {
    let lists = channels.map(|channel| async move {
        if let Some(models) = proxy.discovered.fresh(channel.id, Instant::now()) {
            return models;
        }
        let models = timeout(PATIENCE, ask(proxy, channel))
            .await
            .ok()
            .flatten()
            .unwrap_or_default();
        let entry = (Instant::now(), models.clone());
        proxy.discovered.0.borrow_mut().insert(channel.id, entry);
        models
    });
    join_all(lists).await.into_iter().flatten().collect()
}

#[derive(Deserialize)]
struct Listing {
    #[serde(default, alias = "models")]
    data: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(alias = "name")]
    id: String,
}

async fn ask(proxy: &Proxy, channel: &ChannelSpec) -> Option<Vec<String>> {
    let (dialect, _) = channel.endpoints.first()?;
    let credential = channel.credentials.first()?;
    let client = proxy.clients.client(channel).ok()?;
    let (path, query) = match dialect {
        Dialect::Anthropic => ("/v1/models", "limit=1000"),
        Dialect::Gemini => ("/models", "pageSize=1000"),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => ("/models", ""),
    };
    let headers = HeaderMap::new();
    let inbound = Inbound {
        method: &Method::GET,
        headers: &headers,
        query,
    };
    let request = outgoing(&client, channel, credential, *dialect, path, &inbound).ok()?;
    let mut response = request.send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let body = response.body().limit(MAX_LIST_BYTES).await.ok()?;
    Some(read(&body))
}

fn read(body: &[u8]) -> Vec<String> {
    let Ok(listing) = serde_json::from_slice::<Listing>(body) else {
        return Vec::new();
    };
    let plain = |id: String| id.strip_prefix("models/").map(str::to_owned).unwrap_or(id);
    listing
        .data
        .into_iter()
        .map(|listed| plain(listed.id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_all_dialects_are_read() {
        let openai = br#"{"object":"list","data":[{"id":"gpt-5.4","object":"model"}]}"#;
        let anthropic = br#"{"data":[{"type":"model","id":"claude-sonnet-4-6"}],"has_more":false}"#;
        let gemini = br#"{"models":[{"name":"models/gemini-2.5-pro","version":"1"}]}"#;

        assert_eq!(read(openai), ["gpt-5.4"]);
        assert_eq!(read(anthropic), ["claude-sonnet-4-6"]);
        assert_eq!(read(gemini), ["gemini-2.5-pro"]);
    }

    #[test]
    fn a_list_that_is_none_adds_nothing() {
        assert!(read(b"<html>").is_empty());
        assert!(read(br#"{"data":[{"name":1}]}"#).is_empty());
    }

    #[test]
    fn an_empty_list_is_forgotten_sooner() {
        let discovered = Discovered::default();
        let channel = ChannelId::nil();
        let then = Instant::now();
        discovered
            .0
            .borrow_mut()
            .insert(channel, (then, Vec::new()));

        assert!(discovered.fresh(channel, then + KEEP_NOTHING / 2).is_some());
        assert!(discovered.fresh(channel, then + KEEP_NOTHING).is_none());
    }
}
