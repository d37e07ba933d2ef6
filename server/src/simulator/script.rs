//! What a model name asks the simulator to do.

use std::time::Duration;

use routex_entity::TokenUsage;
use thiserror::Error;

/// Bounds what one request can make the simulator render or wait for.
const MAX_TOKENS: u64 = 100_000;
const MAX_SECONDS: u64 = 600;

/// A model name, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    pub behaviour: Behaviour,
    /// What the answer claims to have used. `output` is also the number of words.
    pub usage: TokenUsage,
    /// Before the first byte.
    pub delay: Duration,
    /// Between the frames of a stream.
    pub pace: Duration,
    /// Seconds that a 429 asks to wait.
    pub retry_after: u64,
    /// Requests left, and seconds until they are renewed.
    pub allowance: Option<Allowance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    pub remaining: u64,
    pub reset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    Answer,
    CallTool,
    Flaky,
    Hang,
    Stall,
    Cut,
    Garbage,
    Empty,
    StreamError,
    LateError,
    Redirect,
    Fail(Failing),
    Attend(Skill),
}

/// What a model does that reads its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skill {
    /// Calls the tools that it is offered and tells their results.
    Tools,
    /// Names the images and documents that it gets.
    See,
    /// Follows a JSON schema.
    Json,
    /// Thinks first, and wants the proof of it back.
    Think,
    /// Tells what arrived.
    Echo,
}

/// A failure that shows in the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failing {
    Status(u16),
    /// 429 without a word about how long.
    RateLimitedBare,
    /// 429 that waiting does not heal.
    Quota,
}

/// A parameter that the simulator does not understand.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "simulator parameter \"{0}\" is not understood; use name=number with tokens, input, cached, written, reasoning, delay_ms, \
     chunk_ms, retry_after, remaining or reset"
)]
pub(super) struct UnknownParameter(String);

impl Script {
    pub(super) fn parse(model: &str) -> Result<Self, UnknownParameter> {
        let mut script = Self {
            behaviour: Behaviour::Answer,
            usage: TokenUsage {
                input: 25,
                output: 16,
                ..TokenUsage::default()
            },
            delay: Duration::ZERO,
            pace: Duration::ZERO,
            retry_after: 5,
            allowance: None,
        };
        let Some(scripted) = scripted(model) else {
            return Ok(script);
        };
        let (name, parameters) = scripted.split_once(':').unwrap_or((scripted, ""));
        script.behave_like(name);
        for parameter in parameters.split(',').filter(|p| !p.is_empty()) {
            script
                .set(parameter)
                .ok_or_else(|| UnknownParameter(parameter.to_owned()))?;
        }
        script.usage.reasoning = script.usage.reasoning.min(script.usage.output);
        Ok(script)
    }

    fn behave_like(&mut self, name: &str) {
        self.behaviour = match name {
            "sim-tool" => Behaviour::CallTool,
            "sim-tools" => Behaviour::Attend(Skill::Tools),
            "sim-see" => Behaviour::Attend(Skill::See),
            "sim-json" => Behaviour::Attend(Skill::Json),
            "sim-think" => Behaviour::Attend(Skill::Think),
            "sim-echo" => Behaviour::Attend(Skill::Echo),
            "sim-flaky" => Behaviour::Flaky,
            "sim-hang" => Behaviour::Hang,
            "sim-stall" => Behaviour::Stall,
            "sim-cut" => Behaviour::Cut,
            "sim-garbage" => Behaviour::Garbage,
            "sim-empty" => Behaviour::Empty,
            "sim-stream-error" => Behaviour::StreamError,
            "sim-late-error" => Behaviour::LateError,
            "sim-302" => Behaviour::Redirect,
            "sim-429-bare" => Behaviour::Fail(Failing::RateLimitedBare),
            "sim-quota" => Behaviour::Fail(Failing::Quota),
            _ => match failing_status(name) {
                Some(status) => Behaviour::Fail(Failing::Status(status)),
                None => Behaviour::Answer,
            },
        };
        if name == "sim-slow" {
            self.delay = Duration::from_secs(2);
        }
        if name == "sim-think" {
            self.usage.reasoning = 6;
        }
    }

