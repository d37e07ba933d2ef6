//! What is known of OpenAI's reasoning models by their names, so that clients of other dialects ask nothing of them that
//! they refuse.

use crate::hub::Effort;

/// A model that reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reasoner {
    family: Family,
    variant: Variant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    O,
    /// Major and minor version, from 5 on.
    Gpt(u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variant {
    Plain,
    Codex,
    Pro,
}

impl Reasoner {
    /// `None`: it does not reason, or is not of OpenAI.
    pub(crate) fn of_name(model: &str) -> Option<Self> {
        let name = model.rsplit('/').next()?.to_ascii_lowercase();
        let has = |word: &str| name.split('-').any(|part| part == word);
        if has("chat") {
            return None;
        }
        let variant = match (has("pro"), has("codex")) {
            (true, _) => Variant::Pro,
            (false, true) => Variant::Codex,
            (false, false) => Variant::Plain,
        };
        Some(Self {
            family: family(&name)?,
            variant,
        })
    }

    /// In Chat it takes functions only when it does not reason.
    pub(crate) fn is_silent_with_tools(self) -> bool {
        matches!(self.family, Family::Gpt(major, minor) if (major, minor) >= (5, 6))
    }

    /// The nearest effort that it knows.
    pub(crate) fn nearest(self, wanted: Effort) -> Effort {
        let known = self.efforts();
        let below = known.iter().rev().find(|effort| **effort <= wanted);
        below.or(known.first()).copied().unwrap_or(wanted)
    }

    /// From the least to the most.
    fn efforts(self) -> &'static [Effort] {
        use Effort::{High, Low, Max, Medium, Minimal, None, Xhigh};
        const ALL: [Effort; 6] = [None, Low, Medium, High, Xhigh, Max];
        match (self.family, self.variant) {
            (Family::O, _) => &[Low, Medium, High],
            (Family::Gpt(5, 0 | 1), Variant::Pro) => &[High],
            (Family::Gpt(5, 0), Variant::Plain) => &[Minimal, Low, Medium, High],
            (Family::Gpt(5, 0 | 1), Variant::Codex) => &ALL[1..4],
            (Family::Gpt(5, 1), Variant::Plain) => &ALL[..4],
            (Family::Gpt(5, 2..=5), Variant::Pro) => &ALL[2..5],
            (Family::Gpt(5, 2..=5), Variant::Codex) => &ALL[1..5],
            (Family::Gpt(5, 2..=5), Variant::Plain) => &ALL[..5],
            (Family::Gpt(..), Variant::Pro) => &ALL[2..],
            (Family::Gpt(..), Variant::Codex) => &ALL[1..],
            (Family::Gpt(..), Variant::Plain) => &ALL,
        }
    }

    /// It takes `temperature`, `top_p` and the like, which it does only while it does not reason.
    pub(crate) fn takes_sampling(self, effort: Option<Effort>) -> bool {
        match (self.family, effort) {
            (Family::O | Family::Gpt(5, 0), _) => false,
            (Family::Gpt(..), Some(effort)) => effort == Effort::None,
            // These do not reason unless they are asked to.
            (Family::Gpt(major, minor), None) => (major, minor) < (5, 5),
        }
    }

    pub(crate) fn takes_stop(self) -> bool {
        self.family != Family::O
    }
}

fn family(name: &str) -> Option<Family> {
    if let Some(rest) = name.strip_prefix('o') {
        let word = rest.split('-').next()?;
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        return is_number.then_some(Family::O);
    }
    let version = name.strip_prefix("gpt-")?.split('-').next()?;
    let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
    let (major, minor) = (major.parse().ok()?, minor.parse().ok()?);
    (major >= 5).then_some(Family::Gpt(major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_do_not_reason_as_far_as_is_known() {
        for model in [
            "gpt-4o",
            "gpt-4.1-mini",
            "gpt-5-chat-latest",
            "gpt-oss-120b",
            "gpt-",
            "grok-4.7",
            "omni-moderation",
            "o",
            "",
        ] {
            assert_eq!(Reasoner::of_name(model), None, "{model}");
        }
    }

    #[test]
    fn an_effort_becomes_one_that_the_model_knows() {
        use Effort::{High, Low, Max, Medium, Minimal, None, Xhigh};
        for (model, wanted, nearest) in [
            ("o3", None, Low),
            ("o4-mini", Max, High),
            ("gpt-5", None, Minimal),
            ("gpt-5-mini-2025-08-07", Xhigh, High),
            ("gpt-5-pro", Low, High),
            ("gpt-5-codex", Minimal, Low),
            ("gpt-5.1", Minimal, None),
            ("gpt-5.4", Max, Xhigh),
            ("openai/gpt-5.2-pro", None, Medium),
            ("gpt-5.6-luna", Max, Max),
            ("gpt-6-sol", None, None),
        ] {
            let reasoner = Reasoner::of_name(model).unwrap();
            assert_eq!(reasoner.nearest(wanted), nearest, "{model} {wanted:?}");
        }
    }

    #[test]
    fn who_reasons_takes_no_temperature() {
        let takes = |model, effort| Reasoner::of_name(model).unwrap().takes_sampling(effort);
        assert!(!takes("gpt-6-sol", None));
        assert!(!takes("gpt-6-sol", Some(Effort::Low)));
        assert!(takes("gpt-6-sol", Some(Effort::None)));
        assert!(takes("gpt-5.1", None));
        assert!(!takes("gpt-5", Some(Effort::Minimal)));
        assert!(!takes("o3", None));
    }

    #[test]
    fn new_models_reason_without_tools_only() {
        let silent = |model| Reasoner::of_name(model).unwrap().is_silent_with_tools();
        for model in ["gpt-5.6", "gpt-5.6-mini", "gpt-6", "gpt-6-sol", "gpt-5.10"] {
            assert!(silent(model), "{model}");
        }
        for model in ["gpt-5.4", "gpt-5", "o3"] {
            assert!(!silent(model), "{model}");
        }
    }
}
