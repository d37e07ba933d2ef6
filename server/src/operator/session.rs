//! How long a browser stays signed in. Pure but for the random value of a new session.

use std::time::Duration;

use rand::rand_core::OsError;
use uuid::Uuid;

use crate::{
    secret::{Secret, client_key::hash, random},
    store::admin_session::AdminSessionRow,
};

/// A session that is not used for this long ends.
pub const IDLE: Duration = Duration::from_secs(2 * 60 * 60);
/// A session ends this long after its sign-in, however much it is used.
pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How exactly use is noted: once in this time, so that looking does not mean writing.
const NOTED_EVERY: Duration = Duration::from_secs(60);

/// A new session and the cookie's value, which is shown to the browser alone. `user_id`: `None` for a guest.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn begin(
    user_id: Option<Uuid>,
    address: String,
    now_ms: i64,
) -> Result<(Secret, AdminSessionRow), OsError> {
    let value = random("")?;
    let row = AdminSessionRow {
        hash: hash(value.expose()),
        user_id,
        csrf_token: random("")?.expose().to_owned(),
        created_at_ms: now_ms,
        last_seen_ms: now_ms,
        address,
        oidc_subject: None,
        oidc_name: None,
        oidc_mark: None,
    };
    Ok((value, row))
}

/// When it ends if it is not used any more; milliseconds since the Unix epoch.
pub fn ends_at_ms(row: &AdminSessionRow) -> i64 {
    let idle = row.last_seen_ms.saturating_add(millis(IDLE));
    idle.min(row.created_at_ms.saturating_add(millis(LONGEST)))
}

/// Whether its use is to be noted again.
pub fn is_due(row: &AdminSessionRow, now_ms: i64) -> bool {
    now_ms.saturating_sub(row.last_seen_ms) >= millis(NOTED_EVERY)
}

/// Sessions that began before the first or were last seen before the second of these times have ended.
pub fn ended_before_ms(now_ms: i64) -> (i64, i64) {
    let before = |span| now_ms.saturating_sub(millis(span));
    (before(LONGEST), before(IDLE))
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;

    fn session(created_at_ms: i64, last_seen_ms: i64) -> AdminSessionRow {
        AdminSessionRow {
            created_at_ms,
            last_seen_ms,
            ..begin(None, String::new(), 0).unwrap().1
        }
    }

    #[test]
    fn line_04_a_session_ends_when_it_is_not_used() {
        assert_eq!(ends_at_ms(&session(0, 0)), 2 * HOUR);
        assert_eq!(ends_at_ms(&session(0, HOUR)), 3 * HOUR);
    }

    #[test]
    fn line_04_a_session_ends_however_much_it_is_used() {
        assert_eq!(ends_at_ms(&session(0, 23 * HOUR)), 24 * HOUR);
    }

    #[test]
    fn line_04_only_the_hash_of_the_cookie_is_kept_and_every_session_is_new() {
        let (one, row) = begin(None, String::new(), 0).unwrap();
        let (other, _) = begin(None, String::new(), 0).unwrap();
        assert_ne!(one, other);
        assert_eq!(row.hash, hash(one.expose()));
        assert!(!format!("{row:?}").contains(one.expose()));
        assert_ne!(row.csrf_token, one.expose());
    }

    proptest! {
        #[test]
        fn what_is_forgotten_has_ended_and_what_has_ended_is_forgotten(
            created in 0..48 * HOUR,
            used in 0..48 * HOUR,
            later in 0..48 * HOUR,
        ) {
            let row = session(created, created + used.min(24 * HOUR));
            let now = row.last_seen_ms + later;
            let (began, seen) = ended_before_ms(now);
            let forgotten = row.created_at_ms < began || row.last_seen_ms < seen;
            prop_assert_eq!(forgotten, ends_at_ms(&row) < now);
        }
    }
}
