//! `GET /status`

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::{
    ChannelState,
    api::{JournalStatus, PartStatus, ProblemBody, Status},
};
use tokio::time::timeout;

use super::warnings::{Facts, warnings};
use crate::{
    channel::messages::Snapshot,
    http::{admin::Admin, extract::Operator},
    startup::data_dir,
};

/// A part that does not answer within this time is in trouble.
const PATIENCE: Duration = Duration::from_secs(1);

/// How this installation is doing, and what to see to.
#[utoipa::path(
    get, path = "/api/v1/status", tag = "status", operation_id = "show_status",
    responses((status = 200, body = Status), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>) -> Json<Status> {
    let inventory = &admin.inventory;
    let asked = Instant::now();
    let (snapshots, answered) = tokio::join!(
        timeout(PATIENCE, inventory.router().snapshots()),
        timeout(PATIENCE, admin.usage.answers()),
    );
    let response_ms = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
    let table = inventory.router().table();
    let snapshots = snapshots.unwrap_or_default();
    let part = |responds, refused| PartStatus {
        responds,
        response_ms,
        refused,
    };
    let router = part(
        // Without its actor there are channels and nothing is known of them.
        !snapshots.is_empty() || table.channels.is_empty(),
        inventory.router().refused(),
    );
    let ledger = part(answered.unwrap_or(false), admin.usage.refused());
    let journal = journal(&admin);
    let config = inventory.config();
    let facts = Facts {
        channels: table.channels.len(),
        enabled: table.channels.iter().filter(|one| one.enabled).count(),
        serving: count(&snapshots, ChannelState::Closed),
        keys_required: config.server.require_client_key,
        data_dir: &config.data_dir,
        data_dir_mode: data_dir::open_mode(&config.data_dir),
        journal,
        router,
        ledger,
    };
    let states = ChannelState::ALL
        .iter()
        .map(|state| (state.to_string(), count(&snapshots, *state)));
    Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        instance_name: inventory.settings().instance_name,
        started_at: admin.started_at,
        uptime_seconds: (Utc::now() - admin.started_at)
            .num_seconds()
            .try_into()
            .unwrap_or(0),
        database: inventory.store().kind().to_owned(),
        journal,
        router,
        ledger,
        channels: BTreeMap::from_iter(states),
        event_listeners: u32::try_from(admin.events.listeners()).unwrap_or(u32::MAX),
        warnings: warnings(&facts),
    })
}

fn count(snapshots: &[Snapshot], state: ChannelState) -> u32 {
    let count = snapshots.iter().filter(|one| one.state == state).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn journal(admin: &Admin) -> JournalStatus {
    let (entries, bytes) = admin.journal.size();
    JournalStatus {
        entries: entries as u64,
        bytes,
        max_bytes: admin.journal.max_bytes(),
    }
}
