//! An alias as it stands in the form. Pure.

use std::rc::Rc;

use routex_entity::{
    FallbackCause, Strategy,
    api::{AliasInput, AliasTarget, Fallback},
};
use yew::Reducible;

/// Where a target leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Not chosen yet.
    Nowhere,
    Channel(String),
    /// Every channel that carries the tag.
    Tag(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// By which it is recognised when it is moved.
    pub id: u32,
    pub place: Place,
    pub model: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    /// `None`: that of the routing settings.
    pub strategy: Option<Strategy>,
    /// In order of preference.
    pub targets: Vec<Target>,
    /// Model for each of [`FallbackCause::ALL`]; empty: none.
    pub fallbacks: Vec<String>,
    next_id: u32,
}

pub enum Change {
    Name(String),
    Strategy(Option<Strategy>),
    Add,
    Remove(u32),
    Place(u32, Place),
    Model(u32, String),
    /// The target with this id, to this place among the others.
    Move(u32, usize),
    Fallback(FallbackCause, String),
}

impl Place {
    /// As the list of places has it.
    pub fn value(&self) -> String {
        match self {
            Self::Nowhere => String::new(),
            Self::Channel(name) => format!("channel:{name}"),
            Self::Tag(tag) => format!("tag:{tag}"),
        }
    }

    pub fn of_value(value: &str) -> Self {
        match value.split_once(':') {
            Some(("channel", name)) => Self::Channel(name.to_owned()),
            Some(("tag", tag)) => Self::Tag(tag.to_owned()),
            _ => Self::Nowhere,
        }
    }

    pub fn of(target: &AliasTarget) -> Self {
        match (&target.channel, &target.tag) {
            (Some(name), _) => Self::Channel(name.clone()),
            (None, Some(tag)) => Self::Tag(tag.clone()),
            (None, None) => Self::Nowhere,
        }
    }
}

impl Draft {
    /// `None`: a new one, with room for its first target.
    pub fn of(alias: Option<&AliasInput>) -> Self {
        let mut draft = Self {
            name: String::new(),
            strategy: None,
            targets: Vec::new(),
            fallbacks: vec![String::new(); FallbackCause::ALL.len()],
            next_id: 0,
        };
        let Some(alias) = alias else {
            draft.add(Place::Nowhere, String::new());
            return draft;
        };
        draft.name.clone_from(&alias.name);
        draft.strategy = alias.strategy;
        for target in &alias.targets {
            draft.add(Place::of(target), target.model.clone());
        }
        for fallback in &alias.fallbacks {
            draft.set_fallback(fallback.when, fallback.model.clone());
        }
        draft
    }

    pub fn fallback(&self, cause: FallbackCause) -> &str {
        cause_place(cause).map_or("", |place| self.fallbacks[place].as_str())
    }

    /// Where the fallback stands among those that are told, as Routex names it when it is wrong.
    pub fn fallback_field(&self, cause: FallbackCause) -> Option<String> {
        let place = cause_place(cause)?;
        let before = self.fallbacks[..place]
            .iter()
            .filter(|model| !model.trim().is_empty());
        Some(format!("fallbacks[{}]", before.count()))
    }

    pub fn input(&self) -> AliasInput {
        let text = |text: &str| text.trim().to_owned();
        let targets = self.targets.iter().map(|target| {
            let (channel, tag) = match &target.place {
                Place::Nowhere => (None, None),
                Place::Channel(name) => (Some(name.clone()), None),
                Place::Tag(tag) => (None, Some(tag.clone())),
            };
            AliasTarget {
                channel,
                tag,
                model: text(&target.model),
            }
        });
        let fallbacks = FallbackCause::ALL.iter().map(|cause| Fallback {
            when: *cause,
            model: text(self.fallback(*cause)),
        });
        AliasInput {
            name: text(&self.name),
            strategy: self.strategy,
            targets: targets.collect(),
            fallbacks: fallbacks
                .filter(|fallback| !fallback.model.is_empty())
                .collect(),
        }
    }

