//! What the database does not have yet. While it is away this grows by what is told of, which is little.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{engine::Episode, outbox::Delivery};
use crate::store::{Store, alert};

/// The newest form of each thing counts.
#[derive(Debug, Default)]
pub struct Unsaved {
    alerts: BTreeMap<Uuid, Episode>,
    deliveries: BTreeMap<Uuid, Delivery>,
    failing: bool,
}

impl Unsaved {
    pub fn alert(&mut self, episode: Episode) {
        self.alerts.insert(episode.id, episode);
    }

    pub fn delivery(&mut self, delivery: Delivery) {
        self.deliveries.insert(delivery.id, delivery);
    }

    /// Whether the database did not take what was last given to it.
    pub fn is_failing(&self) -> bool {
        self.failing
    }

    /// Brings everything to the database, if it takes it.
    pub async fn save(&mut self, store: &Store) {
        if self.alerts.is_empty() && self.deliveries.is_empty() {
            return;
        }
        let alerts = self.alerts.values().cloned().collect();
        let deliveries = self.deliveries.values().cloned().collect();
        match alert::save(store, alerts, deliveries).await {
            Ok(()) => {
                self.alerts.clear();
                self.deliveries.clear();
                if self.failing {
                    tracing::info!("the database takes alerts again");
                }
                self.failing = false;
            }
            Err(error) => {
                if !self.failing {
                    tracing::error!(%error, "alerts cannot be written; they are told all the same, and again after a crash");
                }
                self.failing = true;
            }
        }
    }
}
