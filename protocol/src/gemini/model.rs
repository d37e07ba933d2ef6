//! What a model's name tells of how it wants to be asked.

use crate::hub::Effort;

/// A model by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Model {
    /// `(3, 1)` of `gemini-3.1-pro`. `None`: not one of Gemini's, or too strange a name.
    version: Option<(u32, u32)>,
    line: Line,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Pro,
    Flash,
    FlashLite,
}

/// How a model is told how hard to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ThinkingControl {
    Level,
    Budget(BudgetRange),
    /// It does not think.
    None,
}

/// Tokens of thought that a model can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BudgetRange {
    least: u64,
    most: u64,
    can_be_off: bool,
}

/// The version of names without a number, such as `gemini-flash-latest`.
const LATEST: (u32, u32) = (3, u32::MAX);

impl Model {
    /// With or without `models/` or the name of a seller before it.
    pub(super) fn new(name: &str) -> Self {
        let name = name.rsplit('/').next().unwrap_or(name);
        let version = name.strip_prefix("gemini-").map(version);
        let line = if name.contains("flash-lite") {
            Line::FlashLite
        } else if name.contains("flash") {
            Line::Flash
        } else {
            Line::Pro
        };
        Self { version, line }
    }

    /// Whether it is of the third generation or a later one.
    pub(super) fn is_third(self) -> bool {
        self.version.is_some_and(|version| version >= (3, 0))
    }

    pub(super) fn thinking(self) -> ThinkingControl {
        let range = |least, most, can_be_off| {
            ThinkingControl::Budget(BudgetRange {
                least,
                most,
                can_be_off,
            })
        };
        match (self.version, self.line) {
            _ if self.is_third() => ThinkingControl::Level,
            (Some((2, 5..)), Line::Pro) => range(128, 32_768, false),
            (Some((2, 5..)), Line::Flash) => range(1, 24_576, true),
            (Some((2, 5..)), Line::FlashLite) => range(512, 24_576, true),
            _ => ThinkingControl::None,
        }
    }

    /// The level that comes nearest to an effort among those that the model knows. It cannot be told not to think.
    pub(super) fn level(self, effort: Effort) -> &'static str {
        match effort {
            Effort::None | Effort::Minimal if self.knows_minimal() => "MINIMAL",
            Effort::None | Effort::Minimal | Effort::Low => "LOW",
            Effort::Medium if self.knows_medium() => "MEDIUM",
            Effort::Medium | Effort::High | Effort::Xhigh | Effort::Max => "HIGH",
        }
    }

    fn knows_minimal(self) -> bool {
        match self.line {
            Line::Pro => false,
            Line::Flash => self.version.is_some_and(|version| version <= (3, 6)),
            Line::FlashLite => true,
        }
    }

    fn knows_medium(self) -> bool {
        self.line != Line::Pro || self.version != Some((3, 0))
    }
}

impl BudgetRange {
    pub(super) fn fit(self, tokens: u64) -> u64 {
        if tokens == 0 && self.can_be_off {
            0
        } else {
            tokens.clamp(self.least, self.most)
        }
    }
}

/// Of `2.5-pro`: `(2, 5)`.
fn version(name: &str) -> (u32, u32) {
    let number = name.split('-').next().unwrap_or_default();
    let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
    match (major.parse(), minor.parse()) {
        (Ok(major), Ok(minor)) => (major, minor),
        _ => LATEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_how_a_model_thinks() {
        let control = |name| Model::new(name).thinking();
        for name in [
            "gemini-3-pro-preview",
            "models/gemini-3.8-flash",
            "google/gemini-4-hydrogen",
            "gemini-flash-latest",
        ] {
            assert_eq!(control(name), ThinkingControl::Level, "{name}");
        }
        for name in ["gemini-2.0-flash", "gemini-1.5-pro", "gemma-3-27b-it", ""] {
            assert_eq!(control(name), ThinkingControl::None, "{name}");
        }
        let fit = |name, tokens| match control(name) {
            ThinkingControl::Budget(range) => range.fit(tokens),
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(fit("gemini-2.5-pro", 0), 128);
        assert_eq!(fit("gemini-2.5-pro", 99_999), 32_768);
        assert_eq!(fit("gemini-2.5-flash", 0), 0);
        assert_eq!(fit("gemini-2.5-flash-lite", 128), 512);
    }

    #[test]
    fn a_level_is_one_that_the_model_knows() {
        for (name, effort, level) in [
            ("gemini-3-pro-preview", Effort::None, "LOW"),
            ("gemini-3-pro-preview", Effort::Medium, "HIGH"),
            ("gemini-3.1-pro-preview", Effort::Medium, "MEDIUM"),
            ("gemini-3-flash-preview", Effort::None, "MINIMAL"),
            ("gemini-3.8-flash", Effort::Minimal, "LOW"),
            ("gemini-3.5-flash-lite", Effort::Minimal, "MINIMAL"),
            ("gemini-flash-latest", Effort::Max, "HIGH"),
        ] {
            assert_eq!(Model::new(name).level(effort), level, "{name} {effort:?}");
        }
    }
}
