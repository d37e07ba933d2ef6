//! A gate in an answer: what comes behind it is sent when the test says so.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Closed until it is opened, or until single passages are released.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    pub fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Lets one passage through: one that waits, or the next one to come.
    pub fn release_one(&self) {
        self.0.add_permits(1);
    }

    /// Lets everything through from now on.
    pub fn open(&self) {
        self.0.close();
    }

    pub(super) async fn pass(&self) {
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}