    fn set(&mut self, parameter: &str) -> Option<()> {
        let (name, value) = parameter.split_once('=')?;
        let value: u64 = value.parse().ok()?;
        let tokens = value.min(MAX_TOKENS);
        let wait = Duration::from_millis(value.min(MAX_SECONDS * 1000));
        match name {
            "tokens" => self.usage.output = tokens,
            "input" => self.usage.input = tokens,
            "cached" => self.usage.cache_read = tokens,
            "written" => self.usage.cache_write_short = tokens,
            "reasoning" => self.usage.reasoning = tokens,
            "delay_ms" => self.delay = wait,
            "chunk_ms" => self.pace = wait,
            "retry_after" => self.retry_after = value,
            "remaining" => self.allowance_mut().remaining = value,
            "reset" => self.allowance_mut().reset = value.min(MAX_SECONDS),
            _ => return None,
        }
        Some(())
    }

    fn allowance_mut(&mut self) -> &mut Allowance {
        self.allowance.get_or_insert(Allowance {
            remaining: 0,
            reset: 60,
        })
    }
}

/// The part of a name that says what to do: after the family, if there is one, as in `gemini-3-sim-tools`.
fn scripted(model: &str) -> Option<&str> {
    if model.starts_with("sim-") {
        return Some(model);
    }
    let (family, _) = model.split_once("-sim-")?;
    model.get(family.len() + 1..)
}

fn failing_status(name: &str) -> Option<u16> {
    let status = name.strip_prefix("sim-")?.parse().ok()?;
    (400..600).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_choose_the_behaviour() {
        let behaviour = |model| Script::parse(model).unwrap().behaviour;
        assert_eq!(behaviour("sim-ok"), Behaviour::Answer);
        assert_eq!(behaviour("gpt-4o"), Behaviour::Answer);
        assert_eq!(behaviour("sim-unheard-of"), Behaviour::Answer);
        assert_eq!(behaviour("sim-529"), Behaviour::Fail(Failing::Status(529)));
        assert_eq!(behaviour("sim-600"), Behaviour::Answer);
        assert_eq!(behaviour("sim-302"), Behaviour::Redirect);
        assert_eq!(
            behaviour("gemini-3-sim-tools"),
            Behaviour::Attend(Skill::Tools)
        );
        assert_eq!(
            behaviour("sim-429-bare:tokens=1"),
            Behaviour::Fail(Failing::RateLimitedBare)
        );
    }

    #[test]
    fn parameters_follow_a_colon() {
        let script =
            Script::parse("sim-ok:tokens=100,delay_ms=20,chunk_ms=5,input=12,cached=5,remaining=3")
                .unwrap();
        assert_eq!(script.usage.output, 100);
        assert_eq!(script.usage.input, 12);
        assert_eq!(script.usage.cache_read, 5);
        assert_eq!(script.delay, Duration::from_millis(20));
        assert_eq!(script.pace, Duration::from_millis(5));
        assert_eq!(
            script.allowance,
            Some(Allowance {
                remaining: 3,
                reset: 60
            })
        );
    }

    #[test]
    fn a_parameter_it_does_not_know_is_named() {
        for wrong in ["token=1", "tokens=many", "tokens"] {
            let error = Script::parse(&format!("sim-ok:{wrong}")).unwrap_err();
            assert!(
                error.to_string().contains(&format!("\"{wrong}\"")),
                "{error}"
            );
        }
    }

    #[test]
    fn names_of_real_models_keep_their_colons() {
        assert!(Script::parse("llama3:8b").is_ok());
    }

    #[test]
    fn reasoning_is_a_part_of_the_output() {
        let script = Script::parse("sim-ok:tokens=4,reasoning=9").unwrap();
        assert_eq!(script.usage.reasoning, 4);
    }
}
