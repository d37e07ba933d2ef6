//! What a request is written for.

/// A provider's model, as far as a request's form depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// As the provider names it.
    pub model: &'a str,
    pub features: Features,
    pub purpose: Purpose,
}

/// What is asked of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    Generate,
    /// How many tokens the request has.
    Count,
}

/// One thing that a provider's model may be able to do or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    Tools,
    Images,
    Documents,
    Audio,
    /// Text that follows a JSON schema.
    JsonSchema,
    Reasoning,
    /// Tools that run at the provider.
    HostedTools,
    /// Custom tools with free text.
    CustomTools,
    /// Chat's `developer` role; others know `system` only.
    DeveloperRole,
    /// Chat's `max_completion_tokens`; others know `max_tokens` only.
    MaxCompletionTokens,
    /// `prompt_cache_key`, `safety_identifier`, `verbosity`, `store`, `metadata` and the like of OpenAI itself.
    OpenaiExtras,
    /// Chat's `reasoning_content` in the history is wanted back.
    ReasoningContent,
}

/// A set of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Features(u32);

impl Feature {
    pub const ALL: [Self; 12] = [
        Self::Tools,
        Self::Images,
        Self::Documents,
        Self::Audio,
        Self::JsonSchema,
        Self::Reasoning,
        Self::HostedTools,
        Self::CustomTools,
        Self::DeveloperRole,
        Self::MaxCompletionTokens,
        Self::OpenaiExtras,
        Self::ReasoningContent,
    ];

    /// The name used in explanations.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Images => "images",
            Self::Documents => "documents",
            Self::Audio => "audio",
            Self::JsonSchema => "json_schema",
            Self::Reasoning => "reasoning",
            Self::HostedTools => "hosted_tools",
            Self::CustomTools => "custom_tools",
            Self::DeveloperRole => "developer_role",
            Self::MaxCompletionTokens => "max_completion_tokens",
            Self::OpenaiExtras => "openai_extras",
            Self::ReasoningContent => "reasoning_content",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Features {
    pub const NONE: Self = Self(0);

    pub const fn of(features: &[Feature]) -> Self {
        let mut set = Self::NONE;
        let mut at = 0;
        while at < features.len() {
            set.0 |= features[at].bit();
            at += 1;
        }
        set
    }

    /// Everything there is.
    pub const fn all() -> Self {
        Self::of(&Feature::ALL)
    }

    pub const fn has(self, feature: Feature) -> bool {
        self.0 & feature.bit() != 0
    }

    pub const fn with(self, feature: Feature) -> Self {
        Self(self.0 | feature.bit())
    }

    pub const fn without(self, feature: Feature) -> Self {
        Self(self.0 & !feature.bit())
    }

    /// Those of these that are missing in `others`.
    pub const fn missing_in(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL
            .into_iter()
            .filter(move |feature| self.has(*feature))
    }
}
