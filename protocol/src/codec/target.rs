//! What a request is written for.

pub use routex_entity::Feature;

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

/// A set of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Features(u32);

impl Features {
    pub const NONE: Self = Self(0);

    pub const fn of(features: &[Feature]) -> Self {
        let mut set = Self::NONE;
        let mut at = 0;
        while at < features.len() {
            set.0 |= bit(features[at]);
            at += 1;
        }
        set
    }

    /// Everything there is.
    pub const fn all() -> Self {
        Self::of(Feature::ALL)
    }

    pub const fn has(self, feature: Feature) -> bool {
        self.0 & bit(feature) != 0
    }

    pub const fn with(self, feature: Feature) -> Self {
        Self(self.0 | bit(feature))
    }

    pub const fn without(self, feature: Feature) -> Self {
        Self(self.0 & !bit(feature))
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
            .iter()
            .copied()
            .filter(move |feature| self.has(*feature))
    }

    /// Those of these that are in `others`, too.
    pub const fn both(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// These and `others`.
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

const fn bit(feature: Feature) -> u32 {
    1 << feature as u32
}
