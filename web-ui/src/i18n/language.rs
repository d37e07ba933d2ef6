//! The languages that there are.

use crate::browser;

/// Where the page looks for it when it begins (`js/texts.js`).
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

    pub fn keep(self) {
        browser::keep(KEPT, self.tag());
    }

    /// `None`: there is none of this name.
    pub fn by_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.tag() == tag)
    }
}
