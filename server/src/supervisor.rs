//! Brings an actor back after a panic. actix restarts actors that stop, not ones whose task was unwound.

use std::time::{Duration, Instant};

use actix::{Actor, Addr};
use tokio::sync::oneshot;

/// An actor that lived at least this long starts with a clean record.
const CALM: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Held by a supervised actor. Dropped without `release`, which is what unwinding does, it calls the supervisor.
#[derive(Debug)]
pub struct LifeLine {
    ended: Option<oneshot::Sender<()>>,
}

impl LifeLine {
    /// The stop that follows is wanted.
    pub fn release(&mut self) {
        self.ended = None;
    }
}

impl Drop for LifeLine {
    fn drop(&mut self) {
        if let Some(ended) = self.ended.take() {
            // Nobody listens any more when the whole thread is going down.
            let _ = ended.send(());
        }
    }
}

/// Spawns an actor on the current thread and respawns it until it releases its life line.
/// `spawn` starts one life of the actor and makes its address known to whoever talks to it.
pub fn supervise<A: Actor>(name: String, mut spawn: impl FnMut(LifeLine) -> Addr<A> + 'static) {
    let (line, mut ended) = life_line();
    spawn(line);
    actix::spawn(async move {
        let mut quick_deaths = 0;
        let mut born = Instant::now();
        while ended.await.is_ok() {
            if born.elapsed() > CALM {
                quick_deaths = 0;
            }
            tracing::error!(actor = name, quick_deaths, "actor panicked, respawning");
            tokio::time::sleep(pause_after(quick_deaths)).await;
            quick_deaths = quick_deaths.saturating_add(1);
            born = Instant::now();
            let line;
            (line, ended) = life_line();
            spawn(line);
        }
    });
}

fn life_line() -> (LifeLine, oneshot::Receiver<()>) {
    let (ended, heard) = oneshot::channel();
    (LifeLine { ended: Some(ended) }, heard)
}

/// None after the first death; then doubling, so that a crash loop does not eat the thread.
fn pause_after(quick_deaths: u32) -> Duration {
    match quick_deaths {
        0 => Duration::ZERO,
        n => (Duration::from_millis(10) * 2_u32.saturating_pow(n.min(16))).min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_death_costs_nothing_and_a_loop_is_slowed() {
        assert_eq!(pause_after(0), Duration::ZERO);
        assert!(pause_after(1) < pause_after(3));
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn only_an_unwanted_end_is_heard() {
        let (mut wanted, heard) = life_line();
        wanted.release();
        drop(wanted);
        assert!(heard.blocking_recv().is_err());

        let (unwanted, heard) = life_line();
        drop(unwanted);
        assert!(heard.blocking_recv().is_ok());
    }
}
