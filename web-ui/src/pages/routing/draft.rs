//! The settings as they stand in the form, beside those in effect. Pure.

use std::rc::Rc;

use routex_entity::{Strategy, api::Routing};
use serde_json::{Value, json};
use yew::Reducible;

use super::setting::{SETTINGS, Setting, Wrong, at, put};

#[derive(Clone, PartialEq)]
pub struct Draft {
    /// In effect, as the API tells it.
    saved: Value,
    saved_strategy: Strategy,
    saved_affinity: bool,
    pub strategy: Strategy,
    /// Whether sessions stay where they are.
    pub affinity: bool,
    /// Of each of [`SETTINGS`].
    texts: Vec<String>,
}

pub enum Change {
    Strategy(Strategy),
    Affinity(bool),
    Text(&'static str, String),
    /// This is in effect now. What was changed here stays changed.
    Saved(Rc<Routing>),
    Discard,
}

impl Draft {
    pub fn of(routing: &Routing) -> Self {
        // Nothing in it is what JSON cannot say.
        let saved = serde_json::to_value(routing).unwrap_or_default();
        let texts = SETTINGS
            .iter()
            .map(|setting| shown(&saved, setting))
            .collect();
        Self {
            saved,
            saved_strategy: routing.strategy,
            saved_affinity: routing.affinity.enabled,
            strategy: routing.strategy,
            affinity: routing.affinity.enabled,
            texts,
        }
    }

    pub fn text(&self, field: &str) -> &str {
        place(field).map_or("", |place| self.texts[place].as_str())
    }

    /// The number as the API would keep it. `None`: there is no sense in the text.
    pub fn number(&self, field: &str) -> Option<f64> {
        SETTINGS[place(field)?].read(self.text(field)).ok()
    }

    pub fn wrong(&self, setting: &Setting) -> Option<Wrong> {
        let number = match setting.read(self.text(setting.field)) {
            Ok(number) => number,
            Err(wrong) => return Some(wrong),
        };
        let bound = setting.within?;
        (number > self.number(bound)?).then(|| {
            let bound = place(bound).map_or("", |place| SETTINGS[place].label);
            Wrong::Exceeds(bound)
        })
    }

    pub fn strategy_changed(&self) -> bool {
        self.strategy != self.saved_strategy
    }

    pub fn affinity_changed(&self) -> bool {
        self.affinity != self.saved_affinity
    }

    /// Not what is in effect, or no sense at all.
    pub fn is_changed(&self, setting: &Setting) -> bool {
        !says(self.text(setting.field), &self.saved, setting)
    }

    /// Settings that are not as they are in effect.
    pub fn count(&self) -> usize {
        let numbers = SETTINGS.iter().filter(|setting| self.is_changed(setting));
        numbers.count()
            + usize::from(self.strategy_changed())
            + usize::from(self.affinity_changed())
    }

    pub fn may_save(&self) -> bool {
        self.count() > 0 && SETTINGS.iter().all(|setting| self.wrong(setting).is_none())
    }

    /// What is to be told to the API: that alone which was changed.
    pub fn changes(&self) -> Value {
        let mut changes = json!({});
        if self.strategy_changed() {
            put(&mut changes, "strategy", json!(self.strategy));
        }
        if self.affinity_changed() {
            put(&mut changes, "affinity.enabled", json!(self.affinity));
        }
        for setting in SETTINGS.iter().filter(|setting| self.is_changed(setting)) {
            if let Ok(number) = setting.read(self.text(setting.field)) {
                put(&mut changes, setting.field, setting.json(number));
            }
        }
        changes
    }

    /// The same over other settings in effect.
    fn over(&self, routing: &Routing) -> Self {
        let mut next = Self::of(routing);
        if self.strategy_changed() {
            next.strategy = self.strategy;
        }
        if self.affinity_changed() {
            next.affinity = self.affinity;
        }
        for (place, setting) in SETTINGS.iter().enumerate() {
            let text = &self.texts[place];
            if self.is_changed(setting) && !says(text, &next.saved, setting) {
                next.texts[place].clone_from(text);
            }
        }
        next
    }
}

impl Reducible for Draft {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Strategy(strategy) => next.strategy = strategy,
            Change::Affinity(affinity) => next.affinity = affinity,
            Change::Text(field, text) => {
                if let Some(place) = place(field) {
                    next.texts[place] = text;
                }
            }
            Change::Saved(routing) => next = self.over(&routing),
            Change::Discard => {
                next.strategy = self.saved_strategy;
                next.affinity = self.saved_affinity;
                next.texts = SETTINGS
                    .iter()
                    .map(|setting| shown(&self.saved, setting))
                    .collect();
            }
        }
        Rc::new(next)
    }
}

fn place(field: &str) -> Option<usize> {
    SETTINGS.iter().position(|setting| setting.field == field)
}

fn shown(saved: &Value, setting: &Setting) -> String {
    let kept = at(saved, setting.field).and_then(Value::as_f64);
    kept.map_or_else(String::new, |kept| setting.unit.text(kept))
}

/// Whether a text is another way to write what is in effect.
fn says(text: &str, saved: &Value, setting: &Setting) -> bool {
    let read = setting.read(text);
    read.is_ok_and(|number| setting.unit.text(number) == shown(saved, setting))
}

#[cfg(test)]
mod tests;
