//! How hard the model shall think, and how much of it is shown.

/// What a request says about reasoning. All `None`: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasoning {
    pub thinking: Option<Thinking>,
    pub effort: Option<Effort>,
    /// How the reasoning is shown, as the dialect words it: `auto`, `concise`, `detailed` of Responses; `summarized`,
    /// `omitted` of Anthropic; `true` and `false` for Gemini's `includeThoughts`.
    pub show: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thinking {
    Off,
    /// The model decides how much.
    Adaptive,
    /// Tokens at most.
    Budget(u64),
}

/// OpenAI's scale, which the other dialects borrow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    None,
    Minimal,
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

impl Effort {
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Minimal,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Xhigh,
        Self::Max,
    ];

    /// The name in Chat, Responses and Anthropic's `output_config`; Gemini has it in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// Whatever the case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|effort| effort.name().eq_ignore_ascii_case(name))
    }

    /// Tokens of thought that such an effort amounts to.
    pub const fn budget(self) -> u64 {
        match self {
            Self::None => 0,
            Self::Minimal => 128,
            Self::Low => 1_024,
            Self::Medium => 2_048,
            Self::High => 4_096,
            Self::Xhigh => 8_192,
            Self::Max => 16_384,
        }
    }

    /// The smallest effort that needs this budget.
    pub fn of_budget(tokens: u64) -> Self {
        Self::ALL
            .into_iter()
            .find(|effort| effort.budget() >= tokens)
            .unwrap_or(Self::Max)
    }
}

impl Reasoning {
    /// The effort that is meant, for dialects that know no budget. `None`: nothing was said, or the model decides.
    pub fn as_effort(&self) -> Option<Effort> {
        match (self.thinking, self.effort) {
            (Some(Thinking::Off), _) => Some(Effort::None),
            (_, Some(effort)) => Some(effort),
            (Some(Thinking::Budget(tokens)), None) => Some(Effort::of_budget(tokens)),
            (Some(Thinking::Adaptive) | None, None) => None,
        }
    }

    /// The budget that is meant, for dialects and models that know no effort. 0: off.
    pub fn as_budget(&self) -> Option<u64> {
        match (self.thinking, self.effort) {
            (Some(Thinking::Off), _) => Some(0),
            (Some(Thinking::Budget(tokens)), _) => Some(tokens),
            (_, Some(effort)) => Some(effort.budget()),
            (Some(Thinking::Adaptive) | None, None) => None,
        }
    }

    /// The client wants the model to reason.
    pub fn is_on(&self) -> bool {
        match (self.thinking, self.effort) {
            (Some(Thinking::Off), _) | (None, None | Some(Effort::None)) => false,
            (Some(_), _) | (None, Some(_)) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_becomes_the_effort_that_covers_it() {
        for (tokens, effort) in [
            (0, Effort::None),
            (1, Effort::Minimal),
            (1_024, Effort::Low),
            (1_025, Effort::Medium),
            (5_000, Effort::Xhigh),
            (64_000, Effort::Max),
        ] {
            assert_eq!(Effort::of_budget(tokens), effort, "{tokens}");
        }
    }

    #[test]
    fn off_wins_over_effort() {
        let reasoning = Reasoning {
            thinking: Some(Thinking::Off),
            effort: Some(Effort::High),
            show: None,
        };
        assert_eq!(reasoning.as_effort(), Some(Effort::None));
        assert_eq!(reasoning.as_budget(), Some(0));
        assert!(!reasoning.is_on());
    }
}