    /// Whether everything that must be there is.
    pub fn is_whole(&self) -> bool {
        let whole =
            |target: &Target| target.place != Place::Nowhere && !target.model.trim().is_empty();
        !self.name.trim().is_empty() && !self.targets.is_empty() && self.targets.iter().all(whole)
    }

    fn add(&mut self, place: Place, model: String) {
        self.targets.push(Target {
            id: self.next_id,
            place,
            model,
        });
        self.next_id += 1;
    }

    fn set_fallback(&mut self, cause: FallbackCause, model: String) {
        if let Some(place) = cause_place(cause) {
            self.fallbacks[place] = model;
        }
    }

    fn target(&mut self, id: u32) -> Option<&mut Target> {
        self.targets.iter_mut().find(|target| target.id == id)
    }
}

impl Reducible for Draft {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Name(name) => next.name = name,
            Change::Strategy(strategy) => next.strategy = strategy,
            Change::Add => {
                // The next place often serves the same model.
                let model = next.targets.last().map(|target| target.model.clone());
                next.add(Place::Nowhere, model.unwrap_or_default());
            }
            Change::Remove(id) => next.targets.retain(|target| target.id != id),
            Change::Place(id, place) => {
                if let Some(target) = next.target(id) {
                    target.place = place;
                }
            }
            Change::Model(id, model) => {
                if let Some(target) = next.target(id) {
                    target.model = model;
                }
            }
            Change::Move(id, to) => {
                if let Some(from) = next.targets.iter().position(|target| target.id == id) {
                    let target = next.targets.remove(from);
                    next.targets.insert(to.min(next.targets.len()), target);
                }
            }
            Change::Fallback(cause, model) => next.set_fallback(cause, model),
        }
        Rc::new(next)
    }
}

fn cause_place(cause: FallbackCause) -> Option<usize> {
    FallbackCause::ALL.iter().position(|known| *known == cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::alias;

    fn order(draft: &Draft) -> Vec<u32> {
        draft.targets.iter().map(|target| target.id).collect()
    }

    #[test]
    fn what_is_not_changed_stays_as_it_is() {
        let mut there = alias("smart").settings;
        there.fallbacks = vec![Fallback {
            when: FallbackCause::Unavailable,
            model: "spare".to_owned(),
        }];
        let draft = Draft::of(Some(&there));
        assert_eq!(draft.input(), there);
        assert!(draft.is_whole());
        assert_eq!(
            draft.fallback_field(FallbackCause::Unavailable).unwrap(),
            "fallbacks[0]"
        );
    }

    #[test]
    fn a_new_one_needs_a_name_and_a_place_for_each_target() {
        let draft = Rc::new(Draft::of(None));
        assert!(!draft.is_whole());
        let draft = draft
            .reduce(Change::Name(" smart ".to_owned()))
            .reduce(Change::Model(0, "gpt-5".to_owned()));
        assert!(!draft.is_whole());
        let draft = draft.reduce(Change::Place(0, Place::Tag("eu".to_owned())));
        assert!(draft.is_whole());
        assert_eq!(draft.input().name, "smart");

        let draft = draft.reduce(Change::Add);
        assert_eq!(draft.targets[1].model, "gpt-5");
        let draft = draft.reduce(Change::Remove(0)).reduce(Change::Remove(1));
        assert!(!draft.is_whole());
    }

    #[test]
    fn targets_move_among_the_others() {
        let mut draft = Rc::new(Draft::of(None))
            .reduce(Change::Add)
            .reduce(Change::Add);
        for (id, to, expected) in [
            (0, 2, [1, 2, 0]),
            (0, 0, [0, 1, 2]),
            (1, 0, [1, 0, 2]),
            (2, 9, [1, 0, 2]),
            (7, 0, [1, 0, 2]),
        ] {
            draft = draft.reduce(Change::Move(id, to));
            assert_eq!(order(&draft), expected, "{id} to {to}");
        }
    }

    #[test]
    fn places_are_told_apart_whatever_their_names() {
        for place in [
            Place::Nowhere,
            Place::Channel("eu-1".to_owned()),
            Place::Tag("eu:1".to_owned()),
        ] {
            assert_eq!(Place::of_value(&place.value()), place);
        }
    }
}
