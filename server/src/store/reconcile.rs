//! Bringing the database in line with what the configuration file declares. Pure.
//!
//! A declared thing keeps its id across restarts, because statistics, session pins and links hang on it. What the file
//! no longer names goes; what operators made otherwise stays.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use uuid::Uuid;

/// A row that the file may declare.
pub(super) trait Declared: Clone + PartialEq {
    /// What makes it the same thing as last time.
    type Key: Eq + Hash;

    fn key(&self) -> Self::Key;
    fn id(&self) -> Uuid;
    fn set_id(&mut self, id: Uuid);
    fn is_declared(&self) -> bool;
}

/// What to do.
#[derive(Debug, PartialEq)]
pub(super) struct Plan<R> {
    /// Every declared row, in the order of the file, with the id that it has from now on.
    pub(super) declared: Vec<R>,
    /// Those of them that the database does not hold exactly so.
    pub(super) changed: Vec<R>,
    /// Rows that were declared once.
    pub(super) gone: Vec<Uuid>,
}

/// Compares what there is with what the file declares. The ids of `wanted` are proposals that give way to the id of an
/// existing row with the same key; of several with the same key the first counts.
pub(super) fn plan<R: Declared>(existing: &[R], wanted: Vec<R>) -> Plan<R> {
    let known: HashMap<R::Key, &R> = existing.iter().map(|row| (row.key(), row)).collect();
    let mut seen = HashSet::new();
    let declared: Vec<R> = wanted
        .into_iter()
        .filter(|row| seen.insert(row.key()))
        .map(|mut row| {
            if let Some(known) = known.get(&row.key()) {
                row.set_id(known.id());
            }
            row
        })
        .collect();
    let changed = declared
        .iter()
        .filter(|row| known.get(&row.key()) != Some(row))
        .cloned()
        .collect();
    let gone = existing
        .iter()
        .filter(|row| row.is_declared() && !seen.contains(&row.key()))
        .map(Declared::id)
        .collect();
    Plan {
        declared,
        changed,
        gone,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Thing {
        id: Uuid,
        name: u8,
        content: u8,
        declared: bool,
    }

    impl Declared for Thing {
        type Key = u8;

        fn key(&self) -> u8 {
            self.name
        }
        fn id(&self) -> Uuid {
            self.id
        }
        fn set_id(&mut self, id: Uuid) {
            self.id = id;
        }
        fn is_declared(&self) -> bool {
            self.declared
        }
    }

    fn things(declared: impl Strategy<Value = bool>) -> impl Strategy<Value = Vec<Thing>> {
        prop::collection::vec((0_u8..12, 0_u8..3, declared), 0..12).prop_map(|parts| {
            parts
                .into_iter()
                .map(|(name, content, declared)| Thing {
                    id: Uuid::now_v7(),
                    name,
                    content,
                    declared,
                })
                .collect()
        })
    }

    fn unique(mut things: Vec<Thing>) -> Vec<Thing> {
        things.sort_by_key(|thing| thing.name);
        things.dedup_by_key(|thing| thing.name);
        things
    }

    proptest! {
        #[test]
        fn afterwards_the_database_holds_the_file_and_what_others_made(
            existing in things(any::<bool>()).prop_map(unique),
            wanted in things(Just(true)),
        ) {
            let plan = plan(&existing, wanted.clone());

            let mut after: HashMap<u8, Thing> = existing
                .iter()
                .filter(|thing| !plan.gone.contains(&thing.id))
                .map(|thing| (thing.name, thing.clone()))
                .collect();
            after.extend(plan.changed.iter().map(|thing| (thing.name, thing.clone())));

            for name in 0..12 {
                let before = existing.iter().find(|thing| thing.name == name);
                let asked = wanted.iter().find(|thing| thing.name == name);
                match (before, asked, after.get(&name)) {
                    (before, Some(asked), Some(after)) => {
                        prop_assert_eq!(after.content, asked.content);
                        prop_assert!(after.declared);
                        prop_assert_eq!(after.id, before.map_or(asked.id, |before| before.id));
                    }
                    (Some(before), None, Some(after)) => {
                        prop_assert!(!before.declared);
                        prop_assert_eq!(before, after);
                    }
                    (Some(before), None, None) => prop_assert!(before.declared),
                    (None, None, None) => {}
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }

        #[test]
        fn a_second_start_changes_nothing(wanted in things(Just(true))) {
            let first = plan(&[], wanted.clone());
            let second = plan(&first.declared, wanted);
            prop_assert_eq!(&second.declared, &first.declared);
            prop_assert!(second.changed.is_empty() && second.gone.is_empty());
        }
    }
}
