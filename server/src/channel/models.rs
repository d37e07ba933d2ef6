//! The gates of every model in use. Model names come from clients, so there is a bound.

use std::{collections::HashMap, sync::Arc, time::Instant};

use super::gate::Gate;

const MAX_MODELS: usize = 256;

/// One gate a credential for each model.
#[derive(Debug, Clone, Default)]
pub struct Models {
    gates: HashMap<Arc<str>, Vec<Gate>>,
}

impl Models {
    /// Nothing is known of a model without gates.
    pub fn get(&self, model: &str) -> Option<&[Gate]> {
        self.gates.get(model).map(Vec::as_slice)
    }

    pub fn get_mut(&mut self, model: &str) -> Option<&mut [Gate]> {
        self.gates.get_mut(model).map(Vec::as_mut_slice)
    }

    /// Fresh gates for `credentials` credentials, unless there are some.
    pub fn get_or_insert(
        &mut self,
        model: &Arc<str>,
        credentials: usize,
        now: Instant,
    ) -> &mut [Gate] {
        if !self.gates.contains_key(model) && self.gates.len() >= MAX_MODELS {
            self.make_room(now);
        }
        self.gates
            .entry(model.clone())
            .or_insert_with(|| vec![Gate::new(now); credentials])
    }

    pub fn named(&self) -> impl Iterator<Item = (&str, &[Gate])> {
        self.gates
            .iter()
            .map(|(model, gates)| (&**model, gates.as_slice()))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Vec<Gate>> {
        self.gates.values()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Vec<Gate>> {
        self.gates.values_mut()
    }

    /// Forgets models that nothing is known against; failing that, the one unused for longest.
    fn make_room(&mut self, now: Instant) {
        self.gates
            .retain(|_, gates| !gates.iter().all(|gate| gate.at_rest(now)));
        if self.gates.len() >= MAX_MODELS {
            let idlest = self
                .gates
                .iter()
                .min_by_key(|(_, gates)| gates.iter().map(|gate| gate.used_at).max())
                .map(|(model, _)| model.clone());
            if let Some(model) = idlest {
                self.gates.remove(&model);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn name(number: usize) -> Arc<str> {
        format!("model-{number}").into()
    }

    #[test]
    fn bounded_and_what_is_known_against_a_model_stays_longest() {
        let now = Instant::now();
        let mut models = Models::default();
        models.get_or_insert(&name(0), 1, now)[0]
            .cooldown
            .model_unknown(now);
        for number in 1..2000 {
            models.get_or_insert(&name(number), 1, now);
            assert!(models.gates.len() <= MAX_MODELS);
        }
        assert!(models.get("model-0").is_some());
    }

    #[test]
    fn when_all_are_troubled_the_idlest_goes() {
        let now = Instant::now();
        let mut models = Models::default();
        for number in 0..=MAX_MODELS {
            let later = now + Duration::from_millis(number as u64);
            let gates = models.get_or_insert(&name(number), 1, later);
            gates[0].cooldown.model_unknown(later);
        }
        assert!(models.get("model-0").is_none());
        assert_eq!(models.gates.len(), MAX_MODELS);
    }
}
