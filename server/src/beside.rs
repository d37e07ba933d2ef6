//! Work that would keep a thread from its other tasks, on one that may be kept.

use std::panic::resume_unwind;

use tokio::task::spawn_blocking;

/// Does the work beside whoever waits for it. A panic in it goes on where it is waited for, as if it had been done there.
///
/// # Errors
/// When the process ends before it is done.
pub async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let done = spawn_blocking(work).await;
    done.map_err(|error| match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        Err(ended) => ended.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_rt::test]
    async fn what_is_done_is_told_and_a_panic_is_one_of_whoever_waits() {
        assert_eq!(beside(|| 7).await, Ok(7));

        let waiting = actix_rt::spawn(beside(|| panic!("on purpose")));

        assert!(waiting.await.unwrap_err().is_panic());
    }
}
