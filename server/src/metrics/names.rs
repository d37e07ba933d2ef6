//! Counts by name, for names that others choose: bounded, and read without a lock.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use arc_swap::ArcSwap;

/// What is counted together once there is no room for another name.
pub const OTHER: &str = "other";
/// Longest name in bytes.
const LONGEST: usize = 200;

/// How many more names may be kept, in one or in several sets of them.
#[derive(Debug)]
pub(super) struct Room(AtomicUsize);

impl Room {
    pub(super) fn new(most: usize) -> Self {
        Self(AtomicUsize::new(most))
    }

    fn take(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
        taken.is_ok()
    }
}

/// A set of names, each with a `T`.
#[derive(Debug)]
pub(super) struct Names<T> {
    /// Replaced as a whole when a name comes, which is rare.
    known: ArcSwap<HashMap<Box<str>, Arc<T>>>,
    growing: Mutex<()>,
    other: OnceLock<T>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            known: ArcSwap::default(),
            growing: Mutex::default(),
            other: OnceLock::new(),
        }
    }
}

impl<T: Default> Names<T> {
    /// Counts under a name, or under `other` when there is no room for it, or it is not known and may not become so.
    pub(super) fn with(&self, name: &str, may_come: bool, room: &Room, count: impl FnOnce(&T)) {
        if let Some(found) = self.known.load().get(name) {
            return count(found);
        }
        match may_come.then(|| self.add(name, room)).flatten() {
            Some(added) => count(&added),
            None => count(self.other.get_or_init(T::default)),
        }
    }

    /// Visits every name with what was counted, in their order, and `other` at the end.
    pub(super) fn visit<E>(
        &self,
        mut visit: impl FnMut(&str, &T) -> Result<(), E>,
    ) -> Result<(), E> {
        let known = self.known.load();
        let mut sorted: Vec<_> = known.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        for (name, counts) in sorted {
            visit(name, counts)?;
        }
        self.other
            .get()
            .map_or(Ok(()), |counts| visit(OTHER, counts))
    }

    fn add(&self, name: &str, room: &Room) -> Option<Arc<T>> {
        if name.len() > LONGEST || name == OTHER {
            return None;
        }
        // The set is whole at any time; a thread that panicked with the lock has changed nothing.
        let _turn = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.known.load();
        // Another thread may have been quicker.
        if let Some(found) = known.get(name) {
            return Some(Arc::clone(found));
        }
        if !room.take() {
            return None;
        }
        let added = Arc::<T>::default();
        let mut grown = HashMap::clone(&known);
        grown.insert(name.into(), Arc::clone(&added));
        self.known.store(Arc::new(grown));
        Some(added)
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, sync::atomic::AtomicU64};

    use super::*;

    fn add(names: &Names<AtomicU64>, name: &str, may_come: bool, room: &Room) {
        names.with(name, may_come, room, |count| {
            count.fetch_add(1, Ordering::Relaxed);
        });
    }

    fn counted(names: &Names<AtomicU64>) -> Vec<(String, u64)> {
        let mut all = Vec::new();
        let visited: Result<(), Infallible> = names.visit(|name, count| {
            all.push((name.to_owned(), count.load(Ordering::Relaxed)));
            Ok(())
        });
        visited.unwrap();
        all
    }

    #[test]
    fn what_has_no_room_is_counted_together() {
        let (names, room) = (Names::default(), Room::new(2));
        for name in ["b", "a", "c", "b", "d", OTHER] {
            add(&names, name, true, &room);
        }

        let expected = [("a", 1), ("b", 2), (OTHER, 3)];
        assert_eq!(
            counted(&names),
            expected.map(|(name, n)| (name.to_owned(), n))
        );
    }

    #[test]
    fn a_name_that_may_not_come_takes_no_room() {
        let (names, room) = (Names::default(), Room::new(1));
        add(&names, "guessed", false, &room);
        add(&names, &"x".repeat(LONGEST + 1), true, &room);
        add(&names, "served", true, &room);
        add(&names, "served", false, &room);

        let expected = [("served", 2), (OTHER, 2)];
        assert_eq!(
            counted(&names),
            expected.map(|(name, n)| (name.to_owned(), n))
        );
    }

    #[test]
    fn several_sets_share_a_room() {
        let room = Room::new(1);
        let (first, second) = (Names::default(), Names::default());
        add(&first, "a", true, &room);
        add(&second, "b", true, &room);

        assert_eq!(counted(&second), [(OTHER.to_owned(), 1)]);
    }

    #[test]
    fn threads_that_bring_the_same_name_lose_nothing() {
        let (names, room) = (Names::default(), Room::new(8));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for number in 0..800 {
                        add(&names, &(number % 8).to_string(), true, &room);
                    }
                });
            }
        });

        assert!(counted(&names).iter().all(|(_, count)| *count == 400));
    }
}
