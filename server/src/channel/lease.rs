//! The right to make one attempt. Settled exactly once: by `settle` or `give_back`, or neutrally when it is dropped.

use std::{borrow::Cow, sync::Arc};

use actix::Recipient;
use routex_entity::{Dialect, Outcome};

use super::{
    material::{Material, NOTHING},
    messages::{Renew, Settle, Settlement, Unrenewed},
    outbox::Outbox,
    spec::{ChannelSpec, CredentialSpec},
};
use crate::{oauth::Grant, secret::Secret};

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
    /// Of a credential that is no key, as it was when it was looked at last.
    grant: Option<Arc<Grant>>,
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
    /// Where a new token is asked for. `None`: the credential is a key.
    pub renew: Option<Recipient<Renew>>,
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
        let grant = credential.token().map(|token| token.cell.load());
        Self {
            channel,
            credential,
            grant,
            dialect,
            model,
            decision: Cow::Borrowed(""),
            probe,
            ticket,
        }
    }

    /// What goes on the wire. Empty: there is no token yet.
    pub fn secret(&self) -> &Secret {
        match (&self.credential.material, &self.grant) {
            (Material::Key(secret), _) => secret,
            (_, Some(grant)) => match &grant.access {
                Some(token) => &token.secret,
                None => &NOTHING,
            },
            (_, None) => &NOTHING,
        }
    }

    /// Whether nothing can be sent before a new token is here.
    pub fn lacks_token(&self, now_ms: i64) -> bool {
        let grant = self.grant.as_ref();
        grant.is_some_and(|grant| grant.usable(now_ms).is_none())
    }

    /// Whether a new token may help.
    pub fn is_renewable(&self) -> bool {
        self.grant.is_some()
    }

    /// Has the token replaced that this lease holds. One that is newer already is taken at once; requests that ask at the
    /// same time wait for the same answer.
    ///
    /// # Errors
    /// When no new one is to be had.
    pub async fn renew(&mut self) -> Result<(), Unrenewed> {
        let (Some(grant), Some(home)) = (&self.grant, &self.ticket.home) else {
            return Err(Unrenewed::NoToken);
        };
        let renew = home.renew.as_ref().ok_or(Unrenewed::NoToken)?;
        let asked = renew.send(Renew {
            credential: self.credential.id,
            version: grant.version,
        });
        let renewed = asked.await.map_err(|_gone| Unrenewed::Busy)??;
        self.grant = Some(renewed);
        Ok(())
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
