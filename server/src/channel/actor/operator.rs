//! What operators ask of a channel.

use actix::{Context, Handler, MessageResult, ResponseFuture};
use tokio::sync::oneshot;

use super::ChannelActor;
use crate::channel::{
    messages::{AwaitIdle, Inspect, Reset},
    standing::Occasion,
};

impl Handler<Inspect> for ChannelActor {
    type Result = MessageResult<Inspect>;

    fn handle(&mut self, _: Inspect, _: &mut Context<Self>) -> Self::Result {
        let now = self.clock.now();
        MessageResult(self.admissions.report(now, &self.clock))
    }
}

impl Handler<Reset> for ChannelActor {
    type Result = ();

    fn handle(&mut self, _: Reset, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        self.admissions.reset(now);
        self.memory.remember(self.admissions.health());
        self.publish(Some(Occasion::Reset), now, ctx);
    }
}

impl Handler<AwaitIdle> for ChannelActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: AwaitIdle, _: &mut Context<Self>) -> Self::Result {
        let (idle, heard) = oneshot::channel();
        self.awaiting_idle.push(idle);
        self.tell_if_idle();
        Box::pin(async move {
            // Gone without a word: the actor ended, and with it all it had in flight.
            heard.await.unwrap_or_default();
        })
    }
}

impl ChannelActor {
    /// Tells those who wait that nothing is in flight.
    pub(super) fn tell_if_idle(&mut self) {
        if self.admissions.is_idle() {
            for idle in self.awaiting_idle.drain(..) {
                // Whoever waited may have lost patience.
                let _ = idle.send(());
            }
        }
    }
}
