//! How long each removal kept everybody else from writing, as the server tells its log.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

use super::{Failure, figures::Figures};

#[derive(Clone, Default)]
pub struct Holds(Arc<Mutex<Figures>>);

impl Holds {
    /// Hears of every removal of this process from now on.
    pub fn listen() -> Result<Self, Failure> {
        let holds = Self::default();
        tracing_subscriber::registry()
            .with(holds.clone())
            .try_init()?;
        Ok(holds)
    }

    pub fn row(&self) -> String {
        self.0
            .lock()
            .map_or_else(|_| String::new(), |held| held.to_string())
    }
}

impl<S: Subscriber> Layer<S> for Holds {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "routex::retention" {
            event.record(&mut Held(self));
        }
    }
}

struct Held<'a>(&'a Holds);

impl Visit for Held<'_> {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "held_us"
            && let Ok(mut held) = self.0.0.lock()
        {
            held.push(Duration::from_micros(value));
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
