//! The right to make one attempt. Settled exactly once: by `settle` or `give_back`, or neutrally when it is dropped.

use std::{borrow::Cow, sync::Arc};

use actix::Recipient;
use routex_entity::{Dialect, Outcome};

use super::{
    messages::{Settle, Settlement},
    outbox::Outbox,
    spec::{ChannelSpec, CredentialSpec},
};

/// The right to make one attempt with one credential of one channel.
#[derive(Debug)]
pub struct Lease {
    pub channel: Arc<ChannelSpec>,
    pub credential: Arc<CredentialSpec>,
    /// Dialect to speak upstream.
    pub dialect: Dialect,
    /// Model name to send upstream.
    pub model: Arc<str>,
    /// Why this place, for `x-routex-decision`. Filled by the router.
    pub decision: Cow<'static, str>,
    /// This attempt decides whether a half-open breaker closes.
    pub probe: bool,
    ticket: Ticket,
}

#[derive(Debug)]
struct Ticket {
    number: u64,
    /// `None`: settled.
    home: Option<Home>,
}

/// Where a lease came from and returns to.
#[derive(Debug, Clone)]
pub struct Home {
    pub channel: Recipient<Settle>,
    pub outbox: Outbox,
}

impl Lease {
    /// Made by the channel that counts it in.
    pub fn grant(
        channel: Arc<ChannelSpec>,
        credential: Arc<CredentialSpec>,
        dialect: Dialect,
        model: Arc<str>,
        probe: bool,
        number: u64,
        home: Home,
    ) -> Self {
        let ticket = Ticket {
            number,
            home: Some(home),
        };
        Self {
            channel,
            credential,
            dialect,
            model,
            decision: Cow::Borrowed(""),
            probe,
            ticket,
        }
    }

    /// Tells the channel how the attempt went and gives its permits back.
    pub fn settle(mut self, settlement: Settlement) {
        self.ticket.send(Some(settlement));
    }

    /// Gives it back as if it had never been granted: nothing was sent with it.
    pub fn give_back(mut self) {
        self.ticket.send(None);
    }
}

impl Ticket {
    fn send(&mut self, settlement: Option<Settlement>) {
        if let Some(home) = self.home.take() {
            let settle = Settle {
                lease: self.number,
                settlement,
            };
            home.outbox.put(home.channel, settle);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.send(Some(Settlement::neutral(Outcome::ClientCancelled)));
    }
}
