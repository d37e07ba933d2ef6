//! The actor around a channel's books: decodes messages, keeps the leases' way home, publishes what changed.

mod operator;
mod renewal;

use std::time::{Duration, Instant};

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Recipient, dev::SendError};
use rand::{Rng, SeedableRng, rngs::SmallRng};
use routex_entity::ChannelState;
use tokio::sync::oneshot;

use super::{
    admissions::{Admissions, Settled},
    lease::{Home, Lease},
    messages::{Admit, Preview, Reconfigure, Refused, Retire, Settle, Snapshot, Subscribe},
    outbox::Outbox,
    registry::Memory,
    spec::CredentialId,
    standing::Occasion,
};
use crate::{clock::Clock, supervisor::LifeLine};

use self::renewal::Renewals;
pub use self::renewal::Renewer;

/// Asks that may wait in the mailbox. Settlements are never refused.
pub const MAILBOX: usize = 4096;

/// A state that is not `closed` changes with time alone, so it is looked at again.
const RECHECK: Duration = Duration::from_secs(1);
/// The reader's mailbox was full; try again.
const REPUBLISH: Duration = Duration::from_millis(20);

/// One channel at work.
pub struct ChannelActor {
    admissions: Admissions,
    reader: Recipient<Snapshot>,
    memory: Memory,
    outbox: Outbox,
    clock: Clock,
    line: LifeLine,
    rng: SmallRng,
    home: Option<Recipient<Settle>>,
    /// As last computed.
    state: ChannelState,
    publishing_later: bool,
    /// Who waits until nothing is in flight.
    awaiting_idle: Vec<oneshot::Sender<()>>,
    renewals: Renewals,
    renewer: Renewer,
    /// In 0–1, so that the tokens of many channels are not asked for together.
    jitter: f64,
}

impl ChannelActor {
    /// Begins where `memory` left off.
    pub fn new(
        memory: Memory,
        reader: Recipient<Snapshot>,
        outbox: Outbox,
        renewer: Renewer,
        clock: Clock,
        line: LifeLine,
    ) -> Self {
        let mut rng = SmallRng::from_os_rng();
        Self {
            admissions: memory.recall(clock.now()),
            reader,
            memory,
            outbox,
            clock,
            line,
            jitter: rng.random(),
            rng,
            home: None,
            state: ChannelState::default(),
            publishing_later: false,
            awaiting_idle: Vec::new(),
            renewals: Renewals::default(),
            renewer,
        }
    }

    /// `changed`: what may have changed the channel's health. `None`: nothing did but time.
    fn publish(&mut self, changed: Option<Occasion>, now: Instant, ctx: &mut Context<Self>) {
        if changed.is_some() || self.state != ChannelState::Closed {
            self.state = self.admissions.state(now);
            let occasion = changed.unwrap_or(Occasion::Course);
            self.memory.note(&self.admissions, self.state, occasion);
        }
        let snapshot = self.admissions.snapshot(self.state, now);
        match self.reader.try_send(snapshot) {
            Err(SendError::Full(_)) => self.publish_later(REPUBLISH, ctx),
            // A reader that is gone is replaced by a new one that subscribes.
            Ok(()) | Err(SendError::Closed(_)) if self.state != ChannelState::Closed => {
                self.publish_later(RECHECK, ctx);
            }
            Ok(()) | Err(SendError::Closed(_)) => {}
        }
    }

    fn publish_later(&mut self, after: Duration, ctx: &mut Context<Self>) {
        if !self.publishing_later {
            self.publishing_later = true;
            ctx.run_later(after, |actor, ctx| {
                actor.publishing_later = false;
                let now = actor.clock.now();
                actor.publish(None, now, ctx);
            });
        }
    }

