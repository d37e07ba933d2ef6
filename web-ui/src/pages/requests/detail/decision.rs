//! The short reason of `x-routex-decision`, taken apart: `fallback:unavailable;weighted;translated;eu-1:breaker_open`. Pure.

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision<'a> {
    /// Why another model served in its stead.
    pub fallback: Option<&'a str>,
    /// How the place was found.
    pub way: &'a str,
    pub translated: bool,
    /// Channels that were passed over, each with the reason.
    pub passed: Vec<(&'a str, &'a str)>,
}

impl<'a> Decision<'a> {
    pub fn parse(text: &'a str) -> Self {
        let mut decision = Self::default();
        let mut parts = text.split(';').peekable();
        if let Some(cause) = parts
            .peek()
            .and_then(|first| first.strip_prefix("fallback:"))
        {
            decision.fallback = Some(cause);
            parts.next();
        }
        decision.way = parts.next().unwrap_or_default();
        for part in parts {
            match part.split_once(':') {
                Some(passed) => decision.passed.push(passed),
                None => decision.translated |= part == "translated",
            }
        }
        decision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found() {
        assert_eq!(
            Decision::parse("fallback:unavailable;weighted;translated;eu-1:breaker_open;us:rpm"),
            Decision {
                fallback: Some("unavailable"),
                way: "weighted",
                translated: true,
                passed: vec![("eu-1", "breaker_open"), ("us", "rpm")],
            }
        );
        assert_eq!(
            Decision::parse("priority"),
            Decision {
                way: "priority",
                ..Decision::default()
            }
        );
        assert_eq!(Decision::parse(""), Decision::default());
    }
}
