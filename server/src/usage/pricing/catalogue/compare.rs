//! What another catalogue would change.

use std::collections::BTreeMap;

use super::{Catalogue, Schedule};

/// Models of two catalogues that differ, each as provider and name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    pub added: Vec<(String, String)>,
    pub changed: Vec<(String, String)>,
    pub removed: Vec<(String, String)>,
}

/// What is different in `new`.
pub fn compare(old: &Catalogue, new: &Catalogue) -> Difference {
    let (old, new) = (by_name(old), by_name(new));
    let owned = |(provider, model): &(&str, &str)| ((*provider).to_owned(), (*model).to_owned());
    let mut difference = Difference::default();
    for (name, schedule) in &new {
        match old.get(name) {
            None => difference.added.push(owned(name)),
            Some(known) if known != schedule => difference.changed.push(owned(name)),
            Some(_) => {}
        }
    }
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    difference.removed = gone.map(owned).collect();
    difference
}

fn by_name(catalogue: &Catalogue) -> BTreeMap<(&str, &str), &Schedule> {
    let models = catalogue.providers().iter().flat_map(|provider| {
        let models = provider.models.iter();
        models.map(|model| ((provider.id.as_str(), model.name()), &model.schedule))
    });
    models.collect()
}
