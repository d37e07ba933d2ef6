//! How long a test waits for something that should happen at once.

use std::{future::Future, time::Duration};

/// Generous, because a loaded machine must not fail a test; nothing waits this long when all is well.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// Waits for `what`, and fails the test by that name when it does not happen.
pub async fn within<T>(what: &str, happening: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, happening).await {
        Ok(value) => value,
        Err(_) => panic!("waited {} s in vain for {what}", DEADLINE.as_secs()),
    }
}
