//! What is known of a Claude by its name.
//!
//! Only what is harmless when a later model should differ is decided by it: members that some models refuse are left
//! out. What would change the meaning of a request is left for the provider to judge.

/// A Claude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claude {
    family: Family,
    /// Major and minor.
    version: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Opus,
    Sonnet,
    /// Fable and Mythos.
    Thinkers,
    Other,
}

/// A name without a version means the newest.
const NEWEST: (u32, u32) = (5, 0);

impl Claude {
    /// `None`: another model behind the same protocol. Providers put their own words around the name.
    pub(super) fn of_name(model: &str) -> Option<Self> {
        let model = model.to_ascii_lowercase();
        let (_, name) = model.rsplit_once("claude")?;
        let words: Vec<&str> = name
            .split(['-', '.', '_', '@', ':', '/'])
            .filter(|word| !word.is_empty())
            .collect();
        // Longer numbers are dates.
        let number = |word: &&str| word.parse::<u32>().ok().filter(|_| word.len() <= 2);
        let at = words.iter().position(|word| number(word).is_some());
        let version = match at.and_then(|at| number(&words[at])) {
            None => NEWEST,
            // `claude-opus-41`
            Some(both @ 20..) => (both / 10, both % 10),
            Some(major) => {
                let minor = at.and_then(|at| words.get(at + 1)).and_then(number);
                (major, minor.unwrap_or(0))
            }
        };
        let family = words.iter().find_map(|word| match *word {
            "opus" => Some(Family::Opus),
            "sonnet" => Some(Family::Sonnet),
            "fable" | "mythos" => Some(Family::Thinkers),
            _ => None,
        });
        Some(Self {
            family: family.unwrap_or(Family::Other),
            version,
        })
    }

    pub(super) fn can_think(self) -> bool {
        self.version >= (3, 7)
    }

    /// It decides itself how much to think, and takes an effort instead of a budget.
    pub(super) fn is_adaptive(self) -> bool {
        self.version >= (4, 6)
    }

    /// Its thinking cannot be turned off.
    pub(super) fn always_thinks(self) -> bool {
        match self.family {
            Family::Thinkers => true,
            Family::Opus | Family::Sonnet => self.version >= (5, 5),
            Family::Other => false,
        }
    }

    /// It takes `tool_choice` of the types `any` and `tool`.
    pub(super) fn can_be_forced(self) -> bool {
        match self.family {
            Family::Thinkers => self.version < (5, 1),
            Family::Opus | Family::Sonnet => self.version < (5, 5),
            Family::Other => true,
        }
    }

    /// It goes on from a last message of its own.
    pub(super) fn takes_prefill(self) -> bool {
        self.version < (4, 6)
    }

    /// It thinks unless it is told not to.
    pub(super) fn thinks_unasked(self) -> bool {
        self.version >= (5, 0) && !self.always_thinks()
    }

    /// It keeps its thoughts to itself unless asked to show them.
    pub(super) fn hides_thoughts(self) -> bool {
        self.version >= (4, 7)
    }

    pub(super) fn has_xhigh_effort(self) -> bool {
        self.version >= (4, 7)
    }

    /// It takes `temperature`, `top_p` and `top_k`.
    pub(super) fn takes_sampling(self) -> bool {
        self.version <= (4, 6)
    }

    /// It refuses `temperature` and `top_p` together.
    pub(super) fn takes_one_sampling(self) -> bool {
        self.version >= (4, 1)
    }

    /// The most output tokens, for models that have less than what is asked for by default.
    pub(super) fn most_output(self) -> Option<u64> {
        (self.version < (3, 5)).then_some(4_096)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_names_of_all_ages() {
        for (name, version) in [
            ("claude-3-haiku-20240307", (3, 0)),
            ("claude-3-7-sonnet-20250219", (3, 7)),
            ("claude-opus-4-20250514", (4, 0)),
            ("claude-haiku-4-5-20251001", (4, 5)),
            ("us.anthropic.claude-sonnet-4-6-v1:0", (4, 6)),
            ("anthropic/claude-opus-4.7", (4, 7)),
            ("claude-opus-41", (4, 1)),
            ("claude-opus-5-5", (5, 5)),
            ("claude-mythos-preview", NEWEST),
        ] {
            assert_eq!(Claude::of_name(name).unwrap().version, version, "{name}");
        }
        assert_eq!(Claude::of_name("deepseek-reasoner"), None);
    }

    #[test]
    fn some_cannot_be_forced_to_call() {
        let forced = |name| Claude::of_name(name).unwrap().can_be_forced();
        assert!(!forced("claude-opus-5-5") && !forced("claude-fable-5-1"));
        assert!(forced("claude-opus-5") && forced("claude-fable-5") && forced("claude-haiku-5-5"));
    }

    #[test]
    fn some_cannot_stop_thinking() {
        let always = |name| Claude::of_name(name).unwrap().always_thinks();
        assert!(always("claude-opus-5-5") && always("claude-sonnet-5-5"));
        assert!(always("claude-fable-5") && always("claude-mythos-preview"));
        assert!(!always("claude-opus-5") && !always("claude-haiku-5-5"));
    }
}
