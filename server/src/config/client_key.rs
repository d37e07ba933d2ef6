//! `[[client_key]]`: keys for Routex's own clients that the operator declares.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use routex_entity::BudgetWindow;

use super::{
    admin::at_least,
    money::NanoUsd,
    name,
    section::{Read, Section},
};
use crate::secret::Secret;

/// A declared client key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientKeyDecl {
    /// Unique.
    pub name: String,
    /// At least 20 characters. `None`: generated and printed once.
    pub key: Option<Secret>,
    /// Models it may use. Empty: all.
    pub models: Vec<String>,
    /// Channel tags it may use. Empty: all.
    pub tags: Vec<String>,
    /// Requests a minute. Default 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute. Default 0: unlimited.
    pub tpm: u32,
    /// Requests in flight at once. Default 0: unlimited.
    pub max_concurrency: u32,
    /// `budget_usd` and `budget_window`. Default: unlimited.
    pub budget: Option<Budget>,
    /// `expires_at`. Default: never.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What a key may spend in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub amount: NanoUsd,
    pub window: BudgetWindow,
}

/// What earlier client keys use already.
#[derive(Default)]
pub(super) struct Taken {
    names: BTreeSet<String>,
    keys: BTreeSet<String>,
}

impl ClientKeyDecl {
    pub(super) fn read(mut section: Section<'_, '_>, taken: &mut Taken) -> Read<Self> {
        let name = section.required("name", "\"laptop\"", |text| {
            name::unique(name::resource(text)?, &mut taken.names)
        });
        let key = section.parsed("key", |key| {
            let key = at_least(key, 20)?;
            if !taken.keys.insert(key.expose().to_owned()) {
                return Err("is the key of another [[client_key]]; make a new one".to_owned());
            }
            Ok(key)
        });
        let models = section.list("models", name::upstream_model);
        let tags = section.list("tags", name::resource);
        let rpm = section.or("rpm", 0);
        let tpm = section.or("tpm", 0);
        let max_concurrency = section.or("max_concurrency", 0);
        let budget = budget(&mut section);
        let expires_at = section.optional("expires_at");
        section.finish();
        Ok(Self {
            name: name?,
            key: key?,
            models: models?.unwrap_or_default(),
            tags: tags?.unwrap_or_default(),
            rpm,
            tpm,
            max_concurrency,
            budget: budget?,
            expires_at: expires_at?,
        })
    }
}

fn budget(section: &mut Section<'_, '_>) -> Read<Option<Budget>> {
    let amount = section.optional::<NanoUsd>("budget_usd");
    let window = section.parsed("budget_window", |text: String| window(&text))?;
    let Some(amount) = amount?.filter(|amount| amount.0 > 0) else {
        return Ok(None);
    };
    match window {
        Some(window) => Ok(Some(Budget { amount, window })),
        None => Err(section.problem(
            "budget_window",
            "is missing beside budget_usd; add budget_window = \"day\", \"week\", \"month\" or \"total\"".to_owned(),
        )),
    }
}

fn window(name: &str) -> Result<BudgetWindow, String> {
    name.parse().map_err(|error| format!("{error}"))
}
