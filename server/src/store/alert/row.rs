//! Rows of alerts and of messages about them.

use routex_entity::table::{alert, alert_delivery};
use serde_json::json;

use super::super::{StoreError, reader::Reader};
use crate::alerts::{Delivery, Episode};

pub(super) fn read_alert(row: alert::Model) -> Result<Episode, StoreError> {
    let reader = Reader {
        table: "alert",
        row: &row.id,
    };
    Ok(Episode {
        kind: reader.name("kind", &row.kind)?,
        severity: reader.name("severity", &row.severity)?,
        subject: reader.json("subject", row.subject)?,
        id: row.id,
        details: row.details,
        since_ms: row.since_ms,
        told_at_ms: row.told_at_ms,
        resolved_at_ms: row.resolved_at_ms,
    })
}

pub(super) fn write_alert(alert: Episode) -> alert::Model {
    alert::Model {
        id: alert.id,
        kind: alert.kind.as_str().to_owned(),
        severity: alert.severity.as_str().to_owned(),
        subject: json!(alert.subject),
        since_ms: alert.since_ms,
        resolved_at_ms: alert.resolved_at_ms,
        told_at_ms: alert.told_at_ms,
        details: alert.details,
    }
}

pub(super) fn read_delivery(row: alert_delivery::Model) -> Result<Delivery, StoreError> {
    let reader = Reader {
        table: "alert_delivery",
        row: &row.id,
    };
    Ok(Delivery {
        event: reader.name("event", &row.event)?,
        message: reader.json("message", row.message)?,
        state: reader.name("state", &row.state)?,
        tries: reader.number("attempts", row.attempts)?,
        status: reader.number_or_null("status", row.status)?,
        id: row.id,
        alert_id: row.alert_id,
        target_id: row.target_id,
        target: row.target,
        created_at_ms: row.created_at_ms,
        due_at_ms: row.due_at_ms,
        finished_at_ms: row.finished_at_ms,
        error: row.error,
    })
}

pub(super) fn write_delivery(delivery: Delivery) -> alert_delivery::Model {
    alert_delivery::Model {
        id: delivery.id,
        alert_id: delivery.alert_id,
        target_id: delivery.target_id,
        target: delivery.target,
        event: delivery.event.as_str().to_owned(),
        message: json!(delivery.message),
        state: delivery.state.as_str().to_owned(),
        attempts: delivery.tries.into(),
        created_at_ms: delivery.created_at_ms,
        due_at_ms: delivery.due_at_ms,
        finished_at_ms: delivery.finished_at_ms,
        status: delivery.status.map(i64::from),
        error: delivery.error,
    }
}
