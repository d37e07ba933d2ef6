//! What is typed about a client key, and what becomes of it. Pure.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use routex_entity::{
    BudgetWindow,
    api::{BudgetInput, ClientKey, ClientKeyChange, ClientKeyInput, Usd},
};
use serde_json::{Map, Value};
use yew::Reducible;

/// Every field as it stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    /// A secret of the operator's own. Empty: Routex makes one.
    pub secret: String,
    /// One a line, or with commas between them; so are the other lists.
    pub models: String,
    pub tags: String,
    pub allowed_ips: String,
    pub rpm: String,
    pub tpm: String,
    pub max_concurrency: String,
    pub queue_ms: String,
    pub keep_bodies_hours: String,
    /// Dollars by window, in the order of [`BudgetWindow::ALL`].
    pub budgets: Vec<String>,
    pub allow_unpriced: bool,
    pub enabled: bool,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Which text of the draft.
pub type Text = fn(&mut Draft) -> &mut String;

pub enum Change {
    Text(Text, String),
    Budget(usize, String),
    AllowUnpriced(bool),
    Enabled(bool),
    ExpiresAt(Option<DateTime<Utc>>),
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            name: String::new(),
            secret: String::new(),
            models: String::new(),
            tags: String::new(),
            allowed_ips: String::new(),
            rpm: String::new(),
            tpm: String::new(),
            max_concurrency: String::new(),
            queue_ms: String::new(),
            keep_bodies_hours: String::new(),
            budgets: vec![String::new(); BudgetWindow::ALL.len()],
            allow_unpriced: false,
            enabled: true,
            expires_at: None,
        }
    }
}

impl Draft {
    pub fn of(key: &ClientKey) -> Self {
        let budget = |window: &BudgetWindow| {
            let found = key.budgets.iter().find(|budget| budget.window == *window);
            found.map_or_else(String::new, |budget| budget.usd.to_string())
        };
        Self {
            name: key.name.clone(),
            secret: String::new(),
            models: key.models.join("\n"),
            tags: key.tags.join("\n"),
            allowed_ips: key.allowed_ips.join("\n"),
            rpm: shown(key.rpm),
            tpm: shown(key.tpm),
            max_concurrency: shown(key.max_concurrency),
            queue_ms: shown(key.queue_ms),
            keep_bodies_hours: shown(key.keep_bodies_hours),
            budgets: BudgetWindow::ALL.iter().map(budget).collect(),
            allow_unpriced: key.allow_unpriced,
            enabled: key.enabled,
            expires_at: key.expires_at,
        }
    }

    /// What makes the key. `None`: something is no number.
    pub fn input(&self) -> Option<ClientKeyInput> {
        let secret = self.secret.trim();
        Some(ClientKeyInput {
            name: self.name.trim().to_owned(),
            key: (!secret.is_empty()).then(|| secret.to_owned()),
            settings: self.settings()?,
        })
    }

    /// What differs from before, as a merge patch: what somebody else changes meanwhile stays. `None`: something is no number.
    pub fn patch(&self, before: &Self) -> Option<Map<String, Value>> {
        let (mut patch, before) = (object(&self.settings()?)?, object(&before.settings()?)?);
        if self.expires_at.is_none() {
            patch.insert("expires_at".to_owned(), Value::Null);
        }
        patch.retain(|name, value| before.get(name).unwrap_or(&Value::Null) != value);
        Some(patch)
    }

    fn settings(&self) -> Option<ClientKeyChange> {
        let mut budgets = Vec::new();
        for (window, text) in BudgetWindow::ALL.iter().zip(&self.budgets) {
            if let Some(usd) = dollars(text)? {
                budgets.push(BudgetInput {
                    window: *window,
                    usd,
                });
            }
        }
        Some(ClientKeyChange {
            models: Some(listed(&self.models)),
            tags: Some(listed(&self.tags)),
            rpm: Some(whole(&self.rpm)?),
            tpm: Some(whole(&self.tpm)?),
            max_concurrency: Some(whole(&self.max_concurrency)?),
            budgets: Some(budgets),
            budget_usd: None,
            budget_window: None,
            allowed_ips: Some(listed(&self.allowed_ips)),
            queue_ms: Some(whole(&self.queue_ms)?),
            keep_bodies_hours: Some(whole(&self.keep_bodies_hours)?),
            allow_unpriced: Some(self.allow_unpriced),
            enabled: Some(self.enabled),
            expires_at: self.expires_at,
        })
    }
}

impl Reducible for Draft {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Text(which, text) => *which(&mut next) = text,
            Change::Budget(index, text) => {
                if let Some(budget) = next.budgets.get_mut(index) {
                    *budget = text;
                }
            }
            Change::AllowUnpriced(allow) => next.allow_unpriced = allow,
            Change::Enabled(enabled) => next.enabled = enabled,
            Change::ExpiresAt(time) => next.expires_at = time,
        }
        Rc::new(next)
    }
}

/// A whole number; nothing is 0. `None`: it is none, or too large.
pub fn whole(text: &str) -> Option<u32> {
    match bare(text).as_str() {
        "" => Some(0),
        digits => digits.parse().ok(),
    }
}

/// An amount; nothing is no budget. `None`: it is none.
pub fn dollars(text: &str) -> Option<Option<Usd>> {
    match bare(text).as_str() {
        "" => Some(None),
        amount => Usd::parse(amount).map(Some),
    }
}

/// The entries of a list, each once.
pub fn listed(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for entry in text.split(['\n', ',']).map(str::trim) {
        if !entry.is_empty() && !entries.iter().any(|known| known == entry) {
            entries.push(entry.to_owned());
        }
    }
    entries
}

/// Without what people write to make numbers easier to read.
fn bare(text: &str) -> String {
    let dropped = |c: &char| !c.is_whitespace() && !['$', ',', '_'].contains(c);
    text.chars().filter(dropped).collect()
}

/// Nothing stands for unlimited, as the field says.
fn shown(number: u32) -> String {
    match number {
        0 => String::new(),
        number => number.to_string(),
    }
}

fn object(change: &ClientKeyChange) -> Option<Map<String, Value>> {
    match serde_json::to_value(change).ok()? {
        Value::Object(fields) => Some(fields),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
