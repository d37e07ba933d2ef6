//! A request, written for a provider that speaks Chat: OpenAI itself, or one of the many who imitate it.

mod assistant;
mod content;
mod conversation;
mod format;
mod messages;
mod reasoning;
mod results;
mod tools;

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::{Number, Value};

use super::{
    read_request::AS_USER,
    wire::{self, Stop},
};
use crate::{
    codec::{Dropped, Feature, Member, Names, Target, Untranslatable, Written},
    hub::{Effort, Media, Request},
    openai::{Reasoner, fit_user, tier},
};

/// Letters of a name or id that OpenAI takes.
const MAX_NAME: usize = 64;
/// OpenAI takes no call id that is longer.
const MAX_CALL_ID: usize = 40;
/// Stop sequences that OpenAI takes.
const MAX_STOPS: usize = 4;
/// Members that others than OpenAI may refuse.
const OPENAI_ONLY: [&str; 8] = [
    "metadata",
    "moderation",
    "modalities",
    "prediction",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "web_search_options",
];

/// Members that Responses has, too, with the same meaning.
const OF_RESPONSES: [&str; 3] = [
    "moderation",
    "prompt_cache_options",
    "prompt_cache_retention",
];

/// What every part of the writing needs.
struct Draft<'a> {
    request: &'a Request,
    target: Target<'a>,
    /// The client speaks Chat, too: what the hub has no name for goes back where it was.
    own: bool,
    dropped: Dropped,
    names: Names,
}

pub(super) fn write(request: &Request, target: &Target<'_>) -> Result<Written, Untranslatable> {
    let mut draft = Draft {
        request,
        target: *target,
        own: request.origin == Dialect::OpenaiChat,
        dropped: Dropped::default(),
        names: Names::default(),
    };
    let mut wire = wire::Request {
        model: Some(Cow::Borrowed(target.model)),
        ..wire::Request::default()
    };
    tools::write(&mut draft, &mut wire)?;
    let instruction = format::write(&mut draft, &mut wire);
    wire.messages = Some(conversation::write(&mut draft, instruction)?);
    reasoning::write(&mut draft, &mut wire);
    draft.sampling(&mut wire);
    draft.limits(&mut wire);
    draft.openai(&mut wire);
    draft.extras(&mut wire);
    if request.stream {
        wire.stream = Some(true);
        wire.stream_options
            .get_or_insert_default()
            .include_usage
            .replace(true);
    }
    let body =
        serde_json::to_vec(&wire).map_err(|error| draft.refuse("request", error.to_string()))?;
    Ok(Written {
        body,
        dropped: draft.dropped,
        names: draft.names,
    })
}

impl<'a> Draft<'a> {
    fn has(&self, feature: Feature) -> bool {
        self.target.features.has(feature)
    }

