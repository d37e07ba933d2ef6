//! A channel as the router sees it: its specification, the way to it, and its load as last published.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use routex_entity::ChannelState;

use crate::channel::{
    ChannelId, ChannelSpec, CredentialId, Lease,
    messages::{Admit, Refused, RefusedReason, Snapshot},
    registry::ChannelHandle,
};

/// Asks that may wait for one channel; more are refused as busy. Below the capacity of its mailbox, so that an ask is
/// refused here rather than made to wait there.
const MAX_ASKS: u32 = 4000;

/// One channel of the current table.
pub struct Place {
    pub spec: Arc<ChannelSpec>,
    channel: ChannelHandle,
    snapshot: RefCell<Snapshot>,
    /// Asked but not answered yet, so not in the snapshot either.
    asked: Cell<u32>,
}

impl Place {
    /// `known`: the snapshot of the same channel before its configuration changed.
    pub fn new(spec: Arc<ChannelSpec>, channel: ChannelHandle, known: Option<Snapshot>) -> Self {
        let snapshot = known.unwrap_or_else(|| Snapshot {
            channel: spec.id,
            state: ChannelState::default(),
            in_flight: 0,
            tokens_in_window: 0,
            ttft_ewma: None,
            measured_at: None,
            connect: None,
        });
        Self {
            spec,
            channel,
            snapshot: RefCell::new(snapshot),
            asked: Cell::new(0),
        }
    }

    pub fn id(&self) -> ChannelId {
        self.spec.id
    }

    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.borrow().clone()
    }

    /// Answers whether the state is another than before.
    pub fn observe(&self, snapshot: Snapshot) -> bool {
        let state = snapshot.state;
        self.snapshot.replace(snapshot).state != state
    }

    /// Requests in flight, those being placed included.
    pub fn in_flight(&self) -> u32 {
        let published = self.snapshot.borrow().in_flight;
        published.saturating_add(self.asked.get())
    }

    /// Whether a request that tried `excluded` has no credential left here.
    pub fn is_exhausted(&self, excluded: &[CredentialId]) -> bool {
        !excluded.is_empty()
            && self
                .spec
                .credentials
                .iter()
                .all(|credential| excluded.contains(&credential.id))
    }

    /// What an ask for a lease would be answered now.
    pub async fn preview(&self, ask: Admit) -> Result<CredentialId, Refused> {
        self.channel.preview(ask).await
    }

    /// Asks for a lease.
    pub async fn admit(&self, ask: Admit) -> Result<Lease, Refused> {
        if self.asked.get() >= MAX_ASKS {
            return Err(Refused {
                reason: RefusedReason::Busy,
                retry_after: None,
            });
        }
        let _asking = Asking::begin(&self.asked);
        self.channel.admit(ask).await
    }
}

/// Counted as long as it lives.
struct Asking<'a>(&'a Cell<u32>);

impl<'a> Asking<'a> {
    fn begin(asked: &'a Cell<u32>) -> Self {
        asked.set(asked.get() + 1);
        Self(asked)
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}
