//! A request for a provider.

mod config;
mod contents;
mod media;
mod results;
mod steps;
mod system;
mod tools;

use std::borrow::Cow;

use routex_entity::Dialect;

pub(super) use contents::NO_SIGNATURE;

use super::{
    extras,
    model::Model,
    wire,
    words::{self, Words},
};
use crate::{
    codec::{Dropped, Feature, Names, Purpose, Target, Untranslatable, Written},
    hub::{Extras, Request},
};

pub(super) fn write(request: &Request, target: &Target<'_>) -> Result<Written, Untranslatable> {
    let mut writer = Writer::new(request, target);
    let tools = tools::write(&mut writer)?;
    let tool_config = tools::config(&mut writer, &tools)?;
    let contents = contents::write(&mut writer)?;
    let (generation_config, instruction) = config::write(&mut writer, &tools);
    let system_instruction = system::write(&mut writer, instruction);
    let mut wire = wire::Request {
        model: None,
        system_instruction,
        contents,
        tools,
        tool_config,
        generation_config,
        service_tier: writer.service_tier(),
        generate_content_request: None,
        extras: Cow::Owned(writer.extras()),
    };
    if target.purpose == Purpose::Count {
        let model = target.model.strip_prefix("models/").unwrap_or(target.model);
        wire.model = Some(format!("models/{model}").into());
        wire = wire::Request {
            generate_content_request: Some(Box::new(wire)),
            ..wire::Request::default()
        };
    }
    let body = serde_json::to_vec(&wire)
        .map_err(|error| Untranslatable::new("the request", Dialect::Gemini, error.to_string()))?;
    Ok(Written {
        body,
        dropped: writer.dropped,
        names: writer.names,
    })
}

/// What is known while a request is written.
#[derive(Debug)]
struct Writer<'a> {
    request: &'a Request,
    target: &'a Target<'a>,
    model: Model,
    /// The request came in this dialect and goes out as it came.
    own: bool,
    /// Names of the client's dialect.
    words: Words,
    dropped: Dropped,
    names: Names,
}

impl<'a> Writer<'a> {
    fn new(request: &'a Request, target: &'a Target<'a>) -> Self {
        Self {
            request,
            target,
            model: Model::new(target.model),
            own: request.origin == Dialect::Gemini,
            words: words::of(request.origin),
            dropped: Dropped::default(),
            names: Names::default(),
        }
    }

    /// The target must have a feature, or `what` would mean something else there.
    fn needs(&self, feature: Feature, what: &str, why: &str) -> Result<(), Untranslatable> {
        if self.target.features.has(feature) {
            Ok(())
        } else {
            Err(Untranslatable::new(what, Dialect::Gemini, why))
        }
    }

    /// A function's name as Google takes it: it begins with a letter or underscore. Those of Gemini clients stay.
    fn function_name(&mut self, name: &'a str) -> Cow<'a, str> {
        if self.own {
            return Cow::Borrowed(name);
        }
        const LONGEST: usize = 64;
        let fitted = self.names.fit(name, LONGEST);
        if fitted.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            return Cow::Owned(fitted);
        }
        let mut fitted = format!("_{fitted}");
        fitted.truncate(LONGEST);
        self.names.keep(&fitted, name);
        Cow::Owned(fitted)
    }

    fn service_tier(&mut self) -> Option<Cow<'a, str>> {
        let tier = self.request.service_tier.as_deref()?;
        match tier {
            "flex" | "priority" => Some(tier.into()),
            _ if self.own => Some(tier.into()),
            "auto" | "default" | "standard" | "standard_only" => None,
            _ => {
                self.dropped.note("service_tier");
                None
            }
        }
    }

    /// The members of the request itself that only its dialect knows.
    fn extras(&mut self) -> Extras {
        if self.own {
            return extras::own(&self.request.extras);
        }
        self.dropped.note_extras("", &self.request.extras);
        Extras::new()
    }
}
