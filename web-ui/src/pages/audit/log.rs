//! What was read of the audit log, a page at a time, and what somebody looks for in it. Pure.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use routex_entity::api::{AuditItem, Page};
use uuid::Uuid;
use yew::Reducible;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    /// By id, which grows with time. What lies between two entries was read, too.
    pub entries: BTreeMap<Uuid, AuditItem>,
    /// Where older ones begin. `None`: there are none.
    pub cursor: Option<String>,
}

pub enum Change {
    Newest(Rc<Page<AuditItem>>),
    Older(Page<AuditItem>),
}

impl Log {
    /// What entries are about, those of the log alone.
    pub fn resources(&self) -> BTreeSet<&str> {
        self.entries
            .values()
            .map(|entry| entry.resource.as_str())
            .collect()
    }

    /// The newest first. Empty: any.
    pub fn wanted(&self, text: &str, resource: &str) -> Vec<&AuditItem> {
        let text = text.trim().to_lowercase();
        let fits = |entry: &&AuditItem| {
            let about = resource.is_empty() || entry.resource == resource;
            let name = name(entry);
            let mut texts = [&entry.actor, &entry.address, &entry.action]
                .into_iter()
                .map(String::as_str)
                .chain([name]);
            about && (text.is_empty() || texts.any(|one| one.to_lowercase().contains(&text)))
        };
        self.entries.values().rev().filter(fits).collect()
    }
}

impl Reducible for Log {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        let page = match change {
            Change::Newest(page) => {
                // So much has happened that there may be something between this page and what was read before.
                if !page
                    .items
                    .iter()
                    .any(|entry| next.entries.contains_key(&entry.id))
                {
                    next = Self {
                        entries: BTreeMap::new(),
                        cursor: page.next_cursor.clone(),
                    };
                }
                (*page).clone()
            }
            Change::Older(page) => {
                next.cursor.clone_from(&page.next_cursor);
                page
            }
        };
        next.entries
            .extend(page.items.into_iter().map(|entry| (entry.id, entry)));
        Rc::new(next)
    }
}

/// What was changed, by its name where it has one.
pub fn name(entry: &AuditItem) -> &str {
    let named = [&entry.after, &entry.before]
        .into_iter()
        .flatten()
        .find_map(|value| value.get("name")?.as_str());
    named.or(entry.resource_id.as_deref()).unwrap_or_default()
}

/// Neighbours of the same day, together.
pub fn by_day<'a>(
    entries: &[&'a AuditItem],
    day: impl Fn(&AuditItem) -> String,
) -> Vec<(String, Vec<&'a AuditItem>)> {
    let mut days: Vec<(String, Vec<&AuditItem>)> = Vec::new();
    for entry in entries {
        let of = day(entry);
        match days.last_mut() {
            Some((last, same)) if *last == of => same.push(entry),
            _ => days.push((of, vec![entry])),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{format::time::day, testing::audit_item};

    fn page(numbers: &[u128], next: Option<&str>) -> Page<AuditItem> {
        Page {
            items: numbers.iter().map(|number| audit_item(*number)).collect(),
            next_cursor: next.map(str::to_owned),
        }
    }

    fn newest(log: Rc<Log>, numbers: &[u128], next: Option<&str>) -> Rc<Log> {
        log.reduce(Change::Newest(Rc::new(page(numbers, next))))
    }

    fn ids(log: &Log) -> Vec<u128> {
        log.wanted("", "")
            .iter()
            .map(|entry| entry.id.as_u128())
            .collect()
    }

    #[test]
    fn pages_are_joined_without_gaps_and_without_doubles() {
        let log = newest(Rc::default(), &[9, 8, 7], Some("7"));
        let log = log.reduce(Change::Older(page(&[6, 5], None)));
        assert_eq!((ids(&log), &log.cursor), (vec![9, 8, 7, 6, 5], &None));

        let log = newest(log, &[11, 10, 9], Some("9"));
        assert_eq!(
            (ids(&log), &log.cursor),
            (vec![11, 10, 9, 8, 7, 6, 5], &None)
        );

        let log = newest(log, &[30, 29, 28], Some("28"));
        assert_eq!(ids(&log), [30, 29, 28], "what was between is not known");
        assert_eq!(log.cursor.as_deref(), Some("28"));
    }

    #[test]
    fn entries_are_found_by_actor_name_and_resource() {
        let mut one = audit_item(1);
        one.actor = "token:ci".to_owned();
        one.resource = "channel".to_owned();
        one.before = Some(json!({ "name": "eu-1" }));
        one.after = None;
        let entries = [one, audit_item(2)].map(|entry| (entry.id, entry)).into();
        let log = Log {
            entries,
            cursor: None,
        };

        let found = |text, resource| log.wanted(text, resource).len();
        assert_eq!(
            (found("", ""), found("CI", ""), found("eu-1", "")),
            (2, 1, 1)
        );
        assert_eq!((found("", "channel"), found("admin", "channel")), (1, 0));
        assert_eq!(log.resources(), BTreeSet::from(["channel", "client_key"]));
    }

    #[test]
    fn entries_of_a_day_stand_together() {
        let mut old = audit_item(1);
        old.at -= chrono::TimeDelta::days(1);
        let (new, newer) = (audit_item(2), audit_item(3));
        let days = by_day(&[&newer, &new, &old], |entry| day(entry.at));
        let sizes: Vec<_> = days
            .iter()
            .map(|(day, all)| (day.as_str(), all.len()))
            .collect();
        assert_eq!(sizes, [("2026-11-24", 2), ("2026-11-23", 1)]);
    }
}
