//! Everything but the conversation and the tools.

use routex_entity::Dialect;
use serde_json::{Number, Value};

use super::{Body, Writing, put, put_some};
use crate::{
    codec::{Feature, Member, Purpose, Untranslatable},
    hub::{Effort, Extras, Reasoning, Thinking},
    openai::{Reasoner, fit_user, tier},
    openai_responses::read_request::{BOTH_USERS, LOGPROBS, SEALS, USER},
};

/// Fewer output tokens than this are refused.
const FEWEST_OUTPUT: u64 = 16;

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
    pub(super) fn options(&mut self, body: &mut Body<'_>) -> Result<(), Untranslatable> {
        let request = self.request;
        if request.choices.is_some_and(|choices| choices > 1) {
            let why = "Responses gives one answer; ask for one, several times";
            return Err(self.refuse(Member::Choices, why));
        }
        let options = &mut body.options;
        if request.stream && self.target.purpose == Purpose::Generate {
            put(options, "stream", true);
        }
        let max_output = match request.max_output {
            Some(most) if !self.own => Some(most.max(FEWEST_OUTPUT)),
            most => most,
        };
        put_some(options, "max_output_tokens", max_output);
        let effort = self.effort();
        self.sampling(effort, options);
        self.reasoning(effort, options);
        self.text(body);
        let options = &mut body.options;
        self.include(options);
        self.of_openai(options);
        let store = if self.own {
            request.store
        } else {
            Some(request.store.unwrap_or(false))
        };
        put_some(options, "store", store);
        self.extras(options);
        self.missing();
        Ok(())
    }

    /// As the model can have it.
    fn effort(&mut self) -> Option<Effort> {
        let wanted = self.request.reasoning.as_effort()?;
        let openai = Reasoner::of_name(self.target.model).filter(|_| !self.own);
        let effort = openai.map_or(wanted, |openai| openai.nearest(wanted));
        if wanted == Effort::None && effort > wanted {
            self.drop(Member::Reasoning);
        }
        Some(effort)
    }

    /// OpenAI's models refuse this while they reason.
    fn sampling(&mut self, effort: Option<Effort>, body: &mut Extras) {
        let sampling = &self.request.sampling;
        let openai = Reasoner::of_name(self.target.model).filter(|_| !self.own);
        let takes = openai.is_none_or(|openai| openai.takes_sampling(effort));
        for (member, name, wanted) in [
            (Member::Temperature, "temperature", &sampling.temperature),
            (Member::TopP, "top_p", &sampling.top_p),
        ] {
            let is_default = |number: &Number| number.as_f64() == Some(1.0);
            if takes {
                put_some(body, name, wanted.clone());
            } else if wanted.as_ref().is_some_and(|number| !is_default(number)) {
                self.drop(member);
            }
        }
    }

    fn reasoning(&mut self, effort: Option<Effort>, body: &mut Extras) {
        let said = &self.request.reasoning;
        let mut reasoning = Extras::new();
        put_some(&mut reasoning, "effort", effort.map(Effort::name));
        let summary = if self.own {
            said.show.as_deref()
        } else {
            summary(self.request.origin, said)
        };
        put_some(&mut reasoning, "summary", summary);
        if !self.has(Feature::Reasoning) {
            // Not to reason is what such a model does.
            if self.request.reasoning.is_on() {
                self.drop(Member::Reasoning);
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
        let wanted = request.service_tier.as_deref();
        match wanted.map(|wanted| if self.own { Some(wanted) } else { tier(wanted) }) {
            Some(Some(tier)) if self.has(Feature::OpenaiExtras) => put(body, "service_tier", tier),
            Some(_) => self.drop(Member::ServiceTier),
            None => {}
        }
        match &request.cache_key {
            Some(key) if self.has(Feature::OpenaiExtras) => {
                put(body, "prompt_cache_key", key.as_str());
            }
            Some(_) => self.drop(Member::CacheKey),
            None => {}
        }
    }

    fn user(&mut self, user: &str, body: &mut Extras) {
        if !self.has(Feature::OpenaiExtras) {
            self.drop(Member::User);
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
        put(body, "safety_identifier", fit_user(user));
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
                self.dropped.note_extra("", name, value);
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
        for (there, member) in [
            (!request.stop.is_empty(), Member::Stop),
            (sampling.top_k.is_some(), Member::TopK),
            (
                sampling.frequency_penalty.is_some(),
                Member::FrequencyPenalty,
            ),
            (sampling.presence_penalty.is_some(), Member::PresencePenalty),
            (sampling.seed.is_some(), Member::Seed),
            // They would come, but there is no way to take them home.
            (request.logprobs.is_some() && !self.own, Member::Logprobs),
        ] {
            if there {
                self.drop(member);
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
