//! Settings of a file: routing behaviour, prices and those of the installation.

use std::time::Duration;

use routex_entity::api::ImportedThing;
use serde_json::Value;

use super::{Planner, Refusal, Turn};
use crate::{
    inventory::routing,
    store::AuditEntry,
    transfer::{
        bundle::Body,
        settings::{Kept, ROUTING, kept},
    },
};

impl Planner<'_> {
    /// Channels are held to what is planned here, so it comes first.
    pub(super) fn settings(&mut self, settings: &Body) -> Result<(), Refusal> {
        for (resource, body) in settings {
            let place = format!("settings.{resource}");
            let held = match kept(resource, body, &self.options.routing) {
                Some(Ok(held)) => held,
                Some(Err(problems)) => {
                    self.refuse(&place, problems);
                    continue;
                }
                None => {
                    self.leave_out(&place, "this version of Routex knows no such settings");
                    continue;
                }
            };
            let before = self.there.settings.get(resource);
            let turn = self.turn("settings", resource, before.map(|before| (before, false)))?;
            if matches!(turn, Turn::Skip) || !self.fits_channels(&place, &held) {
                continue;
            }
            self.note_setting(&held, before.cloned(), body.clone());
            self.plan.settings.push(held);
        }
        Ok(())
    }

    /// The longest that a request may take after the import; no channel may exceed it.
    pub(super) fn total_timeout(&self) -> Duration {
        let planned = self.plan.settings.iter();
        let planned = planned
            .filter(|held| held.resource == ROUTING)
            .find_map(|held| held.value.as_object());
        let there = || self.there.settings.get(ROUTING)?.as_object();
        let base = &self.options.routing;
        let tuned = planned.or_else(there);
        let in_effect = tuned.and_then(|tuned| routing::overlay(base, tuned).ok());
        in_effect.map_or(base.total_timeout, |settings| settings.total_timeout)
    }

    /// Refuses a total timeout that is shorter than the first-byte timeout of a channel that is there.
    fn fits_channels(&mut self, place: &str, held: &Kept) -> bool {
        let Some(tuned) = held.value.as_object().filter(|_| held.resource == ROUTING) else {
            return true;
        };
        let Ok(settings) = routing::overlay(&self.options.routing, tuned) else {
            return true;
        };
        let total = settings.total_timeout;
        let outlasting = self.there.channels.iter().find_map(|row| {
            let millis = row.first_byte_timeout_ms?;
            (Duration::from_millis(millis.into()) > total).then(|| (row.name.clone(), millis))
        });
        let Some((channel, millis)) = outlasting else {
            return true;
        };
        let message = format!(
            "{} is shorter than first_byte_timeout_ms = {millis} of channel \"{channel}\"; lower that or raise this",
            total.as_millis()
        );
        self.refuse_field(place, "total_timeout_ms", &message);
        false
    }

    fn note_setting(&mut self, held: &Kept, before: Option<Value>, after: Value) {
        let report = &mut self.plan.report;
        let list = match before {
            None => &mut report.made,
            Some(_) => &mut report.changed,
        };
        list.push(ImportedThing {
            resource: "settings".to_owned(),
            name: held.resource.to_owned(),
        });
        self.plan.entries.push(AuditEntry {
            actor: self.author.actor.clone(),
            address: self.author.address.clone(),
            action: "update",
            resource: held.resource,
            resource_id: None,
            before,
            after: Some(after),
        });
    }
}
