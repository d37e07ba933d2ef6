//! `[[alias]]`: model names that lead elsewhere.

use std::collections::BTreeSet;

use routex_entity::Strategy;

use super::{
    name,
    places::Places,
    routing::strategy,
    section::{Read, Section},
};
use crate::router::table::Fallback;

/// A declared alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasDecl {
    /// Unique.
    pub name: String,
    /// `None`: that of `[routing]`.
    pub strategy: Option<Strategy>,
    /// In order of preference. Never empty.
    pub targets: Vec<TargetDecl>,
    /// Default empty.
    pub fallbacks: Vec<Fallback>,
}

/// Where a declared alias leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetDecl {
    pub place: PlaceDecl,
    /// Model name as the channel's own clients would ask for it.
    pub model: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceDecl {
    /// The name of a channel.
    Channel(String),
    /// Every channel that carries the tag.
    Tag(String),
}

impl AliasDecl {
    pub(super) fn read(
        mut section: Section<'_, '_>,
        places: &Places,
        taken: &mut BTreeSet<String>,
    ) -> Read<Self> {
        let name = section.required("name", "\"smart\"", |text| {
            name::unique(name::model(text)?, taken)
        });
        let strategy = section.parsed("strategy", |text: String| strategy(&text));
        let targets = section.tables("targets", |target| TargetDecl::read(target, places));
        let targets = match targets {
            Ok(targets) if targets.is_empty() => Err(section.problem(
                "targets",
                "is empty; add targets = [ { channel = \"…\", model = \"…\" } ]".to_owned(),
            )),
            targets => targets,
        };
        let fallbacks = fallbacks(&mut section, name.as_deref().ok(), places);
        section.finish();
        Ok(Self {
            name: name?,
            strategy: strategy?,
            targets: targets?,
            fallbacks: fallbacks?,
        })
    }
}

/// `fallbacks = [ { when = "context_length", model = "…" } ]`, at most one a cause. `own` is the name of the alias.
fn fallbacks(
    section: &mut Section<'_, '_>,
    own: Option<&str>,
    places: &Places,
) -> Read<Vec<Fallback>> {
    let fallbacks = section.tables("fallbacks", |mut fallback| {
        let cause = fallback.required("when", "\"context_length\"", |text: String| {
            text.parse().map_err(|error| format!("{error}"))
        });
        let model = fallback.required("model", "\"…\"", |text: String| {
            let model = name::upstream_model(text)?;
            if own == Some(model.as_str()) {
                return Err("is this alias itself; name another model".to_owned());
            }
            places.serves_nowhere(&model).map_or(Ok(model), Err)
        });
        fallback.finish();
        Ok(Fallback {
            cause: cause?,
            model: model?,
        })
    })?;
    let mut causes = Vec::new();
    for fallback in &fallbacks {
        if causes.contains(&fallback.cause) {
            let message = format!("has two for {}; keep one", fallback.cause);
            return Err(section.problem("fallbacks", message));
        }
        causes.push(fallback.cause);
    }
    Ok(fallbacks)
}

impl TargetDecl {
    fn read(mut section: Section<'_, '_>, places: &Places) -> Read<Self> {
        let channel = section.optional::<String>("channel");
        let tag = section.optional::<String>("tag");
        let model = section.required("model", "\"…\"", name::upstream_model);
        let place = match (channel, tag) {
            (Ok(Some(channel)), Ok(None)) => Ok(PlaceDecl::Channel(channel)),
            (Ok(None), Ok(Some(tag))) => Ok(PlaceDecl::Tag(tag)),
            (Ok(Some(_)), Ok(Some(_))) => {
                let message = "a target has a channel or a tag, not both; remove one".to_owned();
                Err(section.problem("tag", message))
            }
            (Ok(None), Ok(None)) => {
                let message = "is missing; add channel = \"…\" or tag = \"…\"".to_owned();
                Err(section.problem("channel", message))
            }
            (Err(reported), _) | (_, Err(reported)) => Err(reported),
        };
        let led = match (&place, &model) {
            (Ok(place), Ok(model)) => places
                .leads_nowhere(place, model)
                .map_or(Ok(()), |(key, message)| Err(section.problem(key, message))),
            _ => Ok(()),
        };
        section.finish();
        led?;
        Ok(Self {
            place: place?,
            model: model?,
        })
    }
}
