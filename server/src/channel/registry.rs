//! The channels at work: spawns an actor for each on the current thread, and again after a panic.

use std::{
    cell::{Ref, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
    time::Instant,
};

use actix::{Actor, Addr, Handler, Message, Recipient};
use routex_entity::ChannelState;

use super::{
    actor::{ChannelActor, Renewer},
    admissions::Admissions,
    health::ChannelHealth,
    history::History,
    messages::{
        Admit, AwaitIdle, Inspect, Preview, Reconfigure, Refused, RefusedReason, Report, Reset,
        Retire, Snapshot, Subscribe,
    },
    spec::{ChannelId, ChannelSpec, CredentialId},
    standing::{Occasion, Seen, Standing},
    tally::Tally,
};
use crate::{
    channel::{Lease, Outbox},
    clock::Clock,
    oauth::Vault,
    router::settings::RoutingSettings,
    supervisor,
};

/// All channels of the table, by id.
pub struct Registry {
    channels: HashMap<ChannelId, ChannelHandle>,
    reader: Rc<RefCell<Recipient<Snapshot>>>,
    outbox: Outbox,
    history: History,
    renewer: Renewer,
    clock: Clock,
}

/// The way to a channel, the same through all its actor's lives.
#[derive(Clone)]
pub struct ChannelHandle {
    address: Rc<RefCell<Option<Addr<ChannelActor>>>>,
    memory: Memory,
    outbox: Outbox,
}

/// What the next life of a channel's actor begins with.
#[derive(Clone)]
pub struct Memory {
    remembered: Rc<RefCell<Remembered>>,
    history: History,
}

struct Remembered {
    spec: Arc<ChannelSpec>,
    tuning: Arc<RoutingSettings>,
    health: ChannelHealth,
    tally: Rc<RefCell<Tally>>,
    standing: Standing,
}

impl Registry {
    /// Without channels; their snapshots will go to `reader`, changes of their states to `history`.
    pub fn new(
        reader: Recipient<Snapshot>,
        outbox: Outbox,
        history: History,
        vault: Vault,
        clock: Clock,
    ) -> Self {
        let renewer = Renewer {
            vault,
            clients: Rc::default(),
        };
        Self {
            renewer,
            channels: HashMap::new(),
            reader: Rc::new(RefCell::new(reader)),
            outbox,
            history,
            clock,
        }
    }

    /// A new reader takes over and is told the state of now by every channel.
    pub fn subscribe(&self, reader: &Recipient<Snapshot>) {
        self.reader.replace(reader.clone());
        for channel in self.channels.values() {
            channel.tell(|address| {
                address.do_send(Subscribe {
                    reader: reader.clone(),
                });
            });
        }
    }

    /// Adds, changes and retires until exactly `specs` are at work. Leases in flight stay valid.
    pub fn reconcile(&mut self, specs: &[Arc<ChannelSpec>], tuning: &Arc<RoutingSettings>) {
        self.channels.retain(|id, channel| {
            let stays = specs.iter().any(|spec| spec.id == *id);
            if !stays {
                channel.retire();
            }
            stays
        });
        for spec in specs {
            match self.channels.get(&spec.id) {
                Some(channel) => channel.reconfigure(spec, tuning),
                None => {
                    let channel = self.spawn(spec.clone(), tuning.clone());
                    self.channels.insert(spec.id, channel);
                }
            }
        }
    }

    pub fn get(&self, channel: ChannelId) -> Option<&ChannelHandle> {
        self.channels.get(&channel)
    }

    pub fn iter(&self) -> impl Iterator<Item = &ChannelHandle> {
        self.channels.values()
    }

    fn spawn(&self, spec: Arc<ChannelSpec>, tuning: Arc<RoutingSettings>) -> ChannelHandle {
        let name = format!("channel {}", spec.name);
        let channel = ChannelHandle {
            address: Rc::default(),
            memory: Memory::new(spec, tuning, self.history.clone()),
            outbox: self.outbox.clone(),
        };
        let reader = self.reader.clone();
        let clock = self.clock.clone();
        let renewer = self.renewer.clone();
        let life = channel.clone();
        supervisor::supervise(name, move |line| {
            let reader = reader.borrow().clone();
            let actor = ChannelActor::new(
                life.memory.clone(),
                reader,
                life.outbox.clone(),
                renewer.clone(),
                clock.clone(),
                line,
            );
            let address = actor.start();
            life.address.replace(Some(address.clone()));
            address
        });
        channel
    }
}

/// What a channel between two lives answers.
const BUSY: Refused = Refused {
    reason: RefusedReason::Busy,
    retry_after: None,
};

impl ChannelHandle {
    /// Asks for a lease. A channel between two lives is busy.
    pub async fn admit(&self, ask: Admit) -> Result<Lease, Refused> {
        self.ask(ask).await.unwrap_or(Err(BUSY))
    }

    /// What an ask for a lease would be answered now.
    pub async fn preview(&self, ask: Admit) -> Result<CredentialId, Refused> {
        self.ask(Preview(ask)).await.unwrap_or(Err(BUSY))
    }

    /// What an operator may want to see. `None` between two lives.
    pub async fn inspect(&self) -> Option<Report> {
        self.ask(Inspect).await
    }

    /// Returns when the slate is clean.
    pub async fn reset(&self) {
        self.ask(Reset).await;
    }

    /// Returns when nothing is in flight.
    pub async fn idle(&self) {
        self.ask(AwaitIdle).await;
    }

    /// Asks behind all settlements that wait. `None` between two lives.
    async fn ask<M>(&self, message: M) -> Option<M::Result>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        ChannelActor: Handler<M>,
    {
        self.outbox.deliver();
        let asked = self.address().as_ref().map(|address| address.send(message));
        asked?.await.ok()
    }

    fn reconfigure(&self, spec: &Arc<ChannelSpec>, tuning: &Arc<RoutingSettings>) {
        if self.memory.reconfigure(spec, tuning) {
            self.tell(|address| {
                address.do_send(Reconfigure {
                    spec: spec.clone(),
                    tuning: tuning.clone(),
                });
            });
        }
    }

    fn retire(&self) {
        self.tell(|address| address.do_send(Retire));
    }

    /// Changes of configuration are few and must arrive, so the mailbox limit does not apply to them.
    fn tell(&self, tell: impl FnOnce(&Addr<ChannelActor>)) {
        if let Some(address) = self.address().as_ref() {
            tell(address);
        }
    }

    fn address(&self) -> Ref<'_, Option<Addr<ChannelActor>>> {
        self.address.borrow()
    }

    /// Kills the actor as a defect would.
    #[cfg(test)]
    pub(crate) fn panic(&self) {
        self.tell(|address| address.do_send(super::actor::Panic));
    }
}

