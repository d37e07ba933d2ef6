//! Sign-ins on other devices: those that are waited for, and for a while those that ended. They are forgotten when Routex
//! stops, and begun again then.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use routex_entity::{DeviceState, api::OauthDevice};
use tokio::sync::Notify;
use uuid::Uuid;

/// Sign-ins that may be waited for at once.
const MOST: usize = 32;
/// Minutes for which the end of one can be read.
const MINUTES_AFTER: i64 = 60;

/// Shared by all workers.
#[derive(Debug, Default)]
pub struct Devices {
    known: Mutex<HashMap<Uuid, Entry>>,
}

#[derive(Debug)]
struct Entry {
    caller: String,
    shown: OauthDevice,
    given_up: Arc<Notify>,
}

impl Devices {
    /// Waits for one more. `None`: too many are waited for. Otherwise: heard when its caller gives it up.
    pub(super) fn put(
        &self,
        caller: String,
        shown: OauthDevice,
        now: DateTime<Utc>,
    ) -> Option<Arc<Notify>> {
        let mut known = self.known();
        known.retain(|_, entry| {
            now.signed_duration_since(entry.shown.expires_at) < Duration::minutes(MINUTES_AFTER)
        });
        let waiting = known
            .values()
            .filter(|entry| entry.shown.state == DeviceState::Waiting);
        if waiting.count() >= MOST {
            return None;
        }
        let given_up = Arc::<Notify>::default();
        let entry = Entry {
            caller,
            shown,
            given_up: Arc::clone(&given_up),
        };
        known.insert(entry.shown.id, entry);
        Some(given_up)
    }

    /// How it goes. `None`: this caller began none with this id.
    pub(super) fn show(&self, caller: &str, id: Uuid) -> Option<OauthDevice> {
        let known = self.known();
        let entry = known.get(&id).filter(|entry| entry.caller == caller)?;
        Some(entry.shown.clone())
    }

    /// Waits for it no more. Answers whether this caller had begun it.
    pub(super) fn give_up(&self, caller: &str, id: Uuid) -> bool {
        let mut known = self.known();
        if known.get(&id).is_none_or(|entry| entry.caller != caller) {
            return false;
        }
        if let Some(entry) = known.remove(&id) {
            entry.given_up.notify_one();
        }
        true
    }

    /// Whether it is waited for still.
    pub(super) fn is_wanted(&self, id: Uuid) -> bool {
        self.known().contains_key(&id)
    }

    /// Notes how it ended.
    pub(super) fn end(&self, id: Uuid, change: impl FnOnce(&mut OauthDevice)) {
        if let Some(entry) = self.known().get_mut(&id) {
            change(&mut entry.shown);
        }
    }

    /// A map stays whole when a thread panics.
    fn known(&self) -> MutexGuard<'_, HashMap<Uuid, Entry>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: u128, now: DateTime<Utc>) -> OauthDevice {
        OauthDevice {
            id: Uuid::from_u128(id),
            user_code: "WDJB-MJHT".to_owned(),
            verification_uri: "https://id.example/device".to_owned(),
            verification_uri_complete: None,
            expires_at: now + Duration::minutes(10),
            state: DeviceState::Waiting,
            credential_id: None,
            error: None,
        }
    }

    #[test]
    fn only_who_began_it_sees_it_and_gives_it_up() {
        let (devices, now) = (Devices::default(), Utc::now());
        let id = Uuid::from_u128(1);
        devices
            .put("token:a".to_owned(), device(1, now), now)
            .unwrap();

        assert!(devices.show("token:b", id).is_none() && !devices.give_up("token:b", id));
        devices.end(id, |shown| shown.state = DeviceState::Denied);
        assert_eq!(
            devices.show("token:a", id).unwrap().state,
            DeviceState::Denied
        );
        assert!(devices.give_up("token:a", id) && !devices.is_wanted(id));
        assert!(!devices.give_up("token:a", id));
    }

    #[test]
    fn there_are_never_too_many_and_the_ended_are_forgotten() {
        let (devices, now) = (Devices::default(), Utc::now());
        let put = |id: usize, now| devices.put("token:a".to_owned(), device(id as u128, now), now);
        for id in 0..MOST {
            assert!(put(id, now).is_some());
        }
        assert!(put(MOST, now).is_none());
        devices.end(Uuid::from_u128(0), |shown| {
            shown.state = DeviceState::Expired;
        });
        assert!(put(MOST, now).is_some());
        assert!(put(MOST + 1, now + Duration::minutes(10 + MINUTES_AFTER)).is_some());
        assert!(!devices.is_wanted(Uuid::from_u128(0)));
    }
}
