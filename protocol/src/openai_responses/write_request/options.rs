//! Everything but the conversation and the tools.

use routex_entity::Dialect;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Writing, put, put_some};
use crate::{
    codec::{Feature, Purpose, Untranslatable},
    hub::{Extras, Reasoning, Thinking},
    openai_responses::{
        read_request::{BOTH_USERS, LOGPROBS, SEALS, USER},
        words::Thing,
    },
};

/// Fewer output tokens than this are refused.
const FEWEST_OUTPUT: u64 = 16;
/// Characters of the end user's name.
const MAX_USER: usize = 64;

/// Members that Chat has, too, with the same meaning.
const OF_CHAT: [&str; 6] = [
    "metadata",
    "moderation",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "access_programs",
];

impl Writing<'_> {
    pub(super) fn options(&mut self, body: &mut Extras) -> Result<(), Untranslatable> {
        let request = self.request;
        if request.choices.is_some_and(|choices| choices > 1) {
            let why = "Responses gives one answer; ask for one, several times";
            return Err(self.refuse(Thing::Choices, why));
        }
        if request.stream && self.target.purpose == Purpose::Generate {
            put(body, "stream", true);
        }
        let max_output = match request.max_output {
            Some(most) if !self.own => Some(most.max(FEWEST_OUTPUT)),
            most => most,
        };
        put_some(body, "max_output_tokens", max_output);
        put_some(body, "temperature", request.sampling.temperature.clone());
        put_some(body, "top_p", request.sampling.top_p.clone());
        self.reasoning(body);
        self.text(body);
        self.include(body);
        self.of_openai(body);
        let store = if self.own {
            request.store
        } else {
            Some(request.store.unwrap_or(false))
        };
        put_some(body, "store", store);
        self.extras(body);
        self.missing();
        Ok(())
    }

    fn reasoning(&mut self, body: &mut Extras) {
        let said = &self.request.reasoning;
        let mut reasoning = Extras::new();
        let effort = said.as_effort().map(|effort| effort.name());
        put_some(&mut reasoning, "effort", effort);
        let summary = if self.own {
            said.show.as_deref()
        } else {
            summary(self.request.origin, said)
        };
        put_some(&mut reasoning, "summary", summary);
        if !self.has(Feature::Reasoning) {
            if !reasoning.is_empty() {
                self.drop(Thing::Reasoning);
            }
            return;
        }
        self.nested("reasoning.", &mut reasoning);
        if !reasoning.is_empty() {
            put(body, "reasoning", reasoning);
        }
    }

    /// Asks for what makes reasoning believed the next time.
    fn include(&mut self, body: &mut Extras) {
        let mut include = Vec::new();
        if self.has(Feature::Reasoning) {
            include.push(Value::from(SEALS));
        }
        if self.own {
            if let Some(count) = self.request.logprobs {
                include.push(Value::from(LOGPROBS));
                put_some(body, "top_logprobs", (count > 0).then_some(count));
            }
            if let Some(Value::Array(others)) = self.request.extras.get("include") {
                include.extend(others.iter().cloned());
            }
        }
        if !include.is_empty() {
            put(body, "include", include);
        }
    }

    fn of_openai(&mut self, body: &mut Extras) {
        let request = self.request;
        if let Some(user) = &request.user {
            self.user(user, body);
        }
        let tier = request.service_tier.as_deref();
        let known = matches!(
            request.origin,
            Dialect::OpenaiChat | Dialect::OpenaiResponses
        );
        match tier {
            Some(tier) if known && self.has(Feature::OpenaiExtras) => {
                put(body, "service_tier", tier);
            }
            Some(_) => self.drop(Thing::ServiceTier),
            None => {}
        }
        match &request.cache_key {
            Some(key) if self.has(Feature::OpenaiExtras) => {
                put(body, "prompt_cache_key", key.as_str());
            }
            Some(_) => self.drop(Thing::CacheKey),
            None => {}
        }
    }

    fn user(&mut self, user: &str, body: &mut Extras) {
        if !self.has(Feature::OpenaiExtras) {
            self.drop(Thing::User);
            return;
        }
        if self.own {
            let extras = &self.request.extras;
            let older = extras.get(USER);
            put_some(body, "user", older.cloned());
            if older.is_none_or(|older| older != user) || extras.contains_key(BOTH_USERS) {
                put(body, "safety_identifier", user);
            }
            return;
        }
        // Other dialects put whole records here, which are nobody else's business.
        let name = if user.len() <= MAX_USER {
            user.to_owned()
        } else {
            Sha256::digest(user)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect()
        };
        put(body, "safety_identifier", name);
    }

    /// What the client's dialect alone knows, where that is this one or much like it.
    fn extras(&mut self, body: &mut Extras) {
        for (name, value) in &self.request.extras {
            let carried = match self.request.origin {
                Dialect::OpenaiResponses => true,
                Dialect::OpenaiChat => {
                    OF_CHAT.contains(&name.as_str()) && self.has(Feature::OpenaiExtras)
                }
                Dialect::Anthropic | Dialect::Gemini => false,
            };
            if name.starts_with('=') {
                continue;
            }
            if !carried {
                self.dropped.note(name);
            } else if name != "include" && !is_nested(name) {
                body.insert(name.clone(), value.clone());
            }
        }
    }

    /// Extras under a dotted name go back where they were.
    pub(super) fn nested(&self, prefix: &str, object: &mut Extras) {
        if self.own {
            for (name, value) in &self.request.extras {
                if let Some(name) = name.strip_prefix(prefix) {
                    object.insert(name.to_owned(), value.clone());
                }
            }
        }
    }

    /// Notes what Responses has no place for.
    fn missing(&mut self) {
        let request = self.request;
        let sampling = &request.sampling;
        for (there, thing) in [
            (!request.stop.is_empty(), Thing::Stop),
            (sampling.top_k.is_some(), Thing::TopK),
            (
                sampling.frequency_penalty.is_some(),
                Thing::FrequencyPenalty,
            ),
            (sampling.presence_penalty.is_some(), Thing::PresencePenalty),
            (sampling.seed.is_some(), Thing::Seed),
            // They would come, but there is no way to take them home.
            (request.logprobs.is_some() && !self.own, Thing::Logprobs),
        ] {
            if there {
                self.drop(thing);
            }
        }
    }
}

/// A summary costs nothing, but not every account may see one: it is asked for when the client wants to see thoughts.
fn summary(client: Dialect, reasoning: &Reasoning) -> Option<&'static str> {
    let shown = match (client, reasoning.show.as_deref()) {
        (Dialect::Anthropic, Some(show)) => show != "omitted" && reasoning.is_on(),
        (Dialect::Anthropic, None) => matches!(
            reasoning.thinking,
            Some(Thinking::Adaptive | Thinking::Budget(_))
        ),
        (_, Some(show)) => show != "false",
        (_, None) => false,
    };
    shown.then_some("auto")
}

fn is_nested(name: &str) -> bool {
    name.starts_with("reasoning.") || name.starts_with("text.")
}
