//! `fallbacks` and `context_window_fallbacks`: lists of `{ model: [other, …] }`. An alias here has one other model a cause.

use routex_entity::{FallbackCause, api::Fallback};
use serde_json::{Map, Value};

use crate::transfer::Bundle;

/// Fallbacks that no alias has taken yet.
#[derive(Default)]
pub(super) struct Fallbacks(Vec<Entry>);

struct Entry {
    place: String,
    cause: FallbackCause,
    of: String,
    to: Vec<String>,
}

const KINDS: [(&str, FallbackCause); 2] = [
    ("fallbacks", FallbackCause::Unavailable),
    ("context_window_fallbacks", FallbackCause::ContextLength),
];

impl Fallbacks {
    /// Takes the fallbacks out of a section.
    pub(super) fn take(
        &mut self,
        section: &str,
        settings: &mut Map<String, Value>,
        bundle: &mut Bundle,
    ) {
        for (name, cause) in KINDS {
            let Some(value) = settings.remove(name) else {
                continue;
            };
            let place = format!("{section}.{name}");
            let Value::Array(items) = value else {
                bundle.leave_out(place, "is not a list");
                continue;
            };
            for (index, item) in items.into_iter().enumerate() {
                let place = format!("{place}[{index}]");
                let Value::Object(item) = item else {
                    bundle.leave_out(place, "is not a table");
                    continue;
                };
                self.0.extend(item.into_iter().map(|(of, to)| Entry {
                    place: place.clone(),
                    cause,
                    of,
                    to: names(&to),
                }));
            }
        }
    }

    /// Those of one model, in the form that an alias takes.
    pub(super) fn of(&mut self, model: &str, bundle: &mut Bundle) -> Vec<Fallback> {
        let (own, rest): (Vec<Entry>, _) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|entry| entry.of == model);
        self.0 = rest;
        let mut taken: Vec<Fallback> = Vec::new();
        for Entry {
            place, cause, to, ..
        } in own
        {
            let mut to = to.into_iter();
            let again = taken.iter().any(|fallback| fallback.when == cause);
            if !again && let Some(first) = to.next() {
                taken.push(Fallback {
                    when: cause,
                    model: first,
                });
            }
            let others: Vec<String> = to.collect();
            if !others.is_empty() {
                bundle.leave_out(
                    place,
                    format!(
                        "an alias has one fallback a cause; not taken over: {}",
                        others.join(", ")
                    ),
                );
            }
        }
        taken
    }

    /// Tells those whose model is not in the list.
    pub(super) fn leave_out_rest(self, bundle: &mut Bundle) {
        for Entry { place, of, .. } in self.0 {
            bundle.leave_out(
                place,
                format!("there is no alias \"{of}\" to fall back from"),
            );
        }
    }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}
