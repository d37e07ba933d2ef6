//! The languages that there are.

use crate::browser;

const KEPT: &str = "routex.language";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// As BCP 47 names it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// As its speakers name it, in every language of the page.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// What was chosen, else what the browser prefers.
    pub fn preferred() -> Self {
        let kept = browser::kept(KEPT);
        Self::first_of(kept.into_iter().chain(browser::languages()))
    }

    pub fn keep(self) {
        browser::keep(KEPT, self.tag());
    }

    fn first_of(tags: impl IntoIterator<Item = String>) -> Self {
        let mut known = tags.into_iter().filter_map(|tag| Self::by_tag(&tag));
        known.next().unwrap_or_default()
    }

    /// Any kind of English is English here, and any kind of Chinese is the one there is.
    fn by_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?.to_ascii_lowercase();
        match primary.as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_there_is_wins() {
        for (tags, expected) in [
            (&["zh-TW", "en"][..], Language::Chinese),
            (&["de", "en-GB", "zh"], Language::English),
            (&["fr"], Language::English),
            (&[], Language::English),
        ] {
            let tags = tags.iter().map(|tag| (*tag).to_owned());
            assert_eq!(Language::first_of(tags), expected);
        }
    }
}
