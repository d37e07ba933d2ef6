//! What operators and probes ask of the channels.

use actix::{Context, Handler, ResponseFuture};
use futures_util::future::join_all;

use super::RouterActor;
use crate::{
    channel::{
        ChannelId, Lease,
        messages::{Refused, RefusedReason, Report},
        registry::ChannelHandle,
    },
    router::messages::{AdmitProbe, AwaitIdleChannel, InspectChannels, ResetChannel},
};

impl RouterActor {
    fn channel(&self, channel: ChannelId) -> Option<ChannelHandle> {
        let registry = self.registry.borrow();
        registry.as_ref()?.get(channel).cloned()
    }

    fn channels(&self) -> Vec<ChannelHandle> {
        let registry = self.registry.borrow();
        registry
            .as_ref()
            .map(|registry| registry.iter().cloned().collect())
            .unwrap_or_default()
    }
}

impl Handler<InspectChannels> for RouterActor {
    type Result = ResponseFuture<Vec<Report>>;

    fn handle(&mut self, ask: InspectChannels, _: &mut Context<Self>) -> Self::Result {
        let channels = match ask.only {
            Some(only) => self.channel(only).into_iter().collect(),
            None => self.channels(),
        };
        Box::pin(async move {
            let asked = channels.iter().map(ChannelHandle::inspect);
            join_all(asked).await.into_iter().flatten().collect()
        })
    }
}

impl Handler<ResetChannel> for RouterActor {
    type Result = ResponseFuture<bool>;

    fn handle(&mut self, ask: ResetChannel, _: &mut Context<Self>) -> Self::Result {
        let channel = self.channel(ask.channel);
        Box::pin(async move {
            match channel {
                Some(channel) => {
                    channel.reset().await;
                    true
                }
                None => false,
            }
        })
    }
}

impl Handler<AwaitIdleChannel> for RouterActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, ask: AwaitIdleChannel, _: &mut Context<Self>) -> Self::Result {
        let channel = self.channel(ask.channel);
        Box::pin(async move {
            if let Some(channel) = channel {
                channel.idle().await;
            }
        })
    }
}

impl Handler<AdmitProbe> for RouterActor {
    type Result = ResponseFuture<Result<Lease, Refused>>;

    fn handle(
        &mut self,
        AdmitProbe { channel, ask }: AdmitProbe,
        _: &mut Context<Self>,
    ) -> Self::Result {
        let channel = self.channel(channel);
        Box::pin(async move {
            match channel {
                Some(channel) => channel.admit(ask).await,
                None => Err(Refused {
                    reason: RefusedReason::Disabled,
                    retry_after: None,
                }),
            }
        })
    }
}
