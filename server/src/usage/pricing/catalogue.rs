//! The prices of models as their providers publish them: those that come with Routex, or that the operator loaded.

pub mod compare;
mod file;
pub mod foreign;

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use serde_json::Value;

use super::{name, schedule::Schedule};
use crate::upstream::pattern;

const SHIPPED: &str = include_str!("../prices.json");

/// The provider of models that behave as their names say, for play money.
const SIMULATOR: &str = "simulator";

static SHIPPED_CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    // The file is part of the program; that it can be read is tested.
    Arc::new(Catalogue::parse(SHIPPED).unwrap_or_default())
});

/// Prices of all providers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// The day of which the prices are.
    pub as_of: String,
    /// Who gathered them.
    pub source: String,
    /// Tells catalogues that were loaded from each other. `None`: it came with Routex.
    pub mark: Option<String>,
    providers: Vec<Provider>,
}

/// Prices of one provider.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provider {
    pub id: String,
    /// The page on which it publishes its prices.
    pub source: Option<String>,
    pub models: Vec<Model>,
    /// Whole names in lower case.
    exact: HashMap<String, usize>,
    /// Patterns, the longest first.
    patterns: Vec<(String, usize)>,
}

/// A model and its prices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    /// The first is what it is called here. `*` stands for any text.
    pub names: Vec<String>,
    pub schedule: Schedule,
}

/// Why a text is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum BadCatalogue {
    #[error("the price list cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error(
        "this is no price list: expected an object with \"format\": \"{}\", or the list of providers of genai-prices",
        file::FORMAT
    )]
    Unknown,
    #[error("the price list has no prices of any provider that Routex knows")]
    Empty,
}

impl Catalogue {
    /// What comes with Routex.
    pub fn shipped() -> Arc<Self> {
        Arc::clone(&SHIPPED_CATALOGUE)
    }

    /// Reads Routex' own format.
    pub fn parse(text: &str) -> Result<Self, BadCatalogue> {
        file::parse(text)
    }

    /// Reads Routex' own format or that of genai-prices. `today` stands for the day that the latter does not tell.
    pub fn read(text: &str, today: &str) -> Result<Self, BadCatalogue> {
        let read = match text.trim_start().as_bytes().first() {
            Some(b'[') => foreign::read(&serde_json::from_str::<Value>(text)?, today),
            Some(b'{') => Self::parse(text)?,
            _ => return Err(BadCatalogue::Unknown),
        };
        let mut real = read.providers.iter().filter(|one| one.id != SIMULATOR);
        if real.all(|one| one.models.is_empty()) {
            return Err(BadCatalogue::Empty);
        }
        Ok(read)
    }

    pub fn new(as_of: String, source: String, providers: Vec<Provider>) -> Self {
        Self {
            as_of,
            source,
            mark: None,
            providers,
        }
    }

    /// One model a line.
    pub fn print(&self) -> serde_json::Result<String> {
        file::print(self)
    }

    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The prices of a model at the first of these providers that has it.
    pub(super) fn find(&self, providers: &[&str], model: &str) -> Option<&Model> {
        let named = |id: &&str| self.providers.iter().find(|provider| provider.id == **id);
        providers
            .iter()
            .filter_map(named)
            .find_map(|provider| provider.find(model))
    }
}

impl Provider {
    pub fn new(id: String, source: Option<String>, models: Vec<Model>) -> Self {
        let mut exact = HashMap::new();
        let mut patterns = Vec::new();
        for (index, model) in models.iter().enumerate() {
            for name in &model.names {
                if name.contains('*') {
                    patterns.push((name.clone(), index));
                } else {
                    exact.entry(name.to_lowercase()).or_insert(index);
                }
            }
        }
        patterns.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.len()));
        Self {
            id,
            source,
            models,
            exact,
            patterns,
        }
    }

    /// A model by its own name or one of its other names, in either case.
    pub(super) fn find(&self, model: &str) -> Option<&Model> {
        let model = &*lower_case(model);
        let exact = || {
            name::candidates(model)
                .into_iter()
                .find_map(|name| self.exact.get(name))
        };
        let by_pattern = |name: &str| {
            let mut longest_first = self.patterns.iter();
            longest_first
                .find(|(pattern, _)| pattern::matches(pattern, name))
                .map(|(_, index)| index)
        };
        let index = exact()
            .or_else(|| by_pattern(model))
            .or_else(|| by_pattern(name::bare(model)))?;
        self.models.get(*index)
    }
}

impl Model {
    /// What it is called here.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

/// Mostly it is that already.
fn lower_case(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_uppercase) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests;