    /// As the client's dialect calls it.
    fn member(&self, member: Member) -> &'static str {
        member.of(self.request)
    }

    fn note(&mut self, member: Member) {
        self.dropped.note(member.of(self.request));
    }

    /// Something of a message, by its type.
    fn note_message(&mut self, what: &str) {
        let messages = self.member(Member::Messages);
        self.dropped.note(format!("{messages}.{what}"));
    }

    fn note_media(&mut self, member: Member, media: &Media) {
        self.dropped.note(member.of_media(media, self.request));
    }

    fn refuse_media(
        &self,
        member: Member,
        media: &Media,
        why: impl Into<String>,
    ) -> Untranslatable {
        self.refuse(member.of_media(media, self.request), why)
    }

    /// The member `refusal` of a message.
    fn takes_refusals(&self) -> bool {
        self.own || self.has(Feature::OpenaiExtras)
    }

    fn refuse(&self, what: impl Into<String>, why: impl Into<String>) -> Untranslatable {
        Untranslatable::new(what, Dialect::OpenaiChat, why)
    }

    fn sampling(&mut self, wire: &mut wire::Request<'a>) {
        let sampling = &self.request.sampling;
        wire.seed.clone_from(&sampling.seed);
        let effort = self.request.reasoning.as_effort();
        let effort = match wire.reasoning_effort.as_deref() {
            Some(written) => Effort::from_name(written),
            None => effort,
        };
        let openai = Reasoner::of_name(self.target.model).filter(|_| !self.own);
        let takes = openai.is_none_or(|openai| openai.takes_sampling(effort));
        for (member, wanted, default, written) in [
            (
                Member::Temperature,
                &sampling.temperature,
                1.0,
                &mut wire.temperature,
            ),
            (Member::TopP, &sampling.top_p, 1.0, &mut wire.top_p),
            (
                Member::FrequencyPenalty,
                &sampling.frequency_penalty,
                0.0,
                &mut wire.frequency_penalty,
            ),
            (
                Member::PresencePenalty,
                &sampling.presence_penalty,
                0.0,
                &mut wire.presence_penalty,
            ),
        ] {
            if takes {
                written.clone_from(wanted);
            } else if wanted
                .as_ref()
                .is_some_and(|number| number.as_f64() != Some(default))
            {
                self.note(member);
            }
        }
        // OpenAI refuses it, and so do some of the others.
        if self.own {
            wire.top_k.clone_from(&sampling.top_k);
        } else if sampling.top_k.is_some() {
            self.note(Member::TopK);
        }
        let stop = &self.request.stop;
        let most = if openai.is_none_or(Reasoner::takes_stop) {
            MAX_STOPS
        } else {
            0
        };
        let fitting = &stop[..stop.len().min(most)];
        if fitting.len() < stop.len() {
            self.note(Member::Stop);
        }
        wire.stop = (!fitting.is_empty()).then(|| Stop::Several(fitting.to_vec()));
    }

    fn limits(&mut self, wire: &mut wire::Request<'a>) {
        let request = self.request;
        let most = request.max_output.map(Number::from);
        if self.has(Feature::MaxCompletionTokens) {
            wire.max_completion_tokens = most;
        } else {
            wire.max_tokens = most;
        }
        let several = |choices: &u64| self.own || *choices > 1;
        wire.n = request.choices.filter(several).map(Number::from);
        if self.own {
            wire.logprobs = request.logprobs.map(|_| true);
            wire.top_logprobs = request.logprobs.filter(|top| *top > 0).map(Number::from);
        } else if request.logprobs.is_some() {
            // They would come, but there is no way to take them home.
            self.note(Member::Logprobs);
        }
    }

    /// What only OpenAI takes.
    fn openai(&mut self, wire: &mut wire::Request<'a>) {
        let request = self.request;
        let openai = self.has(Feature::OpenaiExtras);
        let user = request
            .user
            .as_deref()
            .map(|user| Cow::Owned(fit_user(user)));
        let older = |name| self.own && request.extras.contains_key(name);
        if openai && !older("safety_identifier") && !older(AS_USER) {
            wire.safety_identifier = user;
        } else {
            wire.user = user;
        }
        if openai {
            wire.verbosity = request.verbosity.as_deref().map(Cow::Borrowed);
            wire.prompt_cache_key = request
                .cache_key
                .as_deref()
                .map(|key| Cow::Owned(fit_user(key)));
            wire.service_tier = request
                .service_tier
                .as_deref()
                .and_then(tier)
                .map(Cow::Borrowed);
            // What a Responses client wants stored is not a completion.
            wire.store = request.store.filter(|_| self.own);
        } else {
            if request.verbosity.is_some() {
                self.note(Member::Verbosity);
            }
            self.dropped
                .note_if(request.cache_key.is_some(), "prompt_cache_key");
            self.dropped
                .note_if(self.own && request.store.is_some(), "store");
        }
        let told = wire.service_tier.is_some();
        if request.service_tier.is_some() && !told {
            self.note(Member::ServiceTier);
        }
    }

    fn extras(&mut self, wire: &mut wire::Request<'a>) {
        let request = self.request;
        if !self.own {
            let shares =
                request.origin == Dialect::OpenaiResponses && self.has(Feature::OpenaiExtras);
            for (name, value) in &request.extras {
                if shares && OF_RESPONSES.contains(&name.as_str()) {
                    wire.extras.insert(name.clone(), value.clone());
                } else {
                    self.dropped.note_extra("", name, value);
                }
            }
            return;
        }
        for (name, value) in &request.extras {
            if name.starts_with('=') {
                continue;
            }
            if let Some(option) = name.strip_prefix("stream_options.") {
                let options = wire.stream_options.get_or_insert_default();
                options.extras.insert(option.to_owned(), value.clone());
            } else if !self.has(Feature::OpenaiExtras) && OPENAI_ONLY.contains(&name.as_str()) {
                self.dropped.note(name);
            } else if name == "response_format" {
                wire.response_format = Some(value.clone());
            } else if let ("reasoning_effort", Value::String(effort)) = (name.as_str(), value) {
                wire.reasoning_effort = Some(Cow::Borrowed(effort));
            } else if let ("safety_identifier", Value::String(user)) = (name.as_str(), value) {
                wire.safety_identifier = Some(Cow::Borrowed(user));
            } else {
                wire.extras.insert(name.clone(), value.clone());
            }
        }
    }
}