    fn report(&self, settled: &Settled) {
        let channel = self.admissions.spec();
        let credential = channel
            .credentials
            .iter()
            .find(|known| known.id == settled.credential)
            .map_or("removed", |known| known.label.as_str());
        let changes = &settled.changes;
        let (channel, model) = (channel.name.as_str(), &*settled.model);
        if let Some((cause, length)) = changes.suspended {
            tracing::error!(
                channel,
                credential,
                ?cause,
                probe_in_s = length.as_secs(),
                "credential suspended: check it with the provider"
            );
        }
        if changes.healed {
            tracing::info!(channel, credential, "credential works again");
        }
        if changes.opened {
            tracing::warn!(channel, credential, model, "breaker opened");
        }
        if changes.closed {
            tracing::info!(channel, credential, model, "breaker closed");
        }
    }

    fn end_if_done(&mut self, ctx: &mut Context<Self>) {
        if self.admissions.is_done() {
            self.line.release();
            ctx.stop();
        }
    }
}

impl Actor for ChannelActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.set_mailbox_capacity(MAILBOX);
        self.home = Some(ctx.address().recipient());
        self.publish(Some(Occasion::Course), self.clock.now(), ctx);
        self.look_after_tokens(ctx);
    }
}

impl Handler<Admit> for ChannelActor {
    type Result = Result<Lease, Refused>;

    fn handle(&mut self, ask: Admit, ctx: &mut Context<Self>) -> Self::Result {
        let now = self.clock.now();
        let grant = self.admissions.admit(&ask, now)?;
        let channel = match &self.home {
            Some(home) => home.clone(),
            None => ctx.address().recipient(),
        };
        let home = Home {
            channel,
            outbox: self.outbox.clone(),
            renew: grant.credential.token().map(|_| ctx.address().recipient()),
        };
        let lease = Lease::grant(
            self.admissions.spec().clone(),
            grant.credential,
            ask.dialect,
            ask.model,
            grant.probe,
            grant.number,
            home,
        );
        self.publish(grant.probe.then_some(Occasion::Course), now, ctx);
        Ok(lease)
    }
}

impl Handler<Preview> for ChannelActor {
    type Result = Result<CredentialId, Refused>;

    fn handle(&mut self, Preview(ask): Preview, _: &mut Context<Self>) -> Self::Result {
        self.admissions.preview(&ask, self.clock.now())
    }
}

impl Handler<Settle> for ChannelActor {
    type Result = ();

    fn handle(&mut self, message: Settle, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        let settled = match &message.settlement {
            Some(settlement) => {
                let jitter = self.rng.random();
                self.admissions
                    .settle(message.lease, settlement, now, jitter)
            }
            None => self.admissions.give_back(message.lease, now),
        };
        let Some(settled) = settled else { return };
        let changed = settled.changes.any();
        if changed {
            self.memory.remember(self.admissions.health());
            self.report(&settled);
        }
        self.publish(changed.then_some(Occasion::Course), now, ctx);
        self.tell_if_idle();
        self.end_if_done(ctx);
    }
}

impl Handler<Reconfigure> for ChannelActor {
    type Result = ();

    fn handle(&mut self, message: Reconfigure, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        self.admissions
            .reconfigure(message.spec, message.tuning, now);
        self.memory.remember(self.admissions.health());
        self.publish(Some(Occasion::Configured), now, ctx);
        self.look_after_tokens(ctx);
    }
}

impl Handler<Subscribe> for ChannelActor {
    type Result = ();

    fn handle(&mut self, message: Subscribe, ctx: &mut Context<Self>) {
        self.reader = message.reader;
        self.publish(Some(Occasion::Course), self.clock.now(), ctx);
    }
}

impl Handler<Retire> for ChannelActor {
    type Result = ();

    fn handle(&mut self, _: Retire, ctx: &mut Context<Self>) {
        self.admissions.retire();
        self.end_if_done(ctx);
    }
}

/// Kills the actor as a defect would.
#[cfg(test)]
#[derive(actix::Message)]
#[rtype(result = "()")]
pub(crate) struct Panic;

#[cfg(test)]
impl Handler<Panic> for ChannelActor {
    type Result = ();

    fn handle(&mut self, _: Panic, _: &mut Context<Self>) {
        panic!("on purpose");
    }
}

#[cfg(test)]
mod tests;
