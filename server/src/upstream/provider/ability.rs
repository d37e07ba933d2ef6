//! What models can do, as rules say it: what is not known to be missing is taken to be there. Pure.

use routex_entity::Dialect;

use super::families::FAMILIES;
use crate::{
    protocol::codec::{Feature, Features},
    upstream::pattern,
};

/// What is known of some models. Later rules overrule earlier ones.
#[derive(Debug)]
pub(super) struct Rule {
    /// Empty: all.
    pub dialects: &'static [Dialect],
    /// Patterns of names. Empty: all.
    pub models: &'static [&'static str],
    pub can: &'static [Feature],
    pub cannot: &'static [Feature],
}

impl Rule {
    pub const ALL: Self = Self {
        dialects: &[],
        models: &[],
        can: &[],
        cannot: &[],
    };

    fn fits(&self, dialect: Dialect, model: &str) -> bool {
        (self.dialects.is_empty() || self.dialects.contains(&dialect))
            && (self.models.is_empty()
                || self
                    .models
                    .iter()
                    .any(|known| pattern::matches(known, model)))
    }

    fn applied_to(&self, features: Features) -> Features {
        let left = features.missing_in(Features::of(self.cannot));
        left.and(Features::of(self.can))
    }
}

/// What a model can do when asked in this dialect: as the dialect has it, as its family has it, and as the provider's own
/// rules say.
pub(super) fn features(rules: &[Rule], dialect: Dialect, model: &str) -> Features {
    // `openai/gpt-oss-120b`, `accounts/fireworks/models/…`: who offers it says nothing of what it can.
    let family = model.rsplit('/').next().unwrap_or(model);
    let of_family = FAMILIES
        .iter()
        .filter(|rule| rule.fits(dialect, family))
        .fold(usual(dialect), |features, rule| rule.applied_to(features));
    rules
        .iter()
        .filter(|rule| rule.fits(dialect, model))
        .fold(of_family, |features, rule| rule.applied_to(features))
}

/// What a server of this dialect can do of which nothing else is known. Of its form only what all servers know.
pub fn usual(dialect: Dialect) -> Features {
    use Feature::{
        Audio, CustomTools, DeveloperRole, Documents, HostedTools, Images, JsonSchema,
        OpenaiExtras, Reasoning, Tools,
    };
    const COMMON: Features = Features::of(&[Tools, Images, Documents, JsonSchema, Reasoning]);
    match dialect {
        // Has no part for sound.
        Dialect::Anthropic => COMMON.with(HostedTools),
        Dialect::OpenaiChat => COMMON.with(Audio),
        Dialect::OpenaiResponses => COMMON
            .with(HostedTools)
            .with(CustomTools)
            .with(DeveloperRole)
            .with(OpenaiExtras),
        Dialect::Gemini => COMMON.with(Audio).with(HostedTools),
    }
}
