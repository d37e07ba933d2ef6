//! Alerts: whom they are told, declared ones and those that operators made, and by which rules.

use std::sync::Arc;

use anyhow::Context as _;
use routex_entity::api::AlertRules;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::{
    alerts::{Alerting, HookUrl, Target},
    config::{AlertTargetDecl, Config},
    secret::{Cell, MasterKey, SealError, Secret},
    store::{AlertTargetRow, Store, StoreError, alert_target, setting},
    upstream::client::ProxyUrl,
};

/// Name of the setting that holds the rules.
pub const ALERT_RULES: &str = "alert_rules";

/// What is sealed of a target.
#[derive(Serialize, Deserialize)]
struct Sealed {
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proxy: Option<String>,
}

/// Brings the rows of declared targets in line with the file.
pub(super) async fn reconcile(
    declared: &[AlertTargetDecl],
    store: &Store,
) -> Result<(), StoreError> {
    let rows = declared.iter().map(|decl| AlertTargetRow {
        declared: true,
        ..row(decl, Uuid::now_v7())
    });
    alert_target::reconcile(store, rows.collect()).await
}

/// What is in effect. A target that cannot be used is left out and told.
pub(super) async fn read(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<Alerting> {
    let mut targets = Vec::new();
    for row in alert_target::list(store).await? {
        let name = row.name.clone();
        let decl = config.alert_targets.iter().find(|decl| decl.name == name);
        let target = match decl {
            Some(decl) if row.declared => Ok(of_decl(decl, row.id)),
            _ => stored_target(row, master_key),
        };
        match target {
            Ok(target) => targets.push(Arc::new(target)),
            Err(error) => tracing::error!(
                target_name = name,
                error = format!("{error:#}"),
                "alert target left out: its stored settings cannot be used"
            ),
        }
    }
    Ok(Alerting {
        rules: rules(store).await?,
        targets,
    })
}

/// What was never set has its default; so has what cannot be read, which is told.
async fn rules(store: &Store) -> Result<AlertRules, StoreError> {
    let Some(stored) = setting::get(store, ALERT_RULES).await? else {
        return Ok(AlertRules::default());
    };
    Ok(serde_json::from_value(stored).unwrap_or_else(|error| {
        tracing::error!(%error, "the rules of alerts cannot be read; the defaults hold until they are set again");
        AlertRules::default()
    }))
}

/// The row of an operator's target with this id.
///
/// # Errors
/// When its secrets cannot be sealed.
pub fn target_row(
    decl: &AlertTargetDecl,
    id: Uuid,
    master_key: &MasterKey,
) -> Result<AlertTargetRow, SealError> {
    let sealed = Sealed {
        url: decl.url.expose().to_string(),
        secret: decl.secret.as_ref().map(|it| it.expose().to_owned()),
        proxy: decl.proxy.as_ref().map(|it| it.expose().to_string()),
    };
    // A map of texts is always JSON.
    let sealed = serde_json::to_string(&sealed).unwrap_or_default();
    Ok(AlertTargetRow {
        sealed: Some(master_key.seal(target_cell(id), &Secret::new(sealed))?),
        ..row(decl, id)
    })
}

/// An operator's target, opened.
pub fn stored_target(row: AlertTargetRow, master_key: &MasterKey) -> anyhow::Result<Target> {
    let sealed = row.sealed.context("a stored target has no URL")?;
    let opened = master_key.open(target_cell(row.id), &sealed)?;
    let opened: Sealed = serde_json::from_str(opened.expose()).context("what was sealed")?;
    let proxy = opened
        .proxy
        .map(|url| Ok::<_, anyhow::Error>(ProxyUrl::new(Url::parse(&url)?)?))
        .transpose()
        .context("proxy")?;
    Ok(Target {
        id: row.id,
        name: row.name,
        kind: row.kind,
        url: HookUrl::new(Url::parse(&opened.url).context("URL")?),
        secret: opened.secret.map(Secret::new),
        chat_id: row.chat_id,
        proxy,
        allow_private_network: row.allow_private_network,
        language: row.language,
        min_severity: row.min_severity,
        kinds: row.kinds,
        enabled: row.enabled,
    })
}

/// Where the secrets of a target are kept; they open nowhere else.
pub fn target_cell(row: Uuid) -> Cell {
    Cell {
        table: "alert_target",
        row,
        column: "sealed",
    }
}

fn of_decl(decl: &AlertTargetDecl, id: Uuid) -> Target {
    Target {
        id,
        name: decl.name.clone(),
        kind: decl.kind,
        url: decl.url.clone(),
        secret: decl.secret.clone(),
        chat_id: decl.chat_id.clone(),
        proxy: decl.proxy.clone(),
        allow_private_network: decl.allow_private_network,
        language: decl.language,
        min_severity: decl.min_severity,
        kinds: decl.kinds.clone(),
        enabled: decl.enabled,
    }
}

/// Without secrets.
fn row(decl: &AlertTargetDecl, id: Uuid) -> AlertTargetRow {
    AlertTargetRow {
        id,
        name: decl.name.clone(),
        kind: decl.kind,
        origin: decl.url.origin(),
        has_secret: decl.secret.is_some(),
        has_proxy: decl.proxy.is_some(),
        sealed: None,
        chat_id: decl.chat_id.clone(),
        allow_private_network: decl.allow_private_network,
        language: decl.language,
        min_severity: decl.min_severity,
        kinds: decl.kinds.clone(),
        enabled: decl.enabled,
        declared: false,
    }
}
