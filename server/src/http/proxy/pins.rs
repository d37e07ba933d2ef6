//! Which account keeps the objects that answers create.

use std::sync::Arc;

use super::forward::Exchange;
use crate::{
    channel::Lease,
    router::{handle::RouterHandle, messages::PinObject},
};

/// Pins what an answer creates to the account that made it.
pub(super) struct Pins {
    router: RouterHandle,
    client_key: Arc<str>,
    kept: bool,
}

impl Pins {
    /// Remembers where the object lives, as soon as its id is seen: the client may ask for it at once.
    pub fn keep(&mut self, object: Option<&str>, lease: &Lease) {
        let Some(object) = object.filter(|_| !self.kept) else {
            return;
        };
        self.kept = true;
        self.router.pin_object(PinObject {
            client_key: Arc::clone(&self.client_key),
            object: object.to_owned(),
            channel: lease.channel.id,
            credential: lease.credential.id,
        });
    }
}

impl Exchange {
    /// The object that a translated answer names is Routex's own and lives on no account.
    pub fn pins(&self, lease: &Lease) -> Pins {
        Pins {
            router: self.proxy.router.clone(),
            client_key: Arc::clone(&self.route.client_key),
            kept: lease.dialect != self.endpoint.dialect(),
        }
    }
}
