//! Where targets can lead: channels, and the tags that they carry. Pure.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use routex_entity::api::Channel;
use yew::AttrValue;

use super::draft::Place;
use crate::{components::Suggestions, i18n::I18n};

/// Cheap to clone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    inner: Rc<Inner>,
}

#[derive(Debug, PartialEq, Default)]
struct Inner {
    /// Models that each channel is known to serve.
    channels: BTreeMap<String, BTreeSet<String>>,
    /// The channels that carry each tag.
    tags: BTreeMap<String, Vec<String>>,
}

impl Places {
    pub fn of(channels: &[Channel]) -> Self {
        let mut inner = Inner::default();
        for channel in channels {
            let settings = &channel.settings;
            for tag in &settings.tags {
                inner
                    .tags
                    .entry(tag.clone())
                    .or_default()
                    .push(settings.name.clone());
            }
            let models = settings.models.iter().chain(settings.model_map.keys());
            inner
                .channels
                .insert(settings.name.clone(), models.cloned().collect());
        }
        Self {
            inner: Rc::new(inner),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.inner.channels.is_empty()
    }

    /// Value and text of each; the chosen one is there even when its channel is not.
    pub fn options(&self, chosen: &Place, i18n: &I18n) -> Vec<(String, AttrValue)> {
        let mut options = vec![(String::new(), i18n.t("aliases-choose-place"))];
        let channels = self.inner.channels.keys();
        options.extend(channels.map(|name| named(&Place::Channel(name.clone()), i18n)));
        options.extend(self.inner.tags.iter().map(|(tag, carriers)| {
            let filled = [
                ("tag", tag.clone().into()),
                ("count", carriers.len().into()),
            ];
            (
                Place::Tag(tag.clone()).value(),
                i18n.with("aliases-tag-of", filled),
            )
        }));
        if options.iter().all(|(value, _)| *value != chosen.value()) {
            options.push(named(chosen, i18n));
        }
        options
    }

    /// What can be asked for there, as far as channels say.
    pub fn models(&self, place: &Place) -> Suggestions {
        let of = |name: &String| self.inner.channels.get(name).into_iter().flatten();
        let models: BTreeSet<&String> = match place {
            Place::Channel(name) => of(name).collect(),
            Place::Tag(tag) => self
                .inner
                .tags
                .get(tag)
                .into_iter()
                .flatten()
                .flat_map(of)
                .collect(),
            Place::Nowhere => self.inner.channels.keys().flat_map(of).collect(),
        };
        Rc::new(
            models
                .into_iter()
                .map(|model| AttrValue::from(model.clone()))
                .collect(),
        )
    }
}

fn named(place: &Place, i18n: &I18n) -> (String, AttrValue) {
    (place.value(), name_of(place, i18n))
}

/// As it is shown.
pub fn name_of(place: &Place, i18n: &I18n) -> AttrValue {
    match place {
        Place::Nowhere => i18n.t("aliases-choose-place"),
        Place::Channel(name) => AttrValue::from(name.clone()),
        Place::Tag(tag) => i18n.with("aliases-tag", [("tag", tag.clone().into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{i18n::Language, testing::channel};

    fn places() -> Places {
        let mut first = channel("eu-1");
        first.settings.tags = vec!["eu".to_owned()];
        first.settings.models = vec!["gpt-5".to_owned()];
        let mut second = channel("eu-2");
        second.settings.tags = vec!["eu".to_owned()];
        second.settings.model_map = [("claude".to_owned(), "claude-1".to_owned())].into();
        Places::of(&[first, second])
    }

    #[test]
    fn channels_and_tags_can_be_chosen_and_what_is_gone_is_still_told() {
        let english = I18n::new(Language::English);
        let texts = |chosen: &Place| -> Vec<String> {
            let options = places().options(chosen, &english);
            options
                .into_iter()
                .skip(1)
                .map(|(_, text)| text.to_string())
                .collect()
        };
        assert_eq!(
            texts(&Place::Nowhere),
            ["eu-1", "eu-2", "Tag eu (2 channels)"]
        );
        let gone = Place::Channel("gone".to_owned());
        assert_eq!(texts(&gone).last().unwrap(), "gone");
    }

    #[test]
    fn models_are_those_of_the_place() {
        let count = |place: &Place| places().models(place).len();
        assert_eq!(count(&Place::Channel("eu-1".to_owned())), 1);
        assert_eq!(count(&Place::Tag("eu".to_owned())), 2);
        assert_eq!(count(&Place::Tag("us".to_owned())), 0);
        assert_eq!(count(&Place::Nowhere), 2);
    }
}
