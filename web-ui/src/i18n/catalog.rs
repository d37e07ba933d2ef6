//! The texts of one language.

use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;
use yew::AttrValue;

use super::Language;

/// Says things in one language. Cheap to clone.
#[derive(Clone)]
pub struct I18n {
    language: Language,
    bundle: Rc<FluentBundle<FluentResource>>,
}

impl PartialEq for I18n {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

/// Outside of a page, nothing is said but the names of the texts.
#[cfg(not(test))]
impl Default for I18n {
    fn default() -> Self {
        Self::of(Language::default(), String::new())
    }
}

impl I18n {
    /// `texts`: all files of the language.
    pub fn of(language: Language, texts: String) -> Self {
        let tag: Vec<LanguageIdentifier> = language.tag().parse().into_iter().collect();
        let mut bundle = FluentBundle::new(tag);
        // Marks around what is filled in would be copied along with it.
        bundle.set_use_isolating(false);
        // A test reads every file; of a broken one, the part that can be read is better than nothing.
        let resource = match FluentResource::try_new(texts) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let _ = bundle.add_resource(resource);
        Self {
            language,
            bundle: Rc::new(bundle),
        }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of this name.
    pub fn t(&self, name: &str) -> AttrValue {
        self.say(name, None)
    }

    /// The same, with something filled in.
    pub fn with<'a>(
        &self,
        name: &str,
        filled: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> AttrValue {
        self.say(name, Some(&FluentArgs::from_iter(filled)))
    }

    /// A name without a text is shown itself; a test keeps that from happening.
    fn say(&self, name: &str, filled: Option<&FluentArgs>) -> AttrValue {
        let message = self.bundle.get_message(name);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return AttrValue::from(name.to_owned());
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, filled, &mut errors);
        AttrValue::from(text.into_owned())
    }
}

#[cfg(test)]
mod tests;
