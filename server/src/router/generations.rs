//! A bounded map that forgets what was unused for longest, in constant time.

use std::{borrow::Borrow, collections::HashMap, hash::Hash};

/// Two generations: when the young one is full it becomes the old one, and the former old one is forgotten.
/// Holds at least the `capacity / 2` keys used last, at most `capacity`.
#[derive(Debug)]
pub struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half: usize,
}

impl<K: Eq + Hash, V> Generations<K, V> {
    pub fn new(capacity: usize) -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
            half: (capacity / 2).max(1),
        }
    }

    /// Using a key makes it young again.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if !self.young.contains_key(key) {
            let (key, value) = self.old.remove_entry(key)?;
            self.insert(key, value);
        }
        self.young.get_mut(key)
    }

    /// Without counting as a use.
    pub fn peek<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    /// In no order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.young.values_mut().chain(self.old.values_mut())
    }

    pub fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.young.len() >= self.half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    pub fn remove<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if self.young.remove(key).is_none() {
            self.old.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bounded_and_keeps_what_was_used_last(keys in proptest::collection::vec(0_u32..40, 1..300)) {
            let mut map = Generations::new(16);
            let mut recent: Vec<u32> = Vec::new();
            for key in keys {
                recent.retain(|known| *known != key);
                recent.push(key);
                if map.get_mut(&key).is_none() {
                    map.insert(key, key);
                }
                prop_assert!(map.young.len() + map.old.len() <= 16);
                for known in recent.iter().rev().take(8) {
                    prop_assert!(map.young.contains_key(known) || map.old.contains_key(known));
                }
            }
        }
    }
}
