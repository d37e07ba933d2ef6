//! What is in the journal, by id and size: so that a write need not look into the store to know whether there is room.

use std::collections::HashMap;

use uuid::Uuid;

/// Capacity that is kept however few entries there are.
const KEPT: usize = 1024;

/// Ids and sizes of all entries: some 40 bytes of memory for an entry of about a thousand.
#[derive(Debug, Default)]
pub(super) struct Contents {
    sizes: HashMap<Uuid, usize>,
    bytes: u64,
}

/// There is no room for another entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Contents {
    /// Notes an entry of `size` bytes, new or in place of the one with its id. With a `bound`, a new one that would make
    /// the sum exceed it is refused.
    pub(super) fn put(&mut self, id: Uuid, size: usize, bound: Option<u64>) -> Result<(), Full> {
        let before = self.sizes.get(&id).copied();
        let bytes = self.bytes - before.unwrap_or(0) as u64 + size as u64;
        if before.is_none() && bound.is_some_and(|bound| bytes > bound) {
            return Err(Full);
        }
        self.sizes.insert(id, size);
        self.bytes = bytes;
        Ok(())
    }

    pub(super) fn remove(&mut self, ids: &[Uuid]) {
        for id in ids {
            if let Some(size) = self.sizes.remove(id) {
                self.bytes -= size as u64;
            }
        }
        // What an outage needed is not kept after it.
        if self.sizes.capacity() > KEPT.max(self.sizes.len() * 8) {
            self.sizes.shrink_to(KEPT.max(self.sizes.len() * 2));
        }
    }

    /// Bytes of all entries.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn depth(&self) -> usize {
        self.sizes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_sum_is_that_of_the_entries_and_new_ones_keep_to_the_bound(
            steps in prop::collection::vec((0_u128..20, 0_usize..100, any::<bool>(), 0..3), 0..200),
        ) {
            const BOUND: u64 = 500;
            let mut contents = Contents::default();
            let mut model: HashMap<Uuid, usize> = HashMap::new();
            for (id, size, bounded, action) in steps {
                let id = Uuid::from_u128(id);
                if action == 0 {
                    contents.remove(&[id, id]);
                    model.remove(&id);
                } else {
                    let known = model.contains_key(&id);
                    let sum = model.values().sum::<usize>() + size;
                    let full = !known && bounded && sum as u64 > BOUND;
                    let result = contents.put(id, size, bounded.then_some(BOUND));
                    prop_assert_eq!(result, if full { Err(Full) } else { Ok(()) });
                    if !full {
                        model.insert(id, size);
                    }
                }
                prop_assert_eq!(contents.depth(), model.len());
                prop_assert_eq!(contents.bytes, model.values().sum::<usize>() as u64);
            }
        }
    }
}
