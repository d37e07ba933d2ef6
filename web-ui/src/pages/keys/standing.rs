//! How a client key stands, and which of them somebody looks for. Pure.

use chrono::{DateTime, Utc};
use routex_entity::api::{BudgetStanding, ClientKey};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It opens what it may.
    Active,
    /// One of its budgets is used up.
    Spent,
    Expired,
    Disabled,
}

impl Standing {
    pub const ALL: [Self; 4] = [Self::Active, Self::Spent, Self::Expired, Self::Disabled];

    pub fn of(key: &ClientKey, now: DateTime<Utc>) -> Self {
        if !key.enabled {
            Self::Disabled
        } else if key.expires_at.is_some_and(|end| end <= now) {
            Self::Expired
        } else if key.budgets.iter().any(is_spent) {
            Self::Spent
        } else {
            Self::Active
        }
    }

    /// As it stands in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Spent => "spent",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
        }
    }

    /// Name of the text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "keys-active",
            Self::Spent => "keys-spent",
            Self::Expired => "keys-expired",
            Self::Disabled => "keys-disabled",
        }
    }

    /// Colour and shape of the label.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Active => "rx-state-label--closed",
            Self::Spent => "rx-state-label--cooling",
            Self::Expired => "rx-state-label--open",
            Self::Disabled => "rx-state-label--disabled",
        }
    }
}

/// What is spent of a budget or set aside, and the whole of it, in thousand-millionths of a dollar.
pub fn used(budget: &BudgetStanding) -> (u64, u64) {
    let size = |nanos: i64| u64::try_from(nanos).unwrap_or(0);
    let used = budget
        .spent_usd
        .nanos()
        .saturating_add(budget.reserved_usd.nanos());
    (size(used), size(budget.usd.nanos()))
}

fn is_spent(budget: &BudgetStanding) -> bool {
    budget.spent_usd >= budget.usd
}

/// Whether a key is one of those that are looked for: by a part of its name, beginning, models or tags, and by how it
/// stands. Empty: any.
pub fn is_wanted(key: &ClientKey, text: &str, standing: &str, now: DateTime<Utc>) -> bool {
    let text = text.trim().to_lowercase();
    let mut texts = [&key.name, &key.prefix]
        .into_iter()
        .chain(&key.models)
        .chain(&key.tags);
    let named = text.is_empty() || texts.any(|one| one.to_lowercase().contains(&text));
    named && (standing.is_empty() || Standing::of(key, now).name() == standing)
}

#[cfg(test)]
mod tests {
    use routex_entity::{BudgetWindow, api::Usd};

    use super::*;
    use crate::testing::{client_key, now};

    #[test]
    fn the_first_reason_not_to_serve_is_told() {
        let mut key = client_key("laptop");
        assert_eq!(Standing::of(&key, now()), Standing::Active);
        key.budgets.push(BudgetStanding {
            window: BudgetWindow::Day,
            usd: Usd::from_nanos(1_000),
            spent_usd: Usd::from_nanos(999),
            reserved_usd: Usd::from_nanos(500),
            resets_at: None,
        });
        assert_eq!(Standing::of(&key, now()), Standing::Active);
        assert_eq!(used(&key.budgets[0]), (1_499, 1_000));
        key.budgets[0].spent_usd = Usd::from_nanos(1_000);
        assert_eq!(Standing::of(&key, now()), Standing::Spent);
        key.expires_at = Some(now());
        assert_eq!(Standing::of(&key, now()), Standing::Expired);
        key.enabled = false;
        assert_eq!(Standing::of(&key, now()), Standing::Disabled);
    }

    #[test]
    fn keys_are_found_by_what_is_known_of_them() {
        let mut key = client_key("Laptop");
        key.models.push("gpt-5".to_owned());
        for (text, standing, wanted) in [
            ("", "", true),
            (" lap ", "active", true),
            ("GPT", "", true),
            ("rx-abc", "", true),
            ("phone", "", false),
            ("", "expired", false),
        ] {
            assert_eq!(
                is_wanted(&key, text, standing, now()),
                wanted,
                "{text} {standing}"
            );
        }
    }
}
