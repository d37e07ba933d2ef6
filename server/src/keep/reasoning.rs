//! Sealed reasoning before tool calls, for clients whose dialect cannot carry it.

use std::collections::HashMap;

use bytes::Bytes;
use routex_entity::Dialect;
use uuid::Uuid;

use super::{Keeper, Kind, entry::Label, shelf::Place};
use crate::protocol::hub::{Answer, Keepsake, Request};

/// Turns of a tool loop that the database is asked for, the latest first: clients may send any number.
const MOST_READS: u32 = 32;

impl Keeper {
    /// Puts back what the client could not carry. The database is asked only for calls of the tool loop under way that
    /// memory does not know, as after a restart.
    pub async fn restore(&self, client_key: Uuid, request: &mut Request) {
        if request.origin != Dialect::OpenaiChat {
            return;
        }
        let mut kept = HashMap::new();
        let mut reads = 0;
        for call in request.unsealed_calls() {
            let label = label(client_key, call.id);
            let plain = match self.at_hand(&label) {
                Place::Here(plain) => Some(plain),
                Place::Unknown if call.current && reads < MOST_READS => {
                    reads += 1;
                    match self.find(&label).await {
                        Ok(None) => {
                            self.put(&label, Bytes::new(), false);
                            None
                        }
                        Ok(found) => found,
                        // It is told where it failed, and would fail for the others as well; the provider may do without.
                        Err(_unreadable) => {
                            reads = MOST_READS;
                            None
                        }
                    }
                }
                Place::Unknown | Place::Gone => None,
            };
            if let Some(keepsake) = plain.and_then(|plain| read(&plain)) {
                kept.insert(call.id.to_owned(), keepsake);
            }
        }
        if !kept.is_empty() {
            request.restore(&kept);
        }
    }

    /// Keeps what a client cannot carry. That a turn has nothing of the kind is worth knowing, too: nobody needs to look
    /// for it in the database.
    pub(super) fn keep_reasoning(&self, client_key: Uuid, answer: &Answer) {
        for (call, keepsake) in answer.keepsakes() {
            let label = label(client_key, &call);
            match keepsake.map(|keepsake| serde_json::to_vec(&keepsake)) {
                Some(Ok(plain)) => self.put(&label, plain.into(), self.keeps_responses()),
                Some(Err(error)) => tracing::error!(%error, "cannot keep reasoning"),
                None => self.put(&label, Bytes::new(), false),
            }
        }
    }
}

/// Empty: there was nothing to keep.
fn read(plain: &[u8]) -> Option<Keepsake> {
    serde_json::from_slice(plain).ok()
}

fn label(client_key: Uuid, id: &str) -> Label<'_> {
    Label {
        kind: Kind::Reasoning,
        client_key,
        id,
    }
}
