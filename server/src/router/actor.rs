//! The actor around the desk: decodes messages; searches run as tasks beside it on the same thread.

mod operator;

use std::{cell::RefCell, rc::Rc, time::Duration};

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, MessageResult, ResponseFuture};

use super::{
    affinity::{Home, PinKey},
    desk::Desk,
    explain::{Explanation, explain},
    messages::{Explain, NoRoute, PinObject, ReadSnapshots, Reload, Route, Stop},
    search::search,
};
use crate::{
    channel::{
        History, Lease, Outbox,
        messages::Snapshot,
        registry::{ChannelHandle, Registry},
    },
    oauth::Vault,
    supervisor::LifeLine,
};

/// Room for every ask that `RouterHandle` lets in, and for the snapshots between them.
const MAILBOX: usize = 16_384;
/// Settlements reach an idle channel within this time.
const DELIVER_EVERY: Duration = Duration::from_millis(100);
const SAVE_PINS_EVERY: Duration = Duration::from_secs(1);

/// The router at work.
pub struct RouterActor {
    desk: Rc<RefCell<Desk>>,
    /// Outlives the actor; `None` until the first actor makes it.
    registry: Rc<RefCell<Option<Registry>>>,
    first_table: Option<Reload>,
    outbox: Outbox,
    history: History,
    vault: Vault,
    clock: crate::clock::Clock,
    line: LifeLine,
}

impl RouterActor {
    /// Begins with `table`. Channels of an earlier life that are in `registry` go on.
    pub fn new(
        desk: Desk,
        registry: Rc<RefCell<Option<Registry>>>,
        table: Reload,
        outbox: Outbox,
        history: History,
        vault: Vault,
        line: LifeLine,
    ) -> Self {
        Self {
            clock: desk.clock.clone(),
            desk: Rc::new(RefCell::new(desk)),
            registry,
            first_table: Some(table),
            outbox,
            history,
            vault,
            line,
        }
    }

    fn load(&self, reload: Reload) {
        if let Some(registry) = self.registry.borrow_mut().as_mut() {
            let table = reload.table;
            registry.reconcile(&table.channels, &table.settings);
            self.desk.borrow_mut().reload(table, registry);
        }
    }
}

impl Actor for RouterActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.set_mailbox_capacity(MAILBOX);
        let reader = ctx.address().recipient();
        self.registry
            .borrow_mut()
            .get_or_insert_with(|| {
                Registry::new(
                    reader.clone(),
                    self.outbox.clone(),
                    self.history.clone(),
                    self.vault.clone(),
                    self.clock.clone(),
                )
            })
            .subscribe(&reader);
        if let Some(table) = self.first_table.take() {
            self.load(table);
        }
        ctx.run_interval(DELIVER_EVERY, |actor, _| actor.outbox.deliver());
        ctx.run_interval(SAVE_PINS_EVERY, |actor, _| {
            actor.desk.borrow().save_pins();
        });
    }
}

impl Handler<Route> for RouterActor {
    type Result = ResponseFuture<Result<Lease, NoRoute>>;

    fn handle(&mut self, route: Route, _: &mut Context<Self>) -> Self::Result {
        Box::pin(search(self.desk.clone(), route))
    }
}

impl Handler<Explain> for RouterActor {
    type Result = ResponseFuture<Explanation>;

    fn handle(&mut self, Explain { request }: Explain, _: &mut Context<Self>) -> Self::Result {
        Box::pin(explain(self.desk.clone(), request))
    }
}

impl Handler<Snapshot> for RouterActor {
    type Result = ();

    fn handle(&mut self, snapshot: Snapshot, _: &mut Context<Self>) {
        self.desk.borrow().observe(snapshot);
    }
}

impl Handler<ReadSnapshots> for RouterActor {
    type Result = MessageResult<ReadSnapshots>;

    fn handle(&mut self, _: ReadSnapshots, _: &mut Context<Self>) -> Self::Result {
        MessageResult(self.desk.borrow().snapshots())
    }
}

impl Handler<Reload> for RouterActor {
    type Result = ();

    fn handle(&mut self, reload: Reload, _: &mut Context<Self>) {
        self.load(reload);
    }
}

impl Handler<PinObject> for RouterActor {
    type Result = ();

    fn handle(&mut self, pin: PinObject, _: &mut Context<Self>) {
        let key = PinKey::hard(&pin.client_key, &pin.object);
        let home = Home {
            channel: pin.channel,
            credential: pin.credential,
        };
        self.desk.borrow_mut().settle(key, home);
    }
}

impl Handler<Stop> for RouterActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: Stop, ctx: &mut Context<Self>) -> Self::Result {
        // What leases have told belongs to the channels' history.
        self.outbox.deliver();
        let mut channels: Vec<ChannelHandle> = Vec::new();
        if let Some(registry) = self.registry.borrow_mut().as_mut() {
            channels.extend(registry.iter().cloned());
            registry.reconcile(&[], &std::sync::Arc::default());
        }
        let (ledger, last) = self.desk.borrow().last_pins();
        self.line.release();
        ctx.stop();
        Box::pin(async move {
            for channel in channels {
                // Behind all that it was told; no answer says that it has gone, which is as well.
                channel.inspect().await;
            }
            let pins = last.pins.len();
            if ledger.send(last).await.is_err() {
                tracing::warn!(pins, "ledger is gone, the last session pins are not saved");
            }
        })
    }
}

/// Kills the actor as a defect would.
#[cfg(test)]
#[derive(actix::Message)]
#[rtype(result = "()")]
pub(crate) struct Panic;

#[cfg(test)]
impl Handler<Panic> for RouterActor {
    type Result = ();

    fn handle(&mut self, _: Panic, _: &mut Context<Self>) {
        panic!("on purpose");
    }
}
