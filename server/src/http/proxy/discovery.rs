//! Models that a channel without a list of its own offers: asked upstream, remembered for a while.

use std::{
    cell::RefCell,
    collections::HashMap,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::time::timeout;

use super::Proxy;
use crate::{
    channel::{ChannelId, ChannelSpec},
    upstream::listing,
};

/// Clients wait no longer than about three seconds for a list.
const PATIENCE: Duration = Duration::from_secs(2);
const KEEP: Duration = Duration::from_secs(300);
/// An upstream that cannot list is asked again sooner.
const KEEP_NOTHING: Duration = Duration::from_secs(15);

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

async fn ask(proxy: &Proxy, channel: &ChannelSpec) -> Option<Vec<String>> {
    let (dialect, _) = channel.endpoints.first()?;
    let credential = channel.credentials.first()?;
    let listed = listing::models(&proxy.clients, channel, credential, *dialect);
    listed.await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
