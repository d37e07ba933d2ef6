//! What an answer is charged for beside its plain tokens.

use serde::{Deserialize, Serialize};

/// How the provider served a request, where that has a price of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceTier {
    /// Later, and cheaper.
    Batch,
    /// When there is room, and cheaper.
    Flex,
    /// Ahead of others, and dearer.
    Priority,
    /// Generated faster, and dearer.
    Fast,
}

super::names!("service tier", ServiceTier {
    Batch => "batch",
    Flex => "flex",
    Priority => "priority",
    Fast => "fast",
});

impl ServiceTier {
    /// The tier that a provider names, in whichever case; Google says `ON_DEMAND_FLEX`. `None`: the standard one, or one
    /// that nobody knows.
    pub fn named(name: &str) -> Option<Self> {
        let name = match name.get(..10) {
            Some(prefix) if prefix.eq_ignore_ascii_case("on_demand_") => &name[10..],
            _ => name,
        };
        let mut known = Self::ALL.iter().copied();
        known.find(|tier| tier.as_str().eq_ignore_ascii_case(name))
    }
}

/// The tier, tokens that are not text, and calls that are charged one by one.
///
/// Tokens of a kind are parts of the counts of `TokenUsage` that they are named after: `input_audio` is part of `input`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Extras {
    /// `null`: the standard tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    #[serde(skip_serializing_if = "is_zero")]
    pub input_audio: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub cache_read_audio: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub output_audio: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub input_image: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub cache_read_image: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub output_image: u64,
    /// Searches of the web that the provider made.
    #[serde(skip_serializing_if = "is_zero")]
    pub web_searches: u64,
    /// Searches of stored files that the provider made.
    #[serde(skip_serializing_if = "is_zero")]
    pub file_searches: u64,
}

/// No answer has more tokens of a kind …
const MOST: u64 = 1_000_000_000;
/// … nor takes more calls.
const MOST_CALLS: u64 = 100_000;

impl Extras {
    /// Nothing beside plain tokens of the standard tier.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The same, with no count beyond what an answer can have.
    pub fn believable(self) -> Self {
        Self {
            service_tier: self.service_tier,
            input_audio: self.input_audio.min(MOST),
            cache_read_audio: self.cache_read_audio.min(MOST),
            output_audio: self.output_audio.min(MOST),
            input_image: self.input_image.min(MOST),
            cache_read_image: self.cache_read_image.min(MOST),
            output_image: self.output_image.min(MOST),
            web_searches: self.web_searches.min(MOST_CALLS),
            file_searches: self.file_searches.min(MOST_CALLS),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_known_by_the_names_of_their_providers() {
        assert_eq!(ServiceTier::named("Priority"), Some(ServiceTier::Priority));
        assert_eq!(
            ServiceTier::named("ON_DEMAND_FLEX"),
            Some(ServiceTier::Flex)
        );
        for standard in ["", "default", "standard", "auto", "scale", "on_demand"] {
            assert_eq!(ServiceTier::named(standard), None, "{standard}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_written() {
        let extras = Extras {
            service_tier: Some(ServiceTier::Batch),
            web_searches: 2,
            ..Extras::default()
        };
        let text = serde_json::to_string(&extras).unwrap();
        assert_eq!(text, r#"{"service_tier":"batch","web_searches":2}"#);
        assert_eq!(serde_json::from_str::<Extras>(&text).unwrap(), extras);
        assert!(serde_json::from_str::<Extras>("{}").unwrap().is_none());
    }
}