impl Memory {
    pub fn new(spec: Arc<ChannelSpec>, tuning: Arc<RoutingSettings>, history: History) -> Self {
        let remembered = Remembered {
            health: ChannelHealth::new(&spec.credentials),
            standing: history.take_standing(spec.id),
            spec,
            tuning,
            tally: Rc::default(),
        };
        Self {
            remembered: Rc::new(RefCell::new(remembered)),
            history,
        }
    }

    /// The books for a new life.
    pub fn recall(&self, now: Instant) -> Admissions {
        let known = self.remembered.borrow();
        Admissions::new(
            known.spec.clone(),
            known.tuning.clone(),
            known.health.clone(),
            Rc::clone(&known.tally),
            now,
        )
    }

    pub fn remember(&self, health: &ChannelHealth) {
        self.remembered.borrow_mut().health = health.clone();
    }

    /// Notes what is another than when it was noted last.
    pub fn note(&self, admissions: &Admissions, state: ChannelState, occasion: Occasion) {
        // Whoever leaves for good takes its history along.
        if admissions.is_retired() {
            return;
        }
        let spec = admissions.spec();
        let seen = Seen {
            state,
            enabled: spec.enabled,
        };
        let suspensions = admissions.health().suspensions();
        let standing = &mut self.remembered.borrow_mut().standing;
        let changes = standing.observe(seen, &suspensions, occasion);
        self.history.note(spec.id, changes);
    }

    /// Answers whether this is a change.
    fn reconfigure(&self, spec: &Arc<ChannelSpec>, tuning: &Arc<RoutingSettings>) -> bool {
        let mut known = self.remembered.borrow_mut();
        if Arc::ptr_eq(&known.spec, spec) && Arc::ptr_eq(&known.tuning, tuning) {
            return false;
        }
        known.spec = spec.clone();
        known.tuning = tuning.clone();
        true
    }
}
