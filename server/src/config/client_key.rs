//! `[[client_key]]`: keys for Routex's own clients that the operator declares.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use chrono::{DateTime, Utc};
use ipnet::IpNet;
use routex_entity::BudgetWindow;

use super::{
    admin::at_least,
    bodies::LONGEST_KEPT_HOURS,
    money::NanoUsd,
    name,
    section::{Read, Section},
};
use crate::secret::Secret;

/// The longest time that requests may wait for room, in milliseconds.
const LONGEST_QUEUE_MS: u64 = 60_000;

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
    /// `budgets`, or `budget_usd` and `budget_window` for a single one. At most one a window. Default: unlimited.
    pub budgets: Vec<Budget>,
    /// Addresses and networks it may be used from. Default empty: from anywhere.
    pub allowed_ips: Vec<IpNet>,
    /// How long a request may wait for room under the limits, `queue_ms`. Default 0: it is refused at once.
    pub queue: Duration,
    /// Hours for which bodies of its requests are kept. Default 0: they are not.
    pub keep_bodies_hours: u32,
    /// Whether it may use models whose price is unknown although it has a budget. Default: no.
    pub allow_unpriced: bool,
    /// Default: yes.
    pub enabled: bool,
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
        let budgets = budgets(&mut section);
        let allowed_ips = section.list("allowed_ips", |text: String| network(&text));
        let queue_ms = section.within("queue_ms", 0..=LONGEST_QUEUE_MS, 0);
        let keep_bodies_hours = section.within("keep_bodies_hours", 0..=LONGEST_KEPT_HOURS, 0);
        let allow_unpriced = section.or("allow_unpriced", false);
        let enabled = section.or("enabled", true);
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
            budgets: budgets?,
            allowed_ips: allowed_ips?.unwrap_or_default(),
            queue: Duration::from_millis(queue_ms),
            keep_bodies_hours,
            allow_unpriced,
            enabled,
            expires_at: expires_at?,
        })
    }
}

fn budgets(section: &mut Section<'_, '_>) -> Read<Vec<Budget>> {
    let single = single_budget(section);
    let budgets = section.tables("budgets", |mut budget| {
        let window = budget.required("window", "\"month\"", |text: String| window(&text));
        let amount = budget.required("usd", "10", |amount: NanoUsd| match amount {
            NanoUsd(0) => {
                Err("is 0, which nobody can spend; write more, or leave it out".to_owned())
            }
            amount => Ok(amount),
        });
        budget.finish();
        Ok(Budget {
            amount: amount?,
            window: window?,
        })
    })?;
    let mut windows = BTreeSet::new();
    if let Some(twice) = budgets.iter().find(|budget| !windows.insert(budget.window)) {
        let message = format!("has two for {}; keep one", twice.window);
        return Err(section.problem("budgets", message));
    }
    match single? {
        None => Ok(budgets),
        Some(single) if budgets.is_empty() => Ok(vec![single]),
        Some(_) => {
            let message =
                "stands beside budget_usd, which is short for a single one; keep one of the two"
                    .to_owned();
            Err(section.problem("budgets", message))
        }
    }
}

fn single_budget(section: &mut Section<'_, '_>) -> Read<Option<Budget>> {
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

/// An address or a network; an address stands for the network of itself alone.
pub fn network(text: &str) -> Result<IpNet, String> {
    let address = || {
        text.parse::<IpAddr>()
            .map(|address| IpNet::from(address.to_canonical()))
    };
    text.parse::<IpNet>()
        .or_else(|_not_a_network| address())
        .map(|network| network.trunc())
        .map_err(|_neither| {
            format!("\"{text}\" is no address and no network; write 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32")
        })
}

fn window(name: &str) -> Result<BudgetWindow, String> {
    name.parse().map_err(|error| format!("{error}"))
}
