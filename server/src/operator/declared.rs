//! The user and the token that `[admin]` declares.

use chrono::Utc;
use uuid::Uuid;

use super::password::Passwords;
use crate::{
    config::AdminSettings,
    secret::{
        Secret,
        client_key::{hash, prefix},
    },
    store::{
        Store,
        admin_token::{self, AdminTokenRow},
        admin_user::{self, AdminUserRow},
    },
};

/// Name of the token that the file declares; no other token may have it.
pub const TOKEN_NAME: &str = "configuration";

/// Lets in whom `[admin]` declares, and nobody whom it no longer does.
pub async fn reconcile(
    settings: &AdminSettings,
    store: &Store,
    passwords: &Passwords,
) -> anyhow::Result<()> {
    let user = match &settings.password {
        Some(password) => Some(user(&settings.username, password, store, passwords).await?),
        None => None,
    };
    admin_user::reconcile(store, user).await?;
    let token = settings.token.as_ref().map(|token| AdminTokenRow {
        id: Uuid::now_v7(),
        name: TOKEN_NAME.to_owned(),
        hash: hash(token.expose()),
        prefix: prefix(token.expose()),
        created_at_ms: Utc::now().timestamp_millis(),
        expires_at_ms: None,
        declared: true,
    });
    Ok(admin_token::reconcile(store, token).await?)
}

/// A user who has the password already stays as it is, and signed in.
async fn user(
    username: &str,
    password: &Secret,
    store: &Store,
    passwords: &Passwords,
) -> anyhow::Result<AdminUserRow> {
    let known = admin_user::find_by_name(store, username).await?;
    if let Some(row) = &known {
        let kept = Some(row.password_hash.clone());
        if passwords.verify(password.clone(), kept).await? {
            return Ok(AdminUserRow {
                declared: true,
                ..row.clone()
            });
        }
    }
    Ok(AdminUserRow {
        id: known.map_or_else(Uuid::now_v7, |row| row.id),
        username: username.to_owned(),
        password_hash: passwords.hash(password.clone()).await?,
        password_changed_at_ms: Utc::now().timestamp_millis(),
        declared: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::temporary;

    fn settings(username: &str, password: Option<&str>) -> AdminSettings {
        AdminSettings {
            username: username.to_owned(),
            password: password.map(Secret::new),
            token: None,
            oidc: None,
        }
    }

    #[actix_rt::test]
    async fn a_password_is_hashed_again_only_when_it_is_another() {
        let (store, _dir) = temporary().await;
        let passwords = Passwords::default();
        let start = async |password| {
            let settings = settings("admin", password);
            reconcile(&settings, &store, &passwords).await.unwrap();
            admin_user::find_by_name(&store, "admin").await.unwrap()
        };

        let first = start(Some("correct horse")).await.unwrap();
        assert_eq!(start(Some("correct horse")).await, Some(first.clone()));
        let other = start(Some("battery staple")).await.unwrap();
        assert_eq!(other.id, first.id);
        assert_ne!(other.password_hash, first.password_hash);
        assert_eq!(start(None).await, None);
    }
}
